/** Writes a commit's parts into the embedded database. The caller opens the transaction around it and ends it. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { WorkspaceId } from '@rapport/core/base/id'
import { encodeRecord } from '../log/codec.ts'
import type { LogRecord, Position } from '../ports/log.ts'
import type { BadRow, Commit, OutboxRow, StoredProfile } from '../ports/store.ts'
import { checkEpoch, checkRewrite, endAfter, entriesOf } from './check.ts'
import type { LogEnd } from './check.ts'
import { encodeRefs } from './refs.ts'
import { eraseWrites } from './sqlite-erase.ts'
import { historyWrites } from './sqlite-history.ts'
import { ledgerWrites } from './sqlite-ledger.ts'
import { reviewWrites } from './sqlite-reviews.ts'

/** What a writer can do inside a transaction. */
export interface SqliteWrites {
  /** Throws `Fenced` or `Conflict`, or SQLite's own error. */
  apply(commit: Commit): void
  acquire(ws: WorkspaceId): number
  append(records: readonly LogRecord[]): void
  trim(ws: WorkspaceId, before: Position): number
}

interface Head extends LogEnd {
  readonly epoch: number
}

/** Writes of one connection; the statements are kept. */
export function sqliteWrites(db: DatabaseSync): SqliteWrites {
  const run = (sql: string) => {
    const statement = db.prepare(sql)
    return (...values: SQLInputValue[]) => Number(statement.run(...values).changes)
  }

  const makeHead = run('INSERT OR IGNORE INTO head VALUES (?, 0, 0, 0, 0, 0, 0)')
  const readHead = db.prepare('SELECT epoch, position, at FROM head WHERE ws = ?')
  const raiseEpoch = run('UPDATE head SET epoch = epoch + 1 WHERE ws = ?')
  const moveEnd = run('UPDATE head SET position = ?, at = ? WHERE ws = ?')
  const moveFolded = run('UPDATE head SET folded = ? WHERE ws = ?')
  const countMore = run('UPDATE head SET profiles = profiles + ?, timers = timers + ? WHERE ws = ?')

  const addRecord = run('INSERT INTO log VALUES (?, ?, ?, ?, ?)')
  const countEntries = db.prepare('SELECT n FROM log WHERE ws = ? AND position = ?')
  const changeRecord = run('UPDATE log SET body = ? WHERE ws = ? AND position = ?')
  const trimLog = run('DELETE FROM log WHERE ws = ? AND position < ?')
  const addSeen = run('INSERT INTO seen (ws, hashes) VALUES (?, ?)')

  const changeProfile = run('UPDATE profile SET body = ?, recent = ?, search = ? WHERE ws = ? AND id = ?')
  const addProfile = run('INSERT INTO profile (body, recent, search, ws, id) VALUES (?, ?, ?, ?, ?)')
  const dropProfile = run('DELETE FROM profile WHERE ws = ? AND id = ?')
  const addMerged = run('INSERT OR REPLACE INTO merged VALUES (?, ?, ?)')
  const dropMerged = run('DELETE FROM merged WHERE ws = ? AND "from" = ?')
  const setOwner = run('INSERT OR REPLACE INTO owner VALUES (?, ?, ?)')
  const dropOwner = run('DELETE FROM owner WHERE ws = ? AND key = ?')

  const changeTimer = run('UPDATE timer SET at = ? WHERE ws = ? AND profile = ?')
  const addTimer = run('INSERT INTO timer (at, ws, profile) VALUES (?, ?, ?)')
  const dropTimer = run('DELETE FROM timer WHERE ws = ? AND profile = ?')
  const changeMember = run('UPDATE member SET since = ? WHERE ws = ? AND segment = ? AND profile = ?')
  const addMember = run('INSERT INTO member (since, ws, segment, profile) VALUES (?, ?, ?, ?)')
  const dropMember = run('DELETE FROM member WHERE ws = ? AND segment = ? AND profile = ?')
  const countMembers = run('INSERT INTO member_count VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET n = n + excluded.n')

  const outboxState = db.prepare('SELECT state FROM outbox WHERE ws = ? AND id = ?')
  const changeOutbox = run('UPDATE outbox SET profile = ?, channel = ?, state = ?, due = ?, updated = ?, body = ? WHERE ws = ? AND id = ?')
  const addOutbox = run('INSERT INTO outbox (profile, channel, state, due, updated, body, ws, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  const countOutbox = run('INSERT INTO outbox_count VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n')
  const changeBad = run('UPDATE bad SET state = ?, at = ?, body = ? WHERE ws = ? AND id = ?')
  const addBad = run('INSERT INTO bad (state, at, body, ws, id) VALUES (?, ?, ?, ?, ?)')
  const dropBad = run('DELETE FROM bad WHERE ws = ? AND id = ?')
  const history = historyWrites(db)
  const addLedger = ledgerWrites(db)
  const writeReview = reviewWrites(db)
  const erase = eraseWrites(db)
  const addTally = run('INSERT INTO tally VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n')
  const setValue = run('INSERT OR REPLACE INTO value VALUES (?, ?, ?)')
  const dropValue = run('DELETE FROM value WHERE ws = ? AND key = ?')

  function headOf(ws: WorkspaceId): Head {
    const found = readHead.get(ws)
    if (found !== undefined) return found as unknown as Head
    makeHead(ws)
    return readHead.get(ws) as unknown as Head
  }

  function appendTo(ws: WorkspaceId, end: LogEnd, records: readonly LogRecord[]): LogEnd {
    const after = endAfter(ws, end, records)
    for (const record of records) addRecord(ws, record.position, record.at, entriesOf(record), encodeRecord(record))
    if (records.length > 0) moveEnd(after.position, after.at, ws)
    return after
  }

  function rewrite(ws: WorkspaceId, record: LogRecord): void {
    checkRewrite(ws, record, (countEntries.get(ws, record.position) as { readonly n: number } | undefined)?.n ?? null)
    changeRecord(encodeRecord(record), ws, record.position)
  }

  /** Answers 1 when the person is new. */
  function writeProfile(ws: WorkspaceId, { id, body, recent, search }: StoredProfile): number {
    const refs = encodeRefs(recent)
    return changeProfile(body, refs, search, ws, id) > 0 ? 0 : addProfile(body, refs, search, ws, id)
  }

  /** Answers by how much the number of timers changed. */
  function writeTimer(ws: WorkspaceId, { profile, at }: Commit['timers'][number]): number {
    if (at === null) return -dropTimer(ws, profile)
    return changeTimer(at, ws, profile) > 0 ? 0 : addTimer(at, ws, profile)
  }

  function writeMembers(ws: WorkspaceId, members: Commit['members']): void {
    const more = new Map<string, number>()
    for (const { segment, profile, since } of members) {
      const change = since === null ? -dropMember(ws, segment, profile) : changeMember(since, ws, segment, profile) > 0 ? 0 : addMember(since, ws, segment, profile)
      if (change !== 0) more.set(segment, (more.get(segment) ?? 0) + change)
    }
    for (const [segment, change] of more) countMembers(ws, segment, change)
  }

  function writeOutbox(ws: WorkspaceId, rows: readonly OutboxRow[]): void {
    const more = new Map<string, number>()
    for (const row of rows) {
      const before = outboxState.get(ws, row.id)?.state as string | undefined
      const write = before === undefined ? addOutbox : changeOutbox
      write(row.profile, row.plan.channel, row.state, row.dueAt, row.updatedAt, JSON.stringify(row), ws, row.id)
      if (before !== undefined) more.set(before, (more.get(before) ?? 0) - 1)
      more.set(row.state, (more.get(row.state) ?? 0) + 1)
    }
    for (const [state, change] of more) if (change !== 0) countOutbox(ws, state, change)
  }

  function writeBad(ws: WorkspaceId, row: BadRow): void {
    const text = JSON.stringify(row)
    if (changeBad(row.state, row.at, text, ws, row.id) === 0) addBad(row.state, row.at, text, ws, row.id)
  }

  return {
    apply(commit) {
      const { ws } = commit
      const head = headOf(ws)
      checkEpoch(ws, commit.epoch, head.epoch)
      const end = appendTo(ws, head, commit.append)
      if (commit.append.length > 0) moveFolded(end.position, ws)
      if (commit.seen.length > 0) addSeen(ws, new Uint8Array(commit.seen.buffer, commit.seen.byteOffset, commit.seen.byteLength))

      let profiles = 0
      let timers = 0
      for (const profile of commit.profiles) profiles += writeProfile(ws, profile)
      for (const { from, into } of commit.merged) {
        if (into === null) dropMerged(ws, from)
        else {
          profiles -= dropProfile(ws, from)
          addMerged(ws, from, into)
        }
      }
      for (const { key, profile } of commit.owners) {
        if (profile === null) dropOwner(ws, key)
        else setOwner(ws, key, profile)
      }
      for (const timer of commit.timers) timers += writeTimer(ws, timer)
      writeMembers(ws, commit.members)
      writeOutbox(ws, commit.outbox)
      for (const row of commit.bad) writeBad(ws, row)
      for (const id of commit.badGone) dropBad(ws, id)
      for (const { profile, refs } of commit.rehistory) history.replace(ws, profile, refs)
      for (const { profile, refs } of commit.history) history.add(ws, profile, refs)
      for (const row of commit.reviews) writeReview(ws, row)
      addLedger(ws, commit.ledger)
      for (const record of commit.rewritten) rewrite(ws, record)
      // Last, so that nothing of the same commit brings an erased person back.
      const erased = erase(ws, commit.erased)
      profiles += erased.profiles
      timers += erased.timers
      if (profiles !== 0 || timers !== 0) countMore(profiles, timers, ws)
      for (const [counter, more] of Object.entries(commit.tally)) addTally(ws, counter, more)
      for (const { key, value } of commit.values) {
        if (value === null) dropValue(ws, key)
        else setValue(ws, key, JSON.stringify(value))
      }
    },
    acquire(ws) {
      headOf(ws)
      raiseEpoch(ws)
      return headOf(ws).epoch
    },
    append(records) {
      for (const record of records) appendTo(record.ws, headOf(record.ws), [record])
    },
    trim: (ws, before) => trimLog(ws, before),
  }
}
