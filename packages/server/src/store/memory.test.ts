/** The memory store keeps the promises of every store. */
import { expect, test } from 'vitest'
import { logConformance } from '../ports/log.conformance.ts'
import { storeConformance } from '../ports/store.conformance.ts'
import { answersOf, everyKind, WS } from '../ports/store.fixture.ts'
import { memoryStore } from './memory.ts'

async function make() {
  const disk = memoryStore()
  return { open: async () => disk, end: async () => {} }
}

const cannot = { reopen: 'memory is gone with its process; the object itself is the disk' }
storeConformance({ name: 'memory', make, cannot, runs: 150 })
logConformance({ name: 'memory', make, cannot })

test('a simulated crash loses nothing that was committed: the object is the disk', async () => {
  const disk = memoryStore()
  await disk.commit(everyKind(WS, await disk.acquire(WS)))
  const before = await answersOf(disk, WS)
  await disk.close()
  expect(await disk.acquire(WS)).toBe(2)
  expect(await answersOf(disk, WS)).toEqual(before)
})
