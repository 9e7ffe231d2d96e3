/** What was removed or replaced cannot be read from the files of the embedded store, byte by byte. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ProfileId } from '@rapport/core/base/id'
import { message, person, WS } from '../ports/store.fixture.ts'
import { emptyCommit } from '../ports/store.ts'
import { sqliteStore } from './sqlite.ts'

const CANARY = 'canary-4f1d'

/** Files of a folder that hold a text. */
function holding(folder: string, text: string): string[] {
  return readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(text))
}

test('whatever was written around them, however long and however often changed: erased people leave no byte in any file', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ who: fc.nat(80), length: fc.oneof(fc.nat(900), fc.nat(9_000)), words: fc.nat(300) }), { minLength: 150, maxLength: 400 }),
      fc.uniqueArray(fc.nat(80), { minLength: 5, maxLength: 70 }),
      async (writes, gone) => {
        const folder = mkdtempSync(join(tmpdir(), 'rapport-erase-'))
        const store = sqliteStore({ file: join(folder, 'rapport.db'), synchronous: 'normal' })
        const epoch = await store.acquire(WS)
        const erased = gone.map((n) => `p${n}` as ProfileId)
        const name = (id: ProfileId) => (erased.includes(id) ? CANARY : 'somebody')
        for (const [i, { who, length, words }] of writes.entries()) {
          const id = `p${who}` as ProfileId
          const body = `${name(id)} `.repeat(Math.ceil(length / 12))
          await store.commit({
            ...emptyCommit(WS, epoch),
            profiles: [{ ...person(id, `${name(id)} `.repeat(Math.ceil(words / 12))), body }],
            owners: [{ key: `email:${name(id)}-${i}`, profile: id }],
            outbox: [message(`m${(i * 7) % 90}-${id}` as never, { profile: id, to: body.slice(0, 300) })],
          })
        }
        const before = holding(folder, CANARY).length
        await store.commit({ ...emptyCommit(WS, epoch), erased })
        await store.scrub()
        const after = holding(folder, CANARY)
        // What the writer still has in its cache must not come back with later changes of the same pages.
        for (let n = 0; n < 81; n++) if (!gone.includes(n)) await store.commit({ ...emptyCommit(WS, epoch), profiles: [person(`p${n}` as ProfileId)] })
        store.checkpoint()
        after.push(...holding(folder, CANARY))
        const whole = new DatabaseSync(join(folder, 'rapport.db')).prepare('PRAGMA integrity_check').get()
        await store.close()
        rmSync(folder, { recursive: true, force: true })
        const touched = writes.some(({ who }) => gone.includes(who))
        expect({ found: before > 0, after, ...whole }).toEqual({ found: touched, after: [], integrity_check: 'ok' })
      },
    ),
    { numRuns: process.env['NIGHTLY'] === '1' ? 300 : 12, endOnFailure: true },
  )
}, 60_000)
