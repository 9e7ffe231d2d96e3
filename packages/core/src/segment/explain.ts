/** Why a person does or does not match a rule: the rule again, part by part, each with its answer and what was found. */
import type { Json, JsonObject } from '../base/json.ts'
import { unreachable } from '../base/assert.ts'
import type { Instant } from '../base/time.ts'
import { NEVER } from '../base/time.ts'
import { consentReason } from '../consent/consent.ts'
import type { EffectivePurpose, PurposeDefinition } from '../consent/types.ts'
import { firstWithin, traitValue } from '../trait/value.ts'
import { didOf } from './check-of.ts'
import type { RuleSet } from './compile.ts'
import type { Person } from './person.ts'
import type { DidRule, Rule } from './rule.ts'

/** One part of a rule with its answer. */
export interface Explanation {
  readonly rule: Rule
  readonly is: boolean
  /**
   * What was found, for parts without children: a trait's value (absent when missing), how often something was done, since when (ms) the
   * person is in a segment, or for consent { because, is }. A count within a window is exact only up to what the counter keeps.
   */
  readonly actual?: Json
  /** The moment at which this part may change by itself. */
  readonly until?: Instant
  readonly children?: readonly Explanation[]
  /** True on the parts that decided: for a failing rule those that made it fail, for a passing one those that made it pass. */
  readonly decisive: boolean
}

/** What an explanation is made from. */
export interface ExplainSources {
  readonly ruleSet: RuleSet
  readonly purposes: readonly PurposeDefinition[]
  /** As laws let them hold for a person; default: the same for everybody. */
  readonly purposesFor?: (person: Person) => readonly EffectivePurpose[]
}

/** Explains the answer of a rule for a person at a moment; `is` at the top is what the compiled rule answers. */
export function explain(sources: ExplainSources, rule: Rule, person: Person, now: Instant, context?: JsonObject): Explanation {
  return mark(look(rule, { ...sources, person, now, context }), true)
}

interface Looking extends ExplainSources {
  readonly person: Person
  readonly now: Instant
  readonly context: JsonObject | undefined
}
type Found = Omit<Explanation, 'decisive' | 'children'> & { readonly children?: readonly Found[] }

function look(rule: Rule, looking: Looking): Found {
  const { ruleSet, purposes, purposesFor, person, now, context } = looking
  const verdict = ruleSet.test(rule).test(person, now, context)
  const answer = { rule, is: verdict.is, ...(verdict.until < NEVER ? { until: verdict.until } : {}) }
  if ('all' in rule) return { ...answer, children: rule.all.map((part) => look(part, looking)) }
  if ('any' in rule) return { ...answer, children: rule.any.map((part) => look(part, looking)) }
  if ('not' in rule) return { ...answer, children: [look(rule.not, looking)] }
  if ('trait' in rule) return { ...answer, ...known(traitValue(ruleSet.traits, person, rule.trait, now, context).value) }
  if ('did' in rule) return { ...answer, actual: countOf(rule, person, now) }
  if ('in' in rule) return { ...answer, ...known(person.segments[rule.in]?.since) }
  if ('consents' in rule) {
    const { because, said, law } = consentReason(purposesFor?.(person) ?? purposes, person.consent, rule.consents, rule.channel)
    return { ...answer, actual: { because, ...(said && { is: said.entry.is, at: said.entry.at }), ...(law !== undefined && { law }) } }
  }
  return unreachable(rule)
}

function known(actual: Json | undefined): { readonly actual?: Json } {
  return actual === undefined ? {} : { actual }
}

function countOf(rule: DidRule, person: Person, now: Instant): number {
  const { counter, withinMs } = didOf(rule)
  const state = person.counters[counter.key]
  if (withinMs === undefined) return state?.n ?? 0
  const recent = state?.recent ?? []
  return recent.length - firstWithin(recent, withinMs, now)
}

/** A failing `all` fails by its failing parts, a passing `any` passes by its passing ones; otherwise every part had its share. */
function mark(found: Found, decisive: boolean): Explanation {
  const { children, ...rest } = found
  if (!children) return { ...rest, decisive }
  const onlySome = 'all' in found.rule ? !found.is : 'any' in found.rule ? found.is : false
  return { ...rest, decisive, children: children.map((child) => mark(child, decisive && (!onlySome || child.is === found.is))) }
}
