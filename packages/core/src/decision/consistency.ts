/**
 * Does everybody who speaks for the company tell one person the same? Looks at the decisions for a person on several channels within the time in which they should
 * be told one story, and names those that contradict each other without a reason the company could give.
 */
import type { OfferId } from '../base/id.ts'
import type { Candidate, Decision } from './types.ts'

/** What is wrong: two offers of one group; a greater one was withheld elsewhere although nothing stood in its way; sold to here and helped there. */
export type ContradictionKind = 'group' | 'other_best' | 'sell_and_serve'

/** Two answers to one person that do not go together. */
export interface Contradiction {
  readonly is: ContradictionKind
  readonly earlier: Decision
  readonly later: Decision
  /** What each of them told. */
  readonly told: readonly [OfferId, OfferId]
}

/** What the finder needs to know of the workspace. */
export interface ConsistencyAsk {
  /** Milliseconds for which a person should be told one story. */
  readonly steadyFor: number
  readonly groupOf: (offer: OfferId) => string | undefined
  readonly kindOf: (offer: OfferId) => 'serve' | 'keep' | 'inform' | 'sell' | undefined
}

/** How one person fared. */
export interface Consistency {
  /** Comparable pairs: decisions on different placements within the time, both of which told something. */
  readonly pairs: number
  readonly contradictions: readonly Contradiction[]
  /** Share of comparable pairs without a contradiction; null when there is none to compare. */
  readonly score: number | null
}

/** Most decisions of a person that are compared with each other; the newest count. */
const DECISIONS_MAX = 200

/**
 * Compares the decisions of one person, each with the newest earlier one of every other placement within the time. Different answers are explained, and so no
 * contradiction, when what the other told was not possible here (another placement, a condition of the moment, consent for this channel, cap, budget, tier), when
 * chance explored and says so, when something about the person changed what it is worth (other moments hold), or when the two are worth the same.
 */
export function findContradictions(decisions: readonly Decision[], ask: ConsistencyAsk): Consistency {
  const sorted = [...decisions].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)).slice(-DECISIONS_MAX)
  const newest = new Map<string, Decision>()
  const contradictions: Contradiction[] = []
  let pairs = 0
  for (const later of sorted) {
    for (const [placement, earlier] of newest) {
      if (placement === later.placement || later.at - earlier.at >= ask.steadyFor || earlier.chosen === null || later.chosen === null) continue
      pairs++
      const is = contradictionOf(earlier, later, ask)
      if (is !== null) contradictions.push({ is, earlier, later, told: [earlier.chosen, later.chosen] })
    }
    newest.set(later.placement, later)
  }
  return { pairs, contradictions, score: pairs === 0 ? null : 1 - contradictions.length / pairs }
}

/** The mean over people who could be compared, how many there were, and how many heard a contradiction. `since` is the oldest decision looked at. */
export function consistencyOf(people: readonly Consistency[]): { readonly score: number | null; readonly people: number; readonly contradicted: number } {
  const compared = people.filter(({ score }) => score !== null)
  const contradicted = compared.filter(({ contradictions }) => contradictions.length > 0).length
  return { score: compared.length === 0 ? null : 1 - contradicted / compared.length, people: compared.length, contradicted }
}

function contradictionOf(earlier: Decision, later: Decision, { groupOf, kindOf }: ConsistencyAsk): ContradictionKind | null {
  const [before, now] = [earlier.chosen, later.chosen]
  if (before === null || now === null || before === now) return null
  const group = groupOf(before)
  if (group !== undefined && group === groupOf(now)) return 'group'
  // Help that could have been given on both sides, and one of them advertised instead.
  const [beforeKind, nowKind] = [kindOf(before), kindOf(now)]
  if (beforeKind === 'serve' && nowKind === 'sell' && possible(before, later) && !later.explored) return 'sell_and_serve'
  if (nowKind === 'serve' && beforeKind === 'sell' && possible(now, earlier) && !earlier.explored && sameMoments(earlier, later)) return 'sell_and_serve'
  if (!possible(before, later) || !possible(now, earlier)) return null
  if (earlier.explored || later.explored || !sameMoments(earlier, later) || !sameChance(earlier, later)) return null
  return worthOf(before, later) < worthOf(now, later) && worthOf(before, earlier) > worthOf(now, earlier) ? 'other_best' : null
}

function candidateOf(offer: OfferId, { candidates }: Decision): Candidate | undefined {
  return candidates.find((candidate) => candidate.offer === offer)
}

function possible(offer: OfferId, decision: Decision): boolean {
  const candidate = candidateOf(offer, decision)
  return candidate !== undefined && candidate.out === undefined
}

function worthOf(offer: OfferId, decision: Decision): number {
  return candidateOf(offer, decision)?.score ?? 0
}

function sameMoments({ moments: one = [] }: Decision, { moments: other = [] }: Decision): boolean {
  return one.length === other.length && one.every((id) => other.includes(id))
}

/** What cannot be told apart from the outside: a new throw of the dice because what was told has been used up, or new definitions in between. */
function sameChance(one: Decision, other: Decision): boolean {
  return one.version === other.version && (one.drawn === undefined || other.drawn === undefined || one.drawn === other.drawn)
}
