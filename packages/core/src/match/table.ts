/** A table read for matching: every distinct value once, records in an order that depends only on what they say. */
import { fnv } from './hash.ts'
import { planOf, RARE, type Plan, type Slot } from './fields.ts'
import { nameValueOf, sharedParts, type NameValue, type Part } from './name-value.ts'
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
const STEP = 4_000

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
  const key = value.is === 'name' ? nameKey(value) : value.text
  let id = byText.get(key)
  if (id === undefined) {
    byText.set(key, id = values.length)
    values.push(value)
  }
  return id
}

function nameKey(value: NameValue): string {
  const readings = value.readings.map(({ given, family }) => `${given?.text ?? ''},${family?.text ?? ''}`)
  return [value.text, value.middle.join(' '), value.sex ?? '', ...readings].join('\u001f')
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

/**
 * How common each value and each part of a name is, counted in people where `people` (per record, a number) tells who is whom. Rare values are estimated by
 * Good and Turing (1953): a value that one person has is as common as those that two have suggest, so that a mailbox weighs more than a birthday.
 */
export function countShares(table: Table, people: Int32Array | null = null): void {
  for (const column of table.columns) {
    if (column.slot.kind === 'name') {
      countParts(column, table.parts, people)
      continue
    }
    const counter = newCounter(people, RARE[column.slot.kind])
    column.ids.forEach((id, record) => {
      if (id >= 0) counter.add(id, record)
    })
    const shares = counter.shares(column.values.length)
    const loose = new Map<string, number>()
    column.values.forEach((value, id) => {
      value.share = shares[id]!
      const sound = soundOf(value)
      loose.set(sound, (loose.get(sound) ?? 0) + value.share)
    })
    for (const value of column.values) value.loose = loose.get(soundOf(value)) ?? value.share
  }
}

function soundOf(value: Value): string {
  return value.is === 'plain' ? value.sound : value.text
}

interface Counter {
  readonly add: (item: number, record: number) => void
  /** Shares of the items 0 to `size`. */
  readonly shares: (size: number) => Float64Array
}

/**
 * So many people who are not in the table speak for how rare a value of its kind usually is. In a table of thousands they change nothing; in one of five
 * records they keep a mailbox that two of them share from looking common.
 */
const UNSEEN = 100

/** Counts items once per person. `rare`: the usual share of a value of this kind. */
function newCounter(people: Int32Array | null, rare: number): Counter {
  const seen = new Set<number>()
  const counts = new Map<number, number>()
  let all = 0
  return {
    add: (item, record) => {
      if (people) {
        const key = people[record]! * 0x4000000 + item
        if (seen.has(key)) return
        seen.add(key)
      }
      counts.set(item, (counts.get(item) ?? 0) + 1)
      all++
    },
    shares: (size) => {
      const adjusted = people ? goodTuring([...counts.values()]) : (count: number) => count
      const shares = new Float64Array(size)
      for (let item = 0; item < size; item++) shares[item] = (adjusted(Math.max(1, counts.get(item) ?? 0)) + UNSEEN * rare) / (all + UNSEEN)
      return shares
    },
  }
}

/** No count is lowered below this share of itself: too few are known to say so. */
const LEAST_ADJUSTED = 0.05
const ADJUSTED_UP_TO = 4

function goodTuring(counts: readonly number[]): (count: number) => number {
  const having = new Float64Array(ADJUSTED_UP_TO + 2)
  for (const count of counts) if (count <= ADJUSTED_UP_TO + 1) having[count]!++
  const adjusted = [0]
  for (let count = 1; count <= ADJUSTED_UP_TO; count++) {
    const turing = (count + 1) * (having[count + 1]! + 0.5) / (having[count]! + 1)
    adjusted.push(Math.max(adjusted[count - 1]!, Math.min(count, Math.max(turing, count * LEAST_ADJUSTED))))
  }
  return (count) => adjusted[count] ?? count
}

/**
 * Shares of given names are taken among all records, those of family names among the records of the same writing: that two names are of one language is
 * counted once, with the given name, and not again with the family name.
 */
function countParts(column: Column, parts: readonly Part[], people: Int32Array | null): void {
  const numbers = new Map(parts.map((part, index) => [part, index]))
  const counters = new Map<string, Counter>()
  const counterOf = (part: Part) => {
    const kind = part.role === 'given' ? 'given' : part.forms.script
    let counter = counters.get(kind)
    if (!counter) counters.set(kind, counter = newCounter(people, RARE[part.role]))
    return counter
  }
  column.ids.forEach((id, record) => {
    const value = id < 0 ? null : column.values[id]!
    const reading = value?.is === 'name' ? value.readings[0] : undefined
    if (reading?.given) counterOf(reading.given).add(numbers.get(reading.given)!, record)
    if (reading?.family) counterOf(reading.family).add(numbers.get(reading.family)!, record)
  })
  const shares = new Map<Counter, Float64Array>()
  const loose = new Map<string, number>()
  parts.forEach((part, index) => {
    const counter = counterOf(part)
    if (!shares.has(counter)) shares.set(counter, counter.shares(parts.length))
    part.share = shares.get(counter)![index]!
    loose.set(part.role + part.sound, (loose.get(part.role + part.sound) ?? 0) + part.share)
  })
  for (const part of parts) part.loose = Math.min(1, loose.get(part.role + part.sound)!)
}
