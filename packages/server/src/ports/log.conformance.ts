/** What every log must do. Call it from the test of an adapter. */
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Conflict } from './errors.ts'
import { RECORD_ENTRIES } from './log.ts'
import type { Log, LogRecord, Position } from './log.ts'
import { NEIGHBOUR, record, WS } from './store.fixture.ts'

/** What the suite needs of an adapter. */
export interface LogCase {
  readonly name: string
  /** An empty place to keep a log; `open` may be called again and finds what was kept. */
  make(): Promise<{ open(): Promise<Log>; end(): Promise<void> }>
  /** Abilities that this log does not have, each with the reason. */
  readonly cannot?: { readonly reopen?: string }
}

/** The suite. */
export function logConformance({ name, make, cannot = {} }: LogCase): void {
  describe(`the ${name} log`, () => {
    let place: Awaited<ReturnType<LogCase['make']>>
    let log: Log
    const read = (after: number, limit = 100, ws = WS) => log.read({ ws, after: after as Position, limit })

    beforeEach(async () => {
      place = await make()
      log = await place.open()
    })
    afterEach(() => place.end())

    test('an empty log ends at position 0', async () => {
      expect(await log.last(WS)).toEqual({ position: 0, at: 0 })
      expect(await read(0)).toEqual([])
    })

    test('records come back in order and unchanged, from any position on and never more than asked for', async () => {
      const records = [1, 2, 3, 4, 5].map((position) => record(position, 1_000 + position, position))
      await log.append(records.slice(0, 2))
      await log.append(records.slice(2))
      for (let after = 0; after <= 5; after++)
        for (const limit of [1, 2, 100]) expect(await read(after, limit)).toEqual(records.slice(after, after + limit))
      expect(await log.last(WS)).toEqual({ position: 5, at: 1_005 })
    })

    test('a definitions record and a key id come back unchanged', async () => {
      const definitions = { segments: [{ id: '常客' }] } as unknown as (LogRecord['body'] & { is: 'definitions' })['definitions']
      const written: LogRecord = { ...record(1), keyId: 'key-7', body: { is: 'definitions', version: 3, definitions, by: 'ann' } }
      await log.append([written])
      expect(await read(0)).toEqual([written])
    })

    test('a position that is taken or leaves a gap is a conflict, and nothing of the append stays', async () => {
      await log.append([record(1), record(2)])
      for (const positions of [[1], [2], [4], [0], [3, 3], [3, 5], [3, 4, 2]]) {
        await expect(log.append(positions.map((position) => record(position)))).rejects.toBeInstanceOf(Conflict)
        expect(await log.last(WS)).toEqual({ position: 2, at: 1_000 })
        expect(await read(2)).toEqual([])
      }
      await log.append([record(3)])
      expect((await log.last(WS)).position).toBe(3)
    })

    test('a record that is earlier than the one before is our own mistake and is not kept', async () => {
      await log.append([record(1, 1_000)])
      await expect(log.append([record(2, 999)])).rejects.toThrow('Broken assumption')
      expect((await log.last(WS)).position).toBe(1)
    })

    test('a record of the most entries comes back whole, one more is refused', async () => {
      const full = record(1, 1_000, RECORD_ENTRIES)
      await log.append([full])
      expect(await read(0)).toEqual([full])
      await expect(log.append([record(2, 1_000, RECORD_ENTRIES + 1)])).rejects.toThrow('Broken assumption')
    })

    test('trimming forgets what is before, and the log goes on from where it was', async () => {
      await log.append([1, 2, 3, 4].map((position) => record(position)))
      expect(await log.trim(WS, 3 as Position)).toBe(2)
      expect(await log.trim(WS, 3 as Position)).toBe(0)
      expect((await read(0)).map((kept) => kept.position)).toEqual([3, 4])
      expect((await read(3)).map((kept) => kept.position)).toEqual([4])
      expect(await log.trim(WS, 99 as Position)).toBe(2)
      expect(await read(0)).toEqual([])
      expect((await log.last(WS)).position).toBe(4)
      await log.append([record(5)])
      expect((await read(0)).map((kept) => kept.position)).toEqual([5])
    })

    test('two workspaces have nothing of each other', async () => {
      await log.append([record(1), record(1, 5, 1, NEIGHBOUR), record(2), record(2, 6, 1, NEIGHBOUR)])
      await log.trim(NEIGHBOUR, 2 as Position)
      expect((await read(0)).map((kept) => [kept.ws, kept.position])).toEqual([[WS, 1], [WS, 2]])
      expect((await read(0, 100, NEIGHBOUR)).map((kept) => [kept.ws, kept.position])).toEqual([[NEIGHBOUR, 2]])
      expect(await log.last(WS)).toEqual({ position: 2, at: 1_000 })
      expect(await log.last(NEIGHBOUR)).toEqual({ position: 2, at: 6 })
    })

    test('a record that is changed after the append does not change in the log', async () => {
      const written = JSON.parse(JSON.stringify(record(1))) as { at: number }
      await log.append([written as unknown as LogRecord])
      written.at = 5
      ;((await read(0))[0] as { at: number }).at = 6
      expect(await read(0)).toEqual([record(1)])
    })

    test('any way of grouping records into appends gives the same log', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 6 }), async (groups) => {
          const own = await make()
          const fresh = await own.open()
          let position = 0
          for (const size of groups) await fresh.append(Array.from({ length: size }, () => record(++position)))
          const kept = await fresh.read({ ws: WS, after: 0 as Position, limit: 100 })
          await own.end()
          expect(kept).toEqual(Array.from({ length: position }, (_, i) => record(i + 1)))
        }),
        { numRuns: 15 },
      )
    })

    test.skipIf(cannot.reopen !== undefined)(`everything is there after opening again${cannot.reopen === undefined ? '' : ` (cannot: ${cannot.reopen})`}`, async () => {
      await log.append([record(1), record(2, 2_000, 3)])
      log = await place.open()
      expect(await read(0)).toEqual([record(1), record(2, 2_000, 3)])
      expect(await log.last(WS)).toEqual({ position: 2, at: 2_000 })
    })
  })
}
