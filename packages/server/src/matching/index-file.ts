/**
 * The live index of matching, a small database beside the store: which people have which blocking key, and what was read of each. It can be made again
 * from the store at any time, so it is written without waiting for the disk, and thrown away when it cannot be read.
 */
import { closeSync, openSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { ProfileId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import type { PersonRow } from '@rapport/core/engine/matchable'

/** A person in the index. */
export interface Indexed {
  /** Number inside of the index. */
  readonly n: number
  readonly id: ProfileId
  readonly rows: readonly PersonRow[]
}

/** The index. Calls are synchronous; one thread uses it. */
export interface IndexFile {
  /** A person by id; null when nobody indexed them. */
  find(id: ProfileId): Indexed | null
  byNumber(n: number): Indexed | null
  keysOf(n: number): readonly number[]
  /** The next number after this one; null behind the last. */
  after(n: number): number | null
  /** Sets what is known of a person; the same again changes nothing. Keys are numbers below 2^53. */
  put(person: { readonly id: ProfileId; readonly rows: readonly PersonRow[]; readonly keys: readonly number[]; readonly homes: readonly number[] }): void
  /** Takes people out; what is removed is overwritten. Answers how many were there. */
  remove(ids: readonly ProfileId[]): number
  /** Numbers of the people who have a key; null when it is crowded and says nothing. */
  under(key: number): readonly number[] | null
  /** Numbers of the people who share a home key. */
  atHome(key: number): readonly number[]
  /** Numbers of up to `count` people, evenly from all. */
  sample(count: number): readonly number[]
  people(): number
  crowded(): number
  value(key: string): Json | null
  setValue(key: string, value: Json): void
  /** Does several changes as one. */
  together<T>(work: () => T): T
  /** Moves what was written aside into the file, so that removed people are in no journal either. */
  settle(): void
  close(): void
}

/** A key that more people share is crowded: it is noted and never looked at again. */
export const BLOCK_MAX = 60
/** People of one home key that are looked at. */
const HOME_MAX = 20
/** Raised when what is stored changes its meaning; an older file is made again. */
const VERSION = 1
const CACHE_KB = 64 * 1_024

const TABLES = `
  CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS person (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, rows TEXT NOT NULL, keys TEXT NOT NULL, homes TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS block (key INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (key, n)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS home (key INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (key, n)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS crowd (key INTEGER PRIMARY KEY) STRICT;
`

/** Overwrites what a database file keeps of removed rows (store/sqlite-scrub, which this floor must not name). */
export type SweeperOf = (db: DatabaseSync, file: string) => { sweep(): unknown }

/** Opens the file, or makes a new one when it is missing, damaged or of another version. */
export function openIndex(file: string, sweeperOf?: SweeperOf): IndexFile {
  try {
    return indexOn(opened(file), file, sweeperOf)
  } catch {
    discardIndex(file)
    return indexOn(opened(file), file, sweeperOf)
  }
}

/** Deletes the file and what lies beside it. */
export function discardIndex(file: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${end}`, { force: true })
}

function opened(file: string): DatabaseSync {
  // Nobody but the account of the process may read it; the files beside it inherit this.
  closeSync(openSync(file, 'a', 0o600))
  const db = new DatabaseSync(file)
  try {
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA secure_delete = ON; PRAGMA cache_size = -${CACHE_KB}; PRAGMA temp_store = MEMORY`)
    const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number }
    if (version !== 0 && version !== VERSION) throw new Error('another version')
    db.exec(`${TABLES} PRAGMA user_version = ${VERSION}`)
    return db
  } catch (problem) {
    db.close()
    throw problem
  }
}

interface PersonLine {
  readonly n: number
  readonly id: ProfileId
  readonly rows: string
  readonly keys: string
  readonly homes: string
}

function indexOn(db: DatabaseSync, file: string, sweeperOf?: SweeperOf): IndexFile {
  const sweeper = sweeperOf?.(db, file)
  const byId = db.prepare('SELECT n, id, rows, keys, homes FROM person WHERE id = ?')
  const byNumber = db.prepare('SELECT n, id, rows, keys, homes FROM person WHERE n = ?')
  const following = db.prepare('SELECT n FROM person WHERE n > ? ORDER BY n LIMIT 1')
  const insert = db.prepare('INSERT INTO person (id, rows, keys, homes) VALUES (?, ?, ?, ?)')
  const update = db.prepare('UPDATE person SET rows = ?, keys = ?, homes = ? WHERE n = ?')
  const drop = db.prepare('DELETE FROM person WHERE n = ?')
  const sizeOf = db.prepare('SELECT count(*) AS n FROM (SELECT 1 FROM block WHERE key = ? LIMIT ?)')
  const block = db.prepare('SELECT n FROM block WHERE key = ?')
  const addBlock = db.prepare('INSERT OR IGNORE INTO block VALUES (?, ?)')
  const dropBlock = db.prepare('DELETE FROM block WHERE key = ? AND n = ?')
  const home = db.prepare('SELECT n FROM home WHERE key = ? LIMIT ?')
  const addHome = db.prepare('INSERT OR IGNORE INTO home VALUES (?, ?)')
  const dropHome = db.prepare('DELETE FROM home WHERE key = ? AND n = ?')
  const isCrowd = db.prepare('SELECT 1 AS is_crowd FROM crowd WHERE key = ?')
  const addCrowd = db.prepare('INSERT OR IGNORE INTO crowd VALUES (?)')
  const emptyBlock = db.prepare('DELETE FROM block WHERE key = ?')
  const value = db.prepare('SELECT json FROM meta WHERE key = ?')
  const setValue = db.prepare('INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET json = excluded.json')
  let people = (db.prepare('SELECT count(*) AS n FROM person').get() as { n: number }).n
  let crowded = (db.prepare('SELECT count(*) AS n FROM crowd').get() as { n: number }).n
  let depth = 0

  function together<T>(work: () => T): T {
    if (depth > 0) return work()
    depth++
    db.exec('BEGIN')
    try {
      const result = work()
      db.exec('COMMIT')
      return result
    } catch (problem) {
      db.exec('ROLLBACK')
      throw problem
    } finally {
      depth--
    }
  }

  function addKey(key: number, n: number): void {
    if (isCrowd.get(key)) return
    if ((sizeOf.get(key, BLOCK_MAX) as { n: number }).n < BLOCK_MAX) {
      addBlock.run(key, n)
      return
    }
    // What so many share tells nobody apart: the family name, the shop's own number, a storm on one phone.
    addCrowd.run(key)
    emptyBlock.run(key)
    crowded++
  }

  function without(line: PersonLine): void {
    for (const key of JSON.parse(line.keys) as number[]) dropBlock.run(key, line.n)
    for (const key of JSON.parse(line.homes) as number[]) dropHome.run(key, line.n)
  }

  const lineOf = (id: ProfileId): PersonLine | undefined => byId.get(id) as unknown as PersonLine | undefined
  const indexed = (line: PersonLine | undefined): Indexed | null => (line === undefined ? null : { n: line.n, id: line.id, rows: JSON.parse(line.rows) as PersonRow[] })

  return {
    find: (id) => indexed(lineOf(id)),
    byNumber: (n) => indexed(byNumber.get(n) as unknown as PersonLine | undefined),
    keysOf: (n) => JSON.parse((byNumber.get(n) as unknown as PersonLine | undefined)?.keys ?? '[]') as number[],
    after: (n) => (following.get(n) as { n: number } | undefined)?.n ?? null,
    put: ({ id, rows, keys, homes }) =>
      together(() => {
        const [body, keyText, homeText] = [JSON.stringify(rows), JSON.stringify(keys), JSON.stringify(homes)]
        const before = lineOf(id)
        if (before === undefined) {
          const n = Number(insert.run(id, body, keyText, homeText).lastInsertRowid)
          people++
          for (const key of keys) addKey(key, n)
          for (const key of homes) addHome.run(key, n)
          return
        }
        if (before.rows === body && before.keys === keyText && before.homes === homeText) return
        without(before)
        update.run(body, keyText, homeText, before.n)
        for (const key of keys) addKey(key, before.n)
        for (const key of homes) addHome.run(key, before.n)
      }),
    remove: (ids) =>
      together(() => {
        let removed = 0
        for (const id of ids) {
          const line = lineOf(id)
          if (line === undefined) continue
          without(line)
          drop.run(line.n)
          people--
          removed++
        }
        return removed
      }),
    under: (key) => (isCrowd.get(key) ? null : (block.all(key) as unknown as { n: number }[]).map(({ n }) => n)),
    atHome: (key) => (home.all(key, HOME_MAX) as unknown as { n: number }[]).map(({ n }) => n),
    sample(count) {
      const last = (db.prepare('SELECT max(n) AS n FROM person').get() as { n: number | null }).n ?? 0
      const step = Math.max(1, last / Math.max(1, count))
      const next = db.prepare('SELECT n FROM person WHERE n >= ? ORDER BY n LIMIT 1')
      const found = new Set<number>()
      for (let at = 1; at <= last && found.size < count; at += step) {
        const line = next.get(Math.floor(at)) as { n: number } | undefined
        if (line) found.add(line.n)
      }
      return [...found]
    },
    people: () => people,
    crowded: () => crowded,
    value(key) {
      const line = value.get(key) as { json: string } | undefined
      return line === undefined ? null : (JSON.parse(line.json) as Json)
    },
    setValue: (key, json) => void setValue.run(key, JSON.stringify(json)),
    together,
    settle() {
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      sweeper?.sweep()
    },
    close: () => db.close(),
  }
}
