/** Everything that the embedded database answers, on a connection of its own or the writer's. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { MessageId, ProfileId, SegmentId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import type { MessageStateName } from '@rapport/core/message/types'
import { decodeRecord } from '../log/codec.ts'
import type { Log, Position } from '../ports/log.ts'
import type { BadRow, OutboxRow, Page, StoredProfile, StoreReads } from '../ports/store.ts'
import { compareText, cursorOf, prefixEnd, writeCursor } from './order.ts'
import { decodeRefs } from './refs.ts'
import { historyReads } from './sqlite-history.ts'
import { ledgerReads } from './sqlite-ledger.ts'
import { reviewReads } from './sqlite-reviews.ts'

/** The reading half of a store that is also its log. */
export type SqliteReads = StoreReads & Pick<Log, 'read' | 'last' | 'seen'>

/** Later than every moment and id: where a page that begins at the newest row begins. */
const BEGINNING = { at: Number.MAX_SAFE_INTEGER, id: '\u{10ffff}' }
const HASH_BYTES = 8
const PAIR = 2

interface ProfileRow {
  readonly id: ProfileId
  readonly body: string
  readonly recent: Uint8Array
  readonly search: string
}

/** Reads of one connection; the statements are kept. */
export function sqliteReads(db: DatabaseSync): SqliteReads {
  const all = <Row>(sql: string) => {
    const statement = db.prepare(sql)
    return (...values: SQLInputValue[]) => statement.all(...values) as unknown as readonly Row[]
  }
  const first = <Row>(sql: string) => {
    const statement = db.prepare(sql)
    return (...values: SQLInputValue[]) => statement.get(...values) as unknown as Row | undefined
  }

  const head = first<{ position: Position; at: Instant; folded: Position; profiles: number; timers: number }>('SELECT position, at, folded, profiles, timers FROM head WHERE ws = ?')
  const records = all<{ body: Uint8Array }>('SELECT body FROM log WHERE ws = ? AND position > ? ORDER BY position LIMIT ?')
  const seen = db.prepare('SELECT hashes FROM seen WHERE ws = ? ORDER BY n DESC')
  const profile = first<ProfileRow>('SELECT id, body, recent, search FROM profile WHERE ws = ? AND id = ?')
  const profilesAfter = all<ProfileRow>('SELECT id, body, recent, search FROM profile WHERE ws = ? AND id > ? ORDER BY id LIMIT ?')
  const found = all<ProfileRow>(
    `SELECT p.id, p.body, p.recent, p.search FROM (SELECT n FROM search WHERE ws = ? AND instr(text, ?) > 0 ORDER BY n DESC LIMIT ?) s JOIN profile p ON p.n = s.n ORDER BY p.n DESC`,
  )
  const owner = first<{ profile: ProfileId }>('SELECT profile FROM owner WHERE ws = ? AND key = ?')
  const into = first<{ into: ProfileId }>('SELECT "into" FROM merged WHERE ws = ? AND "from" = ?')
  const from = all<{ from: ProfileId }>('SELECT "from" FROM merged WHERE ws = ? AND "into" = ?')
  const history = historyReads(db)
  const members = all<{ profile: ProfileId; since: Instant }>('SELECT profile, since FROM member WHERE ws = ? AND segment = ? AND profile > ? ORDER BY profile LIMIT ?')
  const memberCounts = all<{ segment: SegmentId; n: number }>('SELECT segment, n FROM member_count WHERE ws = ? AND n > 0')
  const timersDue = all<{ profile: ProfileId; at: Instant }>('SELECT profile, at FROM timer WHERE ws = ? AND at <= ? ORDER BY at, profile LIMIT ?')
  const nextTimer = first<{ at: Instant }>('SELECT at FROM timer WHERE ws = ? ORDER BY at LIMIT 1')
  const outboxDue = all<{ body: string }>(`SELECT body FROM outbox WHERE ws = ? AND state = 'planned' AND due <= ? ORDER BY due, id LIMIT ?`)
  const outboxRow = first<{ body: string }>('SELECT body FROM outbox WHERE ws = ? AND id = ?')
  const outboxCounts = all<{ state: MessageStateName; n: number }>('SELECT state, n FROM outbox_count WHERE ws = ? AND n > 0')
  const outboxPages = pages<OutboxRow>('outbox', 'updated', ['state', 'profile', 'channel'])
  const badPages = pages<BadRow>('bad', 'at', ['state'])
  const badRow = first<{ body: string }>('SELECT body FROM bad WHERE ws = ? AND id = ?')
  const tallies = all<{ name: string; n: number }>('SELECT name, n FROM tally WHERE ws = ?')
  const value = first<{ json: string }>('SELECT json FROM value WHERE ws = ? AND key = ?')
  const values = all<{ key: string; json: string }>('SELECT key, json FROM value WHERE ws = ? AND key >= ? AND key < ? ORDER BY key')

  /** Pages of a table, newest first; one statement for each combination of filters, made when first asked for. */
  function pages<Row>(table: string, moment: string, filters: readonly string[]) {
    const made = new Map<string, ReturnType<typeof all<{ body: string; at: number; id: string }>>>()
    return (ws: string, query: { readonly [filter: string]: string | number | undefined }): Page<Row> => {
      const used = filters.filter((name) => query[name] !== undefined)
      const where = ['ws = ?', ...used.map((name) => `${name} = ?`), `(${moment}, id) < (?, ?)`].join(' AND ')
      const select = made.get(where) ?? all(`SELECT body, ${moment} AS at, id FROM ${table} WHERE ${where} ORDER BY ${moment} DESC, id DESC LIMIT ?`)
      made.set(where, select)
      const cursor = cursorOf(query.after as string | undefined) ?? BEGINNING
      const limit = query.limit as number
      const rows = select(ws, ...used.map((name) => query[name] as string), cursor.at, cursor.id, limit + 1)
      const shown = rows.slice(0, limit)
      const last = shown.at(-1)
      return { items: shown.map((row) => JSON.parse(row.body) as Row), next: last !== undefined && rows.length > shown.length ? writeCursor(last) : null }
    }
  }

  /** Several look-ups of one committed state. */
  function together<K, V>(keys: readonly K[], find: (key: K) => V | undefined): Map<K, V> {
    const answers = new Map<K, V>()
    const open = keys.length > 1 && !db.isTransaction
    if (open) db.exec('BEGIN')
    try {
      for (const key of keys) {
        const answer = find(key)
        if (answer !== undefined) answers.set(key, answer)
      }
    } finally {
      if (open) db.exec('COMMIT')
    }
    return answers
  }

  /** Everybody who was merged into a person. */
  function absorbedBy(ws: string, into: ProfileId): readonly ProfileId[] {
    const found = new Set<ProfileId>([into])
    for (const one of found) for (const row of from(ws, one)) found.add(row.from)
    found.delete(into)
    return [...found].sort(compareText)
  }

  return {
    ...ledgerReads(db),
    ...reviewReads(db),
    async history(ws, person, { before, limit }) {
      return history(ws, [person, ...absorbedBy(ws, person)], before ?? Number.MAX_SAFE_INTEGER + 1, limit)
    },
    async absorbed(ws, person) {
      return absorbedBy(ws, person)
    },
    async read({ ws, after, limit }) {
      return records(ws, after, limit).map((row) => decodeRecord(row.body))
    },
    async last(ws) {
      const found = head(ws)
      return { position: (found?.position ?? 0) as Position, at: (found?.at ?? 0) as Instant }
    },
    async seen(ws, limit) {
      return newestPairs(seen.iterate(ws) as unknown as Iterable<{ readonly hashes: Uint8Array }>, limit)
    },
    async profiles(ws, ids) {
      return together(ids, (id) => {
        const row = profile(ws, id)
        return row && storedProfile(row)
      })
    },
    async owners(ws, keys) {
      return together(keys, (key) => owner(ws, key)?.profile)
    },
    async survivor(ws, id) {
      const passed = new Set<ProfileId>()
      let here = id
      for (let next = into(ws, here); next !== undefined && !passed.has(here); next = into(ws, here)) {
        passed.add(here)
        here = next.into
      }
      return here
    },
    async scan(ws, after, limit) {
      return profilesAfter(ws, after ?? '', limit).map(storedProfile)
    },
    async search(ws, text, limit) {
      return found(ws, text, limit).map(storedProfile)
    },
    async countProfiles(ws) {
      return head(ws)?.profiles ?? 0
    },
    async members(ws, segment, after, limit) {
      return members(ws, segment, after ?? '', limit).map((row) => ({ ...row }))
    },
    async memberCounts(ws) {
      return new Map(memberCounts(ws).map(({ segment, n }) => [segment, n]))
    },
    async timersDue(ws, now, limit) {
      return timersDue(ws, now, limit).map((row) => ({ ...row }))
    },
    async nextTimer(ws) {
      return nextTimer(ws)?.at ?? null
    },
    async countTimers(ws) {
      return head(ws)?.timers ?? 0
    },
    async outboxDue(ws, now, limit) {
      return outboxDue(ws, now, limit).map((row) => JSON.parse(row.body) as OutboxRow)
    },
    async outboxById(ws, ids) {
      return together(ids, (id: MessageId) => {
        const row = outboxRow(ws, id)
        return row && (JSON.parse(row.body) as OutboxRow)
      })
    },
    async outboxPage(ws, { state, profile: person, channel, after, limit }) {
      return outboxPages(ws, { state, profile: person, channel, after, limit })
    },
    async outboxCounts(ws) {
      return Object.fromEntries(outboxCounts(ws).map(({ state, n }) => [state, n]))
    },
    async badPage(ws, { state, after, limit }) {
      return badPages(ws, { state, after, limit })
    },
    async badById(ws, id) {
      const row = badRow(ws, id)
      return row === undefined ? null : (JSON.parse(row.body) as BadRow)
    },
    async tally(ws) {
      return Object.fromEntries(tallies(ws).map(({ name, n }) => [name, n]))
    },
    async value(ws, key) {
      const row = value(ws, key)
      return row === undefined ? null : (JSON.parse(row.json) as Json)
    },
    async values(ws, prefix) {
      return values(ws, prefix, keyAfter(prefix)).map(({ key, json }) => ({ key, value: JSON.parse(json) as Json }))
    },
    async position(ws) {
      return (head(ws)?.folded ?? 0) as Position
    },
  }
}

/** Bytes sort behind every text, so an empty blob ends a range that has no end. */
function keyAfter(prefix: string): SQLInputValue {
  return prefixEnd(prefix) ?? new Uint8Array(0)
}

function storedProfile(row: ProfileRow): StoredProfile {
  return { id: row.id, body: row.body, recent: decodeRefs(row.recent), search: row.search }
}

/** The newest pairs of hashes, from blobs that come newest first but are oldest first inside. */
function newestPairs(blobs: Iterable<{ readonly hashes: Uint8Array }>, limit: number): Float64Array {
  const groups: Float64Array[] = []
  let pairs = 0
  for (const { hashes } of blobs) {
    if (pairs >= limit) break
    // A copy, because the bytes of a row need not begin where a number may.
    const group = new Float64Array(Uint8Array.from(hashes).buffer, 0, hashes.byteLength / HASH_BYTES)
    groups.push(group)
    pairs += group.length / PAIR
  }
  const newest = new Float64Array(Math.min(limit, pairs) * PAIR)
  let end = 0
  for (const group of groups)
    for (let i = group.length - PAIR; i >= 0 && end < newest.length; i -= PAIR) {
      newest[end++] = group[i] as number
      newest[end++] = group[i + 1] as number
    }
  return newest
}
