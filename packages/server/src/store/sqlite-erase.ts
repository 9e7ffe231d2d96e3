/** Removes everything that the embedded database keeps of some people, the counters beside it included. Freed space is overwritten (`secure_delete`). */
import type { DatabaseSync } from 'node:sqlite'
import type { ProfileId, WorkspaceId } from '@rapport/core/base/id'

/** Answers by how much the numbers of people and timers changed. */
export function eraseWrites(db: DatabaseSync): (ws: WorkspaceId, profiles: readonly ProfileId[]) => { readonly profiles: number; readonly timers: number } {
  const people = '(SELECT value FROM json_each(?))'
  const segments = db.prepare('SELECT segment FROM member_count WHERE ws = ? AND n > 0')
  const members = db.prepare(`DELETE FROM member WHERE ws = ? AND segment = ? AND profile IN ${people}`)
  const fewerMembers = db.prepare('UPDATE member_count SET n = n - ? WHERE ws = ? AND segment = ?')
  const messages = db.prepare(`SELECT state, count(*) AS n FROM outbox WHERE ws = ? AND profile IN ${people} GROUP BY state`)
  const fewerMessages = db.prepare('UPDATE outbox_count SET n = n - ? WHERE ws = ? AND state = ?')
  const gone = (table: string, column: string) => db.prepare(`DELETE FROM ${table} WHERE ws = ? AND ${column} IN ${people}`)
  const profile = gone('profile', 'id')
  const timer = gone('timer', 'profile')
  // Owners are found by looking through all of them: an index by profile would make every new identifier dearer than erasures are frequent.
  const others = [gone('owner', 'profile'), gone('history', 'profile'), gone('merged', '"from"'), gone('merged', '"into"'), gone('review', 'a'), gone('review', 'b'), gone('outbox', 'profile')]

  return (ws, erased) => {
    if (erased.length === 0) return { profiles: 0, timers: 0 }
    const ids = JSON.stringify(erased)
    for (const { segment } of segments.all(ws) as unknown as readonly { readonly segment: string }[]) {
      const fewer = Number(members.run(ws, segment, ids).changes)
      if (fewer > 0) fewerMembers.run(fewer, ws, segment)
    }
    for (const { state, n } of messages.all(ws, ids) as unknown as readonly { readonly state: string; readonly n: number }[]) fewerMessages.run(n, ws, state)
    for (const statement of others) statement.run(ws, ids)
    return { profiles: -Number(profile.run(ws, ids).changes), timers: -Number(timer.run(ws, ids).changes) }
  }
}
