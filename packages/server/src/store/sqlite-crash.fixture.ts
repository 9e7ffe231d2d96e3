/** A writer to be killed: commits for ever and prints each position only when its commit has returned. Run by sqlite-crash.test.ts. */
import { writeSync } from 'node:fs'
import type { ProfileId, WorkspaceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import type { EventRef, Position } from '../ports/log.ts'
import { emptyCommit } from '../ports/store.ts'
import { sqliteStore } from './sqlite.ts'

const ws = 'shop' as WorkspaceId
const store = sqliteStore({ file: process.argv[2] ?? '', synchronous: 'full' })
const epoch = await store.acquire(ws)

for (let position = (await store.position(ws)) + 1; ; position++) {
  const at = (1_000 + position) as Instant
  const people = Array.from({ length: 20 }, (_, i) => ((position * 7 + i * 13) % 97).toString() as ProfileId)
  await store.commit({
    ...emptyCommit(ws, epoch),
    append: [{ v: 1, keyId: null, ws, position: position as Position, at, body: { is: 'events', entries: [] } }],
    seen: new Float64Array([position, position]),
    profiles: people.map((id) => ({ id, body: JSON.stringify({ position, filler: 'x'.repeat(1_000) }), recent: [position as EventRef], search: `p${position}` })),
    timers: [{ profile: people[0] as ProfileId, at }],
    tally: { commits: 1 },
  })
  if (position % 10 === 0) store.checkpoint()
  writeSync(1, `${position}\n`)
}
