/** Households: people at one address or phone who share a family name, as a level of its own above people. People keep their clusters. */
import { planOf } from './fields.ts'
import { readTable, type Table } from './table.ts'
import type { MatchInput } from './types.ts'

/** People of one household at most; what is shared by more is a hotel, an office or a placeholder. */
const HOUSEHOLD_MAX = 12

/**
 * Per record its household, numbered from 0 in order of first record. Two clusters share a household when a record of each has the same family name
 * (in any writing) and the same phone or the same address, and no more than twelve people do so.
 */
export function households(input: MatchInput, clusters: Int32Array): Int32Array {
  const steps = readTable(input)
  let step = steps.next()
  while (!step.done) step = steps.next()
  const table = step.value
  const { slots } = planOf(input.roles)
  const name = slots.findIndex((slot) => slot.kind === 'name')
  const places = slots.flatMap((slot, index) => slot.kind === 'phone' || slot.kind === 'address' ? [index] : [])
  const peopleOf = new Map<string, Set<number>>()
  for (let record = 0; record < table.size; record++) {
    const family = familyOf(table, name, record)
    if (family === '') continue
    for (const slot of places) {
      const id = table.columns[slot]!.ids[record]!
      if (id < 0) continue
      const key = `${slot}:${id}:${family}`
      const people = peopleOf.get(key)
      const cluster = clusters[table.rows[record]!]!
      if (people) people.add(cluster)
      else peopleOf.set(key, new Set([cluster]))
    }
  }
  return numbered(clusters, peopleOf)
}

function familyOf(table: Table, slot: number, record: number): string {
  const id = slot < 0 ? -1 : table.columns[slot]!.ids[record]!
  const value = id < 0 ? null : table.columns[slot]!.values[id]!
  const family = value?.is === 'name' ? value.readings[0]?.family : null
  return family ? family.sound : ''
}

function numbered(clusters: Int32Array, peopleOf: ReadonlyMap<string, ReadonlySet<number>>): Int32Array {
  const parent = new Map<number, number>()
  const find = (cluster: number): number => {
    let at = cluster
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up
    return at
  }
  for (const people of peopleOf.values()) {
    if (people.size < 2 || people.size > HOUSEHOLD_MAX) continue
    const [first, ...others] = [...people].map(find).sort((one, other) => one - other)
    for (const other of others) if (other !== first) parent.set(other, first!)
  }
  const numbers = new Map<number, number>()
  return clusters.map((cluster) => {
    const root = find(cluster)
    if (!numbers.has(root)) numbers.set(root, numbers.size)
    return numbers.get(root)!
  })
}
