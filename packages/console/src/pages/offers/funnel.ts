/** How the candidates of a decision fell out, step by step, and which came close. */
import { CHECKS } from '@rapport/core/decision/types'
import type { DecisionView } from '../../api/types.ts'

export { CHECKS }

type Candidate = DecisionView['candidates'][number]

/** One step of the funnel: how many were left after it, and who fell out in it. */
export interface FunnelStep {
  readonly step: 'all' | (typeof CHECKS)[number]
  readonly left: number
  readonly out: readonly Candidate[]
}

/** The steps. Silence is a candidate too, but not an offer: it is not counted. An unknown check counts as the last. */
export function funnelOf(candidates: readonly Candidate[]): readonly FunnelStep[] {
  const offers = candidates.filter((one) => one.offer !== null)
  let left = offers.length
  const steps: FunnelStep[] = [{ step: 'all', left, out: [] }]
  for (const check of CHECKS) {
    const last = check === CHECKS.at(-1)
    const out = offers.filter((one) => one.out && (one.out.check === check || (last && !CHECKS.some((known) => known === one.out?.check))))
    left -= out.length
    steps.push({ step: check, left, out })
  }
  return steps
}

/** Those that were possible, most likely first. */
export function ranked(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.filter((one) => !one.out).toSorted((a, b) => (b.probability ?? 0) - (a.probability ?? 0) || (b.score ?? 0) - (a.score ?? 0))
}

/** Those that fell out, the latest check first: they came closest. */
export function nearMisses(candidates: readonly Candidate[]): readonly Candidate[] {
  const depth = (one: Candidate) => CHECKS.findIndex((check) => check === one.out?.check)
  return candidates.filter((one) => one.out).toSorted((a, b) => depth(b) - depth(a))
}
