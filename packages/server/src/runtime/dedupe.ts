/** Which events have been accepted already: a bounded set of 106-bit hashes, held in memory and made durable by the log. */
import { hash53 } from '@rapport/core/base/hash'

/** Remembers pairs of hashes. When a generation is full the older one is forgotten, so at least `capacity / 2` newest ids are known. */
export interface Seen {
  /** True when the pair is known. */
  has(first: number, second: number): boolean
  /** Remembers a pair. */
  add(first: number, second: number): void
  /** Forgets pairs that were added by mistake (a commit that failed). Only pairs added since the last `add` of a full generation can be taken back. */
  remove(first: number, second: number): void
  /** How many are known. */
  readonly size: number
}

/** The two hashes under which an event id is remembered. Salted, so that nobody can craft an id that collides with another. */
export function seenHashes(seed: string, id: string): readonly [number, number] {
  const text = seed + id
  return [hash53(text, 11) + 1, hash53(text, 23) + 1]
}

const REMOVED = -1

interface Generation {
  readonly slots: Float64Array
  used: number
}

/** A Seen for `capacity` ids: two generations of half of it each, 16 bytes an id at half load. */
export function createSeen(capacity: number): Seen {
  const half = Math.max(16, Math.ceil(capacity / 2))
  let young = generation(1024)
  let old: Generation | null = null
  return {
    has: (first, second) => find(young, first, second) >= 0 || (old !== null && find(old, first, second) >= 0),
    add(first, second) {
      if (young.used >= half) {
        old = young
        young = generation(1024)
      }
      if (young.used * 2 >= young.slots.length / 2) young = grown(young)
      insert(young, first, second)
    },
    remove(first, second) {
      const slot = find(young, first, second)
      if (slot >= 0) young.slots[slot] = REMOVED
    },
    get size() {
      return young.used + (old?.used ?? 0)
    },
  }
}

function generation(places: number): Generation {
  return { slots: new Float64Array(places * 2), used: 0 }
}

function grown(from: Generation): Generation {
  const to = generation(from.slots.length)
  for (let slot = 0; slot < from.slots.length; slot += 2) {
    const first = from.slots[slot] as number
    if (first > 0) insert(to, first, from.slots[slot + 1] as number)
  }
  return to
}

function insert(into: Generation, first: number, second: number): void {
  const places = into.slots.length / 2
  let place = first % places
  while (into.slots[place * 2] !== 0) place = place + 1 === places ? 0 : place + 1
  into.slots[place * 2] = first
  into.slots[place * 2 + 1] = second
  into.used++
}

function find(within: Generation, first: number, second: number): number {
  const places = within.slots.length / 2
  let place = first % places
  for (;;) {
    const here = within.slots[place * 2]
    if (here === 0) return -1
    if (here === first && within.slots[place * 2 + 1] === second) return place * 2
    place = place + 1 === places ? 0 : place + 1
  }
}
