/** Why a purpose was closed, as data that stays with a refused message or decision: which law, which basis, which statement or silence. */
import type { JsonObject } from '../base/json.ts'
import type { ConsentReason } from './consent.ts'

/** The receipt of a reason: purpose, channel, because, basis, and where there are such law and the statement (is, at, event, text, of which purpose and channel). */
export function receiptOf(reason: ConsentReason, about: { readonly purpose: string; readonly channel: string | null }): JsonObject {
  const { because, basis, law, said } = reason
  return {
    ...about,
    because,
    basis,
    ...(law === undefined ? {} : { law }),
    ...(said === undefined ? {} : {
      is: said.entry.is,
      at: said.entry.at,
      event: said.entry.from,
      ...(said.entry.text === undefined ? {} : { text: said.entry.text }),
      ...(said.purpose === about.purpose ? {} : { saidOf: said.purpose }),
      ...(said.channel === (about.channel ?? '*') ? {} : { saidOn: said.channel }),
    }),
  }
}
