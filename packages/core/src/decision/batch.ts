/**
 * Deciding for many people at once who may not all be contacted: one price on every showing, found by bisection, so that as many contacts are expected as are
 * wanted. Those stay for whom a contact earns most, and the batch remains random and can be evaluated like any other decision (decisioning.md 3).
 */
import { distribution } from './chance.ts'
import type { Decision } from './types.ts'

/** What of a decision tells whether somebody is contacted: the values of what was possible, doing nothing last, and how chance follows them. */
export interface Stake {
  readonly values: Float64Array
  readonly sharpness: number | undefined
  readonly exploration: number
}

/** Halvings of the range of prices: the last is a billionth of the first. */
const HALVINGS = 40
const EDGE = 1e-5

/** The stake of a decision that was taken without a price. Only its first slot counts: it decides whether anybody is told anything. */
export function stakeIn({ candidates, sharpness, exploration = 0 }: Pick<Decision, 'candidates' | 'sharpness' | 'exploration'>): Stake {
  const values = candidates.flatMap(({ offer, out, score = 0 }) => (out === undefined && offer !== null ? [score] : []))
  return { values: Float64Array.of(...values, 0), sharpness, exploration }
}

/** How many people are expected to be told something when each showing costs `price` more. */
export function expectedContacts(stakes: Iterable<Stake>, price: number): number {
  let contacts = 0
  for (const { values, sharpness, exploration } of stakes) {
    const nothing = values.length - 1
    const { chances } = distribution(Array.from(values, (value, i) => (i === nothing ? 0 : value - price)), { sharpness, exploration })
    contacts += 1 - (chances[nothing] ?? 1)
  }
  return contacts
}

/**
 * The price at which `most` contacts are expected; 0 when no more are expected anyway. `reached` says how many then are: exploration keeps a floor under it that
 * no price can sink below.
 */
export function contactPrice(stakes: readonly Stake[], most: number): { readonly price: number; readonly reached: number } {
  const free = expectedContacts(stakes, 0)
  if (free <= most) return { price: 0, reached: free }
  let low = 0
  let high = 1
  for (const { values } of stakes) for (const value of values) high = Math.max(high, value * 2)
  // Where chance follows value only slowly, it takes a price far above all values to make contacts rare.
  for (let i = 0; i < HALVINGS && expectedContacts(stakes, high) > most; i++) high *= 2
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2
    if (expectedContacts(stakes, middle) > most) low = middle
    else high = middle
  }
  // A little dearer, so that those at the very edge do not come back when their value is rounded.
  const price = high * (1 + EDGE)
  return { price, reached: expectedContacts(stakes, price) }
}
