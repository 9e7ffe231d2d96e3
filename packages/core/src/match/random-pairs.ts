/** How often each level comes up among any two records: counted on pairs drawn evenly, the same draw every time. */
import { LEVEL_COUNT } from './compare-field.ts'
import { mix } from './hash.ts'
import type { Table } from './table.ts'
import type { Value } from './value.ts'
import { compareSlot, newVector } from './vectors.ts'

/** Pairs drawn at most. */
const DRAWN = 200_000

/** The values of one record, one per slot, written into `out`. */
export function valuesOf(table: Table, record: number, out: (Value | null)[]): void {
  for (let slot = 0; slot < table.columns.length; slot++) {
    const column = table.columns[slot]!
    const id = column.ids[record]!
    out[slot] = id < 0 ? null : column.values[id]!
  }
}

/** Chances by field and level among any two records. A level that never came up gets half a pair. */
export function* countRandom(table: Table): Generator<number, Float64Array> {
  const { fields } = table.plan
  const vector = newVector(table.plan)
  const counts = new Float64Array(fields.length * LEVEL_COUNT)
  const all = table.size * (table.size - 1) / 2
  const drawn = Math.min(DRAWN, all)
  const [a, b] = [new Int32Array(drawn), new Int32Array(drawn)]
  for (let draw = 0; draw < drawn; draw++) [a[draw], b[draw]] = all <= DRAWN ? pairNumber(draw) : drawnPair(draw, table.size)
  for (const [slot, { ids, values }] of table.columns.entries()) {
    for (let draw = 0; draw < drawn; draw++) {
      if (a[draw] === b[draw]) continue
      const [left, right] = [ids[a[draw]!]!, ids[b[draw]!]!]
      compareSlot(table.plan, slot, left < 0 ? null : values[left]!, right < 0 ? null : values[right]!, vector, 0)
      for (const field of table.plan.fieldsOf[slot]!) counts[field * LEVEL_COUNT + vector.levels[field]!]!++
      if (draw % 20_000 === 19_999) yield draw
    }
  }
  const u = new Float64Array(counts.length)
  for (let field = 0; field < fields.length; field++) {
    let sum = 0
    for (let level = 1; level < LEVEL_COUNT; level++) sum += counts[field * LEVEL_COUNT + level]!
    for (let level = 1; level < LEVEL_COUNT; level++) u[field * LEVEL_COUNT + level] = (counts[field * LEVEL_COUNT + level]! + 0.5) / (sum + 0.5 * (LEVEL_COUNT - 1))
  }
  return u
}

/** The pair of this number when all pairs a > b are counted out: (1,0), (2,0), (2,1), … */
function pairNumber(number: number): [number, number] {
  const a = Math.floor((1 + Math.sqrt(1 + 8 * number)) / 2)
  return [a, number - a * (a - 1) / 2]
}

function drawnPair(draw: number, size: number): [number, number] {
  return [mix(draw * 2 + 1) % size, mix(Math.imul(draw, 0x9e3779b1) ^ 0x1234567) % size]
}
