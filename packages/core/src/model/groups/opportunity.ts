/** Past worth against future worth: whom to protect, to grow, to win back, to serve cheaply, and how people moved between two moments. */
import { fifths } from './fifths.ts'
import type { Quadrant } from './types.ts'

/** All four, in the order they are shown. */
export const QUADRANTS: readonly Quadrant[] = ['protect', 'grow', 'win_back', 'serve_cheaply']

/** From this fifth on worth counts as high: the upper two of five. */
export const HIGH_FROM = 4

/** What somebody is to us, by the fifths of past and future worth (1 to 5). */
export function quadrantOf(past: number, future: number): Quadrant {
  if (future >= HIGH_FROM) return past >= HIGH_FROM ? 'protect' : 'grow'
  return past >= HIGH_FROM ? 'win_back' : 'serve_cheaply'
}

/** People by columns: fifth of past worth, money spent, money foretold with the ends of its interval where they are known (NaN: not). */
export interface Worth {
  readonly past: Uint8Array
  readonly spent: Float64Array
  readonly expected: Float64Array
  readonly low?: Float64Array
  readonly high?: Float64Array
}

/** Money of a group: spent, and foretold; `low` and `high` are sums of the single ends (wider than the interval of the sum), null where somebody has none. */
export interface GroupMoney {
  readonly past: number
  readonly expected: number
  readonly low: number | null
  readonly high: number | null
}

/** The matrix. */
export interface OpportunityMatrix {
  /** Quadrant of each person. */
  readonly of: readonly Quadrant[]
  /** Fifth of foretold worth of each person. */
  readonly future: Uint8Array
  readonly quadrants: readonly { readonly quadrant: Quadrant; readonly people: number; readonly money: GroupMoney }[]
  /** 25 cells, past 1 to 5 by future 1 to 5. */
  readonly cells: readonly { readonly past: number; readonly future: number; readonly quadrant: Quadrant; readonly people: number; readonly money: GroupMoney }[]
  /** People whom equal foretold worth keeps out of an even fifth. */
  readonly tied: number
}

/** Builds the matrix. Nobody is left out and nobody counted twice. */
export function opportunityMatrix(worth: Worth): OpportunityMatrix {
  const { of: future, tied } = fifths(worth.expected)
  const n = worth.past.length
  const of = Array.from({ length: n }, (_, i) => quadrantOf(worth.past[i]!, future[i]!))
  const members = (is: (i: number) => boolean): number[] => Array.from({ length: n }, (_, i) => i).filter(is)
  const group = (people: readonly number[]) => ({ people: people.length, money: moneyOf(worth, people) })
  return {
    of,
    future,
    quadrants: QUADRANTS.map((quadrant) => ({ quadrant, ...group(members((i) => of[i] === quadrant)) })),
    cells: [1, 2, 3, 4, 5].flatMap((past) =>
      [1, 2, 3, 4, 5].map((next) => ({ past, future: next, quadrant: quadrantOf(past, next), ...group(members((i) => worth.past[i] === past && future[i] === next)) })),
    ),
    tied,
  }
}

function moneyOf({ spent, expected, low, high }: Worth, people: readonly number[]): GroupMoney {
  const sum = (of: Float64Array): number => people.reduce((total, i) => total + (Number.isFinite(of[i]!) ? of[i]! : 0), 0)
  const whole = (of: Float64Array | undefined): number | null => (of && people.every((i) => Number.isFinite(of[i]!)) ? sum(of) : null)
  return { past: sum(spent), expected: sum(expected), low: whole(low), high: whole(high) }
}

/** People who went from one quadrant to another. */
export interface QuadrantMove {
  readonly from: Quadrant
  readonly to: Quadrant
  readonly people: number
  /** Foretold worth of them now. */
  readonly expected: number
}

/** What changed since an earlier matrix: for each quadrant how many there were, came and went (people who are in both), and every move. `before[i]` null: was not there yet. */
export function movement(before: readonly (Quadrant | null)[], now: readonly Quadrant[], expected: ArrayLike<number>): {
  readonly quadrants: readonly { readonly quadrant: Quadrant; readonly before: number; readonly entered: number; readonly left: number; readonly fresh: number }[]
  readonly moves: readonly QuadrantMove[]
} {
  const moves: QuadrantMove[] = QUADRANTS.flatMap((from) =>
    QUADRANTS.filter((to) => to !== from).map((to) => {
      const people = now.flatMap((quadrant, i) => (before[i] === from && quadrant === to ? [i] : []))
      return { from, to, people: people.length, expected: people.reduce((sum, i) => sum + (Number.isFinite(expected[i]!) ? expected[i]! : 0), 0) }
    }),
  )
  const count = (is: (move: QuadrantMove) => boolean): number => moves.filter(is).reduce((sum, move) => sum + move.people, 0)
  return {
    quadrants: QUADRANTS.map((quadrant) => ({
      quadrant,
      before: before.filter((one) => one === quadrant).length,
      entered: count((move) => move.to === quadrant),
      left: count((move) => move.from === quadrant),
      fresh: now.filter((one, i) => one === quadrant && before[i] === null).length,
    })),
    moves: moves.filter((move) => move.people > 0).sort((one, other) => other.people - one.people),
  }
}
