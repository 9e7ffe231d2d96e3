/**
 * The store and log in memory, for simulation and tests. The object itself is the disk: drop the process around it, keep the object, and
 * everything that was committed is still there. What goes in is copied (as text or frozen), so no caller can change it afterwards.
 */
import type { MessageId, ProfileId, WorkspaceId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import type { MessageStateName } from '@rapport/core/message/types'
import type { Log, LogRecord } from '../ports/log.ts'
import type { BadRow, Commit, LedgerRow, OutboxRow, Page, ReviewRow, Store, StoredProfile } from '../ports/store.ts'
import { checkEpoch, checkLedger, checkRewrite, endAfter } from './check.ts'
import type { LogEnd } from './check.ts'
import { apply, emptyDisk, encode, entriesAt } from './memory-disk.ts'
import type { Disk, Kept } from './memory-disk.ts'
import { compareText, cursorOf, writeCursor } from './order.ts'
import { absorbedBy, historyOf, ledgerOf, reviewPageOf } from './memory-golden.ts'

/** An empty store that is also its log. */
export function memoryStore(): Store & Log {
  const disks = new Map<WorkspaceId, Disk>()
  const diskOf = (ws: WorkspaceId): Disk => {
    const found = disks.get(ws) ?? emptyDisk()
    disks.set(ws, found)
    return found
  }

  function commitTo(disk: ReturnType<typeof diskOf>, commit: Commit): void {
    checkEpoch(commit.ws, commit.epoch, disk.epoch)
    const end = endAfter(commit.ws, disk.end, commit.append)
    checkLedger(commit.ws, disk.ledger.length, commit.ledger)
    for (const record of commit.rewritten) checkRewrite(commit.ws, record, entriesAt(disk, record.position))
    // Everything that may throw happens in `encode`; `apply` cannot stop half-way.
    apply(disk, encode(commit), end)
  }

  return {
    async commit(commit) {
      commitTo(diskOf(commit.ws), commit)
    },
    async apply(commit) {
      commitTo(diskOf(commit.ws), commit)
      return { durable: Promise.resolve() }
    },
    async acquire(ws) {
      return ++diskOf(ws).epoch
    },
    async scrub() {},
    async close() {},

    async append(records) {
      const ends = new Map<WorkspaceId, LogEnd>()
      for (const record of records) ends.set(record.ws, endAfter(record.ws, ends.get(record.ws) ?? diskOf(record.ws).end, [record]))
      const texts = records.map((record) => JSON.stringify(record))
      records.forEach((record, i) => diskOf(record.ws).log.push(texts[i] as string))
      for (const [ws, end] of ends) diskOf(ws).end = end
    },
    async read({ ws, after, limit }) {
      const { log, firstKept } = diskOf(ws)
      const from = Math.max(0, after + 1 - firstKept)
      return log.slice(from, from + limit).map((text) => JSON.parse(text) as LogRecord)
    },
    async last(ws) {
      return { ...diskOf(ws).end }
    },
    async trim(ws, before) {
      const disk = diskOf(ws)
      const count = Math.max(0, Math.min(before - disk.firstKept, disk.log.length))
      disk.log = disk.log.slice(count)
      disk.firstKept += count
      return count
    },
    async seen(ws, limit) {
      const { seen } = diskOf(ws)
      const count = Math.min(limit, seen.length / 2)
      const newest = new Float64Array(count * 2)
      for (let i = 0; i < count; i++) {
        newest[2 * i] = seen[seen.length - 2 - 2 * i] as number
        newest[2 * i + 1] = seen[seen.length - 1 - 2 * i] as number
      }
      return newest
    },

    async profiles(ws, ids) {
      const { profiles } = diskOf(ws)
      return pick(ids, (id) => profiles.get(id))
    },
    async owners(ws, keys) {
      const { owners } = diskOf(ws)
      return pick(keys, (key) => owners.get(key))
    },
    async survivor(ws, id) {
      const { merged } = diskOf(ws)
      const passed = new Set<ProfileId>()
      let here = id
      for (let next = merged.get(here); next !== undefined && !passed.has(here); next = merged.get(here)) {
        passed.add(here)
        here = next
      }
      return here
    },
    async scan(ws, after, limit) {
      const { profiles } = diskOf(ws)
      return idsAfter(profiles.keys(), after, limit).map((id) => profiles.get(id) as StoredProfile)
    },
    async search(ws, text, limit) {
      const found: StoredProfile[] = []
      for (const profile of [...diskOf(ws).profiles.values()].reverse()) {
        if (found.length >= limit) break
        if (profile.search.includes(text)) found.push(profile)
      }
      return found
    },
    async history(ws, profile, query) {
      return historyOf(diskOf(ws), profile, query)
    },
    async absorbed(ws, into) {
      return absorbedBy(diskOf(ws), into)
    },
    async reviewPage(ws, query) {
      return reviewPageOf(diskOf(ws), query)
    },
    async reviewById(ws, id) {
      const row = diskOf(ws).reviews.get(id)
      return row === undefined ? null : (JSON.parse(row.text) as ReviewRow)
    },
    async reviewCounts(ws) {
      const counts: { [state in ReviewRow['state']]?: number } = {}
      for (const { state } of diskOf(ws).reviews.values()) counts[state] = (counts[state] ?? 0) + 1
      return counts
    },
    async ledger(ws, query) {
      return ledgerOf(diskOf(ws), query)
    },
    async ledgerHead(ws) {
      const text = diskOf(ws).ledger.at(-1)
      return text === undefined ? null : (JSON.parse(text) as LedgerRow)
    },
    async countProfiles(ws) {
      return diskOf(ws).profiles.size
    },
    async members(ws, segment, after, limit) {
      const members = diskOf(ws).members.get(segment) ?? new Map<ProfileId, Instant>()
      return idsAfter(members.keys(), after, limit).map((profile) => ({ profile, since: members.get(profile) as Instant }))
    },
    async memberCounts(ws) {
      const counts = [...diskOf(ws).members].map(([segment, members]) => [segment, members.size] as const)
      return new Map(counts.filter(([, size]) => size > 0))
    },
    async timersDue(ws, now, limit) {
      return diskOf(ws).timers.due(now, limit).map(({ id, at }) => ({ profile: id as ProfileId, at: at as Instant }))
    },
    async nextTimer(ws) {
      return (diskOf(ws).timers.first()?.at ?? null) as Instant | null
    },
    async countTimers(ws) {
      return diskOf(ws).timers.size()
    },

    async outboxDue(ws, now, limit) {
      const { due, outbox } = diskOf(ws)
      return due.due(now, limit).map(({ id }) => decode<OutboxRow>(outbox.get(id) as Kept))
    },
    async outboxById(ws, ids) {
      const { outbox } = diskOf(ws)
      return pick(ids, (id: MessageId) => {
        const kept = outbox.get(id)
        return kept && decode<OutboxRow>(kept)
      })
    },
    async outboxPage(ws, query) {
      const fits = (row: Kept) =>
        (query.state === undefined || row.state === query.state) &&
        (query.profile === undefined || row.profile === query.profile) &&
        (query.channel === undefined || row.channel === query.channel)
      return pageOf<OutboxRow>([...diskOf(ws).outbox.values()].filter(fits), query)
    },
    async outboxCounts(ws) {
      const counts: { [state in MessageStateName]?: number } = {}
      for (const row of diskOf(ws).outbox.values()) counts[row.state as MessageStateName] = (counts[row.state as MessageStateName] ?? 0) + 1
      return counts
    },
    async badPage(ws, query) {
      return pageOf<BadRow>([...diskOf(ws).bad.values()].filter((row) => query.state === undefined || row.state === query.state), query)
    },
    async badById(ws, id) {
      const kept = diskOf(ws).bad.get(id)
      return kept === undefined ? null : decode<BadRow>(kept)
    },
    async tally(ws) {
      return Object.fromEntries(diskOf(ws).tally)
    },
    async value(ws, key) {
      const text = diskOf(ws).values.get(key)
      return text === undefined ? null : (JSON.parse(text) as Json)
    },
    async values(ws, prefix) {
      const found = [...diskOf(ws).values].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => compareText(a, b))
      return found.map(([key, text]) => ({ key, value: JSON.parse(text) as Json }))
    },
    async position(ws) {
      return diskOf(ws).folded
    },
  }
}

function pick<K, V>(keys: readonly K[], find: (key: K) => V | undefined): Map<K, V> {
  const found = new Map<K, V>()
  for (const key of keys) {
    const value = find(key)
    if (value !== undefined) found.set(key, value)
  }
  return found
}

function idsAfter(ids: Iterable<ProfileId>, after: ProfileId | null, limit: number): readonly ProfileId[] {
  const later = [...ids].filter((id) => after === null || compareText(id, after) > 0)
  return later.sort(compareText).slice(0, limit)
}

function decode<Row>(kept: Kept): Row {
  return JSON.parse(kept.text) as Row
}

function pageOf<Row>(rows: readonly Kept[], query: { readonly after?: string; readonly limit: number }): Page<Row> {
  const newestFirst = (a: { readonly at: number; readonly id: string }, b: { readonly at: number; readonly id: string }) => b.at - a.at || compareText(b.id, a.id)
  const cursor = cursorOf(query.after)
  const rest = rows.filter((row) => cursor === null || newestFirst(cursor, row) < 0).sort(newestFirst)
  const items = rest.slice(0, query.limit)
  const last = items.at(-1)
  return { items: items.map((row) => decode<Row>(row)), next: last !== undefined && rest.length > items.length ? writeCursor(last) : null }
}
