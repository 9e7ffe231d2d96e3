/**
 * Synthetic customer records with the errors that real ones have, in four ways of writing, so that anyone can reproduce the figures of growth.
 * Each person is a pure function of (seed, number) and each record of (person, copy): a million records need no more memory than their order.
 */
import { hash53 } from '@rapport/core/base/hash'
import { pickIndex, seeded, type Random } from '@rapport/core/base/random'
import { spoil, type Spoiled } from './synthetic-errors.ts'
import { personOf } from './synthetic-person.ts'

/** One record and the truth about it. */
export interface SyntheticRecord {
  readonly values: Spoiled
  readonly person: number
  readonly household: number
}

/** Columns of the records, without the truth. */
export const SYNTHETIC_COLUMNS = ['record_id', 'source', 'name', 'email', 'phone', 'birth_date', 'address', 'city', 'member_no'] as const

/** Share of people with one record, two, … five. */
const COPIES = [0.4, 0.25, 0.18, 0.1, 0.07] as const
/** Share of homes in which two to four people live who have the family name, the address and often the phone in common. */
const SHARED_HOMES = 0.18

/** So many records in random order. The same numbers give the same records. */
export function* syntheticRecords({ records, seed = 1 }: { readonly records: number; readonly seed?: number }): Generator<SyntheticRecord> {
  const homes: number[] = []
  const people = new Int32Array(records)
  const copies = new Uint8Array(records)
  let person = 0
  for (let row = 0, home = 0; row < records; home++) {
    const random = seeded(hash53(`home ${home}`, seed))
    const members = random() < SHARED_HOMES ? 2 + pickIndex(random, 3) : 1
    for (let member = 0; member < members && row < records; member++, person++) {
      homes.push(home)
      const draw = random()
      let sum = 0
      const n = 1 + COPIES.findIndex((share) => (sum += share) > draw)
      for (let copy = 0; copy < Math.max(1, n) && row < records; copy++, row++) {
        people[row] = person
        copies[row] = copy
      }
    }
  }
  const order = shuffled(records, seeded(hash53('order', seed)))
  for (let n = 0; n < records; n++) {
    const row = order[n] ?? 0
    const who = people[row] ?? 0
    const home = homes[who] ?? 0
    const copy = copies[row] ?? 0
    yield { values: spoil(`S${String(n).padStart(7, '0')}`, personOf({ person: who, home, seed }), copy, seeded(hash53(`record ${who} ${copy}`, seed))), person: who, household: home }
  }
}

function shuffled(length: number, random: Random): Int32Array {
  const order = Int32Array.from({ length }, (_, i) => i)
  for (let i = length - 1; i > 0; i--) {
    const other = pickIndex(random, i + 1)
    const kept = order[i] ?? 0
    order[i] = order[other] ?? 0
    order[other] = kept
  }
  return order
}
