/** A table read for matching: every distinct value once, records in an order that depends only on what they say. */
import { fnv } from './hash.ts'
import { planOf, type Plan, type Slot } from './fields.ts'
import { nameValueOf, sharedParts, type Part } from './name-value.ts'
import type { MatchInput, MatchProgress } from './types.ts'
import { valueOf, type Value } from './value.ts'

/** One slot of all records: `ids[record]` points into `values`, -1 when missing. */
export interface Column {
  readonly slot: Slot
  readonly ids: Int32Array
  readonly values: readonly Value[]
  /** Records per value. */
  readonly counts: Int32Array
  /** Records with a value. */
  readonly present: number
}

/** Records are numbered in canonical order; `rows[record]` is the row of the input, `rankOf[row]` the record. */
export interface Table {
  readonly plan: Plan
  readonly size: number
  readonly rows: Int32Array
  readonly rankOf: Int32Array
  readonly columns: readonly Column[]
  readonly parts: readonly Part[]
  /** Source of each record, numbered; -1 when unknown; null without a source column. */
  readonly sources: Int32Array | null
}

/** Values of a step between two reports of progress. */
const STEP = 20_000

/** Reads a table. A column that the input lacks counts as missing everywhere. */
export function* readTable(input: MatchInput): Generator<MatchProgress, Table> {
  const plan = planOf(input.roles)
  const size = Math.max(0, ...Object.values(input.columns).map((column) => column.length))
  const names = plan.slots.flatMap((slot) => slot.columns).filter((column) => input.columns[column])
  const rows = yield* canonicalRows(names.map((name) => input.columns[name]!), size)
  const rankOf = new Int32Array(size)
  for (let record = 0; record < size; record++) rankOf[rows[record]!] = record
  const parts = sharedParts()
  const columns: Column[] = []
  for (const [at, slot] of plan.slots.entries()) {
    const texts = slot.columns.map((column) => input.columns[column] ?? [])
    columns.push(yield* readColumn(slot, texts, rows, parts.partOf, { done: at * size, total: plan.slots.length * size }))
  }
  const sources = plan.source && input.columns[plan.source] ? numbered(input.columns[plan.source]!, rows) : null
  const table = { plan, size, rows, rankOf, columns, parts: [...parts.all.values()], sources }
  countShares(table)
  return table
}

/** Rows sorted by a 53-bit hash of all they say: the same whatever order the file has. Rows with the same content are interchangeable. */
function* canonicalRows(columns: readonly (readonly string[])[], size: number): Generator<MatchProgress, Int32Array> {
  const high = new Uint32Array(size)
  const low = new Uint32Array(size)
  for (let row = 0; row < size; row++) {
    let one = 0x811c9dc5
    let two = 0x9747b28c
    for (const column of columns) {
      one = fnv(column[row] ?? '', one)
      two = fnv(column[row] ?? '', two ^ 0x5bd1e995)
    }
    high[row] = one & 0x1fffff
    low[row] = two
    if (row % STEP === STEP - 1) yield { stage: 'read', done: 0, total: size }
  }
  const keys = new Float64Array(size)
  for (let row = 0; row < size; row++) keys[row] = high[row]! * 0x100000000 + low[row]!
  const order = new Int32Array(size)
  for (let row = 0; row < size; row++) order[row] = row
  return order.sort((left, right) => keys[left]! - keys[right]! || left - right)
}

function* readColumn(
  slot: Slot, texts: readonly (readonly string[])[], rows: Int32Array, partOf: Parameters<typeof nameValueOf>[1], at: { readonly done: number; readonly total: number },
): Generator<MatchProgress, Column> {
  const ids = new Int32Array(rows.length).fill(-1)
  const known = new Map<string, number>()
  const byText = new Map<string, number>()
  const values: Value[] = []
  const counts: number[] = []
  let present = 0
  for (let record = 0; record < rows.length; record++) {
    const row = rows[record]!
    let key = ''
    for (let index = 0; index < texts.length; index++) key += index === 0 ? texts[index]![row] ?? '' : `\u001f${texts[index]![row] ?? ''}`
    let id = known.get(key)
    if (id === undefined) {
      const value = readSlot(slot, (column) => texts[slot.columns.indexOf(column)]?.[row] ?? '', partOf)
      id = value ? sameValue(value, byText, values) : -1
      known.set(key, id)
    }
    ids[record] = id
    if (id >= 0) {
      counts[id] = (counts[id] ?? 0) + 1
      present++
    }
    if (record % STEP === STEP - 1) yield { stage: 'read', done: at.done + record, total: at.total }
  }
  return { slot, ids, values, counts: Int32Array.from(counts), present }
}

function sameValue(value: Value, byText: Map<string, number>, values: Value[]): number {
  const key = value.is === 'name' ? `${value.text}\u001f${value.middle.join(' ')}\u001f${value.sex ?? ''}\u001f${value.readings[0]?.family?.text ?? ''}` : value.text
  let id = byText.get(key)
  if (id === undefined) {
    byText.set(key, id = values.length)
    values.push(value)
  }
  return id
}

/** Reads one slot of one record. */
export function readSlot(slot: Slot, text: (column: string) => string, partOf: Parameters<typeof nameValueOf>[1]): Value | null {
  if (slot.kind !== 'name') return valueOf(slot.kind, text(slot.columns[0]!))
  return nameValueOf({ full: slot.full.map(text), given: slot.given ? text(slot.given) : '', family: slot.family ? text(slot.family) : '' }, partOf)
}

function numbered(texts: readonly string[], rows: Int32Array): Int32Array {
  const known = new Map<string, number>()
  return Int32Array.from(rows, (row) => {
    const text = (texts[row] ?? '').trim()
    if (text === '') return -1
    if (!known.has(text)) known.set(text, known.size)
    return known.get(text)!
  })
}

/** How common each value and each part of a name is among the records that have one. */
function countShares(table: Table): void {
  for (const column of table.columns) {
    if (column.slot.kind === 'name') {
      countParts(column, table.parts)
      continue
    }
    const loose = new Map<string, number>()
    column.values.forEach((value, id) => {
      value.share = column.counts[id]! / column.present
      const sound = soundOf(value)
      loose.set(sound, (loose.get(sound) ?? 0) + value.share)
    })
    for (const value of column.values) value.loose = loose.get(soundOf(value)) ?? value.share
  }
}

function soundOf(value: Value): string {
  return value.is === 'plain' ? value.sound : value.text
}

function countParts(column: Column, parts: readonly Part[]): void {
  let given = 0
  let family = 0
  column.values.forEach((value, id) => {
    const reading = value.is === 'name' ? value.readings[0] : undefined
    const count = column.counts[id]!
    if (reading?.given) {
      reading.given.given += count
      given += count
    }
    if (reading?.family) {
      reading.family.family += count
      family += count
    }
  })
  const givenLoose = new Map<string, number>()
  const familyLoose = new Map<string, number>()
  for (const part of parts) {
    part.given = Math.max(part.given, 1) / Math.max(given, 1)
    part.family = Math.max(part.family, 1) / Math.max(family, 1)
    const sound = part.sounds[0] ?? part.text
    givenLoose.set(sound, (givenLoose.get(sound) ?? 0) + part.given)
    familyLoose.set(sound, (familyLoose.get(sound) ?? 0) + part.family)
  }
  for (const part of parts) {
    const sound = part.sounds[0] ?? part.text
    part.givenLoose = Math.min(1, givenLoose.get(sound) ?? part.given)
    part.familyLoose = Math.min(1, familyLoose.get(sound) ?? part.family)
  }
}
