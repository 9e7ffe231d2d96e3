/**
 * Rebuilds the state from the log alone: the same facts at the same moments through the same turn give the same people. Used to prove that the state
 * is a function of the log, to move to another store, and to repair one. Messages are not planned again: a rebuilt store can never send a second time.
 */
import type { WorkspaceId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import { planOf, type Plan } from '@rapport/core/engine/plan'
import type { ProfileState } from '@rapport/core/engine/state'
import { eventRef, type EventRef, type LogEntry, type LogRecord, type Log, type Position } from '../ports/log.ts'
import { emptyCommit, type Commit, type Store } from '../ports/store.ts'
import { seenHashes } from './dedupe.ts'
import { createPlans } from './plans.ts'
import { definedValue, nextWorkspace, WORKSPACE_KEY } from './settings.ts'
import { openSuppression, suppressedIn } from './suppression.ts'
import { openTurn } from './turn.ts'
import { createPeople } from './working-set.ts'

/** What a replay did. */
export interface Replayed {
  readonly records: number
  readonly events: number
  /** Records whose people or derived events came out otherwise than the log says: the code that wrote them folds differently, or something is damaged. At most 20 positions. */
  readonly different: readonly Position[]
}

/** Records read at a time. */
const SLICE = 200
const DIFFERENT_MAX = 20

/** Folds every record of `from` into the empty store `into`. `seed` is the workspace's salt: with another one, all derived ids differ. */
export async function replay(options: {
  readonly from: Pick<Log, 'read'>
  readonly into: Store & Log
  readonly ws: WorkspaceId
  readonly seed: string
  /** Sees each entry with the document that it left behind, and the definitions that it was folded with. */
  readonly see?: (seen: { readonly ref: EventRef; readonly entry: LogEntry; readonly state: ProfileState | null; readonly plan: Plan }) => void
}): Promise<Replayed> {
  const { from, into, ws, seed } = options
  const epoch = await into.acquire(ws)
  const people = createPeople()
  const plans = createPlans({ ws, reads: into, seed })
  const different: Position[] = []
  const suppression = await openSuppression(into, ws, seed)
  let plan: Plan | null = null
  let position = 0 as Position
  let events = 0

  /** Definitions as they were accepted then: versions and counters that start anew follow from their order. */
  async function define(record: LogRecord & { readonly body: { readonly is: 'definitions' } }): Promise<void> {
    const { version, definitions } = record.body
    plan = plan === null ? planOf({ id: ws, version, seed, definitions: { ...DEFAULT_DEFINITIONS, ...definitions }, counterSince: {} }) : nextWorkspace(plan, definitions)
    const values: Commit['values'] = [{ key: WORKSPACE_KEY, value: plan.workspace as unknown as Json }, definedValue(version, record.position)]
    await into.commit({ ...emptyCommit(ws, epoch), append: [record], values })
  }

  async function fold(record: LogRecord, entries: readonly LogEntry[]): Promise<void> {
    if (plan === null) throw new Error(`The log of '${ws}' has events at position ${record.position} before any definitions; replay it from its first record.`)
    const turn = openTurn({ ws, epoch, plan, plans, reads: into, people, position: record.position, at: record.at })
    const inputs = entries.map(({ event, profile }) => ({ event, profile: event.identifiers.length === 0 && profile !== null ? profile : undefined }))
    await turn.prepare(inputs)
    let same = true
    for (const [index, input] of inputs.entries()) {
      if (input.event.type === 'timer_fired' && input.profile !== undefined) turn.timerFired(input.profile)
      const made = await turn.handle(input)
      same &&= JSON.stringify(made) === JSON.stringify(entries[index])
      options.see?.({ ref: eventRef(record.position, index), entry: made, state: made.profile === null ? null : await turn.person(made.profile), plan })
    }
    if (!same && different.length < DIFFERENT_MAX) different.push(record.position)
    const { commit, applied } = await turn.finish()
    const values = [...commit.values, ...remembered(entries)]
    await into.commit({ ...commit, append: [record], outbox: [], values, seen: Float64Array.from(entries.flatMap(({ event }) => seenHashes(seed, event.id))) })
    applied()
    events += entries.length
  }

  /** Who was erased stays suppressed until the consent that lifted it then. */
  function remembered(entries: readonly LogEntry[]): Commit['values'] {
    const values: Commit['values'][number][] = []
    for (const { event } of entries) {
      const erased = suppressedIn(event)
      const screened = erased === null && suppression.active ? suppression.screen({ event }, new Set()) : null
      const change = erased ? suppression.add(erased.id, { at: erased.at, hashes: erased.hashes }) : screened?.is === 'lifts' ? suppression.lift(screened.hashes) : null
      if (change === null) continue
      values.push(...change.values)
      change.applied()
    }
    return values
  }

  for (;;) {
    const records = await from.read({ ws, after: position, limit: SLICE })
    if (records.length === 0) return { records: position, events, different }
    for (const record of records) {
      if (record.body.is === 'definitions') await define({ ...record, body: record.body })
      else await fold(record, record.body.entries)
      position = record.position
    }
  }
}
