import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Frame } from '@rapport/core/model/types'
import { ONNX_ENGINE, openOnnx, type OnnxModel } from './onnx-model.ts'

// A tiny model as an exporter would write it: chance = sigmoid(a·x + b) of two columns. The format is protocol buffers: field number and kind, then a length or a number.
const bytes = (...parts: readonly (readonly number[] | Uint8Array)[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]))
const varint = (n: number): number[] => (n < 128 ? [n] : [(n & 127) | 128, ...varint(n >>> 7)])
const field = (number: number, inner: Uint8Array): Uint8Array => bytes(varint(number * 8 + 2), varint(inner.length), inner)
const text = (number: number, value: string): Uint8Array => field(number, new TextEncoder().encode(value))
const whole = (number: number, value: number): Uint8Array => bytes(varint(number * 8), varint(value))
const floats = (name: string, values: readonly number[], dims: readonly number[]): Uint8Array =>
  bytes(...dims.map((dim) => whole(1, dim)), whole(2, 1), text(8, name), field(9, new Uint8Array(Float32Array.from(values).buffer)))
const node = (op: string, inputs: readonly string[], output: string): Uint8Array => bytes(...inputs.map((name) => text(1, name)), text(2, output), text(4, op))
const value = (name: string, columns: number): Uint8Array =>
  bytes(text(1, name), field(2, field(1, bytes(whole(1, 1), field(2, bytes(field(1, text(2, 'N')), field(1, whole(1, columns))))))))
const graph = (last: string): Uint8Array => bytes(
  field(1, node('MatMul', ['x', 'w'], 'm')),
  field(1, node('Add', ['m', 'b'], last === 's' ? 's' : 'score')),
  ...(last === 's' ? [field(1, node('Sigmoid', ['s'], 'probability'))] : []),
  text(2, 'tiny'),
  field(5, floats('w', [1, -2], [2, 1])),
  field(5, floats('b', [0.5], [1])),
  field(11, value('x', 2)),
  field(12, value(last === 's' ? 'probability' : 'score', 1)),
)
const model = (last: string): Uint8Array => bytes(whole(1, 8), field(7, graph(last)), field(8, whole(2, 13)))

const frame: Frame = {
  rows: 3,
  columns: [{ name: 'orders', is: 'number', values: Float64Array.of(0, 1, 3) }, { name: 'returns', is: 'number', values: Float64Array.of(0, 2, 0.5) }],
}
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rapport-onnx-'))
  await writeFile(join(folder, 'chance.onnx'), model('s'))
  await writeFile(join(folder, 'score.onnx'), model('m'))
  await writeFile(join(folder, 'broken.onnx'), 'no model')
})
afterAll(() => rm(folder, { recursive: true }))

const name: string = ONNX_ENGINE
const installed = await import(name).then(() => true, () => false)
if (!installed) console.log(`models of others are not tried: ${ONNX_ENGINE} is not installed`)

test('without the engine, a sentence says what to install', async () => {
  const found = await openOnnx(join(folder, 'chance.onnx'), { engine: () => Promise.reject(new Error('not there')) })
  expect(found).toMatchObject({ is: 'refused', why: /onnxruntime-web, which is not installed/, next: /npm install/ })
})

const opened = async (file: string, options = {}): Promise<OnnxModel> => {
  const found = await openOnnx(join(folder, file), options)
  if (found.is !== 'open') throw new Error(found.why)
  return found
}

test.skipIf(!installed)('a model of others foretells each row as it does elsewhere', async () => {
  const tiny = await opened('chance.onnx')
  const found = await tiny.predict(frame)
  const expected = [0.5, -2.5, 2.5].map((odds) => 1 / (1 + Math.exp(-odds)))
  expect(found.is).toBe('chances')
  if (found.is === 'chances') found.p.forEach((p, row) => expect(p).toBeCloseTo(expected[row] ?? NaN, 6))
  const scored = await (await opened('score.onnx', { logOdds: true })).predict(frame)
  if (scored.is === 'chances') scored.p.forEach((p, row) => expect(p).toBeCloseTo(expected[row] ?? NaN, 6))
  await tiny.close()
})

test.skipIf(!installed)('what a model cannot be used for is said, never guessed', async () => {
  expect(await openOnnx(join(folder, 'broken.onnx'))).toMatchObject({ is: 'refused', why: /no ONNX model/ })
  expect(await openOnnx(join(folder, 'missing.onnx'))).toMatchObject({ is: 'refused', why: /cannot be read/ })
  expect(await (await opened('score.onnx')).predict(frame)).toMatchObject({ is: 'refused', why: /no chance/, next: /--log-odds/ })
  const tiny = await opened('chance.onnx')
  expect(await tiny.predict({ rows: 3, columns: frame.columns.slice(1) })).toMatchObject({ is: 'refused' })
  const words: Frame = { rows: 1, columns: [{ name: 'city', is: 'category', values: Uint32Array.of(1), levels: ['', '台北'] }, ...frame.columns.slice(1)] }
  expect(await tiny.predict(words)).toMatchObject({ is: 'refused', why: /'city' holds words/ })
})
