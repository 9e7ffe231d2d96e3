/**
 * What a destination was told last about each person: the key of their row and a hash of it, so that only differences travel. In a file of its own beside the
 * store: it can be thrown away at any time, and the next sync then writes every row once more.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { canonical, type JsonObject } from '@rapport/core/base/json'

/** One remembered row. */
export interface RememberedRow {
  readonly profile: string
  readonly key: string
  readonly hash: string
}

/** The memory of one destination: every row there by key, whose it is, and what it says; an empty hash = it may be there, and nobody knows how it looks. */
export interface Remembered {
  /** The rows of each of these people; usually one. */
  find(profiles: readonly string[]): ReadonlyMap<string, readonly RememberedRow[]>
  /** The rows with these keys. */
  holders(keys: readonly string[]): readonly RememberedRow[]
  /** A key that was somebody else's is theirs from now on. */
  put(rows: readonly RememberedRow[]): void
  /** Rows that are not there any more, if they are still these people's. */
  forget(rows: readonly { readonly profile: string; readonly key: string }[]): void
  /** Marks people as seen in this round; `unseen` then answers the rows of all others, in pages by key. */
  begin(): void
  see(profiles: readonly string[]): void
  unseen(after: string, limit: number): readonly RememberedRow[]
  close(): void
}

/** A hash of what a row says: equal rows, equal hashes. */
export function hashOf(row: JsonObject): string {
  return createHash('sha256').update(canonical(row)).digest('base64url').slice(0, 27)
}

/** Opens the memory of a destination. `version` names its shape (the mapping): with another one everything is forgotten. */
export function openRemembered(folder: string, destination: string, version: string): Remembered {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const db = new DatabaseSync(join(folder, `${destination}.db`))
  db.exec(`pragma journal_mode = wal; pragma synchronous = normal; pragma secure_delete = on;
    create table if not exists head (version text not null);
    create table if not exists rows (key text primary key, profile text not null, hash text not null) without rowid;
    create index if not exists rows_of_people on rows (profile)`)
  const known = db.prepare('select version from head').get() as { readonly version: string } | undefined
  if (known?.version !== version) {
    // Rows under another mapping are other rows, but their keys still name what must be deleted there: keep the keys, forget the hashes.
    db.exec("update rows set hash = ''; delete from head")
    db.prepare('insert into head values (?)').run(version)
  }
  db.exec('create temp table seen (profile text primary key) without rowid')
  const ofPerson = db.prepare('select profile, key, hash from rows where profile = ?')
  const ofKey = db.prepare('select profile, key, hash from rows where key = ?')
  const upsert = db.prepare('insert into rows values (?, ?, ?) on conflict (key) do update set profile = excluded.profile, hash = excluded.hash')
  const remove = db.prepare('delete from rows where key = ? and profile = ?')
  const mark = db.prepare('insert or ignore into seen values (?)')
  const rest = db.prepare('select profile, key, hash from rows where key > ? and profile not in (select profile from seen) order by key limit ?')
  const together = (work: () => void): void => {
    db.exec('begin')
    try {
      work()
      db.exec('commit')
    } catch (failure) {
      db.exec('rollback')
      throw failure
    }
  }
  return {
    find: (profiles) => new Map(profiles.map((profile) => [profile, ofPerson.all(profile) as unknown as readonly RememberedRow[]])),
    holders: (keys) => keys.flatMap((key) => ofKey.all(key) as unknown as readonly RememberedRow[]),
    put: (rows) => together(() => rows.forEach(({ profile, key, hash }) => upsert.run(key, profile, hash))),
    forget(rows) {
      if (rows.length === 0) return
      together(() => rows.forEach(({ profile, key }) => remove.run(key, profile)))
      // Deleted pages are overwritten; the journal must not keep them either.
      db.exec('pragma wal_checkpoint(truncate)')
    },
    begin: () => db.exec('delete from seen'),
    see: (profiles) => together(() => profiles.forEach((profile) => mark.run(profile))),
    unseen: (after, limit) => rest.all(after, limit) as unknown as readonly RememberedRow[],
    close: () => db.close(),
  }
}

/** Destinations that are remembered here. */
export function rememberedIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).flatMap((name) => (name.endsWith('.db') ? [name.slice(0, -'.db'.length)] : [])) : []
}

/** Throws the memory of a destination away. */
export function dropRemembered(folder: string, destination: string): void {
  for (const end of ['.db', '.db-wal', '.db-shm']) rmSync(join(folder, `${destination}${end}`), { force: true })
}
