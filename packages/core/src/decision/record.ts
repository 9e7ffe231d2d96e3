/** A decision as the properties of its `decision_made` event: nothing left out, but what many candidates share is written once. */
import { canonical, isJsonObject, type Json, type JsonObject } from '../base/json.ts'
import type { OfferId } from '../base/id.ts'
import type { Candidate, Decision, OutReason } from './types.ts'

/** Those that were possible, each with its value and chance; and for each reason, those that it ruled out. */
interface Packed {
  readonly possible: readonly (readonly [offer: OfferId | null, score: number, probability: number])[]
  readonly out: readonly (readonly [reason: OutReason, offers: readonly OfferId[]])[]
}

/** The properties to store. `unpackDecision` gives the decision back. */
export function packDecision(decision: Decision): JsonObject {
  const { candidates, ...rest } = decision
  const possible: [OfferId | null, number, number][] = []
  const byReason = new Map<string, { readonly reason: OutReason; readonly offers: OfferId[] }>()
  for (const { offer, out, score, probability } of candidates) {
    if (!out || offer === null) {
      possible.push([offer, score ?? 0, probability ?? 0])
      continue
    }
    const key = Object.keys(out.detail).length === 0 ? out.check : out.check + canonical(out.detail)
    const known = byReason.get(key)
    if (known) known.offers.push(offer)
    else byReason.set(key, { reason: out, offers: [offer] })
  }
  const packed: Packed = { possible, out: [...byReason.values()].map(({ reason, offers }) => [reason, offers]) }
  return { ...rest, ...packed } as unknown as JsonObject
}

/** The decision that was stored, its candidates in the order of their ids with doing nothing last; null when the properties are none of a decision. */
export function unpackDecision(properties: JsonObject): Decision | null {
  const { possible, out, ...rest } = properties as unknown as Packed & Decision & { readonly [name: string]: Json }
  if (typeof rest.id !== 'string' || typeof rest.placement !== 'string' || !Array.isArray(possible) || !Array.isArray(out) || !isJsonObject(rest.context as Json)) return null
  const candidates: Candidate[] = [
    ...possible.map(([offer, score, probability]) => ({ offer, score, probability })),
    ...out.flatMap(([reason, offers]: Packed['out'][number]) => offers.map((offer) => ({ offer, out: reason }))),
  ]
  return { ...(rest as unknown as Decision), candidates: candidates.sort(byOffer) }
}

function byOffer(one: Candidate, other: Candidate): number {
  if (one.offer === null || other.offer === null) return one.offer === null ? 1 : -1
  return one.offer < other.offer ? -1 : 1
}
