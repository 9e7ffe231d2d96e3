/**
 * The writer's part of erasing a person, as small steps that a crash may interrupt anywhere:
 *
 *   begin ──► log ──► store ──► analytics ──► scrub ──► gone
 *   (person gone,   (records      (bad rows,    (rows of the     (files
 *    suppressed)     rewritten)    answers)      warehouse)       swept)
 *
 * A work item in the store says how far it is; every step can be done again. It holds the identifiers until `analytics` is over, then no personal data any more.
 */
import type { ProfileId, WorkspaceId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import { decodeState, encodeState } from '@rapport/core/engine/codec'
import { KNOWN } from '@rapport/core/event/event'
import { searchText } from '@rapport/core/profile/display'
import type { EventRef, Log, LogRecord, Position } from '../ports/log.ts'
import { RECORD_ENTRIES } from '../ports/log.ts'
import type { Commit, Store, StoredProfile } from '../ports/store.ts'
import { erasureHash, hashesOf, type Suppression } from './suppression.ts'
import { systemEvent } from './system-events.ts'
import { clearRecord, namesThem } from './tombstone.ts'

/** Values under this key are erasures that are not finished. */
export const ERASING_PREFIX = 'erasing/'

/** Where an erasure is. */
export type ErasureStep = 'log' | 'store' | 'analytics' | 'scrub'

/** A work item, as stored. */
export interface Erasure {
  readonly id: string
  readonly step: ErasureStep
  readonly begunAt: Instant
  /** Keyed hash of the person's profile id. */
  readonly subject: string
  readonly suppressed: number
  /** The person and everybody who was merged into it. Empty from `scrub` on. */
  readonly ids: readonly ProfileId[]
  /** Identifier keys; empty from `scrub` on. */
  readonly keys: readonly string[]
  /** Addresses that the document and its history knew; empty from `store` on. */
  readonly refs: readonly EventRef[]
  /** How far the step is, and where it ends. */
  readonly cursor: number
  readonly upTo: number
  /** Cursor into pages of the step. */
  readonly page: string | null
  readonly counts: { readonly [place: string]: number }
}

/** What a caller asks the writer to do next. */
export type ErasureCall =
  | { readonly is: 'begin'; readonly id: string; readonly profile: ProfileId }
  /** One slice of `log` or `store`. */
  | { readonly is: 'slice'; readonly id: string }
  /** The warehouse has been cleaned of so many people's rows. */
  | { readonly is: 'analysed'; readonly id: string }
  /** Overwrites what is left in the store's files; may be asked for without a work item. */
  | { readonly is: 'scrub'; readonly id: string }

/** What the eraser needs of the writer. */
export interface EraserOptions {
  readonly ws: WorkspaceId
  readonly store: Store & Log
  readonly seed: string
  readonly suppression: Suppression
  readonly clock: () => Instant
  /** Commits in the writer's order; records get the next positions. */
  readonly commit: (changes: Partial<Commit>) => Promise<void>
  /** The next free position. */
  readonly position: () => Position
  /** Nothing may be remembered of these people in memory. */
  readonly forget: (ids: readonly ProfileId[]) => void
}

/** Records looked at in one slice. */
const SLICE_RECORDS = 20
const SLICE_BAD = 200
const MOST_REFS = 200_000
const REFS_PAGE = 2_000
/** Kept answers to repeated requests (api/idempotency). */
const ANSWERS_PREFIX = 'idem/'

/** Makes the eraser. Each call must have the writer for itself. Null: nobody is known by that id, or no such work item. */
export function createEraser(options: EraserOptions): (call: ErasureCall) => Promise<Erasure | null> {
  const { ws, store, seed, suppression, clock, commit, position, forget } = options
  const keyOf = (id: string): string => ERASING_PREFIX + id
  const stored = (item: Erasure): Commit['values'] => [{ key: keyOf(item.id), value: item as unknown as Json }]

  async function begin(id: string, asked: ProfileId): Promise<Erasure | null> {
    const profile = await store.survivor(ws, asked)
    const found = (await store.profiles(ws, [profile])).get(profile)
    if (found === undefined) return null
    const { identity } = decodeState(found.body)
    const ids = [profile, ...(await store.absorbed(ws, profile))]
    const keys = identity.ids
    const neighbours = await neighboursOf(profile, keys, identity.edges.flatMap(({ a, b }) => [a, b]))
    const at = clock()
    const subject = erasureHash(seed, `profile:${profile}`)
    const hashes = hashesOf(seed, [...keys, ...ids.map((one) => `profile:${one}`)])
    const event = systemEvent({ type: KNOWN.profileErased, key: `erased:${subject}:${at}`, at, properties: { subject, suppressed: hashes as unknown as Json } })
    const record: LogRecord = { v: 1, keyId: null, ws, position: position(), at, body: { is: 'events', entries: [{ event, profile: null, derived: [] }] } }
    const item: Erasure = {
      id,
      step: 'log',
      begunAt: at,
      subject,
      suppressed: hashes.length,
      ids,
      keys,
      refs: await refsOf(profile, found),
      cursor: 0,
      upTo: record.position,
      page: null,
      counts: {
        profiles: ids.length,
        identifiers: keys.length,
        memberships: Object.keys(decodeState(found.body).segments).length,
        messages: await countMessages(ids),
        reviews: await countReviews(ids),
        neighbours: neighbours.length,
      },
    }
    const change = suppression.add(subject, { at, hashes })
    await commit({
      append: [record],
      erased: ids,
      profiles: neighbours,
      owners: keys.map((key) => ({ key, profile: null })),
      values: [...stored(item), ...change.values],
      tally: { erasures: 1 },
    })
    change.applied()
    forget([...ids, ...neighbours.map((one) => one.id)])
    return item
  }

  /** People whose documents remember an edge to one of these identifiers (refused ones too), without it. */
  async function neighboursOf(profile: ProfileId, keys: readonly string[], ends: readonly string[]): Promise<readonly StoredProfile[]> {
    const own = new Set(keys)
    const owners = await store.owners(ws, [...new Set(ends)].filter((key) => !own.has(key)))
    const others = [...new Set(owners.values())].filter((id) => id !== profile)
    const documents = await store.profiles(ws, others)
    return [...documents.values()].flatMap((other) => {
      const state = decodeState(other.body)
      const edges = state.identity.edges.filter(({ a, b }) => !own.has(a) && !own.has(b))
      if (edges.length === state.identity.edges.length) return []
      const identity = { ...state.identity, edges }
      return [{ ...other, body: encodeState({ ...state, identity }), search: searchText(state.traits, identity.ids) }]
    })
  }

  async function refsOf(profile: ProfileId, { recent }: StoredProfile): Promise<readonly EventRef[]> {
    const refs = [...recent]
    for (let before: EventRef | undefined; refs.length < MOST_REFS; ) {
      const page: readonly EventRef[] = await store.history(ws, profile, { limit: REFS_PAGE, ...(before === undefined ? {} : { before }) })
      refs.push(...page)
      if (page.length < REFS_PAGE) break
      before = page.at(-1)
    }
    return refs
  }

  async function countMessages(ids: readonly ProfileId[]): Promise<number> {
    let count = 0
    for (const profile of ids)
      for (let after: string | undefined; ; ) {
        const { items, next } = await store.outboxPage(ws, { profile, limit: 500, ...(after === undefined ? {} : { after }) })
        count += items.length
        if (next === null) break
        after = next
      }
    return count
  }

  async function countReviews(ids: readonly ProfileId[]): Promise<number> {
    const pages = await Promise.all(ids.map((profile) => store.reviewPage(ws, { profile, limit: 500 })))
    return pages.reduce((sum, page) => sum + page.items.length, 0)
  }

  async function clearLog(item: Erasure): Promise<Erasure> {
    const records = await store.read({ ws, after: item.cursor as Position, limit: SLICE_RECORDS })
    const owners = new Map<string, Promise<ProfileId | undefined>>()
    const ownerOf = (key: string): Promise<ProfileId | undefined> => {
      const known = owners.get(key) ?? store.owners(ws, [key]).then((found) => found.get(key))
      owners.set(key, known)
      return known
    }
    const from = (records[0]?.position ?? 0) * RECORD_ENTRIES
    const to = ((records.at(-1)?.position ?? 0) + 1) * RECORD_ENTRIES
    const who = { seed, ids: new Set(item.ids), keys: new Set(item.keys), refs: new Set(item.refs.filter((ref) => ref >= from && ref < to)), ownerOf }
    const rewritten: LogRecord[] = []
    const counts = { ...item.counts }
    for (const record of records) {
      if (record.position > item.upTo) continue
      const cleared = await clearRecord(record, who)
      if (cleared.record !== record) rewritten.push(cleared.record)
      counts['log'] = (counts['log'] ?? 0) + cleared.tombstones
      counts['others'] = (counts['others'] ?? 0) + cleared.stripped
    }
    const cursor = records.at(-1)?.position ?? item.upTo
    const next: Erasure = cursor >= item.upTo ? { ...item, counts, cursor, step: 'store', refs: [], page: null } : { ...item, counts, cursor }
    await commit({ rewritten, values: stored(next) })
    return next
  }

  /** Refused events and kept answers that name the person. */
  async function clearStore(item: Erasure): Promise<Erasure> {
    const { items, next: page } = await store.badPage(ws, { limit: SLICE_BAD, ...(item.page === null ? {} : { after: item.page }) })
    const bad = items.filter((row) => namesThem(`${row.raw} ${row.reason}`, item.keys, item.ids))
    const answers = page === null ? (await store.values(ws, ANSWERS_PREFIX)).filter(({ value }) => namesThem(JSON.stringify(value), item.keys, item.ids)) : []
    const counts = { ...item.counts, bad: (item.counts['bad'] ?? 0) + bad.length, answers: answers.length }
    const next: Erasure = { ...item, counts, page, step: page === null ? 'analytics' : 'store' }
    await commit({ badGone: bad.map((row) => row.id), values: [...stored(next), ...answers.map(({ key }) => ({ key, value: null }))] })
    return next
  }

  return async (call) => {
    if (call.is === 'scrub') await store.scrub()
    const item = (await store.value(ws, keyOf(call.id))) as unknown as Erasure | null
    if (call.is === 'begin') return item ?? begin(call.id, call.profile)
    if (item === null) return null
    if (call.is === 'slice') return item.step === 'log' ? clearLog(item) : item.step === 'store' ? clearStore(item) : item
    if (call.is === 'analysed') {
      const next: Erasure = { ...item, step: 'scrub', ids: [], keys: [] }
      await commit({ values: stored(next) })
      return next
    }
    return item
  }
}
