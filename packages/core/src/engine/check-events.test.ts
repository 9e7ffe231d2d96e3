import { expect, test } from 'vitest'
import { checkEventDefinition } from './check-events.ts'

const faults = (raw: unknown): readonly string[] => {
  const checked = checkEventDefinition(raw)
  return 'problems' in checked ? checked.problems.map(({ path }) => path) : []
}
const withProperty = (...properties: readonly object[]): unknown => ({ id: 'order_completed', properties })

test('a plan with nothing but a name is one: everything may come, and what comes is only looked at', () => {
  expect(checkEventDefinition({ id: 'order_completed' })).toEqual({ value: { id: 'order_completed', properties: [], extra: 'allow', enforce: 'mark' } })
})

test.each<[string, unknown, readonly string[]]>([
  ['a name in another spelling', { id: 'OrderCompleted' }, ['id']],
  ["the system's own events", { id: 'message_sent' }, ['id']],
  ['a word that is no enforcement', { id: 'a', enforce: 'refuse' }, ['enforce']],
  ['a path with an empty step', withProperty({ path: 'a..b', type: 'text' }), ['properties.0.path']],
  ['a path twice', withProperty({ path: 'a', type: 'text' }, { path: 'a', type: 'number' }), ['properties.1.path']],
  ['something inside a text', withProperty({ path: 'a', type: 'text' }, { path: 'a.b', type: 'text' }), ['properties.1.path']],
  ['items of what is no list', withProperty({ path: 'a', type: 'object' }, { path: 'a[].b', type: 'text' }), ['properties.1.path']],
  ['a pattern that looks back', withProperty({ path: 'a', type: 'text', pattern: '(a)\\1' }), ['properties.0.pattern']],
  ['a pattern for a number', withProperty({ path: 'a', type: 'number', pattern: 'a' }), ['properties.0.pattern']],
  ['values of another type', withProperty({ path: 'a', type: 'text', oneOf: ['b', 1] }), ['properties.0.oneOf']],
  ['an example that breaks the plan', withProperty({ path: 'a', type: 'number', max: 5, example: 6 }), ['properties.0.example']],
  ['a range upside down', withProperty({ path: 'a', type: 'number', min: 5, max: 1 }), ['properties.0.max']],
  ['a constant that breaks the plan', withProperty({ path: 'a', type: 'text', required: true, oneOf: ['x'], fill: { pos: 'y' } }), ['properties.0.fill.pos']],
])('%s is refused with its place', (_, raw, paths) => {
  expect(faults(raw)).toEqual(paths)
})

test('a full plan passes', () => {
  expect(faults(withProperty({ path: 'items', type: 'list' }, { path: 'items[].sku', type: 'text', pattern: '[A-Z]{3}-\\d+', example: 'TEA-1' }, { path: 'shop', type: 'object' }, { path: 'shop.city', type: 'text' }))).toEqual([])
})
