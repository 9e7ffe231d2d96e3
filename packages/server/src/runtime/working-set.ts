/** The people and owners that one batch is about: loaded once, changed in memory, and told apart from what the store has. */
import { assert } from '@rapport/core/base/assert'
import type { ProfileId, SegmentId, WorkspaceId } from '@rapport/core/base/id'
import { NEVER, type Instant } from '@rapport/core/base/time'
import { decodeState, encodeState } from '@rapport/core/engine/codec'
import { isMatchChange } from '@rapport/core/engine/matchable'
import type { ProfileState } from '@rapport/core/engine/state'
import type { Memberships } from '@rapport/core/segment/membership'
import type { EventRef } from '../ports/log.ts'
import type { Commit, StoredProfile, StoreReads } from '../ports/store.ts'
import { createLru, type Lru } from './lru.ts'

/** Decoded people kept in memory between batches. */
const CACHED_PEOPLE = 20_000
/** Identifier owners kept in memory between batches. */
const CACHED_OWNERS = 200_000

/** Most addresses of events beside a person's document. When there are so many, all but the newest RECENT_KEPT go into the person's history. */
export const RECENT_MAX = 100
/** See RECENT_MAX. One row of history for every fifty events is cheap. */
export const RECENT_KEPT = 50

/** A person in memory, with what the store knows beside the document. */
export interface Held {
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

/** Addresses read at a time when a whole history is gathered. */
const HISTORY_PAGE = 1_000

/** The people of one batch. */
export interface WorkingSet {
  load(ids: readonly ProfileId[]): Promise<void>
  loadOwners(keys: readonly string[]): Promise<void>
  /** The owner of a loaded key; undefined when nobody owns it. */
  ownerOf(key: string): ProfileId | undefined
  /** Where a person went in merges, loaded. */
  survivorOf(id: ProfileId): Promise<ProfileId>
  /** A loaded person; null when there is none. */
  find(id: ProfileId): Held | null
  /** A loaded person who must be there. */
  heldOf(id: ProfileId): Held
  /** Sets a person; addresses beyond RECENT_MAX go into the person's history. */
  put(id: ProfileId, held: Held): void
  own(key: string, profile: ProfileId): void
  /** `from` is `into` from now on. */
  absorb(merge: { readonly from: ProfileId; readonly into: ProfileId }): void
  /** People who were divided: their documents as rebuilt, all their addresses, and where every other profile id of theirs leads now. */
  divide(divided: { readonly people: readonly { readonly held: Held; readonly refs: readonly EventRef[] }[]; readonly redirects: ReadonlyMap<ProfileId, ProfileId> }): void
  /** Every profile that is part of this person by now, itself included. */
  lineageOf(id: ProfileId): Promise<readonly ProfileId[]>
  /** Addresses of everything that was folded into a person, oldest first; null when there are more than `most`. */
  refsOf(id: ProfileId, most: number): Promise<readonly EventRef[] | null>
  /** The person's timer row is used up, whatever the document says. */
  timerFired(id: ProfileId): void
  /** What the store must be told. */
  changes(): Pick<Commit, 'profiles' | 'merged' | 'history' | 'rehistory' | 'owners' | 'timers' | 'members'>
  /** People of whom something that matching reads is another than before, those who were merged away included. */
  matchChanges(): readonly ProfileId[]
  /** Makes the cache agree with a durable commit. */
  applied(): void
}

/** Starts with nobody loaded. */
export function openWorkingSet({ ws, reads, people }: { readonly ws: WorkspaceId; readonly reads: StoreReads; readonly people: People }): WorkingSet {
  const touched = new Map<ProfileId, Held | null>()
  const wakeBefore = new Map<ProfileId, Instant | null>()
  const segmentsBefore = new Map<ProfileId, Memberships>()
  const statesBefore = new Map<ProfileId, ProfileState>()
  const dirty = new Set<ProfileId>()
  const owners = new Map<string, ProfileId | null>()
  const ownersChanged = new Map<string, ProfileId | null>()
  const survivors = new Map<ProfileId, ProfileId>()
  /** What this batch says about redirections; null = a person of its own again. */
  const redirects = new Map<ProfileId, ProfileId | null>()
  /** Addresses that left `recent` in this batch. */
  const left = new Map<ProfileId, EventRef[]>()
  /** The whole history of people who were divided in this batch; what the store has of them is void. */
  const dealt = new Map<ProfileId, readonly EventRef[]>()

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
    statesBefore.set(id, held.state)
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

  /** Profiles that this batch has merged into this one, directly. */
  function mergedInto(id: ProfileId): ProfileId[] {
    return [...redirects].flatMap(([from, into]) => (into === id ? [from] : []))
  }

  async function lineageOf(id: ProfileId): Promise<readonly ProfileId[]> {
    const found = new Set<ProfileId>([id])
    for (const one of found) {
      for (const from of mergedInto(one)) found.add(from)
      for (const from of await reads.absorbed(ws, one)) if (!redirects.has(from)) found.add(from)
    }
    return [...found]
  }

  async function refsOf(id: ProfileId, most: number): Promise<readonly EventRef[] | null> {
    const refs = new Set<EventRef>(touched.get(id)?.recent)
    const queue = [id]
    for (const one of queue) {
      queue.push(...mergedInto(one))
      for (const ref of left.get(one) ?? []) refs.add(ref)
      const known = dealt.get(one)
      for (const ref of known ?? []) refs.add(ref)
      let before: EventRef | undefined
      while (known === undefined && refs.size <= most) {
        const page = await reads.history(ws, one, { ...(before === undefined ? {} : { before }), limit: HISTORY_PAGE })
        for (const ref of page) refs.add(ref)
        if (page.length < HISTORY_PAGE) break
        before = page.at(-1)
      }
      if (refs.size > most) return null
    }
    return [...refs].sort((one, other) => one - other)
  }

  /** The newest addresses stay beside the document; the rest leaves in one row. */
  function trimmed(id: ProfileId, held: Held): Held {
    if (held.recent.length < RECENT_MAX) return held
    const older = held.recent.slice(0, -RECENT_KEPT)
    const known = left.get(id)
    if (known) known.push(...older)
    else left.set(id, older)
    return { ...held, recent: held.recent.slice(-RECENT_KEPT) }
  }

  function put(id: ProfileId, held: Held): void {
    if (!wakeBefore.has(id)) wakeBefore.set(id, NEVER)
    touched.set(id, trimmed(id, held))
    dirty.add(id)
  }

  function leave(from: ProfileId, into: ProfileId): void {
    redirects.set(from, into)
    survivors.set(from, into)
    touched.set(from, null)
    dirty.delete(from)
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

  function heldOf(id: ProfileId): Held {
    const held = touched.get(id)
    assert(held !== null && held !== undefined, `profile ${id} is loaded before it is used`)
    return held
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

  return {
    load,
    loadOwners,
    ownerOf: (key) => owners.get(key) ?? undefined,
    survivorOf,
    find: (id) => touched.get(id) ?? null,
    heldOf,
    put,
    own(key, profile) {
      if (owners.get(key) === profile) return
      owners.set(key, profile)
      ownersChanged.set(key, profile)
    },
    absorb: ({ from, into }) => leave(from, into),
    divide(divided) {
      for (const [from, into] of divided.redirects) {
        leave(from, into)
        left.delete(from)
        dealt.set(from, [])
      }
      for (const { held, refs } of divided.people) {
        const { id } = held.state
        // Somebody who was merged away, or is new, is a person of their own again; whose document is there stays who they are.
        if (!wakeBefore.has(id) || survivors.has(id) || redirects.has(id)) redirects.set(id, null)
        survivors.delete(id)
        left.delete(id)
        dealt.set(id, refs.slice(0, -RECENT_KEPT))
        put(id, { ...held, recent: refs.slice(-RECENT_KEPT) })
      }
    },
    lineageOf,
    refsOf,
    timerFired: (id) => void wakeBefore.set(id, null),
    changes() {
      const members: Commit['members'][number][] = []
      const profiles: StoredProfile[] = []
      const timers: { profile: ProfileId; at: Instant | null }[] = []
      for (const id of dirty) {
        const { state, recent, search } = heldOf(id)
        profiles.push({ id, body: encodeState(state), recent, search })
        members.push(...membersOf(id, state.segments))
        if (wakeBefore.get(id) !== state.wakeAt) timers.push({ profile: id, at: state.wakeAt === NEVER ? null : state.wakeAt })
      }
      for (const [from, into] of redirects) {
        if (into === null) continue
        timers.push({ profile: from, at: null })
        members.push(...membersOf(from, {}))
      }
      return {
        profiles,
        merged: [...redirects].map(([from, into]) => ({ from, into })),
        history: [...left].flatMap(([profile, refs]) => (refs.length > 0 && !dealt.has(profile) ? [{ profile, refs }] : [])),
        rehistory: [...dealt].map(([profile, refs]) => ({ profile, refs: [...refs, ...(left.get(profile) ?? [])] })),
        owners: [...ownersChanged].map(([key, profile]) => ({ key, profile })),
        timers,
        members,
      }
    },
    matchChanges: () => [
      ...[...redirects].flatMap(([from, into]) => (into === null ? [] : [from])),
      ...[...dirty].filter((id) => isMatchChange(statesBefore.get(id) ?? null, heldOf(id).state)),
    ],
    applied() {
      for (const [from, into] of redirects) if (into !== null) people.held.delete(from)
      for (const [id, held] of touched) if (held) people.held.set(id, held)
      for (const [key, owner] of owners) if (owner) people.owners.set(key, owner)
    },
  }
}
