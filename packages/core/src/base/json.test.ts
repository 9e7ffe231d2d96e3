import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json, JsonObject } from './json.ts'
import { at, canonical, isJsonObject } from './json.ts'

const VALUE = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as Json)

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  )
}

test('the canonical text does not depend on the order of keys, and means the same value', () => {
  fc.assert(
    fc.property(VALUE, (value) => {
      expect(canonical(reversed(value))).toBe(canonical(value))
      expect(JSON.parse(canonical(value))).toEqual(value)
    }),
    { numRuns: 300 },
  )
})

test('two values have one canonical text exactly when they are equal', () => {
  fc.assert(
    fc.property(VALUE, VALUE, (one, other) => {
      let equal = true
      try {
        expect(one).toStrictEqual(other)
      } catch {
        equal = false
      }
      expect(canonical(one) === canonical(other)).toBe(equal)
    }),
    { numRuns: 200 },
  )
  expect(canonical({ b: 1, a: [undefined as unknown as Json], c: undefined as unknown as Json })).toBe('{"a":[null],"b":1}')
  expect(canonical(undefined)).toBe('null')
})

test.each<[string, Json | undefined]>([
  ['cart.items.1.sku', 'B'],
  ['cart.items.length', 2],
  ['cart.items.2.sku', undefined],
  ['cart.note', null],
  ['cart.note.text', undefined],
  ['總額', 5],
  ['', undefined],
  ['__proto__', undefined],
  ['cart.constructor.name', undefined],
  ['toString', undefined],
  ['name.length', undefined],
])('the path %j leads to %j', (path, found) => {
  const properties: JsonObject = { cart: { items: [{ sku: 'A' }, { sku: 'B' }], note: null }, 總額: 5, name: 'Ann' }
  expect(at(properties, path)).toEqual(found)
})

test('only plain objects are JSON objects', () => {
  expect(isJsonObject({})).toBe(true)
  expect([null, undefined, [], 'x', 1, true].some((value) => isJsonObject(value as Json))).toBe(false)
})
