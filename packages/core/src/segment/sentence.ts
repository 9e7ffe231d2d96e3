/** Rules as sentences that a marketer reads and signs, in four languages. */
import type { Json } from '../base/json.ts'
import { canonical } from '../base/json.ts'
import { unreachable } from '../base/assert.ts'
import type { Explanation } from './explain.ts'
import type { OperatorName } from './operators/index.ts'
import { operatorNamed } from './operators/index.ts'
import type { DidRule, Rule, TraitRule } from './rule.ts'
import { languageFor } from './sentence/index.ts'
import type { Argument, KnownVerb, Language, Unit, Verb } from './sentence/language.ts'

/** What things are called by those who read the sentence; where a name is missing, the id is said. */
export interface Names {
  readonly traits?: { readonly [id: string]: string }
  /** Names of event types; they win over the verbs of the language. */
  readonly events?: { readonly [type: string]: string }
  readonly segments?: { readonly [id: string]: string }
  readonly purposes?: { readonly [id: string]: string }
  readonly channels?: { readonly [id: string]: string }
}

/** The rule in words: `bought at least 2 times in the last 30 days and city is Taipei`. `locale` is a BCP 47 tag. */
export function sentence(rule: Rule, locale: string, names: Names = {}): string {
  return say(rule, { language: languageFor(locale), names }, false)
}

/** The rule in words without its parts, for a tree whose branches are said one by one: `all of these`. */
export function headline(rule: Rule, locale: string, names: Names = {}): string {
  const language = languageFor(locale)
  if ('all' in rule && rule.all.length > 0) return language.allOf
  if ('any' in rule && rule.any.length > 0) return language.anyOf
  return 'not' in rule ? language.noneOf : sentence(rule, locale, names)
}

/** What an explanation found, in words (`once`, `Bangkok`, `not known`); null where there is nothing to say. */
export function finding(explanation: Explanation, locale: string): string | null {
  const { rule, actual } = explanation
  const language = languageFor(locale)
  if ('did' in rule) return typeof actual === 'number' ? language.times(actual) : null
  if (!('trait' in rule)) return null
  return actual === undefined || actual === null ? language.unknown : valueText(actual, language)
}

interface Saying {
  readonly language: Language
  readonly names: Names
}

function say(rule: Rule, saying: Saying, nested: boolean): string {
  const { language, names } = saying
  if ('all' in rule || 'any' in rule) {
    const parts = 'all' in rule ? rule.all : rule.any
    const [only] = parts
    if (only === undefined) return 'all' in rule ? language.everybody : language.nobody
    if (parts.length === 1) return say(only, saying, nested)
    const said = parts.map((part) => say(part, saying, true))
    const whole = 'all' in rule ? language.and(said) : language.or(said)
    return nested ? language.group(whole) : whole
  }
  if ('not' in rule) return sayNot(rule.not, saying, nested)
  if ('trait' in rule) return sayTrait(rule, saying)
  if ('did' in rule) return sayDid(rule, saying, false)
  if ('in' in rule) return language.member(named(names.segments, rule.in), false)
  if ('consents' in rule) return sayConsent(rule, saying, false)
  return unreachable(rule)
}

/** Operators whose opposite is an operator too. */
const OPPOSITES: { readonly [name: string]: OperatorName } = {
  equals: 'not_equals',
  not_equals: 'equals',
  in: 'not_in',
  not_in: 'in',
  exists: 'missing',
  missing: 'exists',
}

/** How a list of one value is said. */
const SINGLE: { readonly [name: string]: OperatorName } = { in: 'equals', not_in: 'not_equals' }

function sayNot(rule: Rule, saying: Saying, nested: boolean): string {
  if ('not' in rule) return say(rule.not, saying, nested)
  if ('did' in rule) return sayDid(rule, saying, true)
  if ('in' in rule) return saying.language.member(named(saying.names.segments, rule.in), true)
  if ('consents' in rule) return sayConsent(rule, saying, true)
  const opposite = 'trait' in rule ? OPPOSITES[rule.is] : undefined
  if ('trait' in rule && opposite) return sayTrait({ ...rule, is: opposite }, saying)
  return saying.language.not(say(rule, saying, false))
}

function sayTrait(rule: TraitRule, { language, names }: Saying): string {
  const single = Array.isArray(rule.than) && rule.than.length === 1 ? SINGLE[rule.is] : undefined
  const operator = operatorNamed(single ?? rule.is)
  if (!operator) return `${rule.trait} ${rule.is} ${canonical(rule.than)}`
  return language.operators[operator.name as OperatorName](named(names.traits, rule.trait), argumentOf(rule.than, language))
}

function argumentOf(than: Json | undefined, language: Language): Argument {
  const values = (Array.isArray(than) ? than : than === undefined ? [] : [than]).map((value) => valueText(value, language))
  return {
    value: values[0] ?? '',
    list: language.list(values),
    low: values[0] ?? '',
    high: values[1] ?? '',
    span: typeof than === 'string' ? spanText(than, language) : '',
  }
}

function valueText(value: Json, language: Language): string {
  if (typeof value === 'string') return value
  return typeof value === 'boolean' ? language.truth(value) : canonical(value)
}

function spanText(duration: string, language: Language): string {
  const found = /^(\d+)([smhdw])$/.exec(duration)
  return found ? language.span(Number(found[1]), found[2] as Unit) : duration
}

function sayDid(rule: DidRule, saying: Saying, negated: boolean): string {
  const { language } = saying
  return language.deed({
    verb: verbOf(rule.did, saying),
    atLeast: rule.atLeast ?? 1,
    negated,
    span: rule.within === undefined ? null : spanText(rule.within, language),
    after: rule.after ?? null,
    before: rule.before ?? null,
    where: rule.where === undefined ? null : say(rule.where, saying, false),
  })
}

function verbOf(event: string, { language, names }: Saying): Verb {
  const name = names.events?.[event]
  if (name !== undefined) return language.happened(name)
  return Object.hasOwn(language.verbs, event) ? language.verbs[event as KnownVerb] : language.happened(event)
}

function sayConsent(rule: Extract<Rule, { consents: string }>, { language, names }: Saying, negated: boolean): string {
  return language.consents(named(names.purposes, rule.consents), rule.channel === undefined ? null : named(names.channels, rule.channel), negated)
}

function named(names: { readonly [id: string]: string } | undefined, id: string): string {
  return names !== undefined && Object.hasOwn(names, id) ? (names[id] ?? id) : id
}
