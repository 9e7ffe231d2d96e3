import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalDraw, seeded } from '../../base/random.ts'
import { aucOf } from '../calibration.ts'
import { fitTable, foretell } from './automl.ts'
import { bandsOf } from './bands.ts'
import { fitBlend } from './blend.ts'
import { frameOf, shapesOf, type ColumnShape, type Texts } from './columns.ts'
import { designOf, laidOut } from './design.ts'
import { foldsOf } from './folds.ts'
import { labelsOf } from './label.ts'
import { fitLogistic, scoreLogistic } from './logistic.ts'
import { aucInterval } from './quality.ts'
import { dayOf, numberOf } from './value.ts'

const repeated = (cells: readonly string[], times = 40): string[] => Array.from({ length: times }, () => cells).flat()
const shapeOf = (name: string, cells: readonly string[]): ColumnShape | undefined => shapesOf({ [name]: cells })[0]

describe('what a column holds', () => {
  test.each<readonly [string, string, readonly string[], string]>([
    ['numbers', 'a', ['1', '2.5', '-3', '1e3'], 'number'],
    ['thousands and currencies', 'a', ['1,234', 'NT$2,500', '￥300', '(1,200)', '12%'], 'number'],
    ['full-width and Thai digits', 'a', ['１２３', '๔๕', '６７．８'], 'number'],
    ['commas before the fraction', 'a', ['1.234,5', '12,75', '3,10'], 'number'],
    ['numbers with gaps said in words', 'a', ['1', '2', '3', 'N/A', '不詳', 'ไม่ระบุ', ''], 'number'],
    ['dates', 'joined', ['2024-05-01', '2023-12-31', '2024-02-29'], 'date'],
    ['Minguo dates', '日期', ['民國113年5月1日', '民國112年12月31日', '113年2月3日'], 'date'],
    ['Buddhist dates', 'วันที่', ['1/5/2567', '31/12/2566', '29/2/2567'], 'date'],
    ['dates written as figures', 'day', ['20240501', '20231231'], 'date'],
    ['yes and no in English', 'a', ['Yes', 'no'], 'yes_no'],
    ['yes and no in Chinese', 'a', ['是', '否'], 'yes_no'],
    ['yes and no in Thai', 'a', ['ใช่', 'ไม่ใช่'], 'yes_no'],
    ['words', 'a', ['red', 'green', 'blue'], 'category'],
    ['codes with letters', 'a', ['A1', 'B2', 'C3'], 'category'],
  ])('%s', (_, name, cells, is) => {
    expect(shapeOf(name, repeated(cells))?.is).toBe(is)
  })

  test('what is of no use is left out with its reason', () => {
    const rows = Array.from({ length: 200 }, (_, i) => i)
    expect(shapeOf('a', rows.map(() => ''))).toMatchObject({ is: 'unused', why: 'empty' })
    expect(shapeOf('a', rows.map(() => 'same'))).toMatchObject({ is: 'unused', why: 'constant' })
    expect(shapeOf('customer_id', rows.map((row) => String(row * 977 + 10)))).toMatchObject({ is: 'unused', why: 'id' })
    expect(shapeOf('a', rows.map((row) => String(1_000 + row)))).toMatchObject({ is: 'unused', why: 'id' })
    expect(shapeOf('code', rows.map((row) => `K${row}`))).toMatchObject({ is: 'unused', why: 'id' })
    expect(shapeOf('note', rows.map((row) => `She asked on day ${row} whether it comes in blue`))).toMatchObject({ is: 'unused', why: 'text' })
  })

  test('measured numbers that are nearly all different are no ids', () => {
    const random = seeded(1)
    expect(shapeOf('amount', Array.from({ length: 300 }, () => String(random() * 1e4)))?.is).toBe('number')
  })

  test('a date is as many days as it lies before the newest', () => {
    const shapes = shapesOf({ joined: repeated(['2024-05-10', '2024-05-01', '']) })
    expect([...(frameOf(shapes, { joined: ['2024-05-01', '', 'no date'] }, 3).columns[0]?.values ?? [])]).toEqual([9, NaN, NaN])
    expect(dayOf('民國113年5月1日')).toBe(dayOf('2024-05-01'))
    expect(dayOf('1 พ.ค. 2567')).toBe(dayOf('2024-05-01'))
  })

  test('a column that another table lacks is missing in every row; spelling and width of a level do not matter', () => {
    const shapes = shapesOf({ a: repeated(['1', '2', '3']), c: repeated(['Gold', 'Silver', 'None given']) })
    const frame = frameOf(shapes, { c: ['ＧＯＬＤ', ' silver', ''] }, 3)
    expect([...(frame.columns[0]?.values ?? [])]).toEqual([NaN, NaN, NaN])
    const c = frame.columns[1]
    expect(c?.is === 'category' ? [...c.values].map((level) => c.levels[level]) : []).toEqual(['gold', 'silver', ''])
  })

  test('any number comes back from the ways it is written', () => {
    fc.assert(fc.property(fc.integer({ min: -1e9, max: 1e9 }), (value) => {
      const plain = String(value)
      const wide = plain.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
      const grouped = value.toLocaleString('en')
      for (const text of [plain, wide, grouped, `${grouped}.00`, value < 0 ? `(${grouped.slice(1)})` : `NT$${grouped}`]) expect(numberOf(text)).toBe(value)
      expect(numberOf(value.toLocaleString('de'), 'comma')).toBe(value)
    }))
  })

  test('no text breaks the reading of columns', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 60 }), (cells) => {
      const shapes = shapesOf({ a: cells })
      expect(shapes).toHaveLength(1)
      expect(frameOf(shapes, { a: cells }, cells.length).rows).toBe(cells.length)
    }), { numRuns: 200 })
  })
})

describe('labels', () => {
  test.each<readonly [readonly string[], string, string]>([
    [['1', '0', '0'], '1', 'word'],
    [['yes', 'no', 'yes'], 'yes', 'word'],
    [['TRUE', 'FALSE', 'TRUE'], 'TRUE', 'word'],
    [['是', '否', '是'], '是', 'word'],
    [['有', '無', '有'], '有', 'word'],
    [['ใช่', 'ไม่ใช่', 'ใช่'], 'ใช่', 'word'],
    [['converted', 'not converted', 'converted'], 'converted', 'denial'],
    [['成交', '未成交', '成交'], '成交', 'denial'],
    [['ซื้อ', 'ไม่ซื้อ', 'ซื้อ'], 'ซื้อ', 'denial'],
    [['stay', 'leave', 'stay'], 'leave', 'rarer'],
    [['1', '2', '1'], '2', 'rarer'],
  ])('%j: the yes is %s, %s', (cells, yes, because) => {
    expect(labelsOf(cells)).toMatchObject({ is: 'labels', yes, because })
  })

  test('what is asked for counts as yes, all else as no; gaps are neither', () => {
    expect(labelsOf(['a', 'b', '', 'c', 'B'], 'b')).toMatchObject({ is: 'labels', because: 'asked', positives: 2, negatives: 2, missing: 1 })
  })

  test('no labels, one label, many labels and an unknown yes are said to be so', () => {
    expect(labelsOf(['', 'N/A'])).toMatchObject({ is: 'none', why: 'empty' })
    expect(labelsOf(['1', '1.0', '1'])).toMatchObject({ is: 'none', why: 'constant' })
    expect(labelsOf(['a', 'b', 'c'])).toMatchObject({ is: 'none', why: 'many', distinct: 3 })
    expect(labelsOf(['a', 'b'], 'x')).toMatchObject({ is: 'none', why: 'unknown_yes' })
  })
})

describe('the parts of a model', () => {
  test('parts are of equal size and each has its share of the yes', () => {
    fc.assert(fc.property(fc.integer({ min: 50, max: 500 }), fc.integer({ min: 10, max: 25 }), fc.integer({ min: 0, max: 1e6 }), (rows, positives, seed) => {
      const labels = Float64Array.from({ length: rows }, (_, row) => Number(row < positives))
      const parts = foldsOf(labels, 5, seed)
      for (let fold = 0; fold < 5; fold++) {
        const inside = [...parts.keys()].filter((row) => parts[row] === fold)
        const yes = inside.filter((row) => labels[row] === 1).length
        expect(Math.abs(inside.length - rows / 5)).toBeLessThan(2)
        expect(Math.abs(yes - positives / 5)).toBeLessThan(1)
      }
    }), { numRuns: 30 })
  })

  test('the linear model is where its loss cannot get lower: the mean of its chances is the rate', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
      const random = seeded(seed)
      const rows = 300
      const a = Float64Array.from({ length: rows }, () => random() * 100)
      const frame = {
        rows,
        columns: [
          { name: 'a', is: 'number' as const, values: a },
          { name: 'c', is: 'category' as const, values: Uint32Array.from(a, () => Math.floor(random() * 4)), levels: ['', 'x', 'y', 'z'] },
        ],
      }
      const labels = Float64Array.from(a, (value) => Number(random() * 100 < value))
      const design = designOf(frame)
      const data = laidOut(design, frame)
      const fitted = fitLogistic(data, labels, Int32Array.from({ length: rows }, (_, row) => row), design.places, 1)
      let sum = 0
      for (let row = 0; row < rows; row++) sum += 1 / (1 + Math.exp(-scoreLogistic(fitted, data, row)))
      expect(sum / rows).toBeCloseTo(labels.reduce((total, label) => total + label, 0) / rows, 2)
    }), { numRuns: 10 })
  })

  test('weights of a blend are never negative, and a useless voice gets next to nothing', () => {
    const random = seeded(4)
    const rows = 4_000
    const truth = Float64Array.from({ length: rows }, () => random() * 4 - 2)
    const labels = truth.map((score) => Number(random() < 1 / (1 + Math.exp(-score))))
    const { weights } = fitBlend([truth, truth.map(() => random() * 4 - 2), truth.map((score) => -score)], labels, Int32Array.from({ length: rows }, (_, row) => row))
    expect(Math.min(...weights)).toBeGreaterThanOrEqual(0)
    expect(weights[0]).toBeGreaterThan(0.85)
    expect((weights[1] ?? 1) + (weights[2] ?? 1)).toBeLessThan(0.15)
  })

  test("DeLong's interval holds the true area about as often as it says", () => {
    const random = seeded(11)
    const normal = (): number => normalDraw(random)
    const truth = 0.7602 // of two normals one apart: Phi(1 / sqrt 2)
    let held = 0
    for (let run = 0; run < 300; run++) {
      const y = Float64Array.from({ length: 200 }, (_, row) => Number(row < 60))
      const found = aucInterval(y.map((label) => label + normal()), y)
      if (found && found.low <= truth && truth <= found.high) held++
    }
    expect(held / 300).toBeGreaterThan(0.91)
  })

  test('bands run from the likeliest down, together hold every row, and never tear equal chances apart', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.boolean()), { minLength: 50, maxLength: 300 }), (pairs) => {
      const p = Float64Array.from(pairs, ([chance]) => chance / 20)
      const bands = bandsOf(p, Float64Array.from(pairs, ([, yes]) => Number(yes)))
      expect(bands.reduce((sum, { rows }) => sum + rows, 0)).toBeLessThanOrEqual(pairs.length)
      for (const [i, { from, rows }] of bands.entries()) {
        const above = p.filter((chance) => chance >= from && (i === 0 || chance < (bands[i - 1]?.from ?? 1)))
        if (i < bands.length - 1) expect(rows).toBe(above.length)
      }
    }), { numRuns: 60 })
  })
})

describe('a model of a table', () => {
  const rows = 1_200
  const random = seeded(21)
  const a = Array.from({ length: rows }, () => random())
  const city = Array.from({ length: rows }, () => ['台北', 'กรุงเทพ', 'Singapore', ''][Math.floor(random() * 4)] as string)
  const chance = a.map((value, row) => (city[row] === '台北' ? 0.15 : 0.05) + 0.7 * value * value)
  const labels = Float64Array.from(chance, (p) => Number(random() < p))
  const texts: Texts = { a: a.map((value) => value.toFixed(4)), city, noise: a.map(() => String(Math.floor(random() * 1_000))) }
  const frame = frameOf(shapesOf(texts), texts, rows)
  const model = fitTable(frame, labels)

  test('finds what matters, says which way, and is not sure of more than it knows', () => {
    expect(model.because).not.toBe('nothing')
    expect(model.reasons[0]).toMatchObject({ column: 'a', direction: 1 })
    expect(model.reasons.find(({ column }) => column === 'city')?.raises[0]).toBe('台北')
    const best = aucOf(chance, labels) ?? 1
    expect(model.auc?.low).toBeLessThan(best)
    expect(model.auc?.estimate).toBeGreaterThan(best - 0.03)
    expect(model.leaks).toEqual([])
  })

  test('chances are chances, and on average as many as there were', () => {
    const p = foretell(model, frame)
    expect(Math.min(...p)).toBeGreaterThanOrEqual(1e-6)
    expect(Math.max(...p)).toBeLessThanOrEqual(1 - 1e-6)
    expect(p.reduce((sum, value) => sum + value, 0) / rows).toBeCloseTo(model.rate, 1)
  })

  test('the same table and seed give the same model; the order of columns in another table does not matter', () => {
    const again = fitTable(frame, labels)
    expect(foretell(again, frame)).toEqual(foretell(model, frame))
    expect(foretell(model, { rows, columns: frame.columns.toReversed() })).toEqual(foretell(model, frame))
  })

  test('of noise it says that nothing tells anything, and foretells the rate of everybody', () => {
    for (const seed of [1, 2, 3]) {
      const chances = seeded(seed)
      const noise = Float64Array.from({ length: 400 }, () => Number(chances() < 0.3))
      const table = { rows: 400, columns: ['x', 'y', 'z'].map((name) => ({ name, is: 'number' as const, values: Float64Array.from({ length: 400 }, () => chances()) })) }
      const found = fitTable(table, noise)
      expect(found.because).toBe('nothing')
      expect(found.auc).toBeNull()
      const p = foretell(found, table)
      expect(new Set(p).size).toBe(1)
      expect(p[0]).toBeCloseTo(found.rate, 9)
    }
  })

  test('a column that holds the answer, and one that is filled in only afterwards, are told of', () => {
    const planted = { rows, columns: [
      ...frame.columns,
      { name: 'invoice', is: 'number' as const, values: labels.map((label) => label * 900 + random()) },
      { name: 'closed', is: 'category' as const, values: Uint32Array.from(labels, (label) => (label === 1 && random() < 0.9 ? 1 + Math.floor(random() * 2) : 0)), levels: ['', 'mon', 'tue'] },
    ] }
    const { leaks } = fitTable(planted, labels)
    expect(leaks.map(({ column, is }) => [column, is])).toEqual([['invoice', 'decides'], ['closed', 'presence']])
  })
})
