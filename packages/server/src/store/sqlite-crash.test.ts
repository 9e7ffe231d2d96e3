/** A killed writer loses nothing that it acknowledged, and leaves no half commit behind. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import type { WorkspaceId } from '@rapport/core/base/id'
import type { Position } from '../ports/log.ts'
import { sqliteStore } from './sqlite.ts'

const KILLS = 10
const WRITER = fileURLToPath(new URL('./sqlite-crash.fixture.ts', import.meta.url))
const WS = 'shop' as WorkspaceId

test('every acknowledged position is there after kill -9, ten times over, with state, log, ids and counters of one and the same commit', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-crash-'))
  const file = join(folder, 'rapport.db')
  let acked = 0
  for (let kill = 0; kill < KILLS; kill++) {
    const before = acked
    acked = Math.max(acked, await writeUntilKilled(file, 30 + kill * 17))
    expect(acked).toBeGreaterThan(before)
    await expectWhole(file, acked)
  }
  rmSync(folder, { recursive: true, force: true })
}, 60_000)

/** Answers the last position that the writer printed before it was killed, `afterMs` after its first. */
async function writeUntilKilled(file: string, afterMs: number): Promise<number> {
  const child = spawn(process.execPath, [WRITER, file], { stdio: ['ignore', 'pipe', 'inherit'] })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text))
  await once(child.stdout, 'data')
  await wait(afterMs)
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
  const whole = printed.slice(0, printed.lastIndexOf('\n')).split('\n')
  return Number(whole.at(-1))
}

async function expectWhole(file: string, acked: number): Promise<void> {
  const store = sqliteStore({ file, synchronous: 'full' })
  const position = await store.position(WS)
  // One commit may have become durable although its writer did not live to say so.
  expect(position).toBeGreaterThanOrEqual(acked)
  expect(position).toBeLessThanOrEqual(acked + 1)
  expect((await store.read({ ws: WS, after: 0 as Position, limit: 1e6 })).map((record) => record.position)).toEqual(Array.from({ length: position }, (_, i) => i + 1))
  expect([...(await store.seen(WS, 1e6))]).toEqual(Array.from({ length: position }, (_, i) => [position - i, position - i]).flat())
  expect(await store.tally(WS)).toEqual({ commits: position })
  const people = await store.scan(WS, null, 1_000)
  expect(await store.countProfiles(WS)).toBe(people.length)
  expect(Math.max(...people.map((person) => (JSON.parse(person.body) as { position: number }).position))).toBe(position)
  for (const person of people) expect(person.search).toBe(`p${person.recent[0]}`)
  await store.close()
  const db = new DatabaseSync(file)
  expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
  db.close()
}
