/** Filling the places of a placement one after the other, without putting anything back. */
import type { OfferId } from '../base/id.ts'
import { distribution, race, type Spread } from './chance.ts'
import type { CompiledOffer } from './compile.ts'
import type { Slot } from './types.ts'

/** What is to be filled. `scores` belong to `possible`, which stands in the order of ids. */
export interface SlateAsk {
  readonly possible: readonly Pick<CompiledOffer, 'id' | 'hash' | 'definition'>[]
  readonly scores: readonly number[]
  readonly slots: number
  readonly drawn: string
  readonly spread: Spread
}

/** The places, and the distribution of the first one: its chances (doing nothing last) and where the best stands. */
export interface Slate {
  readonly slots: readonly [Slot, ...Slot[]]
  readonly chances: Float64Array
  readonly best: number
}

/**
 * Slot by slot: the distribution over what is left and doing nothing, drawn with numbers of the slot's own, so that each slot has its exact chance given those
 * before it. What was taken, and what shares a group with it, is no longer left; nothing ends the slate.
 */
export function chooseSlate({ possible, scores, slots, drawn, spread }: SlateAsk): Slate {
  const first = slot({ indices: possible.map((_, index) => index), place: 0 })
  const all: [Slot, ...Slot[]] = [first.slot]
  let left = possible.map((_, index) => index)
  let { winner } = first
  for (let place = 1; place < slots && winner !== null; place++) {
    const taken = winner
    const group = possible[taken]?.definition.group
    left = left.filter((index) => index !== taken && (group === undefined || possible[index]?.definition.group !== group))
    if (left.length === 0) break
    const next = slot({ indices: left, place })
    all.push(next.slot)
    winner = next.winner
  }
  return { slots: all, chances: first.chances, best: first.best }

  function slot({ indices, place }: { readonly indices: readonly number[]; readonly place: number }) {
    const { chances, best } = distribution([...indices.map((index) => scores[index] ?? 0), 0], spread)
    const { winner: at, draw } = race({ drawn, slot: place, hashes: indices.map((index) => possible[index]?.hash ?? 0), chances })
    const index = indices[at] ?? null
    const chosen: OfferId | null = index === null ? null : (possible[index]?.id ?? null)
    return { slot: { chosen, propensity: chances[at] ?? 1, draw } satisfies Slot, winner: index, chances, best }
  }
}
