/**
 * Rules as ClickHouse queries, for previews and reports. They say what the compiled rules say, with `now` as a parameter, with these exceptions:
 * events are counted from the whole history rather than from when a rule was made, a windowed computed trait is not cut at 200 events (except
 * `count`), and overlong values count. Consent is asked by the company's own rules: laws that depend on where a person lives, and what browsers signal, are not in
 * the history of statements.
 */
import { unreachable } from '../base/assert.ts'
import { NEVER } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type { Json } from '../base/json.ts'
import type { PurposeDefinition } from '../consent/types.ts'
import { LARGEST_KEEP } from '../trait/counter.ts'
import type { TraitDefinition } from '../trait/types.ts'
import type { ComputedTrait, TraitIndex } from '../trait/value.ts'
import { traitIndex, traitValue } from '../trait/value.ts'
import { didOf } from './check-of.ts'
import { isNumberSql } from './operators/scalar.ts'
import type { SqlScope, SqlValue } from './operators/operator.ts'
import type { ConsentRule, DidRule, Rule, SegmentDefinition, TraitRule } from './rule.ts'
import { compileWhere, prepareOperator } from './where.ts'

/** A query and its parameters. */
export interface SegmentQuery {
  readonly sql: string
  readonly params: { readonly [name: string]: SqlValue }
}

/** What a query is made from. */
export interface SegmentSqlSources {
  readonly ws: string
  readonly now: Instant
  readonly traits: readonly TraitDefinition[]
  /** For `in`: the rule of the other segment is written out, so that the answer is as of `now`. */
  readonly segments: readonly SegmentDefinition[]
  readonly purposes?: readonly PurposeDefinition[]
}

/** The query for the ids of the profiles that the rule holds for, over the views `profiles_v` and `events_v`. Throws on rules that `checkRule` refuses. */
export function segmentSql(rule: Rule, sources: SegmentSqlSources): SegmentQuery {
  const params: { [name: string]: SqlValue } = { ws: sources.ws, now: sources.now }
  let bound = 0
  const scope: SqlScope = {
    now: '{now:Int64}',
    bind(value, type) {
      const name = `p${++bound}`
      params[name] = value
      return `{${name}:${type}}`
    },
  }
  const writing: Writing = { scope, sources, traits: traitIndex(sources.traits, compileWhere), within: [] }
  const sql = `SELECT id FROM profiles_v WHERE ws = {ws:String} AND ${personSql(rule, writing)}`
  return { sql, params }
}

interface Writing {
  readonly scope: SqlScope
  readonly sources: SegmentSqlSources
  readonly traits: TraitIndex
  /** Segments that are being written out, against circles. */
  readonly within: readonly string[]
}

/** A condition on a row of profiles_v. */
function personSql(rule: Rule, writing: Writing): string {
  if ('all' in rule || 'any' in rule || 'not' in rule) return partsSql(rule, (part) => personSql(part, writing))
  if ('trait' in rule) return traitSql(rule, writing)
  if ('did' in rule) return didSql(rule, writing)
  if ('consents' in rule) return consentSql(rule, writing)
  if (!('in' in rule)) return unreachable(rule)
  const other = writing.sources.segments.find((segment) => segment.id === rule.in)
  if (!other || writing.within.includes(other.id)) return '0'
  return personSql(other.rule, { ...writing, within: [...writing.within, other.id] })
}

type Parts = Extract<Rule, { all: unknown } | { any: unknown } | { not: unknown }>

function partsSql(rule: Parts, write: (part: Rule) => string): string {
  if ('not' in rule) return `NOT ${write(rule.not)}`
  const parts = ('all' in rule ? rule.all : rule.any).map(write)
  if (parts.length === 0) return 'all' in rule ? '1' : '0'
  return `(${parts.join('all' in rule ? ' AND ' : ' OR ')})`
}

/** A condition on the properties of a row of events_v. */
function whereSql(rule: Rule, scope: SqlScope): string {
  if ('all' in rule || 'any' in rule || 'not' in rule) return partsSql(rule, (part) => whereSql(part, scope))
  if (!('trait' in rule)) throw new Error(`a 'where' looks at the event's properties only, got ${JSON.stringify(rule)}`)
  return prepareOperator(rule).sql(pathSql('properties', rule.trait, scope), scope)
}

/** The JSON text at a dotted path, '' when there is none. Array places count from 0, in ClickHouse from 1. */
function pathSql(json: string, path: string, scope: SqlScope): string {
  return path.split('.').reduce((here, step) => {
    const named = `JSONExtractRaw(${here}, ${scope.bind(step, 'String')})`
    return /^(0|[1-9]\d{0,5})$/.test(step) ? `if(JSONType(${here}) = 'Array', JSONExtractRaw(${here}, ${Number(step) + 1}), ${named})` : named
  }, json)
}

function traitSql(rule: TraitRule, writing: Writing): string {
  const { scope, traits } = writing
  const computed = traits.get(rule.trait)
  if (computed?.withinMs !== undefined) return windowedSql(rule, computed, writing)
  if (rule.trait.startsWith('context.') && !computed) return prepareOperator(rule).sql("''", scope)
  const whole = `JSONExtractRaw(traits, ${scope.bind(rule.trait, 'String')})`
  if (computed) return prepareOperator(rule).sql(startsAtZero(computed) ? `if(${whole} = '', '0', ${whole})` : whole, scope)
  const column = rule.trait.includes('.') ? `if(${whole} != '', ${whole}, ${pathSql('traits', rule.trait, scope)})` : whole
  return prepareOperator(rule).sql(column, scope)
}

function startsAtZero(trait: ComputedTrait): boolean {
  return ['count', 'sum', 'distinct'].includes(trait.definition.compute)
}

/** People without any event in the window are not in the grouped rows: when the rule holds for them, those for whom it does not hold are excluded. */
function windowedSql(rule: TraitRule, trait: ComputedTrait, writing: Writing): string {
  const { scope, sources } = writing
  const { event, where, property, compute } = trait.definition
  const operator = prepareOperator(rule)
  const value = property === undefined ? "''" : pathSql('properties', property, scope)
  const conditions = [eventsSql(event, scope), sinceSql(trait.withinMs ?? NEVER, scope), ...(where ? [whereSql(where, scope)] : [])]
  const events = `SELECT profile, at, ${value} AS v FROM events_v WHERE ${conditions.join(' AND ')}`
  const numbers = compute === 'sum' || compute === 'max' || compute === 'min'
  const usable = compute === 'count' ? '' : ` WHERE ${numbers ? isNumberSql('v') : "v NOT IN ('', 'null')"}`
  const values = `SELECT profile, ${AGGREGATES[compute]} AS value FROM (${events})${usable} GROUP BY profile`
  const passes = operator.sql('value', scope)
  const nothing: Json | undefined = traitValue(writing.traits, { traits: {}, counters: {} }, trait.definition.id, sources.now).value
  if (operator.test(nothing, sources.now)) return `id NOT IN (SELECT profile FROM (${values}) WHERE NOT ${passes})`
  return `id IN (SELECT profile FROM (${values}) WHERE ${passes})`
}

const AGGREGATES: { readonly [compute in TraitDefinition['compute']]: string } = {
  count: `toString(least(count(), ${LARGEST_KEEP}))`,
  sum: 'toString(round(sum(JSONExtractFloat(v)), 6))',
  last: 'argMax(v, (at, v))',
  first: 'argMin(v, (at, v))',
  max: 'toString(max(JSONExtractFloat(v)))',
  min: 'toString(min(JSONExtractFloat(v)))',
  distinct: 'toString(uniqExact(v))',
}

function eventsSql(event: string, scope: SqlScope): string {
  return `ws = {ws:String} AND type = ${scope.bind(event, 'String')}`
}

function sinceSql(withinMs: number, scope: SqlScope): string {
  return `at > fromUnixTimestamp64Milli(${scope.now} - ${scope.bind(withinMs, 'Int64')})`
}

function didSql(rule: DidRule, writing: Writing): string {
  const { scope } = writing
  const { counter, atLeast, withinMs } = didOf(rule)
  const conditions = [eventsSql(rule.did, scope)]
  if (withinMs !== undefined) conditions.push(sinceSql(withinMs, scope))
  if (counter.after !== undefined) conditions.push(`at >= fromUnixTimestamp64Milli(${scope.bind(counter.after, 'Int64')})`)
  if (counter.before !== undefined) conditions.push(`at < fromUnixTimestamp64Milli(${scope.bind(counter.before, 'Int64')})`)
  if (rule.where) conditions.push(whereSql(rule.where, scope))
  const often = atLeast === 1 ? '' : ` GROUP BY profile HAVING count() >= ${scope.bind(atLeast, 'UInt64')}`
  return `id IN (SELECT profile FROM events_v WHERE ${conditions.join(' AND ')}${often})`
}

/** The latest statement about (this purpose or all) on (this channel or all) decides, a withdrawal at the same moment, else the basis. */
function consentSql(rule: ConsentRule, writing: Writing): string {
  const { scope, sources } = writing
  const basis = sources.purposes?.find((purpose) => purpose.id === rule.consents)?.basis ?? 'ask'
  if (basis === 'always') return '1'
  const about = `${saidSql('purpose', 'marketing')} IN (${scope.bind(rule.consents, 'String')}, '*')`
  const via = `${saidSql('channel', '*')} IN (${rule.channel === undefined ? '' : `${scope.bind(rule.channel, 'String')}, `}'*')`
  const conditions = ['ws = {ws:String}', "type IN ('consent_given', 'consent_withdrawn')", about, via]
  const statements = `SELECT profile FROM events_v WHERE ${conditions.join(' AND ')} GROUP BY profile`
  const latest = "argMax(type, (at, type = 'consent_withdrawn', id))"
  return basis === 'ask' ? `id IN (${statements} HAVING ${latest} = 'consent_given')` : `id NOT IN (${statements} HAVING ${latest} = 'consent_withdrawn')`
}

/** What a statement is about, as `foldConsent` reads it: unreadable means everything for a withdrawal and nothing for an opt-in. */
function saidSql(field: string, otherwise: string): string {
  const raw = `JSONExtractRaw(properties, '${field}')`
  const text = `trimBoth(JSONExtractString(properties, '${field}'))`
  return `multiIf(${raw} IN ('', 'null', '""'), '${otherwise}', JSONType(${raw}) = 'String' AND ${text} != '', ${text}, type = 'consent_withdrawn', '*', '')`
}
