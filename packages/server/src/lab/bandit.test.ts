/** The bandit on anybody's file: it learns what can be learned, says when nothing can, and refuses with a sentence. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { seeded } from '@rapport/core/base/random'
import { runBandit, type BanditAsk } from './bandit.ts'

const folder = mkdtempSync(join(tmpdir(), 'bandit-'))
afterAll(() => rmSync(folder, { recursive: true }))

function fileOf(name: string, lines: readonly string[]): string {
  const path = join(folder, name)
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}

const run = (data: string, change: Partial<BanditAsk> = {}) => runBandit({ data, label: 'เลือก', ...change }, { reading: () => undefined, choosing: () => undefined }, () => 0)
const rewardOf = ({ lines }: Awaited<ReturnType<typeof run>>, rule: string): number => lines.find((line) => line.rule === rule)?.meanReward ?? Number.NaN

const PLACES = ['กรุงเทพ', 'เชียงใหม่', 'ภูเก็ต'] as const
const DRINKS = ['ชา', 'กาแฟ', 'น้ำผลไม้'] as const
const random = seeded(5)
const rows = Array.from({ length: 800 }, (_, n) => {
  const place = Math.floor(random() * 3)
  const drink = random() < 0.85 ? place : Math.floor(random() * 3)
  return `u${String(n).padStart(5, '0')},${PLACES[place]},${random() < 0.9 ? Math.floor(18 + random() * 50) : ''},,${DRINKS[drink]}`
})
const THAI = fileOf('thai.csv', ['id,จังหวัด,อายุ,ว่าง,เลือก', ...rows])

test('labels and columns in Thai, gaps, ids and an empty column: what helps is found, the rest is left out and named', async () => {
  const found = await run(THAI)
  expect(found).toMatchObject({ rows: 800, actions: 3, columns: expect.arrayContaining(['จังหวัด', 'อายุ']), order: 'file' })
  expect(found.remarks.join(' ')).toMatch(/id, ว่าง/)
  expect(rewardOf(found, 'arbiter')).toBeGreaterThan(2 * rewardOf(found, 'uniform'))
  expect(rewardOf(found, 'arbiter')).toBeGreaterThan(rewardOf(found, 'always_commonest'))
  expect(found.sentence).toMatch(/of the choices were right while it learned/)
})

test('the same file, order and seed give the same figures; another order others', async () => {
  expect((await run(THAI)).lines).toEqual((await run(THAI)).lines)
  expect((await run(THAI, { order: 7 })).lines).not.toEqual((await run(THAI)).lines)
})

test('where nothing helps to choose, it says so instead of a figure to be proud of', async () => {
  const noise = fileOf('noise.csv', ['x,เลือก', ...Array.from({ length: 600 }, () => `${random()},${random() < 0.7 ? 'a' : 'b'}`)])
  expect((await run(noise)).sentence).toMatch(/^The columns do not help to choose/)
})

test.each<[string, readonly string[], RegExp]>([
  ['five rows', ['x,เลือก', '1,a', '2,b', '3,a', '4,b', '5,a'], /5 rows with a label/],
  ['one label', ['x,เลือก', ...Array.from({ length: 200 }, (_, n) => `${n % 7},same`)], /Every row has the same label \(same\)/],
  ['no label at all', ['x,เลือก', ...Array.from({ length: 200 }, (_, n) => `${n},`)], /0 rows with a label/],
  ['amounts instead of labels', ['x,เลือก', ...Array.from({ length: 300 }, (_, n) => `${n % 7},${n * 1.5}`)], /300 different values/],
  ['nothing to choose by', ['x,เลือก', ...Array.from({ length: 200 }, (_, n) => `,${n % 2}`)], /no column that says anything/],
  ['another column', ['x,y', ...Array.from({ length: 200 }, (_, n) => `${n},${n % 2}`)], /has no column 'เลือก'/],
])('%s is refused with a sentence', async (name, lines, sentence) => {
  await expect(run(fileOf(`${name}.csv`, lines))).rejects.toThrow(sentence)
})
