/** What becomes of arrivals before anything is folded: refused, known already, of somebody erased, or to be taken. */
import { assert } from '@rapport/core/base/assert'
import { isInstant, type Instant } from '@rapport/core/base/time'
import type { BadRow } from '../ports/store.ts'
import type { Arrival } from './app.ts'
import { seenHashes, type Seen } from './dedupe.ts'
import type { Verdict } from './line.ts'
import type { Suppression } from './suppression.ts'
import type { Input } from './turn.ts'

/** A batch, sorted. The ids of its inputs are in `seen` already; `undo` takes them out again when the commit fails. */
export interface Sorted {
  readonly inputs: readonly Input[]
  readonly bad: readonly BadRow[]
  /** One for each arrival. */
  readonly verdicts: readonly Verdict[]
  readonly hashes: Float64Array
  /** Hashes of identifiers that are suppressed no more, because of a fresh consent. */
  readonly lifted: readonly string[]
  undo(): void
}

/** Sorts arrivals in their order. */
export function sortArrivals(arrivals: readonly Arrival[], by: { readonly seed: string; readonly at: Instant; readonly seen: Seen; readonly suppression: Suppression }): Sorted {
  const { seed, at, seen, suppression } = by
  const hashes: [number, number][] = []
  const inputs: Input[] = []
  const bad: BadRow[] = []
  const lifted = new Set<string>()

  function sort(arrival: Arrival): Verdict {
    if (arrival.is === 'bad') {
      bad.push({ id: arrival.id, source: arrival.source, at, code: arrival.code, reason: arrival.reason, raw: arrival.raw, state: 'open' })
      return 'bad'
    }
    assert(isInstant(arrival.event.at), `event '${arrival.event.id}' has a whole moment between 1970 and 2199, got ${arrival.event.at}`)
    const [first, second] = seenHashes(seed, arrival.event.id)
    if (seen.has(first, second)) return 'duplicate'
    let { event } = arrival
    if (suppression.active) {
      const screened = suppression.screen(arrival, lifted)
      if (screened.is === 'dropped') return 'suppressed'
      if (screened.is === 'lifts') for (const hash of screened.hashes) lifted.add(hash)
      else event = screened.event
    }
    seen.add(first, second)
    hashes.push([first, second])
    inputs.push({ event, profile: arrival.profile })
    return 'accepted'
  }

  const verdicts = arrivals.map(sort)
  return {
    inputs,
    bad,
    verdicts,
    hashes: Float64Array.from(hashes.flat()),
    lifted: [...lifted],
    undo() {
      for (const [first, second] of hashes) seen.remove(first, second)
    },
  }
}
