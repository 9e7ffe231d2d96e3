/** The desk where replays are asked for and kept, and where a strategy is brought in step by step and taken back by itself when it does harm. */
import type { Json } from '@rapport/core/base/json'
import type { Measured } from '@rapport/core/experiment/types'
import type { App } from '../runtime/app.ts'
import { definitionsUnder, RAMP_KEY, rampOf, type RampMove, type RampState } from '../runtime/strategy.ts'
import { systemEvent } from '../runtime/system-events.ts'
import type { GroundFigures, WhatIfEngine } from './engine.ts'
import type { RampFigures, WhatIfAsk, WhatIfProgress, WhatIfResult } from './types.ts'

/** One replay as it stands. */
export interface WhatIf {
  readonly id: string
  readonly name: string
  readonly ask: WhatIfAsk
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'stopped'
  readonly progress: WhatIfProgress
  readonly startedAt: number
  readonly finishedAt: number | null
  readonly problem: string | null
  readonly result: WhatIfResult | null
}

/** A ramp with how its people fare. */
export interface RampView {
  readonly ramp: RampState
  readonly figures: RampFigures
  readonly atLeast: number | null
  readonly stopsBelow: number
  readonly mayStep: 'yes' | 'not_enough_people' | 'not_sure_yet' | 'finished' | 'stopped'
  readonly countedAt: number | null
}

/** What became of asking for a step. */
export type Moved =
  | { readonly is: 'ok'; readonly ramp: RampState }
  | { readonly is: 'absent' }
  | { readonly is: 'conflict'; readonly why: string }
  | { readonly is: 'refused'; readonly why: string }

/** The desk. */
export interface WhatIfs {
  list(): readonly WhatIf[]
  one(id: string): WhatIf | null
  start(name: string, ask: WhatIfAsk): WhatIf
  /** Forgets a replay; what it is working out is thrown away. */
  drop(id: string): Promise<boolean>
  /** From the newest decisions at once; null while the log is still being read. */
  preview(ask: WhatIfAsk): Promise<WhatIfResult | WhatIfProgress>
  ground(): Promise<GroundFigures>
  ramps(): Promise<{ readonly ramp: RampView | null; readonly before: readonly RampView[] }>
  ramp(whatif: string, why: string): Promise<Moved>
  step(why: string, anyway: boolean): Promise<Moved>
  stop(why: string): Promise<Moved>
  /** Makes the strategy the definitions, and ends the ramp. */
  adopt(why: string, by: string): Promise<Moved>
  /** Looks at the ramp that runs; stops it when it does harm. Called now and then. */
  guard(): Promise<void>
  /** Resolves when nothing is being worked out. */
  idle(): Promise<void>
  close(): Promise<void>
}

/** Shares of people, step by step. */
export const STEPS = [0.05, 0.2, 0.5, 1] as const
const KEPT = 50
const KEY = 'whatif:'
const BEFORE_KEY = 'whatif-ramps-before'
const BEFORE_KEPT = 20
const GROUND_DAYS = 30
const PREVIEW_ROWS = 20_000
/** How long a preview is waited for before it says how far it is. */
const PREVIEW_MS = 3_000
/** A step is free when it is certain that no more than this share of what is earned now is lost. */
const MARGIN = 0.05
const COUNT_EACH_MS = 15_000
const GUARD_EACH_MS = 60_000

/** Opens the desk: replays of before are there again; one that was under way is not. */
export async function openWhatIfs({ app, engine }: { readonly app: App; readonly engine: WhatIfEngine }): Promise<WhatIfs> {
  const kept = new Map<string, WhatIf>()
  for (const { value } of await app.reads.values(app.ws, KEY)) {
    const one = value as unknown as WhatIf
    if (typeof one.id === 'string' && one.ask !== undefined) kept.set(one.id, one.state === 'done' || one.state === 'failed' ? one : { ...one, state: 'stopped', problem: 'the server was restarted' })
  }
  let ramp = rampOf(await app.reads.value(app.ws, RAMP_KEY))
  let before = ((await app.reads.value(app.ws, BEFORE_KEY)) ?? []) as unknown as readonly RampState[]
  let counted: { readonly at: number; readonly of: string; readonly figures: RampFigures } | null = null
  let last: Promise<unknown> = Promise.resolve()
  let reading: WhatIfProgress = { part: 0, step: 'reading', decisions: 0 }
  const forgetting = app.onForget(() => engine.forget())
  const timer = setInterval(() => void desk.guard().catch(() => undefined), GUARD_EACH_MS)
  timer.unref()

  const newestFirst = (): WhatIf[] => [...kept.values()].sort((a, b) => b.startedAt - a.startedAt)

  function note(id: string, change: Partial<WhatIf>): void {
    const one = kept.get(id)
    if (one) kept.set(id, { ...one, ...change })
  }

  async function keep(id: string): Promise<void> {
    const one = kept.get(id)
    if (one) await app.put(KEY + id, one as unknown as Json)
    for (const old of newestFirst().slice(KEPT)) await desk.drop(old.id)
  }

  async function carryOut(id: string): Promise<void> {
    const one = kept.get(id)
    if (!one) return
    note(id, { state: 'running' })
    try {
      const result = await engine.run({ ask: one.ask, workspace: app.workspace(), now: app.now(), newest: null }, (progress) => note(id, { progress }))
      note(id, { state: 'done', result, finishedAt: app.now(), progress: { part: 1, step: 'done', decisions: result.used } })
    } catch (failure) {
      note(id, { state: 'failed', finishedAt: app.now(), problem: failure instanceof Error ? failure.message : String(failure) })
    }
    await keep(id)
  }

  async function figures(of: RampState): Promise<{ readonly at: number; readonly figures: RampFigures }> {
    const key = `${of.id} ${of.since} ${of.state}`
    const now = app.now()
    if (counted !== null && counted.of === key && now - counted.at < COUNT_EACH_MS && now >= counted.at) return counted
    counted = { at: now, of: key, figures: await engine.ramp({ ramp: of, workspace: app.workspace(), now }) }
    return counted
  }

  async function view(of: RampState): Promise<RampView> {
    const { at, figures: found } = of.state === 'running' ? await figures(of) : { at: null, figures: NO_FIGURES }
    const atLeast = 'none' in found.lift ? null : found.lift.low
    const margin = 'none' in found.now ? 0 : MARGIN * Math.abs(found.now.estimate)
    return { ramp: of, figures: found, atLeast, stopsBelow: 0, mayStep: mayStepOf(of, found.lift, margin), countedAt: at }
  }

  /** Every move is kept, becomes a fact in the log, and holds for the next decision. */
  async function move(of: RampState, step: Omit<RampMove, 'at'>, state: RampState['state']): Promise<RampState> {
    const at = app.now()
    const next: RampState = { ...of, state, share: step.share, since: at, moves: [...of.moves, { at, ...step }] }
    const event = systemEvent({
      type: 'policy_changed',
      key: `policy:${of.id}:${next.moves.length}`,
      at,
      properties: { ramp: of.id, name: of.name, whatif: of.whatif, strategy: of.strategy as unknown as Json, move: step.is, share: step.share, by: step.by, why: step.why },
    })
    await app.put(RAMP_KEY, next as unknown as Json)
    ramp = next
    counted = null
    if (state !== 'running') {
      before = [next, ...before.filter(({ id }) => id !== next.id)].slice(0, BEFORE_KEPT)
      await app.put(BEFORE_KEY, before as unknown as Json)
    }
    const accepted = await app.accept([{ is: 'event', event }])
    if (accepted.is !== 'ok') throw new Error('the step is in force, and could not be written into the log yet')
    return next
  }

  const running = (): RampState | null => (ramp?.state === 'running' ? ramp : null)

  const desk: WhatIfs = {
    list: newestFirst,
    one: (id) => kept.get(id) ?? null,
    start(name, ask) {
      const id = app.newId()
      const one: WhatIf = { id, name, ask, state: 'waiting', progress: { part: 0, step: 'waiting', decisions: 0 }, startedAt: app.now(), finishedAt: null, problem: null, result: null }
      kept.set(id, one)
      last = last.then(() => carryOut(id)).catch(() => undefined)
      return one
    },
    async drop(id) {
      if (!kept.delete(id)) return false
      await app.put(KEY + id, null)
      return true
    },
    async preview(ask) {
      const work = engine.run({ ask, workspace: app.workspace(), now: app.now(), newest: PREVIEW_ROWS }, (progress) => (reading = progress))
      work.catch(() => undefined)
      const late = new Promise<null>((resolve) => setTimeout(resolve, PREVIEW_MS, null).unref())
      return (await Promise.race([work, late])) ?? reading
    },
    ground: () => engine.figures({ workspace: app.workspace(), now: app.now(), days: GROUND_DAYS }),
    async ramps() {
      return { ramp: ramp === null || ramp.state !== 'running' ? null : await view(ramp), before: await Promise.all(before.map(view)) }
    },
    async ramp(whatif, why) {
      if (running()) return { is: 'conflict', why: 'Another strategy is being brought in. Stop it or adopt it first.' }
      const one = kept.get(whatif)
      if (!one) return { is: 'absent' }
      const refusal = refusalOf(one)
      if (refusal !== null) return { is: 'refused', why: refusal }
      const { name, ask: { strategy, measure } } = one
      const fresh: RampState = { id: app.newId(), name, whatif, strategy, measure, state: 'running', share: STEPS[0], since: app.now(), moves: [] }
      return { is: 'ok', ramp: await move(fresh, { share: STEPS[0], is: 'start', by: 'person', why }, 'running') }
    },
    async step(why, anyway) {
      const of = running()
      if (!of) return { is: 'absent' }
      const next = STEPS.find((share) => share > of.share)
      if (next === undefined) return { is: 'refused', why: 'Everybody gets it already. Adopt it, or stop.' }
      const { mayStep } = await view(of)
      const lacking = mayStep === 'not_enough_people' ? 'There are not enough people on both sides yet.' : 'It is not certain yet that it does no harm.'
      if (mayStep !== 'yes' && !anyway) return { is: 'refused', why: lacking }
      return { is: 'ok', ramp: await move(of, { share: next, is: 'step', by: 'person', why }, 'running') }
    },
    async stop(why) {
      const of = running()
      return of ? { is: 'ok', ramp: await move(of, { share: of.share, is: 'stop', by: 'person', why }, 'stopped') } : { is: 'absent' }
    },
    async adopt(why, by) {
      const of = running()
      if (!of) return { is: 'absent' }
      if (of.strategy.chances === 'snapshot') return { is: 'refused', why: 'A frozen learner cannot be made the rule; the learner that runs goes on learning. Stop this ramp.' }
      const { version, definitions } = app.workspace()
      const done = await app.define({ version, definitions: definitionsUnder(definitions, of.strategy), by })
      if (done.is === 'conflict') return { is: 'conflict', why: 'Somebody has changed the definitions just now. Try again.' }
      if (done.is === 'refused') return { is: 'refused', why: done.problems.map(({ path, message }) => `${path}: ${message}`).join('; ') }
      return { is: 'ok', ramp: await move(of, { share: of.share, is: 'adopt', by: 'person', why }, 'adopted') }
    },
    async guard() {
      const of = running()
      if (!of) return
      const { lift } = (await figures(of)).figures
      if ('none' in lift || lift.high >= 0) return
      await move(of, { share: of.share, is: 'stop', by: 'guard', why: `it loses between ${(-lift.high).toPrecision(3)} and ${(-lift.low).toPrecision(3)} per person` }, 'stopped_by_harm')
    },
    idle: () => last.then(() => undefined),
    async close() {
      clearInterval(timer)
      forgetting()
      await last
    },
  }
  return desk
}

const NONE: Measured = { none: 'not_enough_data', detail: {} }
const NO_FIGURES: RampFigures = { people: { now: 0, under: 0 }, decisions: { now: 0, under: 0 }, now: NONE, under: NONE, lift: NONE }

function mayStepOf(of: RampState, lift: Measured, margin: number): RampView['mayStep'] {
  if (of.state !== 'running') return of.state === 'adopted' ? 'finished' : 'stopped'
  if (of.share >= 1) return 'finished'
  if ('none' in lift) return lift.none === 'not_enough_data' ? 'not_enough_people' : 'not_sure_yet'
  return lift.low > -margin ? 'yes' : 'not_sure_yet'
}

/** A strategy may be tried on people when a replay has judged it and found no harm. */
function refusalOf({ state, result, ask }: WhatIf): string | null {
  if (state !== 'done' || result === null) return 'Replay it first: this replay has no result.'
  if (ask.strategy.chances === 'snapshot') return 'A frozen learner is there to be judged, not to decide. Use chances of the learner that runs.'
  if (result.verdict === 'worse') return 'The replay says that it is worse.'
  if (result.verdict === 'no_support' || result.verdict === 'refused') return 'The replay cannot say what it would do: much of it was never tried.'
  if (result.verdict === 'not_enough_data') return 'The replay has not enough data to say that it does no harm.'
  return null
}
