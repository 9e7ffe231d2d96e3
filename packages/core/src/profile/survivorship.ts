/**
 * Whose word wins: the rules of a workspace made ready to rank the facts about one trait. A ranking is a pure function of the set of facts and of
 * the rules; ties fall by moment, value, event and source, so that it never depends on the order in which facts came.
 */
import type { SourceId } from '../base/id.ts'
import type { Json } from '../base/json.ts'
import { canonical } from '../base/json.ts'
import { parseInstant } from '../base/time.ts'
import type { Criterion, Party, SourceDefinition, SurvivorshipRule, TraitFact } from './types.ts'

/** Why one fact stands before another: the criterion that told them apart, or `set_once` when only one of them was said outright. */
export type RankCode = 'set_once' | 'most_recent' | 'most_trusted' | 'most_frequent' | 'longest' | 'highest' | 'lowest' | 'has_format' | 'party'

/** What is assumed of a source that nobody has defined: our own, and right about as often as not. */
export const UNDEFINED_SOURCE = { party: 'first', trust: 0.5 } as const

/** The trait name of the rule for all traits that have none of their own. */
export const ALL_OTHERS = '*'

/** The rules, compiled. */
export interface Survivorship {
  /** The facts about a trait, the winner first. */
  rank(trait: string, facts: readonly TraitFact[]): readonly TraitFact[]
  /** Which criterion puts the first of two facts about a trait before the second. */
  because(trait: string, facts: readonly TraitFact[], better: TraitFact, other: TraitFact): RankCode
  /** The rule that holds for a trait; null = most recent. */
  ruleFor(trait: string): SurvivorshipRule | null
  source(id: SourceId): SourceDefinition
}

const PARTIES: readonly Party[] = ['zero', 'first', 'second', 'third']
const FORMATS: { readonly [format: string]: (text: string) => boolean } = {
  email: (text) => /^[^\s@<>,;"]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text),
  phone: (text) => /^\+?[\d\s().-]{7,24}$/.test(text) && text.replace(/\D/g, '').length >= 7 && text.replace(/\D/g, '').length <= 15,
  date: (text) => parseInstant(text) !== null,
}

/** Sets two facts apart: below 0 = the first is better. Built once for a list of facts. */
type Compare = (one: TraitFact, other: TraitFact) => number
/** A criterion made ready: what it is called, and its comparison for a given list. */
interface Ready {
  readonly code: RankCode
  readonly over: (facts: readonly TraitFact[]) => Compare
}

/** The rules and sources of a workspace, ready; of several rules for one trait, or definitions of one source, the last one holds. */
export function compileSurvivorship(rules: readonly SurvivorshipRule[], sources: readonly SourceDefinition[] = []): Survivorship {
  const known = new Map(sources.map((source) => [source.id, source]))
  const source = (id: SourceId): SourceDefinition => known.get(id) ?? { id, name: id, ...UNDEFINED_SOURCE }
  const ready = new Map(rules.map((rule) => [rule.trait, { rule, criteria: criteriaOf(rule, source) }]))
  const others = ready.get(ALL_OTHERS)
  const find = (trait: string) => ready.get(trait) ?? others
  return {
    rank(trait, facts) {
      if (facts.length < 2) return facts
      const compares = (find(trait)?.criteria ?? []).map(({ over }) => over(facts))
      return [...facts].sort((one, other) => byStatus(one, other) || (one.once ? 0 : first(compares, one, other)) || inOrderOfRetention(one, other))
    },
    because(trait, facts, better, other) {
      if (byStatus(better, other) !== 0) return 'set_once'
      if (better.once) return 'most_recent'
      return (find(trait)?.criteria ?? []).find(({ over }) => over(facts)(better, other) !== 0)?.code ?? 'most_recent'
    },
    ruleFor: (trait) => find(trait)?.rule ?? null,
    source,
  }
}

/**
 * The order in which facts are kept when there are too many, and in which what no criterion tells apart is ranked: facts said outright before those to
 * set only once, the newest first (of those to set once the earliest), then by value, event and source: never equal unless they are the same.
 */
export function inOrderOfRetention(one: TraitFact, other: TraitFact): number {
  const byMoment = byStatus(one, other) || (one.once ? one.at - other.at : other.at - one.at)
  return byMoment || order(canonical(other.value), canonical(one.value)) || order(other.from, one.from) || order(other.source, one.source) || byOrigin(one, other)
}

/** Facts that differ only in how they came before they were repaired: in some order, always the same. */
export function byOrigin(one: TraitFact, other: TraitFact): number {
  return order(canonical(other.raw), canonical(one.raw)) || order(canonical(other.repairs), canonical(one.repairs))
}

/** The form in which two values count as saying the same: compatibility forms, case, spaces and separators of dates folded. */
export function agreeing(value: Json): string {
  if (typeof value !== 'string') return canonical(value)
  const folded = value.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
  const date = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:t00:00(?::00(?:\.0+)?)?(?:z|[+-]\d\d:?\d\d)?)?$/.exec(folded)
  return date ? `"${date[1]}-${date[2]?.padStart(2, '0')}-${date[3]?.padStart(2, '0')}"` : `"${folded}"`
}

function criteriaOf(rule: SurvivorshipRule, source: (id: SourceId) => SourceDefinition): readonly Ready[] {
  const list: readonly Criterion[] = Array.isArray(rule.prefer) ? rule.prefer : [rule.prefer as Criterion]
  return list.map((criterion) => readyOf(criterion, rule, source))
}

function readyOf(criterion: Criterion, rule: SurvivorshipRule, source: (id: SourceId) => SourceDefinition): Ready {
  if (typeof criterion === 'object') {
    if ('party' in criterion) return byParty(criterion.party, source)
    const fits = FORMATS[criterion.has_format] ?? (() => false)
    return by('has_format', ({ value }) => (typeof value === 'string' && fits(value.trim()) ? 0 : 1))
  }
  switch (criterion) {
    case 'most_recent':
      return by('most_recent', (fact) => -fact.at)
    case 'most_trusted':
      return by('most_trusted', (fact) => distrust(fact, rule.sources, source))
    case 'most_frequent':
      return { code: 'most_frequent', over: (facts) => byAgreement(facts, source) }
    case 'longest':
      return by('longest', ({ value }) => (value === null ? 0 : -(typeof value === 'string' ? [...value.trim()].length : canonical(value).length)))
    case 'highest':
      return by('highest', ({ value }) => -(numberIn(value) ?? Number.NEGATIVE_INFINITY))
    case 'lowest':
      return by('lowest', ({ value }) => numberIn(value) ?? Number.POSITIVE_INFINITY)
    case 'party':
      return byParty(PARTIES, source)
  }
}

/** Less is better. */
function by(code: RankCode, weigh: (fact: TraitFact) => number): Ready {
  const compare: Compare = (one, other) => {
    const [a, b] = [weigh(one), weigh(other)]
    return a < b ? -1 : a > b ? 1 : 0
  }
  return { code, over: () => compare }
}

function byParty(parties: readonly Party[], source: (id: SourceId) => SourceDefinition): Ready {
  const place = (party: Party): number => (parties.includes(party) ? parties.indexOf(party) : parties.length)
  return by('party', (fact) => place(source(fact.source).party))
}

function distrust(fact: TraitFact, sources: readonly SourceId[] | undefined, source: (id: SourceId) => SourceDefinition): number {
  if (sources === undefined) return -source(fact.source).trust
  return sources.includes(fact.source) ? sources.indexOf(fact.source) : sources.length
}

/** One fact a source is kept, so that counting facts counts sources; saying the same thing often makes it no truer. */
function byAgreement(facts: readonly TraitFact[], source: (id: SourceId) => SourceDefinition): Compare {
  const support = new Map<string, { readonly sources: number; readonly trust: number }>()
  // In a fixed order, because a sum of fractions depends on its order.
  for (const fact of [...facts].sort(inOrderOfRetention)) {
    if (fact.once) continue
    const key = agreeing(fact.value)
    const { sources, trust } = support.get(key) ?? { sources: 0, trust: 0 }
    support.set(key, { sources: sources + 1, trust: trust + source(fact.source).trust })
  }
  return (one, other) => {
    const [a, b] = [support.get(agreeing(one.value)), support.get(agreeing(other.value))]
    return (b?.sources ?? 0) - (a?.sources ?? 0) || (b?.trust ?? 0) - (a?.trust ?? 0)
  }
}

function first(compares: readonly Compare[], one: TraitFact, other: TraitFact): number {
  for (const compare of compares) {
    const told = compare(one, other)
    if (told !== 0) return told
  }
  return 0
}

/** What was said outright stands before what shall be set only once. */
function byStatus(one: TraitFact, other: TraitFact): number {
  return one.once === other.once ? 0 : one.once ? 1 : -1
}

function numberIn(value: Json): number | null {
  const number = typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN
  return Number.isFinite(number) ? number : null
}

function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
