import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LabProblem } from './problem.ts'
import type { NextItemReport } from './next-item-found.ts'
import { runNextItem, type NextItemAsk } from './next-item.ts'

const folder = mkdtempSync(join(tmpdir(), 'rapport-next-'))
let files = 0
function file(content: string): string {
  const path = join(folder, `f${files++}.csv`)
  writeFileSync(path, content)
  return path
}
const out = join(folder, 'top.csv')
const run = (ask: Partial<NextItemAsk>): Promise<NextItemReport> =>
  runNextItem({ train: null, columns: {}, top: 3, seen: true, evaluate: false, ...ask }, () => undefined, () => performance.now())
const lines = (path = out): string[] => readFileSync(path, 'utf8').trimEnd().split('\n')
const problemOf = (work: Promise<unknown>) =>
  work.then(() => null, (problem: unknown) => (problem instanceof LabProblem ? `${problem.message} ${problem.next}` : problem))

/** Tea is followed by a cup, a cup by a tray; the times say so, the order of the rows does not. */
const CLICKS = `session_id,item_id,time\n${Array.from({ length: 60 }, (_, n) => `s${n},茶杯,2026-01-0${1 + (n % 9)}T10:05:00Z\ns${n},茶,2026-01-0${1 + (n % 9)}T10:00:00Z\ns${n},托盤,2026-01-0${1 + (n % 9)}T10:09:00Z`).join('\n')}\n`

describe('sessions of a file go on', () => {
  test('clicks are put in the order of time, columns found by their names, each session of the query gets its list in the order of the file', async () => {
    const report = await run({ train: file(CLICKS), query: file('session_id,item_id,time\nz,茶,2\na,茶,1\na,茶杯,2\n'), out })
    expect(report.understood[0]).toMatch(/a click on each row, session in 'session_id', item in 'item_id', time in 'time'/)
    expect(report).toMatchObject({ learned: { sessions: 60, clicks: 180, items: 3 }, answered: 2, unknown: 0 })
    expect(lines()[0]).toBe('session,rank,item,score')
    expect(lines()[1]).toMatch(/^z,1,茶杯,0\.\d+$/)
    expect(lines()[4]).toMatch(/^a,1,托盤,/)
  })

  test('whole sessions on rows are understood, whatever stands between the items; what is out of stock or seen never comes', async () => {
    const rows = Array.from({ length: 50 }, () => '"tea|cup|tray"').join('\n')
    const query = file('id,prefix,target\nq1,tea,cup\nq2,tea|cup,tray\nq3,unheard of,cup\n')
    const report = await run({ train: file(`items\n${rows}\n`), query, out, evaluate: true, exclude: file('item\ncup\n'), seen: false })
    expect(report.understood).toEqual([expect.stringMatching(/a whole session on each row.*bars between them/), expect.stringMatching(/what came next in 'target'; ids in 'id'/)])
    expect(lines().some((line) => /,cup,/.test(line))).toBe(false)
    expect(lines()[1]).toMatch(/^q1,1,tray,/)
    expect(report.quality).toMatchObject({ lists: 3, hitRate: 1 / 3, reciprocalRank: 1 / 3 })
    expect(report.unknown).toBe(1)
  })

  test('what was learned can be kept, used again, and written about', async () => {
    const query = file('prefix\n茶\n')
    const modelOut = join(folder, 'model')
    await run({ train: file(CLICKS), query, out, modelOut, report: join(folder, 'r.html') })
    const first = lines()
    await run({ model: modelOut, query, out })
    expect(lines()).toEqual(first)
    expect(readFileSync(join(folder, 'r.html'), 'utf8')).toMatch(/Who speaks for an item/)
    expect(await problemOf(run({ model: file('x'), query, out }))).toMatch(/no whole snapshot/)
  })
})

describe('bad input', () => {
  test('gets a sentence, and little data a word of caution', async () => {
    const query = file('prefix\na b\n')
    expect(await problemOf(run({ train: file('foo,bar\n1,2\n'), query, out }))).toMatch(/neither clicks.*foo, bar.*--session/)
    expect(await problemOf(run({ train: file(CLICKS), columns: { time: 'when' }, query, out }))).toMatch(/no column 'when'/)
    expect(await problemOf(run({ train: file(CLICKS), columns: { item: 'sku', session: 'session_id' }, query, out }))).toMatch(/--item 'sku'/)
    expect(await problemOf(run({ train: file('items\n'), query, out }))).toMatch(/no session/)
    expect(await problemOf(run({ train: file(CLICKS) }))).toMatch(/nothing to do/)
    expect(await problemOf(run({ train: file(CLICKS), query }))).toMatch(/not said where/)
    expect((await run({ train: file('items\na\nb\na\nc\nd\n'), query, out })).remarks.join()).toMatch(/No session has two clicks/)
    const few = await run({ train: file('session,item,time\n1,a,yesterday\n1,b,late\n2,a,?\n2,b,x\n'), query, out })
    expect(few.remarks.join()).toMatch(/times in 'time' cannot be read.*only 2 clicks that follow another/s)
  })
})
