import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { seeded } from '@rapport/core/base/random'
import { logOf } from '../learning/fixture.ts'
import { sqliteStore } from '../store/sqlite.ts'

const FIXTURE = fileURLToPath(new URL('./learner-crash.fixture.ts', import.meta.url))

/** Runs the process; kills it after so long, if it still lives. Answers what it printed. */
function run(args: readonly string[], killAfterMs: number | null): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [FIXTURE, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      // The clock starts when it reads, so that it dies learning, writing a snapshot or promoting rather than starting.
      if (text === '' && killAfterMs !== null) setTimeout(() => child.kill('SIGKILL'), killAfterMs)
      text += chunk.toString()
    })
    child.on('close', () => resolve(text))
  })
}

test('a learner that is killed again and again knows in the end what one knows that nobody disturbed, and each promotion is announced', { timeout: 240_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-killed-'))
  const at = (name: string): string => join(folder, name)
  try {
    const store = sqliteStore({ file: at('rapport.db'), synchronous: 'normal' })
    await store.append(logOf(11, 3_000))
    await store.close()
    const whole = await run([at('rapport.db'), at('whole.bin'), at('whole.txt')], null)
    const random = seeded(7)
    let last = ''
    let kills = 0
    let resumed = 0
    for (let n = 0; n < 40 && !last.includes('done'); n++) {
      last = await run([at('rapport.db'), at('killed.bin'), at('killed.txt')], n < 12 ? 20 + random() * 250 : null)
      if (!last.includes('done')) kills++
      if (last.startsWith('from read')) resumed++
    }
    const digest = (text: string): string | undefined => /done (\w+)/.exec(text)?.[1]
    expect(kills).toBeGreaterThan(3)
    expect(resumed).toBeGreaterThan(3)
    expect(digest(last)).toBe(digest(whole))
    const told = (file: string): readonly string[] => [...new Set(readFileSync(at(file), 'utf8').trim().split('\n'))]
    expect(told('whole.txt')[0]).toMatch(/^1 stubborn /)
    expect(told('killed.txt')).toEqual(told('whole.txt'))
    expect(existsSync(at('killed.bin.new'))).toBe(false)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
