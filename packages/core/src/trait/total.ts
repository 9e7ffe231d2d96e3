/** Sums that do not depend on the order of their parts: whole millionths instead of floating point. */
import type { Json } from '../base/json.ts'

const PER_ONE = 1_000_000

/** Amounts beyond this are taken for mistakes and not summed. */
export const LARGEST_AMOUNT = 1e15

/**
 * A sum in millionths: a number while it is a safe integer, beyond that a decimal text. Floating-point addition depends on the order
 * (0.1 + 0.2 + 0.3), whole numbers do not, so late events and merges give the same sum, and 0.1 + 0.2 is 0.3.
 */
export type Total = number | string

/** An amount as Total, rounded to six decimals; null for anything that is not a finite number up to LARGEST_AMOUNT. */
export function totalOf(amount: Json | undefined): Total | null {
  if (typeof amount !== 'number' || !(Math.abs(amount) <= LARGEST_AMOUNT)) return null
  const millionths = Math.round(amount * PER_ONE) + 0
  return Number.isSafeInteger(millionths) ? millionths : String(BigInt(millionths))
}

/** The exact sum of two totals. */
export function addTotals(a: Total, b: Total): Total {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b
    if (Number.isSafeInteger(sum)) return sum
  }
  const exact = BigInt(a) + BigInt(b)
  const short = Number(exact)
  return Number.isSafeInteger(short) ? short : String(exact)
}

/** The total as an ordinary number, the nearest one there is. */
export function amountOf(total: Total): number {
  return Number(total) / PER_ONE
}
