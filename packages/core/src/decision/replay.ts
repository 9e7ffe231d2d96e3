/** A stored decision worked out anew from its row alone: values, chances and choices, bit for bit. */
import type { OfferId } from '../base/id.ts'
import { distribution, inverse } from './chance.ts'
import type { Candidate, Decision, Slot } from './types.ts'
import { scoreOf } from './worth.ts'

/** What the row gives when it is worked out anew. */
export interface Replayed {
  readonly chosen: OfferId | null
  readonly propensity: number
  readonly explored: boolean
  /** In the order of the stored candidates. */
  readonly candidates: readonly Candidate[]
  readonly slots?: readonly Slot[]
}

/** One number or name that is another than it was. */
export interface Difference {
  /** Where in the decision: `candidates.tea-gift-box.score`. */
  readonly path: string
  readonly stored: string
  readonly again: string
}

/** The row against itself worked out anew. `whole` false: a decision of before there was learning, which holds too little to check more than its choice. */
export interface ReplayVerdict {
  readonly equal: boolean
  readonly differs: readonly Difference[]
  readonly compared: number
  readonly whole: boolean
}

/** True when the row holds everything that its choice came from. */
export function isWhole({ draw, exploration }: Decision): boolean {
  return draw !== undefined && exploration !== undefined
}

/**
 * Values from their parts, chances from the values, the choice from the chances and the stored draw. `groups` tells which offers share a group, which only
 * slates of several places need (the definitions of the decision's version say so). A row that is not whole comes back as it is.
 */
export function replayDecision(decision: Decision, groups: ReadonlyMap<string, string> = new Map()): Replayed {
  const { candidates, chosen, propensity, explored, draw, exploration, sharpness, slots } = decision
  if (draw === undefined || exploration === undefined) return { chosen, propensity, explored, candidates, ...(slots && { slots }) }
  const scores = candidates.map(({ worth, score = 0 }) => (worth ? scoreOf(worth) : score))
  let left = candidates.flatMap(({ out, offer }, index) => (out || offer === null ? [] : [index]))
  const fill = (place: number) => {
    const { chances, best } = distribution([...left.map((index) => scores[index] ?? 0), 0], { sharpness, exploration })
    const at = inverse(chances, place)
    return { chances, best, at, slot: { chosen: idAt(candidates, left[at]), propensity: chances[at] ?? 1, draw: place } }
  }
  const first = fill(draw)
  const chanceOf = new Map(left.map((index, at) => [index, first.chances[at] ?? 0]))
  const bestOffer = idAt(candidates, left[first.best])
  const again: Slot[] = [first.slot]
  let last: Slot = first.slot
  for (const { draw: place } of slots?.slice(1) ?? []) {
    const group = last.chosen === null ? undefined : groups.get(last.chosen)
    left = left.filter((index) => {
      const id = candidates[index]?.offer ?? ''
      return id !== last.chosen && (group === undefined || groups.get(id) !== group)
    })
    last = fill(place).slot
    again.push(last)
  }
  return {
    chosen: first.slot.chosen,
    propensity: first.slot.propensity,
    explored: first.slot.chosen !== bestOffer,
    candidates: candidates.map((candidate, index) => {
      if (candidate.out) return candidate
      const probability = candidate.offer === null ? (first.chances.at(-1) ?? 1) : (chanceOf.get(index) ?? 0)
      return { ...candidate, score: scores[index] ?? 0, probability }
    }),
    ...(slots && { slots: again }),
  }
}

/** Compares a row with its replay, number by number. */
export function verifyDecision(decision: Decision, groups?: ReadonlyMap<string, string>): ReplayVerdict {
  const again = replayDecision(decision, groups)
  const differs: Difference[] = []
  let compared = 0
  const compare = (path: string, stored: unknown, anew: unknown): void => {
    compared++
    if (!Object.is(stored, anew)) differs.push({ path, stored: String(stored), again: String(anew) })
  }
  compare('chosen', decision.chosen, again.chosen)
  compare('propensity', decision.propensity, again.propensity)
  compare('explored', decision.explored, again.explored)
  for (const [index, { offer, out, score, probability }] of decision.candidates.entries()) {
    if (out) continue
    compare(`candidates.${offer ?? 'nothing'}.score`, score, again.candidates[index]?.score)
    compare(`candidates.${offer ?? 'nothing'}.probability`, probability, again.candidates[index]?.probability)
  }
  for (const [place, { chosen, propensity }] of (decision.slots ?? []).entries()) {
    compare(`slots.${place}.chosen`, chosen, again.slots?.[place]?.chosen)
    compare(`slots.${place}.propensity`, propensity, again.slots?.[place]?.propensity)
  }
  return { equal: differs.length === 0, differs, compared, whole: isWhole(decision) }
}

function idAt(candidates: readonly Candidate[], index: number | undefined): OfferId | null {
  return index === undefined ? null : (candidates[index]?.offer ?? null)
}
