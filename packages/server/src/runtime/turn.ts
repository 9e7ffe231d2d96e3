/**
 * One batch on its way into the state: loads the people it is about, identifies and folds event by event in memory, and ends as one `Commit`.
 * Nothing outside changes until that commit is durable; thrown away, it leaves no trace.
 */
import { assert } from '@rapport/core/base/assert'
import { envOf, type Env } from '@rapport/core/base/env'
import type { MessageId, ProfileId, SegmentId, WorkspaceId } from '@rapport/core/base/id'
import { NEVER, type Instant } from '@rapport/core/base/time'
import { decodeState, encodeState } from '@rapport/core/engine/codec'
import { mergeStates } from '@rapport/core/engine/merge'
import type { Plan } from '@rapport/core/engine/plan'
import { react, type Outcome } from '@rapport/core/engine/react'
import { newProfile, type ProfileState } from '@rapport/core/engine/state'
import type { Command } from '@rapport/core/event/command'
import { KNOWN, type Event } from '@rapport/core/event/event'
import { addEdges, idsOf } from '@rapport/core/identity/graph'
import { starOf } from '@rapport/core/identity/edge'
import { settleOwners } from '@rapport/core/identity/owner'
import type { IdentityState } from '@rapport/core/identity/types'
import { searchText } from '@rapport/core/profile/display'
import type { Memberships } from '@rapport/core/segment/membership'
import { eventRef, type EventRef, type LogEntry, type Position } from '../ports/log.ts'
import { emptyCommit, type Commit, type OutboxRow, type StoredProfile, type StoreReads } from '../ports/store.ts'
import { createLru, type Lru } from './lru.ts'
import { recordsOf } from './records.ts'

/** An event to fold. `profile`: for events of our own about a known person, which carry no identifiers. */
export interface Input {
  readonly event: Event
  readonly profile?: ProfileId
}

/** Events that a profile's timeline remembers by address. */
export const RECENT_EVENTS = 50
/** Decoded people kept in memory between batches. */
const CACHED_PEOPLE = 20_000
/** Identifier owners kept in memory between batches. */
const CACHED_OWNERS = 200_000

/** A person in memory, with what the store knows beside the document. */
interface Held {
  readonly state: ProfileState
  readonly recent: readonly EventRef[]
  readonly search: string
}

/** People and owners that the single writer keeps between batches. Only what is committed is ever in it. */
export interface People {
  readonly held: Lru<ProfileId, Held>
  readonly owners: Lru<string, ProfileId>
}

/** An empty cache. `scale` 1 is the default size. */
export function createPeople(scale = 1): People {
  return { held: createLru(Math.max(16, CACHED_PEOPLE * scale)), owners: createLru(Math.max(16, CACHED_OWNERS * scale)) }
}

/** What a turn works with. */
export interface TurnContext {
  readonly ws: WorkspaceId
  readonly epoch: number
  readonly plan: Plan
  readonly reads: StoreReads
  readonly people: People
  readonly position: Position
  readonly at: Instant
}

/** A batch in progress. */
export interface Turn {
  readonly at: Instant
  /** Loads all that the inputs will need in a few reads. Optional, but one read per input is slow. */
  prepare(inputs: readonly Input[]): Promise<void>
  /** Folds one event. */
  handle(input: Input): Promise<LogEntry>
  /** The person as this batch left it so far (a merged-away id answers the survivor); null when unknown. */
  person(id: ProfileId): Promise<ProfileState | null>
  /** Sets an outbox row; the last one by id counts. */
  row(row: OutboxRow): void
  /** The person's timer row is used up, whatever the document says. */
  timerFired(id: ProfileId): void
  /** The commit of everything handled, and how to make the cache agree once it is durable. */
  finish(): Promise<{ readonly commit: Commit; readonly applied: () => void }>
}

/** Starts a batch. */
export function openTurn(context: TurnContext): Turn {
  const { ws, epoch, plan, reads, people, position, at } = context
  const seed = plan.workspace.seed
  const touched = new Map<ProfileId, Held | null>()
  const wakeBefore = new Map<ProfileId, Instant | null>()
  const dirty = new Set<ProfileId>()
  const owners = new Map<string, ProfileId | null>()
  const ownersChanged = new Map<string, ProfileId | null>()
  const survivors = new Map<ProfileId, ProfileId>()
  const merged: { from: ProfileId; into: ProfileId }[] = []
  const entries: LogEntry[] = []
  const planned: OutboxRow[] = []
  const rows = new Map<MessageId, OutboxRow>()
  const cancelled: { id: MessageId; why: string }[] = []
  const segmentsBefore = new Map<ProfileId, Memberships>()

  async function load(ids: readonly ProfileId[]): Promise<void> {
    const missing: ProfileId[] = []
    for (const id of ids) {
      if (touched.has(id)) continue
      const held = people.held.get(id)
      if (held) keep(id, held)
      else missing.push(id)
    }
    if (missing.length === 0) return
    const stored = await reads.profiles(ws, missing)
    for (const id of missing) {
      const found = stored.get(id)
      if (found) keep(id, { state: decodeState(found.body), recent: found.recent, search: found.search })
      else touched.set(id, null)
    }
  }

  function keep(id: ProfileId, held: Held): void {
    touched.set(id, held)
    wakeBefore.set(id, held.state.wakeAt)
    segmentsBefore.set(id, held.state.segments)
  }

  async function loadOwners(keys: readonly string[]): Promise<void> {
    const missing: string[] = []
    for (const key of keys) {
      if (owners.has(key)) continue
      const owner = people.owners.get(key)
      if (owner) owners.set(key, owner)
      else missing.push(key)
    }
    if (missing.length === 0) return
    const found = await reads.owners(ws, missing)
    for (const key of missing) owners.set(key, found.get(key) ?? null)
  }

  async function survivorOf(id: ProfileId): Promise<ProfileId> {
    let here = id
    for (let next = survivors.get(here); next !== undefined && next !== here; next = survivors.get(here)) here = next
    await load([here])
    if (touched.get(here)) return here
    const there = await reads.survivor(ws, here)
    if (there === here) return here
    survivors.set(here, there)
    return survivorOf(there)
  }

  function put(id: ProfileId, state: ProfileState, recent: readonly EventRef[], search: string): void {
    if (!wakeBefore.has(id)) wakeBefore.set(id, NEVER)
    touched.set(id, { state, recent, search })
    dirty.add(id)
  }

  function heldOf(id: ProfileId): Held {
    const held = touched.get(id)
    assert(held !== null && held !== undefined, `profile ${id} is loaded before it is used`)
    return held
  }

  /** Whose event it is, after the graph has learned from it. */
  async function identify(event: Event, env: Env): Promise<{ profile: ProfileId | null; absorbed: readonly ProfileId[]; outcomes: readonly Outcome[] }> {
    const ids = idsOf(event)
    const [strongest] = ids
    if (strongest === undefined) return { profile: null, absorbed: [], outcomes: [] }
    const edges = starOf(event, ids)
    let asked: readonly string[] = ids
    for (;;) {
      await loadOwners(asked)
      const own = [...new Set(asked.map((key) => owners.get(key)).filter((id) => id !== null && id !== undefined))]
      await load(own)
      const states = own.map((id) => heldOf(id).state)
      const result = addEdges(states.map((state) => state.identity), asked, edges)
      if (result.is === 'needs') {
        asked = [...new Set([...asked, ...result.ids])]
        continue
      }
      if (result.is === 'unchanged') return { profile: owners.get(strongest) ?? null, absorbed: [], outcomes: [] }
      const changed = settle(states, result.groups, event, env)
      return { profile: owners.get(strongest) ?? null, ...changed }
    }
  }

  function settle(states: readonly ProfileState[], groups: readonly IdentityState[], event: Event, env: Env): { absorbed: readonly ProfileId[]; outcomes: readonly Outcome[] } {
    const absorbed: ProfileId[] = []
    const outcomes: Outcome[] = []
    let fresh = 0
    for (const settlement of settleOwners(states, groups)) {
      const survivor = settlement.survivor ?? (env.id(`profile:${fresh++}`) as ProfileId)
      const held = settlement.survivor ? heldOf(survivor) : { state: newProfile(survivor, event.at, plan.workspace.version), recent: [], search: '' }
      let state = held.state
      let recent = held.recent
      for (const loser of settlement.absorbed) {
        const away = heldOf(loser)
        const outcome = mergeStates(plan, { winner: state, loser: away.state, event }, env)
        state = outcome.after
        recent = [...recent, ...away.recent].sort((one, other) => one - other).slice(-RECENT_EVENTS)
        outcomes.push({ ...outcome, after: state })
        merged.push({ from: loser, into: survivor })
        survivors.set(loser, survivor)
        touched.set(loser, null)
        dirty.delete(loser)
        absorbed.push(loser)
      }
      for (const key of settlement.group.ids) own(key, survivor)
      if (state.identity !== settlement.group || !settlement.survivor) put(survivor, { ...state, identity: settlement.group }, recent, searchText(state.traits, settlement.group.ids))
    }
    return { absorbed, outcomes }
  }

  function own(key: string, profile: ProfileId): void {
    if (owners.get(key) === profile) return
    owners.set(key, profile)
    ownersChanged.set(key, profile)
  }

  /** Rows of the member lists that differ from before. */
  function membersOf(profile: ProfileId, after: Memberships): Commit['members'][number][] {
    const before = segmentsBefore.get(profile) ?? {}
    if (before === after) return []
    const rows: Commit['members'][number][] = []
    for (const segment of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const since = after[segment]?.since
      if (before[segment]?.since !== since) rows.push({ segment: segment as SegmentId, profile, since: since ?? null })
    }
    return rows
  }

  /** Planned messages that are new, and cancelled ones that have not left. A message that is already known stays as it is: one id, one message. */
  async function outboxChanges(): Promise<OutboxRow[]> {
    const ids = [...planned.map((row) => row.id), ...cancelled.map((one) => one.id)]
    if (ids.length === 0) return [...rows.values()]
    const known = await reads.outboxById(ws, ids)
    for (const row of planned) if (!known.has(row.id) && !rows.has(row.id)) rows.set(row.id, row)
    for (const { id, why } of cancelled) {
      const row = rows.get(id) ?? known.get(id)
      if (row?.state === 'planned') rows.set(id, { ...row, state: 'cancelled', why, updatedAt: at })
    }
    return [...rows.values()]
  }

  function obey(commands: readonly Command[]): void {
    for (const command of commands) {
      if (command.is === 'cancel') cancelled.push({ id: command.id, why: command.why })
      else planned.push({ id: command.id, profile: command.profile, state: 'planned', plan: command.plan, dueAt: at, attempts: 0, updatedAt: at })
    }
  }

  async function handle(input: Input): Promise<LogEntry> {
    const env = envOf(seed, input.event.id, at)
    const found = input.profile === undefined ? await identify(input.event, env) : { profile: await survivorOf(input.profile), absorbed: [], outcomes: [] }
    const { profile, absorbed, outcomes } = found
    const derived: Event[] = []
    for (const outcome of outcomes) {
      derived.push(...outcome.events)
      obey(outcome.commands)
    }
    const held = profile === null ? null : touched.get(profile)
    const event = held && input.profile !== undefined ? heeded(input.event, held.state) : input.event
    if (profile !== null && held) {
      const outcome = react(plan, held.state, event, env)
      derived.push(...outcome.events)
      obey(outcome.commands)
      const search = outcome.after.traits === held.state.traits && outcome.after.identity === held.state.identity && held.search !== '' ? held.search : searchText(outcome.after.traits, outcome.after.identity.ids)
      put(profile, outcome.after, [...held.recent.slice(1 - RECENT_EVENTS), eventRef(position, entries.length)], search)
    }
    const entry: LogEntry = { event, profile: held ? profile : null, derived, ...(absorbed.length > 0 ? { merged: absorbed } : {}) }
    entries.push(entry)
    return entry
  }

  return {
    at,
    async prepare(inputs) {
      const keys: string[] = []
      const known: ProfileId[] = []
      for (const { event, profile } of inputs) {
        if (profile === undefined) keys.push(...idsOf(event))
        else known.push(profile)
      }
      await loadOwners(keys)
      for (const key of keys) {
        const owner = owners.get(key)
        if (owner) known.push(owner)
      }
      await load(known)
    },
    handle,
    async person(id) {
      return touched.get(await survivorOf(id))?.state ?? null
    },
    row: (row) => void rows.set(row.id, row),
    timerFired: (id) => void wakeBefore.set(id, null),
    async finish() {
      const members: Commit['members'][number][] = []
      const profiles: StoredProfile[] = []
      const timers: { profile: ProfileId; at: Instant | null }[] = []
      for (const id of dirty) {
        const { state, recent, search } = heldOf(id)
        profiles.push({ id, body: encodeState(state), recent, search })
        members.push(...membersOf(id, state.segments))
        const before = wakeBefore.get(id)
        if (before !== state.wakeAt) timers.push({ profile: id, at: state.wakeAt === NEVER ? null : state.wakeAt })
      }
      for (const { from } of merged) {
        timers.push({ profile: from, at: null })
        members.push(...membersOf(from, {}))
      }
      const commit: Commit = {
        ...emptyCommit(ws, epoch),
        append: recordsOf({ ws, position, at, entries }),
        profiles,
        merged,
        owners: [...ownersChanged].map(([key, profile]) => ({ key, profile })),
        timers,
        members,
        outbox: await outboxChanges(),
      }
      return { commit, applied }
    },
  }

  function applied(): void {
    for (const { from } of merged) people.held.delete(from)
    for (const [id, held] of touched) if (held) people.held.set(id, held)
    for (const [key, owner] of owners) if (owner) people.owners.set(key, owner)
  }
}

/**
 * A withdrawal through a door of our own, made now, counts against all that came in before it, even what a clock ahead of ours has dated later:
 * it is dated like the latest statement that it answers. The log keeps this date, so a replay finds nothing to correct.
 */
function heeded(event: Event, { consent }: ProfileState): Event {
  if (event.type !== KNOWN.consentWithdrawn || event.at !== event.receivedAt) return event
  let at = event.at
  for (const channels of Object.values(consent)) for (const entry of Object.values(channels)) if (entry.at > at) at = entry.at
  return at === event.at ? event : { ...event, at }
}
