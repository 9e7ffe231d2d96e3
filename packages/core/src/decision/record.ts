/** A decision as the properties of its `decision_made` event: nothing left out, but what many candidates share is written once and what is 0 is not written. */
import { canonical, isJsonObject, type Json, type JsonObject } from '../base/json.ts'
import type { OfferId } from '../base/id.ts'
import type { Candidate, Decision, OutReason, Worth } from './types.ts'

/** offer, score, probability, and how the score came about: p, n, value, lever, cost, channelCost, shadow, moments, learned. Zeros at the end are left off. */
type PackedCandidate = readonly [offer: OfferId | null, score: number, probability: number, ...worth: readonly number[]]

/** Those that were possible, each with its value and chance; and for each reason, those that it ruled out. */
interface Packed {
  readonly possible: readonly PackedCandidate[]
  readonly out: readonly (readonly [reason: OutReason, offers: readonly OfferId[]])[]
  /** Values of `x` that are not 1, by their index in it. */
  readonly x?: { readonly at: readonly number[]; readonly value: readonly (readonly [index: number, value: number])[] }
}

/** The properties to store. `unpackDecision` gives the decision back. */
export function packDecision(decision: Decision): JsonObject {
  const { candidates, x, ...rest } = decision
  const possible: PackedCandidate[] = []
  const byReason = new Map<string, { readonly reason: OutReason; readonly offers: OfferId[] }>()
  for (const { offer, out, score, probability, worth } of candidates) {
    if (!out || offer === null) {
      possible.push([offer, score ?? 0, probability ?? 0, ...(worth ? packWorth(worth) : [])])
      continue
    }
    const key = Object.keys(out.detail).length === 0 ? out.check : out.check + canonical(out.detail)
    const known = byReason.get(key)
    if (known) known.offers.push(offer)
    else byReason.set(key, { reason: out, offers: [offer] })
  }
  const packed: Packed = {
    possible,
    out: [...byReason.values()].map(({ reason, offers }) => [reason, offers]),
    ...(x && { x: { at: x.at, value: x.value.flatMap((value, index) => (value === 1 ? [] : [[index, value] as const])) } }),
  }
  return { ...rest, ...packed } as unknown as JsonObject
}

/** The decision that was stored, its candidates in the order of their ids with doing nothing last; null when the properties are none of a decision. */
export function unpackDecision(properties: JsonObject): Decision | null {
  const { possible, out, x, ...rest } = properties as unknown as Packed & Omit<Decision, 'x'> & { readonly [name: string]: Json }
  if (typeof rest.id !== 'string' || typeof rest.placement !== 'string' || !Array.isArray(possible) || !Array.isArray(out) || !isJsonObject(rest.context as Json)) return null
  const candidates: Candidate[] = [
    ...possible.map(([offer, score, probability, ...worth]: PackedCandidate) => ({ offer, score, probability, ...(worth.length > 0 && { worth: unpackWorth(worth) }) })),
    ...out.flatMap(([reason, offers]: Packed['out'][number]) => offers.map((offer) => ({ offer, out: reason }))),
  ]
  return { ...(rest as unknown as Decision), ...(x && { x: unpackX(x) }), candidates: candidates.sort(byOffer) }
}

function packWorth({ p, n, value, lever, cost, channelCost, shadow, moments, learned }: Worth): readonly number[] {
  const all = [p, n, value, lever, cost, channelCost, shadow, moments]
  if (learned !== undefined) return [...all, learned]
  let length = all.length
  while (length > 1 && all[length - 1] === 0) length--
  return all.slice(0, length)
}

function unpackWorth([p = 0, n = 0, value = 0, lever = 0, cost = 0, channelCost = 0, shadow = 0, moments = 0, learned]: readonly number[]): Worth {
  return { p, n, ...(learned !== undefined && { learned }), value, lever, cost, channelCost, shadow, moments }
}

function unpackX({ at, value }: NonNullable<Packed['x']>): NonNullable<Decision['x']> {
  const values = at.map(() => 1)
  for (const [index, one] of value) values[index] = one
  return { at, value: values }
}

function byOffer(one: Candidate, other: Candidate): number {
  if (one.offer === null || other.offer === null) return one.offer === null ? 1 : -1
  return one.offer < other.offer ? -1 : 1
}
