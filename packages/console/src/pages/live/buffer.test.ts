/** The live view keeps everything that came, late or not, paused or not. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EMPTY, MOST, passes, pause, take } from './buffer.ts'
import type { LiveEntry } from '../../api/types.ts'

const entry = (ref: number, at: number): LiveEntry => ({
  ref: String(ref),
  at,
  source: 'web',
  type: 'order_completed',
  state: 'ok',
  profileName: '陳怡君',
  profile: 'p1',
  segmentsEntered: [],
  messages: 0,
})
const entries = fc.uniqueArray(fc.tuple(fc.nat(500), fc.nat(1_000)), { selector: ([ref]) => ref, maxLength: 60 }).map((list) => list.map(([ref, at]) => entry(ref, at)))

test('nothing is lost and nothing is shown twice, however entries arrive and however often the reader pauses', () => {
  fc.assert(
    fc.property(entries, fc.array(fc.nat(60), { maxLength: 8 }), fc.array(fc.boolean(), { maxLength: 8 }), (all, cuts, pauses) => {
      let buffer = EMPTY
      const at = [0, ...cuts.map((cut) => Math.min(cut, all.length)), all.length].toSorted((a, b) => a - b)
      at.slice(1).forEach((end, turn) => {
        buffer = pause(buffer, pauses[turn] ?? false)
        buffer = take(buffer, all.slice(Math.max(0, (at[turn] ?? 0) - 2), end))
      })
      buffer = pause(buffer, false)
      expect(buffer.rows.map((row) => row.ref).toSorted()).toEqual(all.map((row) => row.ref).toSorted())
      expect(buffer.rows.every((row, i) => i === 0 || (buffer.rows[i - 1]?.at ?? 0) >= row.at)).toBe(true)
    }),
  )
})

test('rows do not move while the reader has paused', () => {
  const first = take(EMPTY, [entry(1, 1)])
  const later = take(pause(first, true), [entry(2, 2)])
  expect(later.rows).toBe(first.rows)
  expect(later.waiting).toHaveLength(1)
})

test('what is forgotten is counted', () => {
  const many = take(EMPTY, Array.from({ length: MOST + 7 }, (_, i) => entry(i, i)))
  expect(many.rows).toHaveLength(MOST)
  expect(many.forgotten).toBe(7)
})

test('a person is found by part of a name in Han or full-width letters', () => {
  const all = { source: '', type: '', state: '', person: '' }
  expect(passes(entry(1, 1), all)).toBe(true)
  expect(passes(entry(1, 1), { ...all, person: '怡君' })).toBe(true)
  expect(passes(entry(1, 1), { ...all, person: 'Ｐ１' })).toBe(true)
  expect(passes(entry(1, 1), { ...all, person: 'สมชาย' })).toBe(false)
})
