/** Whether an event keeps to the tracking plan. Compiled once per version of the plan; an event without a plan costs one look into a map. */
import { isJsonObject, type Json, type JsonObject } from '../base/json.ts'
import { isInstant, parseInstant } from '../base/time.ts'
import { compilePattern, type Pattern } from './pattern.ts'
import { stepsOf, type Enforcement, type EventDefinition, type PropertyDefinition, type PropertyType } from './tracking-plan.ts'

/** What can be wrong. */
export type ViolationCode = 'missing' | 'wrong_type' | 'not_one_of' | 'no_match' | 'too_small' | 'too_large' | 'unknown_property' | 'source_not_allowed' | 'deprecated'

/** One thing wrong with an event. */
export interface Violation {
  readonly code: ViolationCode
  /** As planned: `items[].price`. Empty for what is wrong with the event as a whole. */
  readonly path: string
  /** Where exactly: `items.3.price`. */
  readonly at: string
  /** What the plan wants, as part of a sentence. */
  readonly expected: string
  /** What came, as part of a sentence; may hold a piece of the value. */
  readonly got: string
}

/** What is checked. */
export interface Checkable {
  readonly type: string
  readonly source?: string
  readonly properties: JsonObject
}

/** The answer. `verdict` is what happens to the event: the strictest of what its violations call for. */
export interface PlanAnswer {
  readonly verdict: Enforcement
  readonly violations: readonly Violation[]
}

/** Most violations that are named for one event. */
export const VIOLATIONS_MAX = 20
/** A number below this is no moment in milliseconds (it would lie before March 1973), but most likely one in seconds. */
export const EARLIEST_MS = 1e11

/** One place of the plan, ready to check. */
export interface PlanNode {
  readonly path: string
  readonly definition: PropertyDefinition | null
  readonly pattern: Pattern | null
  readonly oneOf: ReadonlySet<Json> | null
  /** Planned properties inside; null: whatever is inside is fine. */
  readonly fields: ReadonlyMap<string, PlanNode> | null
  /** Names of required properties inside. */
  readonly required: readonly string[]
  /** The plan of each item of a list. */
  readonly items: PlanNode | null
}

/** The plan of one type, ready to check. */
export interface EventPlan {
  readonly definition: EventDefinition
  readonly root: PlanNode
  readonly sources: ReadonlySet<string> | null
}

/** A whole plan, ready to check. */
export type TrackingPlan = ReadonlyMap<string, EventPlan>

/** Compiles a plan whose definitions have passed their check. A pattern that cannot be read (checked, so: never seen) matches everything. */
export function compileTracking(definitions: readonly EventDefinition[]): TrackingPlan {
  return new Map(definitions.map((definition) => [definition.id, {
    definition,
    root: nodeOf('', null, definition.properties.map((property) => ({ property, steps: stepsOf(property.path) }))),
    sources: definition.sources ? new Set(definition.sources) : null,
  }]))
}

interface Planned {
  readonly property: PropertyDefinition
  readonly steps: readonly string[]
}

function nodeOf(path: string, definition: PropertyDefinition | null, inside: readonly Planned[]): PlanNode {
  const children = Map.groupBy(inside, ({ steps }) => steps[0] as string)
  const child = (step: string, planned: readonly Planned[]): PlanNode => {
    const own = planned.find(({ steps }) => steps.length === 1)?.property ?? null
    const deeper = planned.filter(({ steps }) => steps.length > 1).map(({ property, steps }) => ({ property, steps: steps.slice(1) }))
    return nodeOf(step === '[]' ? `${path}[]` : path === '' ? step : `${path}.${step}`, own, deeper)
  }
  const items = children.get('[]')
  const named = [...children].filter(([step]) => step !== '[]')
  const compiled = definition?.pattern === undefined ? null : compilePattern(definition.pattern)
  const fields = new Map(named.map(([step, planned]) => [step, child(step, planned)]))
  return {
    path,
    definition,
    pattern: compiled?.is === 'ok' ? compiled.pattern : null,
    oneOf: definition?.oneOf ? new Set<Json>(definition.oneOf) : null,
    fields: path === '' || named.length > 0 ? fields : null,
    required: [...fields].filter(([, { definition: planned }]) => planned?.required === true).map(([step]) => step),
    items: items ? child('[]', items) : null,
  }
}

const NOTHING_WRONG: PlanAnswer = { verdict: 'allow', violations: [] }
const STRICTNESS: { readonly [enforcement in Enforcement]: number } = { allow: 0, mark: 1, block: 2 }

/** Checks one event. An event of a type that is not planned keeps to the plan. At most VIOLATIONS_MAX violations are named. */
export function checkEvent(plan: TrackingPlan, event: Checkable): PlanAnswer {
  const found = plan.get(event.type)
  return found === undefined ? NOTHING_WRONG : checkAgainst(found, event)
}

/** Checks an event of a planned type. */
export function checkAgainst({ definition, root, sources }: EventPlan, event: Checkable): PlanAnswer {
  const faults: Faults = { extra: definition.extra, list: null }
  if (sources !== null && event.source !== undefined && !sources.has(event.source)) {
    add(faults, 'source_not_allowed', '', '', `an event from ${[...sources].join(', ')}`, `one from '${event.source}'`)
  }
  if (definition.deprecated !== undefined) add(faults, 'deprecated', '', '', `no such event any more: ${definition.deprecated}`, 'one')
  inside(root, event.properties, '', faults)
  if (faults.list === null) return NOTHING_WRONG
  const { list } = faults
  const strictest = Math.max(...list.map(({ code }) => STRICTNESS[severityOf(definition, code)]))
  return { verdict: strictest === 2 ? 'block' : strictest === 1 ? 'mark' : 'allow', violations: list }
}

/** What a violation calls for. An event that is out of date is never kept out for that alone. */
export function severityOf(definition: EventDefinition, code: ViolationCode): Enforcement {
  if (code === 'unknown_property') return definition.extra
  return code === 'deprecated' && definition.enforce === 'block' ? 'mark' : definition.enforce
}

interface Faults {
  readonly extra: Enforcement
  list: Violation[] | null
}

function add(faults: Faults, code: ViolationCode, path: string, at: string, expected: string, got: string): void {
  faults.list ??= []
  if (faults.list.length < VIOLATIONS_MAX) faults.list.push({ code, path, at, expected, got })
}

function inside(node: PlanNode, object: JsonObject, at: string, faults: Faults): void {
  const { fields, required } = node
  if (fields === null) return
  for (const name in object) {
    const child = fields.get(name)
    if (child !== undefined) value(child, object[name] as Json, at, name, faults)
    else if (faults.extra !== 'allow') {
      const short = name.slice(0, 60)
      add(faults, 'unknown_property', joined(node.path, short), joined(at, short), 'only planned properties', `'${short}'`)
    }
  }
  for (const name of required) {
    if (Object.hasOwn(object, name) && object[name] !== null) continue
    const child = fields.get(name) as PlanNode
    add(faults, 'missing', child.path, joined(at, name), expectedOf(child.definition as PropertyDefinition), 'nothing')
  }
}

function value(node: PlanNode, given: Json, before: string, name: string, faults: Faults): void {
  const { definition } = node
  // Nothing is the same as not there; whether it had to be there is asked elsewhere.
  if (given === null) return
  if (definition !== null) {
    const code = faultOf(node, definition, given)
    if (code !== null) return add(faults, code, node.path, joined(before, name), expectedOf(definition), shownValue(given))
  }
  if (node.items !== null && Array.isArray(given)) for (let i = 0; i < given.length; i++) value(node.items, given[i] as Json, joined(before, name), String(i), faults)
  else if (node.fields !== null && isJsonObject(given)) inside(node, given, joined(before, name), faults)
  else if (definition === null) add(faults, 'wrong_type', node.path, joined(before, name), node.items === null ? 'an object' : 'a list', shownValue(given))
}

/** What is wrong with one value, or null. */
export function faultOf({ pattern, oneOf }: Pick<PlanNode, 'pattern' | 'oneOf'>, { type, min, max }: PropertyDefinition, given: Json): ViolationCode | null {
  if (!isOfType(type, given)) return 'wrong_type'
  if (oneOf !== null && !oneOf.has(given)) return 'not_one_of'
  if (pattern !== null && typeof given === 'string' && !pattern.matches(given)) return 'no_match'
  if (min === undefined && max === undefined) return null
  const size = typeof given === 'number' ? given : typeof given === 'string' ? [...given].length : Array.isArray(given) ? given.length : null
  if (size === null) return null
  return min !== undefined && size < min ? 'too_small' : max !== undefined && size > max ? 'too_large' : null
}

/** Whether a value has a planned type. */
export function isOfType(type: PropertyType, given: Json): boolean {
  switch (type) {
    case 'text':
      return typeof given === 'string'
    case 'number':
      return typeof given === 'number'
    case 'integer':
      return Number.isInteger(given)
    case 'boolean':
      return typeof given === 'boolean'
    case 'moment':
      return typeof given === 'string' ? parseInstant(given) !== null : isInstant(given) && given >= EARLIEST_MS
    case 'list':
      return Array.isArray(given)
    case 'object':
      return isJsonObject(given)
  }
}

/** The words for each type, as part of a sentence. */
export const TYPE_WORDS: { readonly [type in PropertyType]: string } = {
  text: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  moment: 'a moment (ISO text or milliseconds)',
  list: 'a list',
  object: 'an object',
}

/** What the plan wants of a property, as part of a sentence. */
export function expectedOf({ type, oneOf, pattern, min, max }: PropertyDefinition): string {
  if (oneOf) return `one of ${oneOf.slice(0, 8).map((one) => JSON.stringify(one)).join(', ')}${oneOf.length > 8 ? ' …' : ''}`
  const unit = type === 'text' ? ' characters' : type === 'list' ? ' items' : ''
  const range = min !== undefined && max !== undefined ? ` from ${min} to ${max}${unit}` : min !== undefined ? ` of at least ${min}${unit}` : max !== undefined ? ` of at most ${max}${unit}` : ''
  return `${TYPE_WORDS[type]}${range}${pattern === undefined ? '' : ` of the form ${pattern}`}`
}

/** A value as part of a sentence: its type, and its beginning when that is short. */
export function shownValue(given: Json): string {
  if (given === null) return 'nothing'
  if (Array.isArray(given)) return `a list of ${given.length}`
  if (typeof given === 'object') return 'an object'
  if (typeof given !== 'string') return `the ${typeof given === 'number' ? 'number' : 'value'} ${String(given)}`
  return `the text ${JSON.stringify(given.length > 40 ? `${given.slice(0, 39).toWellFormed()}…` : given)}`
}

function joined(before: string, name: string): string {
  return before === '' ? name : `${before}.${name}`
}
