/**
 * What a destination was told last about each person: the key of their row and a hash of it, so that only differences travel. In a file of its own beside the
 * store: it can be thrown away at any time, and the next sync then writes every row once more.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { canonical, type JsonObject } from '@rapport/core/base/json'

/** One remembered row. */
export interface RememberedRow {
  readonly profile: string
  readonly key: string
  readonly hash: string
}

/** The memory of one destination. */
export interface Remembered {
  find(profiles: readonly string[]): ReadonlyMap<string, RememberedRow>
  /** People who have a row of one of these keys, with the key. */
  holders(keys: readonly string[]): ReadonlyMap<string, string>
  put(rows: readonly RememberedRow[]): void
  forget(profiles: readonly string[]): void
  /** Marks people as seen in this round; `unseen` then answers who was not, in pages. */
  begin(): void
  see(profiles: readonly string[]): void
  unseen(after: string, limit: number): readonly RememberedRow[]
  count(): number
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
    create table if not exists rows (profile text primary key, key text not null, hash text not null) without rowid;
    create index if not exists rows_by_key on rows (key)`)
  const known = db.prepare('select version from head').get() as { readonly version: string } | undefined
  if (known?.version !== version) {
    // Rows under another mapping are other rows, but their keys still name what must be deleted there: keep the keys, forget the hashes.
    db.exec("update rows set hash = ''; delete from head")
    db.prepare('insert into head values (?)').run(version)
  }
  db.exec('create temp table seen (profile text primary key) without rowid')
  const one = db.prepare('select profile, key, hash from rows where profile = ?')
  const holder = db.prepare('select profile from rows where key = ?')
  const upsert = db.prepare('insert into rows values (?, ?, ?) on conflict (profile) do update set key = excluded.key, hash = excluded.hash')
  const remove = db.prepare('delete from rows where profile = ?')
  const mark = db.prepare('insert or ignore into seen values (?)')
  const rest = db.prepare('select profile, key, hash from rows where profile > ? and profile not in (select profile from seen) order by profile limit ?')
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
    find: (profiles) => new Map(profiles.flatMap((profile) => {
      const row = one.get(profile) as RememberedRow | undefined
      return row ? [[profile, { profile: row.profile, key: row.key, hash: row.hash }] as const] : []
    })),
    holders: (keys) => new Map(keys.flatMap((key) => holder.all(key).map((row) => [(row as { readonly profile: string }).profile, key] as const))),
    put: (rows) => together(() => rows.forEach(({ profile, key, hash }) => upsert.run(profile, key, hash))),
    forget(profiles) {
      together(() => profiles.forEach((profile) => remove.run(profile)))
      // Deleted pages are overwritten; the journal must not keep them either.
      db.exec('pragma wal_checkpoint(truncate)')
    },
    begin: () => db.exec('delete from seen'),
    see: (profiles) => together(() => profiles.forEach((profile) => mark.run(profile))),
    unseen: (after, limit) => rest.all(after, limit) as unknown as readonly RememberedRow[],
    count: () => Number((db.prepare('select count(*) as n from rows').get() as { readonly n: number }).n),
    close: () => db.close(),
  }
}

/** Throws the memory of a destination away. */
export function dropRemembered(folder: string, destination: string): void {
  for (const end of ['.db', '.db-wal', '.db-shm']) rmSync(join(folder, `${destination}${end}`), { force: true })
}
