/**
 * Deciding for many people at once who may not all be contacted: one price on every showing, found by bisection, so that as many contacts are expected as are
 * wanted. Those stay for whom a contact earns most, and the batch remains random and can be evaluated like any other decision (decisioning.md 3).
 */
import { distribution } from './chance.ts'
import type { Decision } from './types.ts'

/** Halvings of the range of prices: the last is a billionth of the first. */
const HALVINGS = 40

/** How many people are expected to be told something when each showing costs `price` more. Only the first slot counts: it decides whether anybody is told anything. */
export function expectedContacts(decisions: Iterable<Decision>, price: number): number {
  let contacts = 0
  for (const { candidates, sharpness, exploration = 0 } of decisions) {
    const values: number[] = []
    for (const { offer, out, score = 0 } of candidates) if (out === undefined) values.push(offer === null ? 0 : score - price)
    const { chances } = distribution(values, { sharpness, exploration })
    contacts += 1 - (chances[values.length - 1] ?? 1)
  }
  return contacts
}

/**
 * The price at which `most` contacts are expected, from decisions that were taken without one; 0 when no more are expected anyway. `reached` says how many then
 * are: exploration keeps a floor under it that no price can sink below.
 */
export function contactPrice(decisions: readonly Decision[], most: number): { readonly price: number; readonly reached: number } {
  const free = expectedContacts(decisions, 0)
  if (free <= most) return { price: 0, reached: free }
  let dearest = 0
  for (const { candidates } of decisions) for (const { score = 0 } of candidates) dearest = Math.max(dearest, score)
  let low = 0
  let high = Math.max(1, dearest) * 2
  // Where chance follows value only slowly, it takes a price far above all values to make contacts rare.
  for (let i = 0; i < HALVINGS && expectedContacts(decisions, high) > most; i++) high *= 2
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2
    if (expectedContacts(decisions, middle) > most) low = middle
    else high = middle
  }
  return { price: high, reached: expectedContacts(decisions, high) }
}
