/**
 * How good a value of the golden record is: why it won and each rival lost, how likely it is right, how fresh, and what about it should worry somebody.
 * All of it is worked out when it is read; nothing is stored.
 */
import type { Duration, Instant } from '../base/time.ts'
import { DAY, parseDuration } from '../base/time.ts'
import { agreeing, type RankCode, type Survivorship } from './survivorship.ts'
import type { Pace, Party, TraitFact } from './types.ts'

/** How long until what was said is half as likely to be true, by pace. */
export const HALF_LIFE: { readonly [pace in Pace]: Duration } = { never: Number.POSITIVE_INFINITY as Duration, slowly: (1_095 * DAY) as Duration, often: (120 * DAY) as Duration }
/** No source is believed more than this, and one that is trusted as much as TRUSTED counts when sources disagree. */
export const MOST_BELIEVED = 0.99
/** See MOST_BELIEVED. */
export const TRUSTED = 0.7

/** A fact that did not win. */
export interface LostRival {
  readonly fact: TraitFact
  readonly party: Party
  /** `agrees`: it says the same; `removed`: its source has taken its word back; else what spoke for the winner. */
  readonly why: 'agrees' | 'removed' | RankCode
}

/** What can be said about a value. */
export interface TraitQuality {
  readonly because: 'only_source' | RankCode
  readonly party: Party
  /** 0 to 1, see `confidenceOf`. */
  readonly confidence: number
  /** 1 = just said, 0 = as old as its source allows; absent when the source says no `staleAfter`. */
  readonly freshness?: number
  readonly stale: boolean
  /** Two trusted sources disagree on something that never changes. */
  readonly conflict: boolean
  readonly rivals: readonly LostRival[]
}

/** Everything about the facts of one trait, ranked as they stand in the document; null when there are none or the winner removed the value. */
export function qualityOf(trait: string, facts: readonly TraitFact[], rules: Survivorship, now: Instant): TraitQuality | null {
  const [winner, ...others] = facts
  if (winner === undefined || winner.value === null) return null
  const said = agreeing(winner.value)
  const rivals = others.map((fact): LostRival => ({
    fact,
    party: rules.source(fact.source).party,
    why: fact.value === null ? 'removed' : agreeing(fact.value) === said ? 'agrees' : rules.because(trait, facts, winner, fact),
  }))
  const against = others.find((fact) => fact.value === null || agreeing(fact.value) !== said) ?? others[0]
  const freshness = freshnessOf(trait, facts, rules, now)
  return {
    because: winner.once ? 'set_once' : against === undefined ? 'only_source' : rules.because(trait, facts, winner, against),
    party: rules.source(winner.source).party,
    confidence: confidenceOf(trait, facts, rules, now),
    ...(freshness !== null && { freshness }),
    stale: freshness === 0,
    conflict: inConflict(trait, facts, rules),
    rivals,
  }
}

/**
 * The probability that the winning value is right. A source is right with the probability of its trust, which halves with every half-life of the trait
 * (HALF_LIFE, by pace) since it spoke; sources err independently, and at most one value is right. With S(x) = 1 − ∏(1 − wᵢ) over the sources that say x
 * and odds o(x) = S(x) / (1 − S(x)), the answer is o(v) / (1 + Σ o(x)). One fresh source of trust 0.9 gives 0.9, two that agree 0.99, two that disagree 0.47.
 */
export function confidenceOf(trait: string, facts: readonly TraitFact[], rules: Survivorship, now: Instant): number {
  const halfLife = HALF_LIFE[paceOf(trait, rules)]
  const doubt = new Map<string, number>()
  for (const { value, source, at, once } of facts) {
    if (value === null) continue
    const age = Math.max(0, now - at)
    const weight = Math.min(MOST_BELIEVED, rules.source(source).trust * 2 ** -(age / halfLife) * (once ? 0.5 : 1))
    const key = agreeing(value)
    doubt.set(key, (doubt.get(key) ?? 1) * (1 - weight))
  }
  const odds = (left: number): number => (1 - left) / Math.max(left, 1e-9)
  const [winner] = facts
  if (winner === undefined || winner.value === null) return 0
  const all = [...doubt.values()].sort((a, b) => a - b).reduce((sum, left) => sum + odds(left), 0)
  return odds(doubt.get(agreeing(winner.value)) ?? 1) / (1 + all)
}

/** Of the sources that say the winning value, the freshest: 1 − age / `staleAfter`, never below 0. What never changes does not go out of date. Null: no limit is set. */
export function freshnessOf(trait: string, facts: readonly TraitFact[], rules: Survivorship, now: Instant): number | null {
  const [winner] = facts
  if (winner === undefined || winner.value === null) return null
  const said = agreeing(winner.value)
  let freshest: number | null = null
  for (const fact of facts) {
    if (fact.value === null || agreeing(fact.value) !== said) continue
    const limit = parseDuration(rules.source(fact.source).staleAfter ?? '')
    if (limit === null) {
      if (fact === winner) return null
      continue
    }
    if (paceOf(trait, rules) === 'never') return 1
    freshest = Math.max(freshest ?? 0, 1 - Math.max(0, now - fact.at) / limit)
  }
  return freshest
}

/** Whether two sources that are trusted disagree on something that never changes, such as a birth date. */
export function inConflict(trait: string, facts: readonly TraitFact[], rules: Survivorship): boolean {
  if (facts.length < 2 || paceOf(trait, rules) !== 'never') return false
  const said = new Set(facts.flatMap(({ value, source, once }) => (value !== null && !once && rules.source(source).trust >= TRUSTED ? [agreeing(value)] : [])))
  return said.size > 1
}

const NEVER_CHANGES = /birth|^dob$|gender|^sex$|blood|national_?id|citizen_?id|passport|member_?since|joined|country_of_origin|生日|出生|性別|性别|วันเกิด|เพศ/i
const CHANGES_OFTEN = /interest|preference|favou?rite|intent|mood|status|last_|latest|current_|score|points|balance|興趣|兴趣|偏好|ความสนใจ/i

/** How fast a trait changes: as its rule says, else by its name, else slowly. */
export function paceOf(trait: string, rules: Survivorship): Pace {
  const rule = rules.ruleFor(trait)
  if (rule?.changes !== undefined && (rule.trait === trait || !NEVER_CHANGES.test(trait))) return rule.changes
  return NEVER_CHANGES.test(trait) ? 'never' : CHANGES_OFTEN.test(trait) ? 'often' : 'slowly'
}
