import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLru } from './lru.ts'

test('an entry is there as long as fewer than half the capacity of others were used since, is never wrong, and deleted means gone', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ key: fc.integer({ min: 0, max: 30 }), is: fc.constantFrom('get', 'set', 'delete') })), (uses) => {
      const cache = createLru<number, number>(20)
      const truth = new Map<number, number>()
      let since: number[] = []
      uses.forEach(({ key, is }, at) => {
        if (is === 'set') {
          cache.set(key, at)
          truth.set(key, at)
        } else if (is === 'delete') {
          cache.delete(key)
          truth.delete(key)
        } else {
          const value = cache.get(key)
          if (value !== undefined) expect(value).toBe(truth.get(key))
          if (truth.has(key) && new Set(since.slice(since.lastIndexOf(key) + 1)).size < 9 && since.includes(key)) expect(value).toBe(truth.get(key))
        }
        since = [...since, key]
      })
    }),
  )
})
