import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { WorkspaceId } from '@rapport/core/base/id'
import { logOf, readerOf, WS } from './fixture.ts'
import { createLearner } from './learner.ts'
import { openLearners } from './learners.ts'
import { reportOf } from './report.ts'
import { decodeSnapshot, encodeSnapshot, readSnapshot, writeSnapshot, type Snapshot } from './snapshot.ts'

const open = (records: ReturnType<typeof logOf>, snapshot: Snapshot | null = null) => {
  const learners = openLearners()
  return { learners, learner: createLearner({ ws: WS, reads: readerOf(records), learners, snapshot }) }
}

describe('the learner', () => {
  test('the same log gives the same weights, bit for bit, however it is cut into steps and wherever it is taken up again', async () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1_000 }), cuts, fc.array(fc.boolean(), { maxLength: 6 }), async (seed, steps, restarts) => {
        const records = logOf(seed, 150)
        const whole = open(records).learner
        await whole.step(10_000)
        let cut = open(records).learner
        for (const [nr, step] of steps.entries()) {
          await cut.step(step)
          if (restarts[nr] === true) {
            const saved = decodeSnapshot(encodeSnapshot(cut.save()))
            if (saved.is !== 'read') throw new Error(saved.why)
            cut = open(records, saved.snapshot).learner
          }
        }
        await cut.step(10_000)
        expect(cut.position()).toBe(150)
        expect(cut.digest()).toBe(whole.digest())
      }),
      { numRuns: 12 },
    )
  }, 60_000)

  test('finds what people like, counts everything once, and says on how much it rests', async () => {
    const { learner, learners } = open(logOf(3, 2_000))
    await learner.step(10_000)
    const { counts, tallies, waiting, standings, general } = reportOf(learner, learners)
    const total = Object.values(tallies.offers).reduce((sum, { total: one }) => ({ shown: sum.shown + one.shown, worked: sum.worked + one.worked }), { shown: 0, worked: 0 })
    expect([counts.examples, counts.positives]).toEqual([total.shown + total.worked, total.worked])
    expect(tallies.decisions).toBeGreaterThan(2_000)
    expect(general['tea']?.n).toBeGreaterThan(50)
    const [champion] = learners
    const x = (who: number) => ({ at: Uint32Array.of(11 + (who % 3)), value: Float32Array.of(1) })
    const chance = (who: number, offer: string) => champion?.predict([learner.fold.armFor(offer, 'home')], x(who))[0]?.p ?? 0
    for (const [who, offer] of ['tea', 'cream', 'bike'].entries()) {
      expect(chance(who, offer)).toBeGreaterThan(0.35)
      expect(chance(who + 1, offer)).toBeLessThan(0.2)
    }
    expect(standings.map(({ id, champion: is }) => [id, is])).toEqual([['steady', true], ['calm', false], ['quick', false]])
    expect(standings[0]?.n).toBeGreaterThan(1_000)
    expect(waiting.showings).toBeGreaterThan(0)
  })

  test('nothing is learned where the policy says that rates decide', async () => {
    const records = logOf(3, 200).map((record) => {
      if (record.body.is !== 'definitions') return record
      const { definitions } = record.body
      return { ...record, body: { ...record.body, definitions: { ...definitions, arbitration: { ...definitions.arbitration, mode: 'rates' as const } } } }
    })
    const { learner } = open(records)
    await learner.step(10_000)
    expect(learner.fold.counts()).toMatchObject({ examples: 0, positives: 0 })
    expect(learner.fold.tallies().decisions).toBeGreaterThan(100)
  })

  test('people who are forgotten are in no snapshot any more', async () => {
    const { learner } = open(logOf(5, 400))
    await learner.step(10_000)
    expect(JSON.stringify(learner.save().head)).toContain('"p7"')
    learner.fold.forget(new Set(['p7']))
    expect(JSON.stringify(learner.save().head)).not.toContain('"p7"')
  })

  test('what belongs to another workspace or was learned by others is not taken up, and it says so', async () => {
    const records = logOf(5, 50)
    const { learner } = open(records)
    await learner.step(50)
    const other = createLearner({ ws: 'other' as WorkspaceId, reads: readerOf(records), learners: openLearners(), snapshot: learner.save() })
    expect([other.position(), other.note]).toEqual([0, expect.stringContaining('another workspace')])
    const fewer = createLearner({ ws: WS, reads: readerOf(records), learners: openLearners().slice(0, 2), snapshot: learner.save() })
    expect([fewer.position(), fewer.note]).toEqual([0, expect.stringContaining('another release')])
  })
})

describe('a snapshot', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-learned-'))
  const file = join(folder, 'learned.bin')
  const snapshot: Snapshot = { head: { 詞: 'ชา', n: 1 }, blobs: { one: Uint8Array.of(1, 2, 3), none: new Uint8Array(0) } }

  test('comes back as it went, and every damage is noticed', () => {
    expect(readSnapshot(join(folder, 'absent'))).toEqual({ is: 'absent' })
    const bytes = writeSnapshot(file, snapshot)
    expect(readSnapshot(file)).toEqual({ is: 'read', snapshot, bytes })
    const good = readFileSync(file)
    fc.assert(fc.property(fc.nat(good.byteLength - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
      const bad = Uint8Array.from(good)
      bad[at] = (bad[at] ?? 0) ^ by
      return decodeSnapshot(bad).is === 'broken'
    }))
    fc.assert(fc.property(fc.nat(good.byteLength - 1), (length) => decodeSnapshot(good.subarray(0, length)).is === 'broken'))
    writeFileSync(file, 'nonsense')
    expect(readSnapshot(file)).toMatchObject({ is: 'broken' })
    expect(writeSnapshot(file, snapshot, { wipe: true })).toBe(bytes)
    expect(readSnapshot(file).is).toBe('read')
    rmSync(folder, { recursive: true })
  })
})
