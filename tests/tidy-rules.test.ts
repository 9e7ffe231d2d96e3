/** The house rules on small samples: what they catch, and what they leave alone. */
import { describe, expect, test } from 'vitest'
import { cycleFindings, floorFindings, importsOf, unusedFindings, type Import } from './tidy/imports.ts'
import type { PlugKind, PortKind } from './tidy/plan.ts'
import { ambientFindings, lengthFindings, linkFindings, plugFindings, portFindings, purposeFindings, undocumentedFindings, unfinishedFindings } from './tidy/rules.ts'
import { lineAt, mask, type SourceFile } from './tidy/source.ts'

const file = (path: string, text: string): SourceFile => ({ path, text })
const core = (name: string, text: string): SourceFile => file(`packages/core/src/${name}`, text)
const server = (name: string, text: string): SourceFile => file(`packages/server/src/${name}`, text)
const floors = (source: SourceFile) => floorFindings(importsOf(source)).map(({ what }) => what)

describe('reading TypeScript without a compiler', () => {
  test('comments and the insides of strings are blanked, lines and places stay', () => {
    const text = "const a = 'x // y' // Date.now()\n/* fetch( */ const b = `n ${Date.now()} 'm'` + \"q\"\nconst r = /['\"`]\\/*/g, s = 4 / 2 // it's\n"
    const { codeOnly, withoutComments } = mask(text)
    expect(codeOnly.length).toBe(text.length)
    expect(codeOnly.split('\n').length).toBe(text.split('\n').length)
    expect(codeOnly).toContain("const a = '      '")
    expect(codeOnly).toContain('${Date.now()}')
    expect(codeOnly).not.toContain('fetch')
    expect(codeOnly).toContain('s = 4 / 2')
    expect(withoutComments).toContain("'x // y'")
    expect(withoutComments).not.toContain("it's")
  })

  test('templates within templates, and objects within them, end where they end', () => {
    expect(mask('`a ${[{ b: `c ${d({ e })} f` }]} g` + h').codeOnly.replace(/\s+/g, ' ')).toBe('` ${[{ b: ` ${d({ e })} ` }]} ` + h')
  })

  test('an apostrophe in the text of an element hides nothing on the next line', () => {
    expect(mask("<p>it's here</p>\nconst now = Date.now()").codeOnly).toContain('Date.now()')
  })

  test('every way to import is seen, with its line and whether only types are meant', () => {
    const source = core(
      'trait/x.ts',
      `import a from './a.ts'
import type { B } from './b.ts'
import { type C, type D } from './c.ts'
import { type E, f } from './e.ts'
import {
  g,
} from './g.ts'
import * as h from './h.ts'
import './i.ts'
export { j } from './j.ts'
export type { K } from './k.ts'
export * from './l.ts'
const m = await import('./m.ts')
type N = import('./n.ts').N
export const o = "import p from './p.ts'"
const q = \`import q from './q.ts'\`
// import r from './r.ts'
import s from 'zod'
import t from '@rapport/core/base/time'
export interface U { readonly from: string }
export { v } from './v.ts'`,
    )
    expect(importsOf(source).map((one) => `${one.line} ${one.to.replace('packages/core/src/trait/', '')}${one.typesOnly ? ' types' : ''}`)).toEqual([
      '1 a.ts',
      '2 b.ts types',
      '3 c.ts types',
      '4 e.ts',
      '7 g.ts',
      '8 h.ts',
      '9 i.ts',
      '10 j.ts',
      '11 k.ts types',
      '12 l.ts',
      '13 m.ts',
      '14 n.ts types',
      '18 zod',
      '19 packages/core/src/base/time.ts',
      '21 v.ts',
    ])
  })

  test('lines count from one', () => expect([lineAt('a\nb', 0), lineAt('a\nb', 2)]).toEqual([1, 2]))
})

describe('the floor plan', () => {
  test('down is free, up and sideways are not', () => {
    expect(floors(core('segment/x.ts', "import { a } from '../trait/types.ts'"))).toEqual([])
    expect(floors(core('base/x.ts', "import { a } from '../event/event.ts'"))).toEqual(['base may not import event: it stands above. Pass it as an argument, or move the idea down'])
    expect(floors(core('consent/x.ts', "import type { A } from '../identity/types.ts'"))).toEqual(['consent may not import identity: it stands on the same floor. Pass it as an argument, or move the idea down'])
  })

  test('a meant exception is let through as it was meant', () => {
    expect(floors(core('trait/x.ts', "import type { Rule } from '../segment/rule.ts'"))).toEqual([])
    expect(floors(core('trait/x.ts', "import { rule } from '../segment/rule.ts'"))).toHaveLength(1)
    expect(floors(core('trait/x.ts', "import type { Rule } from '../segment/compile.ts'"))).toHaveLength(1)
  })

  test('packages use each other by the doors they have', () => {
    expect(floors(server('api/x.ts', "import { a } from '@rapport/core/engine/react'"))).toEqual([])
    expect(floors(core('engine/x.ts', "import { a } from '@rapport/server/ports/log'"))).toHaveLength(1)
    expect(floors(core('engine/x.ts', "import { a } from 'node:fs'"))).toEqual(["core may not use 'node:fs': it must run anywhere. Pass what you need as an argument"])
    expect(floors(file('packages/console/src/api/x.ts', "import type { A } from '../../../server/src/api/contract.ts'"))).toEqual([])
    expect(floors(file('packages/console/src/api/x.ts', "import { a } from '../../../server/src/api/contract.ts'"))).toHaveLength(1)
    expect(floors(file('packages/console/src/api/x.ts', "import type { A } from '../../../server/src/api/server.ts'"))).toHaveLength(1)
  })

  test('the runtime knows adapters by their types alone', () => {
    expect(floors(server('runtime/x.ts', "import type { Row } from '../warehouse/rows.ts'"))).toEqual([])
    expect(floors(server('runtime/x.ts', "import { rows } from '../warehouse/rows.ts'"))).toHaveLength(1)
  })

  test('a new folder needs a floor', () => expect(floors(core('new-subject/x.ts', "import { a } from '../base/time.ts'"))).toEqual(['core/new-subject stands on no floor: give it one in tests/tidy/plan.ts']))

  test('tests may look wherever they like', () => expect(floors(core('base/x.test.ts', "import { a } from '../engine/react.ts'"))).toEqual([]))
})

describe('circles', () => {
  const step = (from: string, to: string): Import => ({ from, line: 1, to, isOwn: true, typesOnly: false })

  test('a circle is found once, however long; a chain and a diamond are none', () => {
    expect(cycleFindings([step('a', 'b'), step('b', 'c'), step('a', 'c')])).toEqual([])
    const found = cycleFindings([step('a', 'b'), step('b', 'c'), step('c', 'a'), step('d', 'a'), step('e', 'e')])
    expect(found.map(({ path, what }) => [path, what.includes('a, b, c')])).toEqual([
      ['a', true],
      ['e', false],
    ])
  })

  test('a known circle passes, a larger one does not, and one that is gone leaves the list', () => {
    const circle = [step('a', 'b'), step('b', 'a')]
    expect(cycleFindings(circle, [{ files: ['a', 'b'] }])).toEqual([])
    expect(cycleFindings([...circle, step('b', 'c'), step('c', 'a')], [{ files: ['a', 'b'] }])).toHaveLength(2)
    expect(cycleFindings([], [{ files: ['a', 'b'] }])).toHaveLength(1)
  })
})

describe('files that nobody uses', () => {
  test('imports and named paths count, tests do not count as the product', () => {
    const files = [
      server('main.ts', "import { a } from './a.ts'\nnew Worker(new URL('./worker.ts', import.meta.url))"),
      server('a.ts', ''),
      server('worker.ts', ''),
      server('b.ts', ''),
      server('c.ts', "import './c.ts'"),
      server('b.test.ts', "import { b } from './b.ts'"),
    ]
    expect(unusedFindings(files).map(({ path, what }) => [path, what.split(':')[0]])).toEqual([
      ['packages/server/src/b.ts', 'only tests use this file'],
      ['packages/server/src/c.ts', 'nobody imports this file'],
    ])
  })
})

describe('one file at a time', () => {
  const ambient = (text: string) => ambientFindings(core('x.ts', text)).length

  test.each([
    'const t = Date.now()',
    'const d = new Date()',
    'const d = new Date',
    'const s = Date()',
    'const r = Math.random()',
    'const i = crypto.randomUUID()',
    'await fetch(url)',
    'setTimeout(f, 1)',
    'performance.now()',
    'process.env.X',
    'const x = `${Date.now()}`',
  ])('core may not say: %s', (text) => expect(ambient(text)).toBe(1))

  test.each([
    'const d = new Date(at)',
    'const d = new Date(Date.UTC(2026, 0))',
    "const s = 'Date.now()'",
    '// Math.random is not used here',
    'interface X { readonly random: () => number; fetch: string }',
    'source.fetch(1)',
    'const process = 1',
    "import { decrypt } from './non-crypto.ts'",
  ])('core may say: %s', (text) => expect(ambient(text)).toBe(0))

  test('exported names need a sentence, re-exports do not', () => {
    const text = '/** Purpose. */\n\n/** One. */\nexport const one = 1\n\nexport type Two = 2\n\nexport { three } from "./three.ts"\n\n/** Four. */\nexport function four(a: 1): 1\nexport function four(a: 2): 2\n\nexport async function five() {}\n'
    expect(undocumentedFindings(core('x.ts', text), false).map(({ line }) => line)).toEqual([6, 14])
    expect(undocumentedFindings(core('x.ts', text), true).map(({ line }) => line)).toEqual([14])
  })

  test('a file opens with its purpose', () => {
    expect(purposeFindings(core('x.ts', '/** Why. */\n'))).toEqual([])
    expect(purposeFindings(core('x.ts', "import 'x'\n"))).toHaveLength(1)
  })

  test('marks of unfinished work are found as words only', () => {
    expect(unfinishedFindings(core('x.ts', `// ${'TO' + 'DO'} later`))).toHaveLength(1)
    expect(unfinishedFindings(core('x.ts', `const ${'TO' + 'DO'}S = 'method'`))).toEqual([])
  })

  test('long files are refused, known ones may only shrink, and leave the list when short', () => {
    const lines = (count: number) => core(`x${count}.ts`, '\n'.repeat(count))
    expect(lengthFindings([lines(300)], {})).toEqual([])
    expect(lengthFindings([lines(301)], {})).toHaveLength(1)
    expect(lengthFindings([lines(310)], { [lines(310).path]: 310 })).toEqual([])
    expect(lengthFindings([lines(310)], { [lines(310).path]: 309 })).toHaveLength(1)
    expect(lengthFindings([lines(290)], { [lines(290).path]: 310 })).toHaveLength(1)
    expect(lengthFindings([lines(501)], { [lines(501).path]: 600 })).toHaveLength(1)
  })

  test('links must lead to a file, and to a heading when they name one', () => {
    const pages: { [path: string]: string } = { 'docs/a.md': '# The Gate: why?\n', 'README.md': '' }
    const check = (text: string) => linkFindings(file('docs/b.md', text), (path) => Object.hasOwn(pages, path) || path === 'docs/b.md', (path) => pages[path] ?? text)
    expect(check('[a](a.md) [b](../README.md) [c](https://x.example/y.md) `[d](no.md)` [e](a.md#the-gate-why)')).toEqual([])
    expect(check('\n[a](no.md)').map(({ line }) => line)).toEqual([2])
    expect(check('[a](a.md#no)')).toHaveLength(1)
    expect(check('# Here\n[a](#here) [b](#there)')).toHaveLength(1)
  })
})

describe('plugs and ports', () => {
  const plug: PlugKind = { kind: 'toy', folder: 'packages/core/src/toy', index: 'index.ts', beside: ['toy.ts'], suites: [{ file: 'packages/core/src/toy/toys.test.ts', walks: 'Object.entries(toys)' }], examples: true }
  const kind: PortKind = { port: 'store', folder: 'packages/server/src/store', offers: /export function \w+\([^)]*\): \w*Store\b/, suite: 'storeConformance(' }
  const index = core('toy/index.ts', "import { ball } from './ball.ts'")
  const suite = core('toy/toys.test.ts', 'for (const toy of Object.entries(toys)) run(toy)')
  const ball = core('toy/ball.ts', 'export const ball = { examples: [] }')

  test('a plug belongs into its index, carries examples, and its suite runs all', () => {
    expect(plugFindings(plug, [index, suite, ball, core('toy/toy.ts', '')])).toEqual([])
    expect(plugFindings(plug, [index, suite, ball, core('toy/doll.ts', 'export const doll = { examples: [] }')])).toHaveLength(1)
    expect(plugFindings(plug, [index, suite, core('toy/ball.ts', 'export const ball = {}')])).toHaveLength(1)
    expect(plugFindings(plug, [index, core('toy/toys.test.ts', 'run(ball)'), ball])).toHaveLength(1)
    expect(plugFindings(plug, [ball])).toHaveLength(1)
  })

  test('an adapter without its suite is found, files that help it are left alone', () => {
    const adapter = server('store/memory.ts', 'export function memoryStore(): Store & Log {}')
    expect(portFindings(kind, [adapter, server('store/order.ts', 'export function order(): number {}')])).toHaveLength(1)
    expect(portFindings(kind, [adapter, server('store/memory.test.ts', "import { memoryStore } from './memory.ts'\nstoreConformance({ make: memoryStore })")])).toEqual([])
  })
})
