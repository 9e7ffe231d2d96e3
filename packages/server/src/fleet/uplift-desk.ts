/**
 * When it is found out whom offers change: for one offer when somebody asks, for all of them once a day, one run at a time and in small steps. A run reads the log from
 * its beginning, so it holds whatever was corrected, merged or taken out since the last one.
 *
 *   waiting ──turn──► reading the log ──end──► judging, offer by offer ──last──► kept
 */
import type { WorkspaceId } from '@rapport/core/base/id'
import { DAY } from '@rapport/core/base/time'
import type { OfferDefinition } from '@rapport/core/decision/types'
import type { Log, Position } from '../ports/log.ts'
import { judgeUplift, type UpliftResult } from './uplift-judge.ts'
import { createTrials, goalFor, type Trials, type UpliftGoal } from './uplift-trials.ts'

/** What is kept; plain data. */
export interface SavedUplift {
  readonly results: readonly (readonly [offer: string, result: UpliftResult])[]
  /** When all offers were judged last. */
  readonly ranAt: number | null
}

/** What is known of an offer: `done` 0..1 while it is being worked out. */
export interface UpliftState {
  readonly goal: UpliftGoal | null
  readonly result: UpliftResult | null
  readonly done: number | null
}

/** See the top of the file. */
export interface UpliftDesk {
  /** Does a little; false when there was nothing to do. `idle`: nothing else is waiting, so that the daily run may begin. */
  step(offers: readonly OfferDefinition[], idle: boolean): Promise<boolean>
  /** Somebody waits for a result. */
  busy(): boolean
  /** Asks for an offer. `running` when it was asked for already. */
  ask(offer: string): 'started' | 'running'
  of(offer: OfferDefinition): UpliftState
  /** Nothing of these people may remain in what was found: it is found out again. */
  forget(): void
  restore(saved: SavedUplift | undefined): void
  save(): SavedUplift
}

interface Run {
  readonly goals: ReadonlyMap<string, UpliftGoal>
  readonly trials: Trials
  readonly end: number
  readonly isAll: boolean
  after: Position
  /** Offers to judge, once the log is read. */
  todo: string[] | null
}

/** Records read at a time. */
const RECORDS = 50
const EVERY = DAY

/** Makes it. */
export function createUpliftDesk({ ws, reads, clock }: { readonly ws: WorkspaceId; readonly reads: Pick<Log, 'read' | 'last'>; readonly clock: () => number }): UpliftDesk {
  let results = new Map<string, UpliftResult>()
  const waiting = new Set<string>()
  let run: Run | null = null
  let ranAt: number | null = null

  async function begin(offers: readonly OfferDefinition[], isAll: boolean): Promise<boolean> {
    const goals = new Map(offers.flatMap((offer) => {
      const goal = isAll || waiting.has(offer.id) ? goalFor(offer) : null
      return goal === null ? [] : [[offer.id, goal] as const]
    }))
    waiting.clear()
    for (const id of results.keys()) if (!offers.some((offer) => offer.id === id)) results.delete(id)
    if (isAll) ranAt = clock()
    if (goals.size === 0) return false
    const { position } = await reads.last(ws)
    run = { goals, trials: createTrials(goals), end: position, isAll, after: 0 as Position, todo: null }
    return true
  }

  return {
    async step(offers, idle) {
      if (run === null) {
        if (waiting.size > 0) return begin(offers, false)
        return idle && (ranAt === null || clock() - ranAt >= EVERY) ? begin(offers, true) : false
      }
      const own = run
      if (own.todo === null) {
        const records = await reads.read({ ws, after: own.after, limit: RECORDS })
        // Somebody was forgotten while this was read: nothing of it counts.
        if (run !== own) return true
        for (const record of records) own.trials.take(record)
        const end = records.at(-1)?.position
        if (end !== undefined) own.after = end
        if (end === undefined || end >= own.end) own.todo = [...own.goals.keys()]
        return true
      }
      const offer = own.todo.shift()
      const goal = offer === undefined ? undefined : own.goals.get(offer)
      if (offer === undefined || goal === undefined) run = null
      else results.set(offer, judgeUplift(own.trials.rows(offer, clock()), goal, clock()))
      return true
    },
    busy: () => run !== null || waiting.size > 0,
    ask(offer) {
      if (waiting.has(offer) || (run?.goals.has(offer) === true && run.todo?.includes(offer) !== false)) return 'running'
      waiting.add(offer)
      return 'started'
    },
    of(offer) {
      const goal = goalFor(offer)
      const result = results.get(offer.id)
      const isRun = run?.goals.has(offer.id) === true && run.todo?.includes(offer.id) !== false
      const done = run !== null && isRun ? (run.todo === null ? Math.min(1, run.after / Math.max(1, run.end)) : 1) : waiting.has(offer.id) ? 0 : null
      return { goal, result: result !== undefined && result.goal === goal?.key ? result : null, done }
    },
    forget() {
      for (const offer of [...results.keys(), ...(run?.goals.keys() ?? [])]) waiting.add(offer)
      results = new Map()
      run = null
    },
    restore(saved) {
      if (saved === undefined) return
      results = new Map(saved.results)
      ranAt = saved.ranAt
    },
    save: () => ({ results: [...results], ranAt }),
  }
}
