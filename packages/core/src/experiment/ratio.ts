/** Whether people came into the arms in the shares that were planned. When not, the result means nothing, whatever it says. */
import { chiSquaredUpper, lnGamma } from './distribution.ts'

/** Below it the planned shares are ruled out, for one look. */
export const RATIO_P = 0.001
/** Above it they are, for any number of looks (Ville: chance at most one in a thousand). */
export const RATIO_EVIDENCE = 1_000
/** How firmly the sequential test expects the shares to be near the plan: so many units in mind. */
const FIRMNESS = 100

/** p-value of Pearson's chi-squared test of counts against planned shares (which need not sum up to 1). 1 when there is nothing to test. */
export function ratioP(counts: readonly number[], planned: readonly number[]): number {
  const [n, all] = [sumOf(counts), sumOf(planned)]
  if (n === 0 || counts.length < 2) return 1
  let chi = 0
  for (let i = 0; i < counts.length; i++) {
    const expected = (n * (planned[i] ?? 0)) / all
    if (expected === 0) {
      if ((counts[i] ?? 0) > 0) return 0
      continue
    }
    chi += ((counts[i] ?? 0) - expected) ** 2 / expected
  }
  return chiSquaredUpper(chi, planned.filter((share) => share > 0).length - 1)
}

/** ln of the e-value against the planned shares: Dirichlet-multinomial over multinomial (Lindon and Malek 2020). May be looked at after every unit; e > 1000 is an alarm. */
export function ratioEvidence(counts: readonly number[], planned: readonly number[]): number {
  const [n, all] = [sumOf(counts), sumOf(planned)]
  let evidence = lnGamma(FIRMNESS) - lnGamma(FIRMNESS + n)
  for (let i = 0; i < counts.length; i++) {
    const [count, share] = [counts[i] ?? 0, (planned[i] ?? 0) / all]
    if (share <= 0) {
      if (count > 0) return Infinity
      continue
    }
    evidence += lnGamma(FIRMNESS * share + count) - lnGamma(FIRMNESS * share) - count * Math.log(share)
  }
  return evidence
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
