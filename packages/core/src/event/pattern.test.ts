import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compilePattern } from './pattern.ts'

const RUNS = process.env['NIGHTLY'] === '1' ? 100_000 : 300

const atom = fc.constantFrom('a', 'b', '0', '.', '\\d', '\\w', '[ab]', '[^a]', '[a-c0-1]', '茶', '\\.', '[\\d-]')
const pieces = fc.letrec<{ readonly row: string; readonly one: string }>((tie) => ({
  one: fc.oneof({ weight: 4, arbitrary: atom }, { weight: 1, arbitrary: tie('row').map((inside) => `(?:${inside})`) }),
  row: fc
    .array(fc.tuple(tie('one'), fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,3}', '{0,}')), { minLength: 0, maxLength: 4 })
    .chain((parts) => {
      const row = parts.map(([one, times]) => one + times).join('')
      return fc.boolean().map((twice) => (twice ? `${row}|b` : row))
    }),
}))

const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '0', '1', '-', '茶', '𠮷', '\n'), maxLength: 8 })

function matcher(source: string) {
  const compiled = compilePattern(source)
  if (compiled.is === 'bad') throw new Error(`${source}: ${compiled.why}`)
  return compiled.pattern
}

test('a pattern says of every text what a regular expression says of the whole of it', () => {
  fc.assert(
    fc.property(pieces.row, fc.array(text, { minLength: 8, maxLength: 8 }), (source, texts) => {
      const pattern = matcher(source)
      const native = new RegExp(`^(?:${source})$`, 'u')
      for (const text of texts) expect([source, text, pattern.matches(text)]).toEqual([source, text, native.test(text)])
    }),
    { numRuns: RUNS },
  )
})

test('a pattern that would hold a backtracking matcher up for years answers at once', () => {
  const pattern = matcher('(a+)+b')
  const started = performance.now()
  expect(pattern.matches('a'.repeat(16_000))).toBe(false)
  expect(matcher('(a|a)*(a|a)*(a|a)*c').matches('a'.repeat(16_000))).toBe(false)
  expect(performance.now() - started).toBeLessThan(500)
})

test('what cannot be kept within bounds is refused with the place', () => {
  for (const source of ['(?=a)', '\\1', 'a**', 'a{2}{3}', '*a', '(a', 'a)', '[a', '[b-a]', 'a\\', '(?<n>a)', 'a^b', '{', 'a{3,2}', '\\b']) {
    const compiled = compilePattern(source)
    expect([source, compiled.is]).toEqual([source, 'bad'])
  }
  expect(compilePattern('((a{100}){100}){100}').is).toBe('bad')
  expect(compilePattern('(((){9999}){9999}){9999}').is).toBe('bad')
  expect(compilePattern('('.repeat(200) + ')'.repeat(200)).is).toBe('bad')
  expect(compilePattern('a'.repeat(501)).is).toBe('bad')
})

test('many different characters do not fill the memory', () => {
  const pattern = matcher('.*')
  for (let i = 0; i < 40; i++) expect(pattern.matches(Array.from({ length: 400 }, (_, j) => String.fromCodePoint(0x4e00 + i * 400 + j)).join(''))).toBe(true)
})
