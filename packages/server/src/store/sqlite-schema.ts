/**
 * The tables of the embedded database, as forward-only migrations, and the opening of its file.
 *
 * Layout, measured at a million people of 1.5 kB with 400 updates a commit: rows in order of creation with an index on (ws, id) commit in 10 ms;
 * rows inside that index (WITHOUT ROWID) take 38 ms and twice the disk, because a document outgrows an index page. Pages of 4 kB make
 * 67 commits a second, of 8 kB 39, since every changed page goes whole into the write-ahead log. Memory-mapped reading gained under a tenth and counted the file as ours.
 */
import { createHash } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Marks our files (SQLite's `application_id`): 'RAPP'. */
const APPLICATION = 0x52415050
const PAGE_BYTES = 4096
const WRITER_CACHE_KB = 128 * 1024
const READER_CACHE_KB = 32 * 1024
const BUSY_TIMEOUT_MS = 5_000

/** How to open the file. */
export interface Opening {
  readonly file: string
  readonly readOnly?: boolean
  /** `full`: a commit is on disk when it returns. `normal`: the last commits may be lost when the machine loses power, none when the process dies. */
  readonly synchronous: 'full' | 'normal'
  /** Largest size of the database; a commit that needs more is refused as on a full disk. Default: as large as the disk. */
  readonly maxBytes?: number
}

/** Every change of the tables, oldest first. Never edit one that was released: add another. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE head (ws TEXT PRIMARY KEY, epoch INTEGER NOT NULL, position INTEGER NOT NULL, at INTEGER NOT NULL, folded INTEGER NOT NULL,
    profiles INTEGER NOT NULL, timers INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE log (ws TEXT NOT NULL, position INTEGER NOT NULL, at INTEGER NOT NULL, n INTEGER NOT NULL, body BLOB NOT NULL, UNIQUE (ws, position)) STRICT;
  CREATE TABLE seen (n INTEGER PRIMARY KEY, ws TEXT NOT NULL, hashes BLOB NOT NULL) STRICT;
  CREATE INDEX seen_order ON seen (ws, n);

  CREATE TABLE profile (n INTEGER PRIMARY KEY, ws TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, recent BLOB NOT NULL, search TEXT NOT NULL, UNIQUE (ws, id)) STRICT;
  CREATE TABLE search (ws TEXT NOT NULL, n INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (ws, n)) STRICT, WITHOUT ROWID;
  CREATE TRIGGER search_new AFTER INSERT ON profile BEGIN INSERT INTO search VALUES (new.ws, new.n, new.search); END;
  CREATE TRIGGER search_changed AFTER UPDATE OF search ON profile WHEN old.search <> new.search
    BEGIN UPDATE search SET text = new.search WHERE ws = new.ws AND n = new.n; END;
  CREATE TRIGGER search_gone AFTER DELETE ON profile BEGIN DELETE FROM search WHERE ws = old.ws AND n = old.n; END;
  CREATE TABLE merged (ws TEXT NOT NULL, "from" TEXT NOT NULL, "into" TEXT NOT NULL, PRIMARY KEY (ws, "from")) STRICT, WITHOUT ROWID;
  CREATE TABLE owner (ws TEXT NOT NULL, key TEXT NOT NULL, profile TEXT NOT NULL, PRIMARY KEY (ws, key)) STRICT, WITHOUT ROWID;

  CREATE TABLE timer (ws TEXT NOT NULL, profile TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (ws, profile)) STRICT, WITHOUT ROWID;
  CREATE INDEX timer_due ON timer (ws, at, profile);
  CREATE TABLE member (ws TEXT NOT NULL, segment TEXT NOT NULL, profile TEXT NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (ws, segment, profile)) STRICT, WITHOUT ROWID;
  CREATE TABLE member_count (ws TEXT NOT NULL, segment TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (ws, segment)) STRICT, WITHOUT ROWID;

  CREATE TABLE outbox (n INTEGER PRIMARY KEY, ws TEXT NOT NULL, id TEXT NOT NULL, profile TEXT NOT NULL, channel TEXT NOT NULL, state TEXT NOT NULL,
    due INTEGER NOT NULL, updated INTEGER NOT NULL, body TEXT NOT NULL, UNIQUE (ws, id)) STRICT;
  CREATE INDEX outbox_due ON outbox (ws, due, id) WHERE state = 'planned';
  CREATE INDEX outbox_newest ON outbox (ws, updated, id);
  CREATE INDEX outbox_state ON outbox (ws, state, updated, id);
  CREATE INDEX outbox_profile ON outbox (ws, profile, updated, id);
  CREATE TABLE outbox_count (ws TEXT NOT NULL, state TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (ws, state)) STRICT, WITHOUT ROWID;

  CREATE TABLE bad (n INTEGER PRIMARY KEY, ws TEXT NOT NULL, id TEXT NOT NULL, state TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL, UNIQUE (ws, id)) STRICT;
  CREATE INDEX bad_newest ON bad (ws, at, id);
  CREATE INDEX bad_state ON bad (ws, state, at, id);
  CREATE TABLE tally (ws TEXT NOT NULL, name TEXT NOT NULL, n ANY NOT NULL, PRIMARY KEY (ws, name)) STRICT, WITHOUT ROWID;
  CREATE TABLE value (ws TEXT NOT NULL, key TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (ws, key)) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE history (ws TEXT NOT NULL, profile TEXT NOT NULL, newest INTEGER NOT NULL, oldest INTEGER NOT NULL, refs BLOB NOT NULL,
    PRIMARY KEY (ws, profile, newest)) STRICT, WITHOUT ROWID;
  CREATE INDEX merged_into ON merged (ws, "into");
  CREATE TABLE review (n INTEGER PRIMARY KEY, ws TEXT NOT NULL, id TEXT NOT NULL, a TEXT NOT NULL, b TEXT NOT NULL, state INTEGER NOT NULL, proposes TEXT NOT NULL,
    score REAL NOT NULL, body TEXT NOT NULL, UNIQUE (ws, id)) STRICT;
  CREATE INDEX review_order ON review (ws, state, -score, id);
  CREATE INDEX review_a ON review (ws, a);
  CREATE INDEX review_b ON review (ws, b);
  CREATE TABLE ledger (ws TEXT NOT NULL, n INTEGER NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (ws, n)) STRICT, WITHOUT ROWID;
  CREATE INDEX ledger_subject ON ledger (ws, subject, n);
  `,
]

/** Opens the database, creating or migrating it when we may write. Throws a sentence when the file is missing, foreign, or of a newer version. */
export function openDatabase({ file, readOnly = false, maxBytes }: Omit<Opening, 'synchronous'>): DatabaseSync {
  if (readOnly && !existsSync(file)) throw new Error(`store: there is no database at ${file}; start the writer once, it creates the file`)
  if (!readOnly) createPrivately(file)
  const db = new DatabaseSync(file, { readOnly, timeout: BUSY_TIMEOUT_MS })
  try {
    checkOurs(db, file)
    db.exec(`PRAGMA cache_size = -${readOnly ? READER_CACHE_KB : WRITER_CACHE_KB}; PRAGMA temp_store = MEMORY`)
    if (!readOnly) {
      // What is deleted or replaced is overwritten with zeros at once; costs 3 to 5 % of a commit of 400 people. The rest is done by sqlite-scrub.ts.
      db.exec('PRAGMA secure_delete = ON')
      db.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0`)
      if (maxBytes !== undefined) db.exec(`PRAGMA max_page_count = ${Math.floor(maxBytes / PAGE_BYTES)}`)
      migrate(db, file)
    }
    checkVersion(db, file)
    return db
  } catch (problem) {
    db.close()
    throw problem
  }
}

/** Nobody but the account of the process may read what customers did; the files beside it inherit this. */
function createPrivately(file: string): void {
  mkdirSync(dirname(file), { recursive: true })
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600))
}

function checkOurs(db: DatabaseSync, file: string): void {
  const empty = number(db, 'SELECT count(*) FROM sqlite_schema') === 0
  if (!empty && number(db, 'PRAGMA application_id') !== APPLICATION)
    throw new Error(`store: ${file} is a database of another program; choose another file`)
}

function migrate(db: DatabaseSync, file: string): void {
  db.exec('BEGIN IMMEDIATE')
  try {
    db.exec(`PRAGMA application_id = ${APPLICATION}; CREATE TABLE IF NOT EXISTS migration (version INTEGER PRIMARY KEY, checksum TEXT NOT NULL) STRICT`)
    checkHistory(db, file)
    const done = number(db, 'SELECT count(*) FROM migration')
    for (const [i, sql] of MIGRATIONS.slice(done).entries()) {
      db.exec(sql)
      db.prepare('INSERT INTO migration VALUES (?, ?)').run(done + i + 1, checksum(sql))
    }
    db.exec('COMMIT')
  } catch (problem) {
    db.exec('ROLLBACK')
    throw problem
  }
}

function checkVersion(db: DatabaseSync, file: string): void {
  const known = number(db, `SELECT count(*) FROM sqlite_schema WHERE name = 'migration'`) === 1
  const version = known ? number(db, 'SELECT count(*) FROM migration') : 0
  if (version < MIGRATIONS.length)
    throw new Error(`store: ${file} has data version ${version}, this program needs ${MIGRATIONS.length}; start the writer once, it brings the file up to date`)
  checkHistory(db, file)
}

function checkHistory(db: DatabaseSync, file: string): void {
  const applied = db.prepare('SELECT version, checksum FROM migration ORDER BY version').all() as { version: number; checksum: string }[]
  if (applied.length > MIGRATIONS.length) {
    const versions = `data version ${applied.length}, this one knows ${MIGRATIONS.length}`
    throw new Error(`store: ${file} was written by a newer program (${versions}); start the newer program, or restore a backup from before the upgrade`)
  }
  for (const { version, checksum: written } of applied)
    if (written !== checksum(MIGRATIONS[version - 1] ?? ''))
      throw new Error(`store: step ${version} that made the tables of ${file} is not the one in this program; start the program that made the file`)
}

/** Spaces do not count, so that tidying this file does not look like another migration. */
function checksum(sql: string): string {
  return createHash('sha256').update(sql.replace(/\s+/g, ' ').trim()).digest('hex')
}

function number(db: DatabaseSync, sql: string): number {
  return Object.values(db.prepare(sql).get() ?? {})[0] as number
}
