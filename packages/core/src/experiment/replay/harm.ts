/** A lower bound for the difference between two strategies that holds at every look and rests on no approximation: for the promise to do no harm. */

/** One person's (or one draw's) share of the evidence, in the order in which it came. */
export interface HarmBound {
  /** Adds a unit's sum of (w − 1)(r − least) over its decisions, `count` of them. */
  add(sum: number, count: number): void
  /** The difference per decision is at least this with the certainty asked for; −Infinity before the first. */
  read(): number
}

/**
 * Empirical-Bernstein confidence sequence with predictable plug-ins (Waudby-Smith and Ramdas 2023, theorem 2; used for weights in Waudby-Smith et al. 2022).
 * A decision's (w − 1)(r − least) has the difference as its mean wherever the log covers the strategy, and never falls below −`span` (w ≥ 0), however large w is; so a unit
 * of at most `most` decisions never falls below −`span`·`most`. `alpha` is the chance to be wrong at any look, `units` how many are expected.
 */
export function harmBound({ span, most, units, alpha }: { readonly span: number; readonly most: number; readonly units: number; readonly alpha: number }): HarmBound {
  const scale = Math.max(span * most, Number.MIN_VALUE)
  const asked = Math.log(1 / alpha)
  let [lambdas, weighted, spent, sum, squares, seen, counts] = [0, 0, 0, 0, 0, 0, 0]
  return {
    add(unitSum, count) {
      const value = unitSum / scale
      // both are known before this unit is looked at; the guess is at most 0, so that value − guess ≥ −1
      const guess = Math.min(0, seen === 0 ? 0 : sum / (seen + 1))
      const spread = (1 / 4 + squares) / (seen + 1)
      const lambda = Math.min(1 / 2, Math.sqrt((2 * asked) / (spread * units)))
      lambdas += lambda
      weighted += lambda * value
      spent += (-Math.log(1 - lambda) - lambda) * (value - guess) ** 2
      seen++
      sum += value
      squares += (value - guess) ** 2
      counts += count
    },
    read: () => (seen === 0 ? -Infinity : (((weighted - asked - spent) / lambdas) * scale) / (counts / seen)),
  }
}
