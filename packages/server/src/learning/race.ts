/**
 * Who of several learners of one thing is believed. All of them learn the same examples; when the outcome of a showing is known for good, each pays for what it
 * said when it was shown. A challenger becomes champion when a confidence sequence says that it loses less (decisioning.md 5); every comparison that is begun gets
 * a smaller share of the error, so that all wrong promotions together stay below it for ever. Who was champion stays in the race: that is the way back.
 */
import type { Instant } from '@rapport/core/base/time'
import { lowerBound, sequence } from '@rapport/core/experiment/sequence'
import type { Measured } from '@rapport/core/experiment/types'
import { logLoss } from '@rapport/core/model/linear/ftrl'

/** Sufficient statistics of one learner since the last change of champion. */
interface Run {
  /** Number of the comparison with the champion, counted over all that were ever begun: 1, 2, 3 … */
  test: number
  n: number
  /** Sum and squares of how much less it lost than the champion, in nats. */
  ahead: number
  squares: number
  loss: number
  said: number
  came: number
}

/** A change of champion, with what it rests on. */
export interface Change {
  readonly nr: number
  readonly at: Instant
  readonly from: string
  readonly to: string
  /** Nats less per example; `low` above 0 led to the change. */
  readonly gain: { readonly estimate: number; readonly low: number; readonly alpha: number; readonly examples: number }
  /** Said over come of the new one. */
  readonly calibration: number
  /** It had been champion before. */
  readonly back: boolean
}

/** The race as plain data. */
export interface RaceState {
  readonly champion: string
  /** Comparisons begun. */
  readonly tests: number
  readonly runs: { readonly [id: string]: Run }
  readonly changes: readonly Change[]
}

/** A race that is going on. */
export interface Race {
  champion(): string
  /** What each said of one showing, in the order of ids, and what came of it. Answers the change that follows, if any. */
  settled(said: readonly number[], y: 0 | 1, at: Instant): Change | null
  standings(): readonly Standing[]
  changes(): readonly Change[]
  state(): RaceState
}

/** How one of them stands. */
export interface Standing {
  readonly id: string
  readonly champion: boolean
  readonly n: number
  readonly loss: number | null
  readonly calibration: number | null
  readonly better: Measured
}

/** All wrong promotions together stay below this chance. */
export const ERROR = 0.05
/** Examples at which a comparison is usually decided. */
const TUNED_FOR = 50_000
/** No change on fewer: the sequence is asymptotic. */
export const LEAST = 1_000
/** No change by somebody whose chances do not add up to what comes. */
const CALIBRATED = [0.9, 1.1] as const
/** Changes remembered. */
const CHANGES_KEPT = 100
const LEVEL = 0.95

/** Starts a race, or takes one up. The first id is champion at the beginning. */
export function createRace(ids: readonly string[], before?: RaceState): Race {
  const fits = before !== undefined && ids.every((id) => Object.hasOwn(before.runs, id)) && ids.includes(before.champion)
  let champion = fits ? before.champion : (ids[0] as string)
  let tests = fits ? before.tests : 0
  const changes: Change[] = fits ? [...before.changes] : []
  const runs = new Map<string, Run>(ids.map((id) => [id, fits ? { ...(before.runs[id] as Run) } : begun(id)]))

  function begun(id: string): Run {
    return { test: id === champion ? 0 : ++tests, n: 0, ahead: 0, squares: 0, loss: 0, said: 0, came: 0 }
  }

  function verdict(id: string, run: Run): Change['gain'] | null {
    if (run.n < LEAST || run.came === 0) return null
    const calibration = run.said / run.came
    if (calibration < CALIBRATED[0] || calibration > CALIBRATED[1]) return null
    const alpha = (ERROR * 6) / (Math.PI ** 2 * run.test ** 2)
    const mean = run.ahead / run.n
    const low = lowerBound({ mean, variance: varianceOf(run), n: run.n, alpha, tunedFor: TUNED_FOR })
    return low > 0 && id !== champion ? { estimate: mean, low, alpha, examples: run.n } : null
  }

  return {
    champion: () => champion,
    settled(said, y, at) {
      const own = logLoss(said[ids.indexOf(champion)] ?? 0, y)
      let change: Change | null = null
      for (const [index, id] of ids.entries()) {
        const run = runs.get(id) as Run
        const p = said[index] ?? 0
        const loss = logLoss(p, y)
        run.n++
        run.ahead += own - loss
        run.squares += (own - loss) ** 2
        run.loss += loss
        run.said += p
        run.came += y
        const gain: Change['gain'] | null = id === champion || change !== null ? null : verdict(id, run)
        if (gain !== null) {
          const back = changes.some(({ from }) => from === id)
          change = { nr: (changes.at(-1)?.nr ?? 0) + 1, at, from: champion, to: id, gain, calibration: run.said / run.came, back }
        }
      }
      if (change !== null) {
        changes.push(change)
        if (changes.length > CHANGES_KEPT) changes.shift()
        champion = change.to
        for (const id of ids) runs.set(id, begun(id))
      }
      return change
    },
    standings: () => ids.map((id) => {
      const run = runs.get(id) as Run
      const measured: Measured = run.n < LEAST ? { none: 'not_enough_data', detail: { examples: run.n, needed: LEAST } } : sequence({
        estimate: run.ahead / run.n,
        se: Math.sqrt(varianceOf(run) / run.n),
        n: run.n,
        alpha: 1 - LEVEL,
        tunedFor: TUNED_FOR,
      })
      return { id, champion: id === champion, n: run.n, loss: run.n === 0 ? null : run.loss / run.n, calibration: run.came === 0 ? null : run.said / run.came, better: measured }
    }),
    changes: () => [...changes],
    state: () => ({ champion, tests, runs: Object.fromEntries([...runs].map(([id, run]) => [id, { ...run }])), changes: [...changes] }),
  }
}

function varianceOf({ n, ahead, squares }: Run): number {
  return n < 2 ? 0 : Math.max(0, (squares - (ahead * ahead) / n) / (n - 1))
}
