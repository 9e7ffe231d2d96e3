/** Documents keep their word: commands exist, tables are whole, files that they name are there. */
import { expect, test } from 'vitest'
import { existsInProject, readInProject } from './tidy/rules.ts'

const scripts = (JSON.parse(readInProject('package.json')) as { scripts: { [name: string]: string } }).scripts
const requirements = readInProject('docs/requirements.md')
const reliability = readInProject('docs/reliability.md')

/** The rows of a table whose first cell is `letter` and a number, as cells. */
function rows(text: string, letter: string): string[][] {
  return [...text.matchAll(new RegExp(`^\\| (${letter}\\d+) \\|.*\\|$`, 'gm'))].map((match) => match[0].slice(1, -1).split(/(?<!\\)\|/).map((cell) => cell.trim()))
}

/** Files in code marks: `core/segment/rule.ts`, or with packages/ before it, or beginning at tests/ and docs/. */
function named(text: string): string[] {
  return [...text.matchAll(/`((?:[\w.-]+\/)+[\w.-]+\.(?:tsx?|mjs|js|md|json))`/g)].map((match) => match[1] as string)
}

function rooted(path: string): string {
  const source = /^(core|server|console|sdk)\/(.*)$/.exec(path)
  return source ? `packages/${source[1]}/src/${source[2]}` : path
}

const numbers = (letter: string, last: number): string[] => Array.from({ length: last }, (_, index) => `${letter}${index + 1}`)

test('every requirement has exactly one row, in order', () => expect(rows(requirements, 'R').map(([first]) => first)).toEqual(numbers('R', 133)))

test('every promise has exactly one row, in order', () => expect(rows(reliability, 'I').map(([first]) => first)).toEqual(numbers('I', 25)))

test('every row says its state in one of three words, and the sums above the tables are true', () => {
  const states = (list: string[][], at: number): string => ['held', 'partly', 'not yet'].map((state) => `${list.filter((row) => row[at] === state).length} ${state}`).join(', ')
  const wanted = rows(requirements, 'R')
  const promised = rows(reliability, 'I')
  expect(wanted.filter((row) => row.length !== 6).map(([first]) => first)).toEqual([])
  expect(promised.filter((row) => row.length !== 6).map(([first]) => first)).toEqual([])
  for (const row of [...wanted.map((cells) => cells[2]), ...promised.map((cells) => cells[4])]) expect(['held', 'partly', 'not yet']).toContain(row)
  expect(requirements).toContain(states(wanted, 2))
  expect(reliability).toContain(states(promised, 4))
})

test('what is held is shown by a test or by the simulation', () => {
  const held = [
    ...rows(requirements, 'R').filter((row) => row[2] === 'held').map((row) => [row[0], row[4]]),
    ...rows(reliability, 'I').filter((row) => row[4] === 'held').map((row) => [row[0], row[3]])
  ]
  for (const [what, shown = ''] of held) expect(named(shown).filter((path) => /\.test\.tsx?$|\.conformance\.ts$|\/sim\//.test(path)).length, what).toBeGreaterThan(0)
})

test('every file that the two tables name exists', () => {
  const missing = [...new Set([...named(requirements), ...named(reliability)].map(rooted))].filter((path) => !existsInProject(path))
  expect(missing).toEqual([])
})

test('every file that the other documents name exists, beginning at the root or in one of the sources', () => {
  const roots = ['', 'packages/server/src/', 'packages/core/src/', 'packages/console/src/', 'docs/']
  for (const document of ['README.md', 'ARCHITECTURE.md', 'STYLE.md', 'CHANGELOG.md']) {
    const lost = named(readInProject(document)).filter((path) => !roots.some((root) => existsInProject(root + path)) && !existsInProject(rooted(path)))
    expect(lost, document).toEqual([])
  }
})

test('every command of the documents is a script of the project', () => {
  for (const document of ['README.md', 'STYLE.md', 'CHANGELOG.md', 'ARCHITECTURE.md', 'docs/reliability.md', '.ci/run']) {
    const run = [...readInProject(document).matchAll(/\bnpm run ([\w:]+)/g)].map((match) => match[1] as string)
    expect(run.filter((name) => scripts[name] === undefined), document).toEqual([])
  }
  expect(readInProject('README.md')).toMatch(/npm ci && npm start/)
  expect(readInProject('README.md')).toMatch(/npm ci && npm test/)
})

test('the README names every setting of the environment, and no other', () => {
  // RAPPORT_SECRET_… is the beginning of names that users choose.
  const used = (text: string): string[] => [...new Set([...text.matchAll(/\bRAPPORT_[A-Z_]*[A-Z]\b/g)].map((match) => match[0]))].sort()
  const readers = ['packages/server/src/modes/settings.ts', 'packages/server/src/export/secret.ts'].map(readInProject).join('\n')
  const read = [...readers.matchAll(/env\['(RAPPORT_[A-Z_]+)'\]/g)].map((match) => match[1] as string)
  expect(used(readInProject('README.md'))).toEqual([...new Set([...read, 'RAPPORT_URL'])].sort())
})
