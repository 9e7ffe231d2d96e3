import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runOnnx, type OnnxAsk } from './onnx.ts'

/** Stands for the engine: the chance of a row is its first number over a hundred. */
class Tensor {
  readonly data: ArrayLike<number>
  readonly shape: readonly number[]
  constructor(_type: string, data: ArrayLike<number>, shape: readonly number[]) {
    this.data = data
    this.shape = shape
  }
}
const session = {
  inputNames: ['x'],
  inputMetadata: [{ name: 'x', type: 'float32', shape: ['N', 2] }],
  run: ({ x }: { readonly x: Tensor }) => {
    const [rows = 0, wide = 0] = x.shape
    const data = Float32Array.from({ length: rows * 2 }, (_, i) => (i % 2 === 1 ? (x.data[Math.floor(i / 2) * wide] as number) / 100 : 0))
    return Promise.resolve({ probabilities: { type: 'float32', dims: [rows, 2], data } })
  },
  release: () => Promise.resolve(),
}
const engine = () => Promise.resolve({ Tensor, InferenceSession: { create: () => Promise.resolve(session) } })

let folder = ''
let ask: OnnxAsk
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rapport-lab-onnx-'))
  ask = { model: join(folder, 'm.onnx'), score: join(folder, 't.csv'), id: 'who', out: join(folder, 's.csv'), logOdds: false, engine }
  await writeFile(ask.model, 'm')
  await writeFile(ask.score, 'who,points,visits,bought,city\nann,90,1,yes,台北\nbob,20,2,no,กรุงเทพ\ncat,60,3,yes,台北\n')
})
afterAll(() => rm(folder, { recursive: true }))

test('chances go to a file under their ids, and are judged by what happened', async () => {
  const found = await runOnnx({ ...ask, columns: ['points', 'visits'], label: 'bought' })
  expect(await readFile(ask.out, 'utf8')).toMatch(/^who,p\nann,0\.8999\d+\nbob,0\.2\d*\ncat,0\.6\d*\n$/)
  expect(found).toMatchObject({ rows: 3, quality: { rows: 3, auc: 1, calibrationError: null } })
})

test.each([
  ['a column of words', { columns: ['points', 'city'] }, /'city' holds words/],
  ['too many columns', { columns: ['points', 'visits', 'points'] }, /wants 2 columns and was given 3/],
  ['a column that is not there', { columns: ['points', 'none'] }, /no column 'none'/],
  ['a label with more than two values', { columns: ['points', 'visits'], label: 'points' }, /3 different values/],
  ['figures that are no chances', { columns: ['who', 'visits'], id: 'points' }, /words/],
  ['no engine', { engine: () => Promise.reject(new Error('none')) }, /not installed/],
])('%s is a plain sentence', async (_what, more, why) => {
  await expect(runOnnx({ ...ask, ...more })).rejects.toThrow(why)
})
