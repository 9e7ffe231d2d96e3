/** Several questions at once, and figures whose error has no formula. */
import { pickIndex, type Random } from '../base/random.ts'
import type { Interval } from './types.ts'

/** p-values made good for having asked all of these questions (Holm 1979), in the order given. */
export function holm(p: readonly number[]): readonly number[] {
  const order = p.map((_, i) => i).sort((a, b) => (p[a] as number) - (p[b] as number))
  const adjusted = [...p]
  let highest = 0
  order.forEach((i, rank) => {
    highest = Math.max(highest, Math.min(1, (p.length - rank) * (p[i] as number)))
    adjusted[i] = highest
  })
  return adjusted
}

/** The value below which a share `q` of the ascending values lies, straight between neighbours. NaN of nothing. */
export function quantileOf(ascending: ArrayLike<number>, q: number): number {
  if (ascending.length === 0) return NaN
  const place = q * (ascending.length - 1)
  const low = Math.floor(place)
  const [one, other] = [ascending[low] as number, ascending[Math.min(ascending.length - 1, low + 1)] as number]
  return one + (place - low) * (other - one)
}

/**
 * Interval by drawing the `n` units again with replacement (Efron 1979, percentiles): `figure` answers the figure for the units whose numbers it gets. Draws whose figure is no number are
 * left out; without any, the interval is the estimate alone with open ends.
 */
export function bootstrap(
  n: number,
  figure: (units: Uint32Array) => number,
  { random, rounds = 200, level = 0.95 }: { readonly random: Random; readonly rounds?: number; readonly level?: number },
): Interval {
  const estimate = figure(Uint32Array.from({ length: n }, (_, i) => i))
  const drawn = new Uint32Array(n)
  const found: number[] = []
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < n; i++) drawn[i] = pickIndex(random, n)
    const value = figure(drawn)
    if (Number.isFinite(value)) found.push(value)
  }
  found.sort((a, b) => a - b)
  const side = (1 - level) / 2
  return { estimate, low: found.length > 0 ? quantileOf(found, side) : -Infinity, high: found.length > 0 ? quantileOf(found, 1 - side) : Infinity, level, valid: 'once' }
}
