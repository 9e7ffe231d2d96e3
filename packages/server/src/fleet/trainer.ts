/**
 * The fleet at work: reads the log, teaches every model, writes what they say of people back into the log as facts, and keeps its state in one file. Steps are small
 * and know nothing of threads; whoever calls them decides how much rest is between.
 */
import type { ProfileId, WorkspaceId } from '@rapport/core/base/id'
import type { JsonObject } from '@rapport/core/base/json'
import { MINUTE, SECOND, type Instant } from '@rapport/core/base/time'
import { decodeState } from '@rapport/core/engine/codec'
import { planOf } from '@rapport/core/engine/plan'
import { SYSTEM } from '@rapport/core/engine/react'
import type { Workspace } from '@rapport/core/engine/workspace'
import { shortHash } from '@rapport/core/base/hash'
import { PREDICTIONS_MADE } from '@rapport/core/trait/prediction'
import type { Log, LogRecord, Position } from '../ports/log.ts'
import type { StoreReads } from '../ports/store.ts'
import type { Arrival } from '../runtime/app.ts'
import { WORKSPACE_KEY } from '../runtime/settings.ts'
import { systemEvent } from '../runtime/system-events.ts'
import { dropFile } from '../files/replace.ts'
import { CHOICES_MIN } from './affinity.ts'
import { census, sayOf, type CensusFigures, type Written } from './census.ts'
import { hashOf, openClass, taught, type Class, type Promoted, type SavedClass } from './class.ts'
import { joinItems, learnItems, newItems, restoreItems, saveItems, type Items } from './items.ts'
import { readKept, writeKept } from './keep.ts'
import { createPresence, type Presence } from './presence.ts'
import { createUpliftDesk, type SavedUplift, type UpliftDesk } from './uplift-desk.ts'

/** What a trainer works with. */
export interface TrainerOptions {
  readonly ws: WorkspaceId
  readonly reads: StoreReads & Pick<Log, 'read' | 'last'>
  /** Where its state is kept; null: nowhere. */
  readonly file: string | null
  readonly clock: () => Instant
  /** Hands facts to the writer; false when they were not taken and shall be given again. */
  readonly write: (arrivals: readonly Arrival[]) => Promise<boolean>
  /** People learned from at most; for tests. */
  readonly peopleMax?: number
}

/** What is known at the moment, for whoever shows it. */
export interface TrainerState {
  readonly class: Class | null
  readonly items: Items
  readonly census: CensusFigures | null
  readonly workspace: Workspace | null
  readonly last: Position
  readonly caughtUp: boolean
  readonly written: number
  readonly profiles: number
}

/** The trainer. */
export interface Trainer {
  /** Does a little; false when there was nothing to do. */
  step(): Promise<boolean>
  state(): TrainerState
  /** Whom offers change. */
  readonly uplift: UpliftDesk
  /** Writes the state down now. */
  save(): void
  /** Everything is learned from the log again. */
  restart(): void
  /** Nothing of these people may remain: what was learned with them is learned again without them. */
  forget(ids: readonly string[]): void
}

/** Records read at a time, and people whose predictions are written together. */
const RECORDS = 20
const WRITE_PEOPLE = 200
const DIRTY_PEOPLE = 100
/** How long people with new facts wait, so that many facts are one look. */
const DIRTY_WAIT = 10 * SECOND
/** Time passes for what is learned a little late, so that nothing arrives for a moment that was settled. */
const LATE = 5 * SECOND
const CENSUS_EVERY = 10 * MINUTE
const SAVE_EVERY = MINUTE
const DEFINITIONS_EVERY = SECOND

/** What is kept in the file. */
interface Kept {
  readonly class: SavedClass
  readonly items: ReturnType<typeof saveItems>
  readonly uplift?: SavedUplift
}

/** See the top of the file. */
export function createTrainer(options: TrainerOptions): Trainer {
  const { ws, reads, file, clock, write } = options
  let workspace: Workspace | null = null
  let lookedAt = -Infinity
  let current: Class | null = null
  let items = newItems()
  let presence: Presence = createPresence()
  let last = 0 as Position
  let caughtUp = false
  let written = 0
  let profiles = 0
  let figures: CensusFigures | null = null
  let counting: ReturnType<typeof census> | null = null
  let countedAt = -Infinity
  let countedVersion = ''
  let savedAt = clock() as number
  let changed = false
  const waiting: Written[] = []
  const news: Arrival[] = []
  const dirty = new Map<string, number>()
  const uplift = createUpliftDesk({ ws, reads, clock })
  let upliftRestored = false
  let upliftTurn = false

  function begin(fresh: boolean): void {
    if (workspace === null) return
    const plan = planOf(workspace)
    const kept = fresh || file === null ? null : (readKept(file) as Kept | null)
    if (!upliftRestored) uplift.restore(kept?.uplift)
    upliftRestored = true
    const fits = kept !== null && kept.class.hash === hashOf(plan)
    current = openClass(plan, fits ? kept.class : undefined, options.peopleMax)
    items = fits ? restoreItems(kept.items) : newItems()
    presence = createPresence()
    caughtUp = false
    counting = null
    countedAt = -Infinity
    figures = null
    waiting.length = 0
    dirty.clear()
  }

  async function definitions(): Promise<void> {
    const now = clock()
    if (now - lookedAt < DEFINITIONS_EVERY) return
    lookedAt = now
    const found = (await reads.value(ws, WORKSPACE_KEY)) as unknown as Workspace | null
    if (found === null || found.version === workspace?.version) return
    workspace = found
    if (taught(found.definitions.models).length === 0) current = null
    else if (current === null || current.hash !== hashOf(planOf(found))) begin(false)
  }

  async function read(taughtClass: Class): Promise<boolean> {
    const records = await reads.read({ ws, after: taughtClass.position(), limit: RECORDS })
    for (const record of records) {
      taughtClass.take(record)
      hear(record)
    }
    const end = records.at(-1)?.position
    if (end === undefined) return false
    changed = true
    if (end > last) last = end
    return true
  }

  /** Whom a record is about: they are looked at again, and who is clicking now at once. */
  function hear({ body, at }: LogRecord): void {
    if (body.is !== 'events') return
    for (const { event, profile, merged } of body.entries) {
      if (profile === null || event.type === PREDICTIONS_MADE) continue
      for (const loser of merged ?? []) {
        joinItems(items, profile, loser)
        presence.leave(loser)
        dirty.delete(loser)
      }
      if (event.source !== SYSTEM) {
        learnItems(items, profile, event)
        if (caughtUp) presence.click(profile, event, at)
      }
      if (caughtUp && !dirty.has(profile)) dirty.set(profile, at)
    }
  }

  function announce({ model, version, promotion }: Promoted): void {
    const is = promotion.back ? 'rolled_back' : version === 2 ? 'first' : 'promoted'
    const { at, examples, from, to, gain, calibration } = promotion
    const properties: JsonObject = { model, version, is, from, to, examples, gain: { ...gain }, calibration }
    const event = systemEvent({ type: 'model_changed', key: `model:${model}:${version}:${at}`, at, properties })
    news.push({ is: 'event', event: { ...event, receivedAt: clock() } })
  }

  function arrivalOf({ profile, predictions }: Written, at: Instant): Arrival {
    const key = `predictions:${profile}:${at}:${shortHash(JSON.stringify(predictions))}`
    return { is: 'event', profile, event: systemEvent({ type: PREDICTIONS_MADE, key, at, properties: { predictions: predictions as unknown as JsonObject } }) }
  }

  async function tell(): Promise<boolean> {
    if (news.length > 0) {
      if (!(await write(news.slice(0, WRITE_PEOPLE)))) return false
      news.splice(0, WRITE_PEOPLE)
      return true
    }
    if (waiting.length === 0) return false
    const at = clock()
    const some = waiting.slice(0, WRITE_PEOPLE)
    if (!(await write(some.map((one) => arrivalOf(one, at))))) return false
    waiting.splice(0, some.length)
    written += some.length
    return true
  }

  async function people(ids: readonly string[]) {
    const found = await reads.profiles(ws, ids as readonly ProfileId[])
    return [...found.values()].map(({ body }) => decodeState(body))
  }

  /** Says what those who are clicking now have in mind. */
  async function attend(taughtClass: Class): Promise<boolean> {
    const now = clock()
    const ids = presence.due(now)
    if (ids.length === 0) return false
    waiting.unshift(...presence.sayOf(taughtClass, await people(ids), now))
    return true
  }

  async function revisit(taughtClass: Class): Promise<boolean> {
    const now = clock()
    const ids = [...dirty].flatMap(([id, since]) => (now - since >= DIRTY_WAIT ? [id] : [])).slice(0, DIRTY_PEOPLE)
    if (ids.length === 0) return false
    for (const id of ids) dirty.delete(id)
    waiting.push(...sayOf(taughtClass, await people(ids), now))
    return true
  }

  /** Everybody is looked at after a start, when a model changed, and now and then. */
  async function count(taughtClass: Class): Promise<boolean> {
    const version = taughtClass.courses.map((course, i) => course?.version ?? ((taughtClass.affinities[i]?.learned ?? 0) >= CHOICES_MIN ? 1 : 0)).join()
    const now = clock()
    if (counting === null) {
      const isDue = now - countedAt >= CENSUS_EVERY || (version !== countedVersion && now - countedAt >= 30 * SECOND)
      if (!isDue || waiting.length > 10 * WRITE_PEOPLE) return false
      countedAt = now
      countedVersion = version
      profiles = await reads.countProfiles(ws)
      counting = census({ ws, reads, taught: taughtClass, now: clock })
    }
    if (waiting.length > 10 * WRITE_PEOPLE) return false
    const { done, value } = await counting.next()
    if (done !== true) waiting.push(...value)
    else {
      figures = value
      counting = null
      changed = true
    }
    return true
  }

  async function judge(idle: boolean): Promise<boolean> {
    const did = await uplift.step(workspace?.definitions.offers ?? [], idle)
    if (did && !uplift.busy()) changed = true
    return did
  }

  function save(): void {
    savedAt = clock()
    if (file === null || current === null) return
    writeKept(file, { class: current.save(), items: saveItems(items), uplift: uplift.save() } satisfies Kept)
    changed = false
  }

  return {
    async step() {
      await definitions()
      const taughtClass = current
      if (taughtClass === null) return false
      if (await tell()) return true
      // Somebody waits for it: every other turn is theirs.
      upliftTurn = !upliftTurn && uplift.busy()
      if (upliftTurn && (await judge(false))) return true
      if (changed && clock() - savedAt >= SAVE_EVERY) {
        save()
        return true
      }
      if (caughtUp && (await attend(taughtClass))) return true
      if (await read(taughtClass)) {
        taughtClass.promoted().forEach(announce)
        return true
      }
      const passed = taughtClass.pass((clock() - LATE) as Instant)
      taughtClass.promoted().forEach(announce)
      if (passed) changed = true
      const isOver = taughtClass.reader.state.waiting.size === 0
      if (isOver && !caughtUp) {
        caughtUp = true
        countedAt = -Infinity
      }
      if (!caughtUp) return passed
      return (await revisit(taughtClass)) || (await count(taughtClass)) || passed || (await judge(true))
    },
    state: () => ({ class: current, items, census: figures, workspace, last, caughtUp, written, profiles }),
    uplift,
    save,
    restart: () => begin(true),
    forget(ids) {
      presence = createPresence()
      for (const id of ids) dirty.delete(id)
      if (file !== null) dropFile(file)
      uplift.forget()
      begin(true)
    },
  }
}
