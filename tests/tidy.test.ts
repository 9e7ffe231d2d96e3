/** The house rules, kept by a test: ARCHITECTURE.md says why, tests/tidy/plan.ts holds the plan as data. Each failure says file, line and what to do. */
import { describe, expect, test } from 'vitest'
import { cycleFindings, floorFindings, importsOf, unusedFindings } from './tidy/imports.ts'
import { CIRCLES, LONG_FILES, PLUGS, PORTS } from './tidy/plan.ts'
import {
  ambientFindings,
  existsInProject,
  lengthFindings,
  linkFindings,
  plugFindings,
  portFindings,
  purposeFindings,
  readInProject,
  undocumentedFindings,
  unfinishedFindings,
} from './tidy/rules.ts'
import { isTestFile, listed, readFiles } from './tidy/source.ts'

const code = readFiles(['packages', 'tests'], ['.ts', '.tsx'])
const documents = readFiles(['.'], ['.md'])
const product = code.filter(({ path }) => /^packages\/[^/]+\/src\//.test(path) && !isTestFile(path))
const core = product.filter(({ path }) => path.startsWith('packages/core/'))
const server = product.filter(({ path }) => path.startsWith('packages/server/'))
const imports = code.flatMap(importsOf)

describe('the house rules', () => {
  test('the rules see the project', () => {
    expect(core.length).toBeGreaterThan(60)
    expect(imports.length).toBeGreaterThan(500)
    expect(documents.length).toBeGreaterThan(0)
  })

  test('imports go down, never up or sideways', () => expect(listed(floorFindings(imports))).toEqual([]))

  test('imports never go round in a circle, types included', () => expect(listed(cycleFindings(imports, CIRCLES))).toEqual([]))

  test('every own import leads to a file', () => {
    const lost = imports.filter((one) => one.isOwn && !existsInProject(one.to))
    expect(listed(lost.map(({ from, line, to }) => ({ path: from, line, what: `there is no ${to}` })))).toEqual([])
  })

  test('core knows neither clock nor chance nor world', () => expect(listed(core.flatMap(ambientFindings))).toEqual([]))

  test('everything core exports, and every function the server exports, has its sentence', () =>
    expect(listed([...core.flatMap((file) => undocumentedFindings(file, false)), ...server.flatMap((file) => undocumentedFindings(file, true))])).toEqual([]))

  test('every file of the product opens with what it is for', () => expect(listed(product.filter(({ path }) => !path.endsWith('.d.ts')).flatMap(purposeFindings))).toEqual([]))

  test('no file is left that nobody uses', () => expect(listed(unusedFindings(code))).toEqual([]))

  test.each(PLUGS)('every $kind is in its index and in its suite', (plug) => expect(listed(plugFindings(plug, code))).toEqual([]))

  test.each(PORTS)('every $port in $folder keeps the promises of its port', (port) => expect(listed(portFindings(port, code))).toEqual([]))

  test('every link in a document leads somewhere', () => expect(listed(documents.flatMap((document) => linkFindings(document, existsInProject, readInProject)))).toEqual([]))

  test('files stay short, and the known long ones only shrink', () => expect(listed(lengthFindings(code, LONG_FILES))).toEqual([]))

  test('nothing is marked as unfinished', () => expect(listed([...code, ...documents].flatMap(unfinishedFindings))).toEqual([]))
})
