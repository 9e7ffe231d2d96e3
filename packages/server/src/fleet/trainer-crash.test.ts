/** A trainer that is killed while it learns and promotes has lost nothing when it is started again. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { SECOND } from '@rapport/core/base/time'
import { shop } from '../demo/fixture.ts'
import type { memoryStore } from '../store/memory.ts'
import { sqliteStore } from '../store/sqlite.ts'
import { HABITS, historyOf } from './habits.fixture.ts'

const TRAINER = fileURLToPath(new URL('./trainer-crash.fixture.ts', import.meta.url))
const KILLS = 4

test('kill -9 in training and promotion loses nothing: the models are those of a trainer that was never killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fleet-crash-'))
  const file = join(folder, 'rapport.db')
  const store = sqliteStore({ file, synchronous: 'normal' })
  const world = await shop(store as unknown as ReturnType<typeof memoryStore>)
  await world.app.define({ version: 1, definitions: HABITS, by: 'test' })
  const events = historyOf(160, world.app.now())
  for (let from = 0; from < events.length; from += 200) await world.app.accept(events.slice(from, from + 200).map((event) => ({ is: 'event', event })))
  await store.close()
  const now = world.app.now() + 20 * SECOND
  const run = (kept: string) => spawn(process.execPath, [TRAINER, file, join(folder, kept), String(now)], { stdio: ['ignore', 'pipe', 'inherit'] })

  const calm = await toEnd(run('calm.bin'))
  for (let kill = 0; kill < KILLS; kill++) {
    const child = run('killed.bin')
    const closed = once(child, 'close')
    await once(child.stdout, 'data')
    await wait(60 + kill * 250)
    child.kill('SIGKILL')
    await closed
  }
  const killed = await toEnd(run('killed.bin'))
  expect(killed).toBe(calm)
  expect(killed).toContain('"from":"base"')
  rmSync(folder, { recursive: true, force: true })
}, 120_000)

/** The last line that the trainer printed: what it has learned. */
async function toEnd(child: ReturnType<typeof spawn>): Promise<string> {
  let printed = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (printed += text))
  await once(child, 'close')
  return printed.trimEnd().split('\n').at(-1) ?? ''
}
