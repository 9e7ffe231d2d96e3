import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blocksOf, visitPairs } from './block.ts'
import { boost, correction } from './boost.ts'
import { clusterRecords, type ClusterTask } from './cluster.ts'
import { plainLevel } from './compare-field.ts'
import { compareNames } from './compare-name.ts'
import { nameValueOf, newPart, type PartOf } from './name-value.ts'
import { readTable } from './table.ts'
import { valueOf, type PlainKind } from './value.ts'

function done<Step, Answer>(steps: Generator<Step, Answer>): Answer {
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value
}

describe('comparing values', () => {
  const KINDS: readonly PlainKind[] = ['id', 'email', 'phone', 'date', 'address', 'city', 'postcode', 'gender', 'category', 'text', 'number']
  const text = fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom(
    'mei88@gmail.com', 'mei89@gmail.com', '0912633817', '+886912633817', '1985-03-02', '02/03/1985', '2528-03-02',
    '台北市大安區和平東路3號', '台北市大安区和平东路三号', 'ls1 4ab', 'ls1 4ba', '12', '12.0', 'Edinburgh',
    'City of Edinburgh',
  ))

  it('is symmetric, and a value is the same as itself', () => {
    fc.assert(fc.property(fc.constantFrom(...KINDS), text, text, (kind, one, other) => {
      const [left, right] = [valueOf(kind, one), valueOf(kind, other)]
      if (left) expect(plainLevel(kind, left, left)).toBe(1)
      if (!left || !right) return
      expect(plainLevel(kind, left, right)).toBe(plainLevel(kind, right, left))
      expect(plainLevel(kind, left, right)).toBeLessThanOrEqual(5)
    }), { numRuns: 300 })
  })

  it.each([
    ['date', '1985-03-02', '2528-03-02', 1], ['date', '1985-03-02', '1985-02-03', 2], ['date', '1985-03-02', '1985-03-03', 3], ['date', '1985-03-02', '1962-11-27', 5],
    ['phone', '0912-633-817', '+886912633817', 1], ['phone', '0912633817', '0912633871', 3], ['phone', '0912633817', '0955120448', 5],
    ['email', 'mei.chen88@gmail.com', 'MeiChen88+promo@gmail.com', 1], ['email', 'yiting6150@gmail.com', 'yiting5099@gmail.com', 5], ['email', 'yiting@gmail.com', 'yiting@qq.com', 0],
    ['city', 'Edinburgh', 'City of Edinburgh', 2], ['postcode', 'LS1 4AB', 'ls14ab', 1], ['id', 'M1000001', 'M1000007', 3], ['id', 'M1000001', 'M7731942', 5],
  ] as const)('%s: %s and %s are of level %i', (kind, one, other, level) => {
    expect(plainLevel(kind, valueOf(kind, one)!, valueOf(kind, other)!)).toBe(level)
  })
})

describe('comparing names', () => {
  it('rules no two words out by their sounds that the whole comparison finds alike', () => {
    const levels = (one: string, other: string, partOf: PartOf) => {
      const out = { given: 0, family: 0, middle: 0, givenShare: 0, familyShare: 0 }
      const [left, right] = [one, other].map((text) => nameValueOf({ full: [text], given: '', family: '' }, partOf))
      if (left && right) compareNames(left, right, out)
      return out
    }
    const word = fc.oneof(fc.stringMatching(/^[a-z]{2,8}$/), fc.constantFrom('smith', 'smyth', 'schmidt', 'wong', 'huang', 'emily', 'emma', 'robert', 'bob', 'somchai', 'somchay'))
    const name = fc.tuple(word, word).map((words) => words.join(' '))
    fc.assert(
      fc.property(name, name, (one, other) => {
        expect(levels(one, other, newPart)).toEqual(levels(one, other, (forms, role) => ({ ...newPart(forms, role), soundBits: null })))
      }),
      { numRuns: 500 },
    )
  })
})

describe('blocking', () => {
  const row = fc.record({
    name: fc.constantFrom('anna abel', 'ben bauer', 'carla conrad', 'dora dietz', ''), city: fc.constantFrom('Ulm', 'Bonn', ''), phone: fc.constantFrom('0912633817', '0955120448', ''),
  })

  it('visits no pair twice, and every pair of a rare key', () => {
    fc.assert(fc.property(fc.array(row, { minLength: 2, maxLength: 50 }), (rows) => {
      const columns = { name: rows.map((one) => one.name), city: rows.map((one) => one.city), phone: rows.map((one) => one.phone) }
      const table = done(readTable({ columns, roles: { name: 'name', city: 'city', phone: 'phone' } }))
      const blocks = done(blocksOf(table))
      const seen = new Set<string>()
      visitPairs(blocks, 0, blocks.keys.length, (a, b) => {
        expect(seen.has(`${a} ${b}`)).toBe(false)
        seen.add(`${a} ${b}`)
      })
      const phone = table.columns.find((column) => column.slot.kind === 'phone')!
      const records = [...phone.ids.keys()]
      for (const a of records) for (const b of records) if (a < b && phone.ids[a]! >= 0 && phone.ids[a] === phone.ids[b]) expect(seen.has(`${a} ${b}`)).toBe(true)
    }), { numRuns: 100 })
  })
})

describe('clustering', () => {
  const task = (size: number, edges: readonly (readonly [number, number])[], more: Partial<ClusterTask> = {}): ClusterTask => {
    const likely = new Set(edges.map(([a, b]) => `${a} ${b}`))
    return {
      size, a: Int32Array.from(edges, ([a]) => a), b: Int32Array.from(edges, ([, b]) => b), logOdds: new Float32Array(edges.length).fill(4),
      score: (a, b) => likely.has(`${Math.min(a, b)} ${Math.max(a, b)}`) ? 4 : -6, together: [], apart: [], unique: [], sources: null, sizeMax: 200, ...more,
    }
  }
  const square = (from: number) => [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]].map(([a, b]) => [a! + from, b! + from] as const)

  it('does not let one mistaken pair join two people', () => {
    expect([...done(clusterRecords(task(8, [...square(0), ...square(4), [3, 4]])))]).toEqual([0, 0, 0, 0, 4, 4, 4, 4])
  })

  it('makes every record part of one cluster and never exceeds the limit', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(19), fc.nat(19)), { maxLength: 60 }), fc.integer({ min: 2, max: 6 }), (drawn, sizeMax) => {
      const edges = [...new Map(drawn.filter(([a, b]) => a !== b).map(([a, b]) => [`${Math.min(a, b)} ${Math.max(a, b)}`, [Math.min(a, b), Math.max(a, b)] as const])).values()]
      const roots = done(clusterRecords(task(20, edges, { sizeMax })))
      const sizes = new Map<number, number>()
      for (const root of roots) sizes.set(root, (sizes.get(root) ?? 0) + 1)
      for (const size of sizes.values()) expect(size).toBeLessThanOrEqual(sizeMax)
      roots.forEach((root, record) => expect(root).toBeLessThanOrEqual(record))
    }))
  })

  it('keeps one record per source', () => {
    expect([...done(clusterRecords(task(4, square(0), { sources: Int32Array.of(0, 0, 1, 1) })))].filter((root, record, all) => all.indexOf(root) === record)).toHaveLength(2)
  })
})

describe('learning from labels', () => {
  it('finds what no single feature shows', () => {
    const count = 400
    const features = new Float64Array(count * 2)
    const answers = new Uint8Array(count)
    for (let row = 0; row < count; row++) {
      features[row * 2] = (row * 7919) % 100
      features[row * 2 + 1] = (row * 104_729) % 97
      answers[row] = (features[row * 2]! > 50) === (features[row * 2 + 1]! > 40) ? 1 : 0
    }
    const trees = boost({ features, width: 2, count }, answers, new Float64Array(count))
    let right = 0
    for (let row = 0; row < count; row++) if ((correction(trees, features, row * 2) > 0) === (answers[row] === 1)) right++
    expect(right).toBeGreaterThan(count * 0.95)
  })
})
