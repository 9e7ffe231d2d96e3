/** Rules and segments from outside: read with every mistake named, where it is and what to write instead. */
import { parseDuration } from '../base/time.ts'
import { eventType } from '../event/event.ts'
import { inOrder, segmentsIn } from './depend.ts'
import { operatorNamed } from './operators/index.ts'
import { momentOf } from './operators/moment.ts'
import type { Rule, SegmentDefinition } from './rule.ts'

/** One mistake: where it is (`segments.0.rule.all.2`) and a sentence about it. */
export interface Problem {
  readonly path: string
  readonly message: string
}

/** The rule that was read, or what is wrong with it (at most 20 problems). */
export type RuleCheck = { readonly is: 'ok'; readonly rule: Rule } | { readonly is: 'bad'; readonly problems: readonly Problem[] }
/** The segments that were read, or what is wrong with them. */
export type SegmentsCheck = { readonly is: 'ok'; readonly segments: readonly SegmentDefinition[] } | { readonly is: 'bad'; readonly problems: readonly Problem[] }

/**
 * Where a rule stands. `segment`: over a person, without the context of a moment. `moment`: over a person in a moment, as for eligibility
 * (`context.…` is known). `where`: over one event's properties.
 */
export type RulePlace = 'segment' | 'moment' | 'where'

/** What a rule may not exceed. */
export const RULE_LIMITS = { depth: 20, nodes: 500, timesInWindow: 100, times: 1_000_000_000, nameLength: 200, problems: 20 } as const

/** Reads a rule from unknown JSON. `subject` opens each message: `segment 'vip'`. */
export function checkRule(rule: unknown, path: string, options: { readonly place?: RulePlace; readonly subject?: string } = {}): RuleCheck {
  const reading: Reading = { problems: [], subject: options.subject, nodes: 0 }
  visit(reading, rule, path, options.place ?? 'segment', 1)
  return reading.problems.length === 0 ? { is: 'ok', rule: rule as Rule } : { is: 'bad', problems: reading.problems }
}

/** Reads the list of all segments of a workspace: each rule, double ids, references to unknown segments, and circles of references. */
export function checkSegments(segments: unknown, path = 'segments'): SegmentsCheck {
  if (!Array.isArray(segments)) return { is: 'bad', problems: [{ path, message: `segments are a list, got ${shown(segments)}` }] }
  const problems: Problem[] = []
  const good: SegmentDefinition[] = []
  segments.forEach((segment: unknown, index) => {
    const found = checkSegment(segment, `${path}.${index}`)
    problems.push(...found)
    if (found.length === 0) good.push(segment as SegmentDefinition)
  })
  const all = new Set(segments.map((segment: unknown) => (isObject(segment) ? segment['id'] : undefined)))
  problems.push(...relations(good, all, (segment) => `${path}.${segments.indexOf(segment)}`))
  return problems.length === 0 ? { is: 'ok', segments: good } : { is: 'bad', problems: problems.slice(0, RULE_LIMITS.problems) }
}

const SEGMENT_ID = /^[a-z0-9][a-z0-9_-]{0,99}$/i
const SEGMENT_KEYS = ['id', 'name', 'description', 'rule']

function checkSegment(segment: unknown, path: string): readonly Problem[] {
  if (!isObject(segment)) return [{ path, message: `a segment is an object with id, name and rule, got ${shown(segment)}` }]
  const { id, name, description, rule } = segment
  const problems: Problem[] = []
  if (typeof id !== 'string' || !SEGMENT_ID.test(id))
    problems.push({ path: `${path}.id`, message: `a segment's id is 1 to 100 letters, digits, - or _, beginning with a letter or digit, got ${shown(id)}` })
  const subject = `segment ${shown(id)}`
  if (typeof name !== 'string' || name === '' || name.length > RULE_LIMITS.nameLength)
    problems.push({ path: `${path}.name`, message: `${subject}: 'name' is a text of 1 to ${RULE_LIMITS.nameLength} characters, got ${shown(name)}` })
  if (description !== undefined && typeof description !== 'string')
    problems.push({ path: `${path}.description`, message: `${subject}: 'description' is a text, got ${shown(description)}` })
  for (const key of Object.keys(segment)) {
    if (!SEGMENT_KEYS.includes(key)) problems.push({ path: `${path}.${key}`, message: `${subject}: '${key}' is not known; a segment has ${SEGMENT_KEYS.join(', ')}` })
  }
  const checked = checkRule(rule, `${path}.rule`, { subject })
  return checked.is === 'ok' ? problems : [...problems, ...checked.problems]
}

type PathOf = (segment: SegmentDefinition) => string

function relations(segments: readonly SegmentDefinition[], known: ReadonlySet<unknown>, pathOf: PathOf): readonly Problem[] {
  const problems: Problem[] = []
  const seen = new Set<string>()
  for (const segment of segments) {
    if (seen.has(segment.id)) problems.push({ path: `${pathOf(segment)}.id`, message: `segment '${segment.id}' is defined twice; choose another id` })
    seen.add(segment.id)
    for (const other of segmentsIn(segment.rule))
      if (!known.has(other)) problems.push({ path: `${pathOf(segment)}.rule`, message: `segment '${segment.id}': refers to segment '${other}', which does not exist` })
  }
  const { cycles } = inOrder(segments)
  const circle = cycles.map((segment) => `'${segment.id}'`).join(', ')
  for (const segment of cycles)
    problems.push({ path: `${pathOf(segment)}.rule`, message: `segment '${segment.id}': refers to itself in a circle (${circle}); take one 'in' out` })
  return problems
}

interface Reading {
  readonly problems: Problem[]
  readonly subject: string | undefined
  nodes: number
}

const FORMS = {
  all: ['all'],
  any: ['any'],
  not: ['not'],
  trait: ['trait', 'is', 'than'],
  did: ['did', 'where', 'atLeast', 'within', 'after', 'before'],
  in: ['in'],
  consents: ['consents', 'channel'],
} as const
type Form = keyof typeof FORMS
type Fields = { readonly [name: string]: unknown }

function visit(reading: Reading, rule: unknown, path: string, place: RulePlace, depth: number): void {
  reading.nodes++
  if (reading.nodes > RULE_LIMITS.nodes) return report(reading, path, `a rule has at most ${RULE_LIMITS.nodes} parts; split it into segments`)
  if (depth > RULE_LIMITS.depth) return report(reading, path, `a rule is at most ${RULE_LIMITS.depth} levels deep; split it into segments`)
  if (!isObject(rule)) return report(reading, path, `a rule is an object, got ${shown(rule)}`)
  const forms = (Object.keys(FORMS) as Form[]).filter((form) => Object.hasOwn(rule, form))
  const [form] = forms
  if (form === undefined || forms.length > 1)
    return report(reading, path, `a rule has exactly one of ${Object.keys(FORMS).join(', ')}, got ${forms.length === 0 ? shown(rule) : forms.join(' and ')}`)
  const keys: readonly string[] = FORMS[form]
  const beside = keys.slice(1).join(', ') || 'nothing'
  for (const key of Object.keys(rule)) if (!keys.includes(key)) report(reading, `${path}.${key}`, `'${key}' is not known here; beside '${form}' there may be ${beside}`)
  if (place === 'where' && (form === 'did' || form === 'in' || form === 'consents'))
    return report(reading, path, `'${form}' cannot stand in a 'where', which looks at one event's properties only; use trait, all, any, not`)
  return READERS[form](reading, rule, path, place, depth)
}

type Reader = (reading: Reading, rule: Fields, path: string, place: RulePlace, depth: number) => void

const list =
  (form: 'all' | 'any'): Reader =>
  (reading, rule, path, place, depth) => {
    const parts = rule[form]
    if (!Array.isArray(parts)) return report(reading, `${path}.${form}`, `'${form}' is a list of rules, got ${shown(parts)}`)
    for (let index = 0; index < parts.length && !isFull(reading); index++) visit(reading, parts[index], `${path}.${form}.${index}`, place, depth + 1)
  }

const READERS: { readonly [form in Form]: Reader } = {
  all: list('all'),
  any: list('any'),
  not: (reading, rule, path, place, depth) => visit(reading, rule['not'], `${path}.not`, place, depth + 1),
  trait: (reading, rule, path, place) => {
    const trait = checkName(reading, rule['trait'], `${path}.trait`, 'trait')
    if (place === 'segment' && trait?.startsWith('context.'))
      report(reading, `${path}.trait`, `'${trait}' is known only in the moment of a decision; segments cannot look at 'context.…'`)
    const { is, than } = rule
    const operator = typeof is === 'string' ? operatorNamed(is) : undefined
    if (!operator) return report(reading, `${path}.is`, `operator ${shown(is)} does not exist`)
    if (!operator.prepare(than)) report(reading, `${path}.than`, `operator '${operator.name}' needs ${operator.needs}, got ${shown(than)}`)
    if (place === 'where' && operator.timed)
      report(reading, `${path}.is`, `operator '${operator.name}' depends on the time and cannot stand in a 'where'; use 'within' beside 'did'`)
  },
  did: (reading, rule, path, _place, depth) => {
    const { did, where, atLeast, within, after, before } = rule
    const event = checkName(reading, did, `${path}.did`, 'event')
    if (event !== null && eventType(event) !== event) report(reading, `${path}.did`, `event '${event}' is spelled '${eventType(event)}'`)
    if (where !== undefined) visit(reading, where, `${path}.where`, 'where', depth + 1)
    const windowed = within !== undefined || after !== undefined || before !== undefined
    const most = windowed ? RULE_LIMITS.timesInWindow : RULE_LIMITS.times
    const beside = windowed ? " together with 'within', 'after' or 'before'" : ''
    if (atLeast !== undefined && !(Number.isInteger(atLeast) && (atLeast as number) >= 1 && (atLeast as number) <= most))
      report(reading, `${path}.atLeast`, `'atLeast' is a whole number from 1 to ${most}${beside}, got ${shown(atLeast)}`)
    if (within !== undefined && !(typeof within === 'string' && (parseDuration(within) ?? 0) > 0))
      report(reading, `${path}.within`, `'within' needs a duration like 7d, got ${shown(within)}`)
    const from = checkMoment(reading, after, `${path}.after`, 'after')
    const until = checkMoment(reading, before, `${path}.before`, 'before')
    if (from !== null && until !== null && from >= until) report(reading, `${path}.before`, `'before' (${shown(before)}) must be later than 'after' (${shown(after)})`)
  },
  in: (reading, rule, path) => void checkName(reading, rule['in'], `${path}.in`, 'segment'),
  consents: (reading, rule, path) => {
    checkName(reading, rule['consents'], `${path}.consents`, 'purpose')
    if (rule['channel'] !== undefined) checkName(reading, rule['channel'], `${path}.channel`, 'channel')
  },
}

function checkName(reading: Reading, name: unknown, path: string, what: string): string | null {
  if (typeof name === 'string' && name !== '' && name.length <= RULE_LIMITS.nameLength) return name
  report(reading, path, `the ${what} is a text of 1 to ${RULE_LIMITS.nameLength} characters, got ${shown(name)}`)
  return null
}

function checkMoment(reading: Reading, text: unknown, path: string, name: string): number | null {
  if (text === undefined) return null
  const at = typeof text === 'string' ? momentOf(text) : null
  if (at === null) report(reading, path, `'${name}' needs a date like 2026-01-31 or a moment like 2026-01-31T09:00:00+08:00, got ${shown(text)}`)
  return at
}

function report(reading: Reading, path: string, message: string): void {
  if (reading.problems.length < RULE_LIMITS.problems) reading.problems.push({ path, message: reading.subject ? `${reading.subject}: ${message}` : message })
}

function isFull(reading: Reading): boolean {
  return reading.problems.length >= RULE_LIMITS.problems || reading.nodes > RULE_LIMITS.nodes
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A value as it is shown in a message: texts in quotes, everything else as short JSON. */
function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value.length > 60 ? `${value.slice(0, 60)}…` : value}'`
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
