/** What the memory store keeps of a workspace, and how a commit gets into it: first everything that may fail, then everything that cannot. */
import type { ProfileId, SegmentId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import type { Channel } from '@rapport/core/event/message-plan'
import type { EventRef, LogRecord, Position } from '../ports/log.ts'
import type { Commit, ReviewRow, StoredProfile } from '../ports/store.ts'
import { agenda } from './agenda.ts'
import type { Agenda } from './agenda.ts'
import { EMPTY_LOG, entriesOf } from './check.ts'
import type { LogEnd } from './check.ts'

/** A row as text, with the fields that queries ask for. */
export interface Kept {
  readonly id: string
  readonly at: number
  readonly state: string
  readonly profile?: ProfileId
  readonly channel?: Channel
  readonly text: string
}

/** A review as text, with the fields that queries ask for. */
export interface Judged extends Pick<ReviewRow, 'id' | 'a' | 'b' | 'state' | 'proposes' | 'score'> {
  readonly text: string
}

/** Everything of one workspace. */
export interface Disk {
  epoch: number
  end: LogEnd
  folded: Position
  firstKept: number
  /** Record at `position - firstKept`. */
  log: string[]
  readonly seen: number[]
  readonly profiles: Map<ProfileId, StoredProfile>
  readonly merged: Map<ProfileId, ProfileId>
  readonly history: Map<ProfileId, Set<EventRef>>
  readonly reviews: Map<string, Judged>
  /** Row number i + 1 at i, as text. */
  readonly ledger: string[]
  readonly owners: Map<string, ProfileId>
  readonly timers: Agenda
  readonly members: Map<SegmentId, Map<ProfileId, Instant>>
  readonly outbox: Map<string, Kept>
  readonly due: Agenda
  readonly bad: Map<string, Kept>
  readonly tally: Map<string, number>
  readonly values: Map<string, string>
}

/** A workspace of which nothing is known yet. */
export function emptyDisk(): Disk {
  return {
    epoch: 0,
    end: EMPTY_LOG,
    folded: 0 as Position,
    firstKept: 1,
    log: [],
    seen: [],
    profiles: new Map(),
    merged: new Map(),
    history: new Map(),
    reviews: new Map(),
    ledger: [],
    owners: new Map(),
    timers: agenda(),
    members: new Map(),
    outbox: new Map(),
    due: agenda(),
    bad: new Map(),
    tally: new Map(),
    values: new Map(),
  }
}

/** A commit as it will be kept. */
export interface Encoded extends Omit<Commit, 'append' | 'rewritten' | 'outbox' | 'bad' | 'values' | 'reviews' | 'ledger'> {
  readonly append: readonly string[]
  readonly rewritten: readonly { readonly position: Position; readonly text: string }[]
  readonly reviews: readonly Judged[]
  readonly ledger: readonly string[]
  readonly outbox: readonly (Kept & { readonly dueAt: number | null })[]
  readonly bad: readonly Kept[]
  readonly values: readonly { readonly key: string; readonly text: string | null }[]
}

/** Copies a commit. Throws when a value in it has no JSON; nothing is changed yet. */
export function encode(commit: Commit): Encoded {
  return {
    ...commit,
    append: commit.append.map((record) => JSON.stringify(record)),
    rewritten: commit.rewritten.map((record) => ({ position: record.position, text: JSON.stringify(record) })),
    reviews: commit.reviews.map((row) => ({ id: row.id, a: row.a, b: row.b, state: row.state, proposes: row.proposes, score: row.score, text: JSON.stringify(row) })),
    ledger: commit.ledger.map((row) => JSON.stringify(row)),
    profiles: commit.profiles.map((profile) => Object.freeze({ id: profile.id, body: profile.body, recent: Object.freeze([...profile.recent]), search: profile.search })),
    outbox: commit.outbox.map((row) => ({
      id: row.id,
      at: row.updatedAt,
      state: row.state,
      profile: row.profile,
      channel: row.plan.channel,
      dueAt: row.state === 'planned' ? row.dueAt : null,
      text: JSON.stringify(row),
    })),
    bad: commit.bad.map((row) => ({ id: row.id, at: row.at, state: row.state, text: JSON.stringify(row) })),
    values: commit.values.map(({ key, value }) => ({ key, text: value === null ? null : JSON.stringify(value) })),
  }
}

/** Puts an encoded commit on the disk. Cannot stop half-way. */
export function apply(disk: Disk, commit: Encoded, end: LogEnd): void {
  if (commit.append.length > 0) {
    disk.log.push(...commit.append)
    disk.end = end
    disk.folded = end.position
  }
  for (const hash of commit.seen) disk.seen.push(hash)
  for (const profile of commit.profiles) disk.profiles.set(profile.id, profile)
  for (const { from, into } of commit.merged) {
    if (into !== null) disk.profiles.delete(from)
    put(disk.merged, from, into)
  }
  for (const { key, profile } of commit.owners) put(disk.owners, key, profile)
  for (const { profile, at } of commit.timers) disk.timers.set(profile, at)
  for (const { segment, profile, since } of commit.members) {
    const members = disk.members.get(segment) ?? new Map<ProfileId, Instant>()
    disk.members.set(segment, members)
    put(members, profile, since)
  }
  for (const { dueAt, ...row } of commit.outbox) {
    disk.outbox.set(row.id, row)
    disk.due.set(row.id, dueAt)
  }
  for (const row of commit.bad) disk.bad.set(row.id, row)
  for (const id of commit.badGone) disk.bad.delete(id)
  for (const { profile, refs } of commit.rehistory) disk.history.set(profile, new Set(refs))
  for (const { profile, refs } of commit.history) disk.history.set(profile, new Set([...(disk.history.get(profile) ?? []), ...refs]))
  for (const row of commit.reviews) disk.reviews.set(row.id, row)
  disk.ledger.push(...commit.ledger)
  for (const { position, text } of commit.rewritten) disk.log[position - disk.firstKept] = text
  erase(disk, new Set(commit.erased))
  for (const [counter, more] of Object.entries(commit.tally)) disk.tally.set(counter, (disk.tally.get(counter) ?? 0) + more)
  for (const { key, text } of commit.values) put(disk.values, key, text)
}

function erase(disk: Disk, gone: ReadonlySet<ProfileId>): void {
  if (gone.size === 0) return
  for (const id of gone) {
    for (const map of [disk.profiles, disk.history, disk.merged, ...disk.members.values()]) map.delete(id)
    disk.timers.set(id, null)
  }
  for (const map of [disk.owners, disk.merged] as Map<string, ProfileId>[]) for (const [key, owner] of map) if (gone.has(owner)) map.delete(key)
  for (const row of disk.reviews.values()) if (gone.has(row.a) || gone.has(row.b)) disk.reviews.delete(row.id)
  for (const row of disk.outbox.values())
    if (row.profile !== undefined && gone.has(row.profile)) {
      disk.outbox.delete(row.id)
      disk.due.set(row.id, null)
    }
}

/** How many entries the record at a position has; null when there is none. */
export function entriesAt(disk: Disk, position: Position): number | null {
  const text = disk.log[position - disk.firstKept]
  return text === undefined ? null : entriesOf(JSON.parse(text) as LogRecord)
}

function put<K, V>(map: Map<K, V>, key: K, value: V | null): void {
  if (value === null) map.delete(key)
  else map.set(key, value)
}
