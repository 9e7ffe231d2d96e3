/** Repairs of events that do not keep to the plan: which one suggests itself, what it makes of the event, and how it is said. */
import { at, isJsonObject, type Json, type JsonObject } from '../base/json.ts'
import { parseInstant } from '../base/time.ts'
import { checkAgainst, EARLIEST_MS, faultOf, isOfType, type Checkable, type EventPlan, type PlanNode, type Violation } from './tracking.ts'
import { stepsOf, type PropertyDefinition, type PropertyType } from './tracking-plan.ts'

/** A repair. Paths may go through lists: `items[].price` is every item's price, `items.3.price` one of them. */
export type Fix =
  /** Gives a property its right name; leaves alone what has it already. */
  | { readonly is: 'rename'; readonly from: string; readonly to: string }
  /** Makes a value one of another type where it clearly is one: "120" → 120. */
  | { readonly is: 'convert'; readonly path: string; readonly to: PropertyType }
  /** Puts one value in place of another. */
  | { readonly is: 'replace'; readonly path: string; readonly value: Json; readonly by: Json }
  /** Puts a value where there is none. */
  | { readonly is: 'fill'; readonly path: string; readonly value: Json }
  /** Multiplies numbers larger than `above`: amounts in cents. */
  | { readonly is: 'scale'; readonly path: string; readonly by: number; readonly above: number }
  | { readonly is: 'remove'; readonly path: string }

/** What repairs make of an event. */
export interface Repaired {
  readonly fixes: readonly Fix[]
  readonly properties: JsonObject
  readonly remaining: readonly Violation[]
}

/** Rounds of looking for repairs: a renamed property may then turn out to have the wrong type, and a converted one the wrong unit. */
const ROUNDS = 4

/** The repair that suggests itself for one violation, or null. Nothing that loses data is ever suggested. */
export function suggestFix(plan: EventPlan, event: Checkable, violation: Violation): Fix | null {
  const { code, path, at: place } = violation
  if (code === 'unknown_property') return renamed(plan, event, place)
  const node = nodeAt(plan.root, path)
  const definition = node?.definition
  if (!node || !definition) return null
  if (code === 'missing') return misnamed(plan, event, place, path) ?? filled(definition, event.source, place)
  const given = at(event.properties, place)
  if (given === undefined) return null
  if (code === 'wrong_type') return converted(given, definition.type) === undefined ? null : { is: 'convert', path: place, to: definition.type }
  if (code === 'too_large' && typeof given === 'number') return scaled(node, definition, given, place)
  const by = code === 'not_one_of' ? nearestOf(definition.oneOf ?? [], given) : code === 'no_match' && typeof given === 'string' ? tidied(node, definition, given) : undefined
  return by === undefined ? null : { is: 'replace', path: place, value: given, by }
}

/** All repairs that suggest themselves, applied one after the other, and what is wrong even then. */
export function suggestRepair(plan: EventPlan, event: Checkable): Repaired {
  const fixes: Fix[] = []
  let properties = event.properties
  let remaining = checkAgainst(plan, event).violations
  for (let round = 0; round < ROUNDS && remaining.length > 0; round++) {
    const found = distinct(remaining.flatMap((violation) => suggestFix(plan, { ...event, properties }, violation) ?? []))
    const after = repair(properties, found)
    if (after === properties) break
    fixes.push(...found)
    properties = after
    remaining = checkAgainst(plan, { ...event, properties }).violations
  }
  return { fixes, properties, remaining }
}

/** The properties after repairs, in order. A repair that finds nothing to do changes nothing; the same object comes back when none did. */
export function repair(properties: JsonObject, fixes: readonly Fix[]): JsonObject {
  return fixes.reduce((before, fix) => {
    const after = applied(before, fix)
    return isJsonObject(after) ? after : before
  }, properties)
}

function applied(properties: JsonObject, fix: Fix): Json | undefined {
  switch (fix.is) {
    case 'rename':
      return moved(properties, fix.from, fix.to)
    case 'convert':
      return edited(properties, stepsOf(fix.path), (given) => (given === undefined || isOfType(fix.to, given) ? given : (converted(given, fix.to) ?? given)))
    case 'replace':
      return edited(properties, stepsOf(fix.path), (given) => (given !== undefined && given === fix.value ? fix.by : given))
    case 'fill':
      return edited(properties, stepsOf(fix.path), (given) => (given === undefined || given === null ? fix.value : given))
    case 'scale':
      return edited(properties, stepsOf(fix.path), (given) => (typeof given === 'number' && given > fix.above ? tidyNumber(given * fix.by) : given))
    case 'remove':
      return edited(properties, stepsOf(fix.path), () => undefined)
  }
}

/** The value with one place (or one in every item) changed; undefined takes it away. */
function edited(value: Json | undefined, steps: readonly string[], edit: (given: Json | undefined) => Json | undefined): Json | undefined {
  const [step, ...rest] = steps
  if (step === undefined) return edit(value)
  if (step === '[]') {
    if (!Array.isArray(value)) return value
    const items = value.map((item: Json) => edited(item, rest, edit) ?? null)
    return items.some((item, i) => item !== value[i]) ? items : value
  }
  if (Array.isArray(value)) {
    const place = Number(step)
    if (!Number.isInteger(place) || place < 0 || place >= value.length) return value
    const after = edited(value[place] as Json, rest, edit)
    return after === value[place] ? value : value.map((item: Json, i) => (i === place ? (after ?? null) : item))
  }
  if (!isJsonObject(value)) return value
  const before = Object.hasOwn(value, step) ? value[step] : undefined
  const after = edited(before, rest, edit)
  if (after === before) return value
  const others = Object.entries(value)
  if (after === undefined) return Object.fromEntries(others.filter(([name]) => name !== step))
  return Object.fromEntries(before === undefined ? [...others, [step, after]] : others.map(([name, one]) => [name, name === step ? after : one]))
}

function moved(properties: JsonObject, from: string, to: string): Json | undefined {
  const [source, target] = [stepsOf(from), stepsOf(to)]
  const parent = source.slice(0, -1)
  const name = source.at(-1) as string
  const other = target.at(-1) as string
  if (parent.join('.') === target.slice(0, -1).join('.')) return edited(properties, parent, (object) => {
    if (!isJsonObject(object) || !Object.hasOwn(object, name) || (Object.hasOwn(object, other) && object[other] !== null)) return object
    return Object.fromEntries(Object.entries(object).filter(([own]) => own !== other).map(([own, value]) => [own === name ? other : own, value]))
  })
  if ([...source, ...target].includes('[]')) return properties
  const value = at(properties, from)
  if (value === undefined || (at(properties, to) ?? null) !== null) return properties
  return edited(edited(properties, source, () => undefined), target, () => value)
}

/** A value as another type, where it clearly is one; undefined where that would be a guess. */
export function converted(given: Json, to: PropertyType): Json | undefined {
  switch (to) {
    case 'text':
      return typeof given === 'number' || typeof given === 'boolean' ? String(given) : undefined
    case 'number':
      return numberIn(given)
    case 'integer': {
      const number = numberIn(given)
      return Number.isInteger(number) ? number : undefined
    }
    case 'boolean': {
      const text = typeof given === 'string' ? given.trim().toLowerCase() : given
      return text === 'true' || text === 'yes' || text === '1' || text === 1 ? true : text === 'false' || text === 'no' || text === '0' || text === 0 ? false : undefined
    }
    case 'moment':
      return momentIn(given)
    case 'list':
      return isJsonObject(given) || given === null ? undefined : [given]
    case 'object':
      return undefined
  }
}

/** Digits with or without thousands separators, full-width ones too; nothing else, so that a phone number never becomes an amount. */
function numberIn(given: Json): number | undefined {
  if (typeof given === 'number') return given
  if (typeof given !== 'string') return undefined
  const text = given.normalize('NFKC').trim()
  const plain = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) ? text.replaceAll(',', '') : text
  return /^-?(0|[1-9]\d{0,14})(\.\d{1,10})?$/.test(plain) ? Number(plain) : undefined
}

function momentIn(given: Json): Json | undefined {
  if (typeof given === 'number') return given >= 1e9 && given < EARLIEST_MS / 10 ? Math.round(given * 1_000) : undefined
  if (typeof given !== 'string') return undefined
  const found = /^(\d{4})[/.](\d{1,2})[/.](\d{1,2})$/.exec(given.normalize('NFKC').trim())
  const text = found ? `${found[1]}-${(found[2] ?? '').padStart(2, '0')}-${(found[3] ?? '').padStart(2, '0')}` : given.trim()
  if (/^\d{10}$/.test(text)) return Number(text) * 1_000
  if (/^\d{13}$/.test(text)) return Number(text)
  return parseInstant(text) === null ? undefined : text
}

function renamed(plan: EventPlan, event: Checkable, place: string): Fix | null {
  const { parent, name } = split(place)
  const object = parent === '' ? event.properties : at(event.properties, parent)
  const fields = nodeAt(plan.root, planned(plan.root, parent))?.fields
  if (!fields || !isJsonObject(object)) return null
  const free = [...fields.keys()].filter((known) => !Object.hasOwn(object, known) || object[known] === null)
  const other = nearest(name, free)
  return other === null ? null : { is: 'rename', from: place, to: parent === '' ? other : `${parent}.${other}` }
}

function misnamed(plan: EventPlan, event: Checkable, place: string, path: string): Fix | null {
  const { parent, name } = split(place)
  const object = parent === '' ? event.properties : at(event.properties, parent)
  const fields = nodeAt(plan.root, split(path).parent)?.fields
  if (!fields || !isJsonObject(object)) return null
  const other = nearest(name, Object.keys(object).filter((own) => !fields.has(own)))
  return other === null ? null : { is: 'rename', from: parent === '' ? other : `${parent}.${other}`, to: place }
}

function filled({ fill }: PropertyDefinition, source: string | undefined, place: string): Fix | null {
  const value = fill?.[source ?? '*'] ?? fill?.['*']
  return value === undefined ? null : { is: 'fill', path: place, value }
}

function scaled(node: PlanNode, definition: PropertyDefinition, given: number, place: string): Fix | null {
  const { max } = definition
  if (max === undefined) return null
  const by = [0.01, 0.001].find((factor) => faultOf(node, definition, tidyNumber(given * factor)) === null)
  return by === undefined ? null : { is: 'scale', path: place, by, above: max }
}

function tidied(node: PlanNode, definition: PropertyDefinition, given: string): string | undefined {
  const plain = given.normalize('NFKC').trim()
  return [plain, plain.toLowerCase(), plain.toUpperCase(), plain.replace(/[\s-]+/g, '')].find((text) => text !== given && faultOf(node, definition, text) === null)
}

function nearestOf(values: readonly (string | number | boolean)[], given: Json): Json | undefined {
  const same = values.find((value) => fold(String(value)) === fold(String(given)))
  if (same !== undefined || typeof given !== 'string') return same
  const name = nearest(given, values.filter((value) => typeof value === 'string'))
  return name ?? undefined
}

/** The name that was meant: the same but for case, width and separators, or one or two letters away. Null when there is none or two are as near. */
export function nearest(given: string, names: readonly string[]): string | null {
  const folded = fold(given)
  const same = names.filter((name) => fold(name) === folded)
  if (same.length > 0) return same.length === 1 ? (same[0] ?? null) : null
  const allowed = folded.length >= 8 ? 2 : folded.length >= 4 ? 1 : 0
  if (allowed === 0 || folded.length > 64) return null
  const near = names.map((name) => ({ name, far: distance(folded, fold(name)) })).filter(({ far }) => far <= allowed).sort((a, b) => a.far - b.far)
  return near[0] !== undefined && near[0].far !== near[1]?.far ? near[0].name : null
}

function fold(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/[\s_\-.]/g, '')
}

/** Damerau-Levenshtein distance with neighbouring letters swapped counting once (optimal string alignment); at least 9 when the lengths differ much. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 9
  let [older, row]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let best = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (older[j - 2] ?? 0) + 1)
      next.push(best)
    }
    older = row
    row = next
  }
  return row[b.length] ?? 0
}

/** The place of the plan that a path names; list items by number or by `[]`. */
function nodeAt(root: PlanNode, path: string): PlanNode | null {
  let here: PlanNode | null = root
  if (path === '') return root
  for (const step of stepsOf(path)) here = step === '[]' || (here?.items && !here.fields?.has(step)) ? (here?.items ?? null) : (here?.fields?.get(step) ?? null)
  return here
}

function planned(root: PlanNode, place: string): string {
  return nodeAt(root, place)?.path ?? place
}

function split(path: string): { readonly parent: string; readonly name: string } {
  const cut = path.lastIndexOf('.')
  return cut < 0 ? { parent: '', name: path } : { parent: path.slice(0, cut), name: path.slice(cut + 1) }
}

/** Without the dust that multiplying by 0.01 leaves: 1999 × 0.01 = 19.99. */
function tidyNumber(value: number): number {
  return Number(value.toPrecision(12))
}

function distinct(fixes: readonly Fix[]): readonly Fix[] {
  return [...new Map(fixes.map((fix) => [JSON.stringify(fix), fix])).values()]
}

/** The whole sentence for a violation: which property, what was expected, what came, and what to do. */
export function violationSentence({ code, at: place, expected, got }: Violation, fix: Fix | null): string {
  switch (code) {
    case 'source_not_allowed':
      return `The plan expects ${expected}, this is ${got}. Correct the sender, or add the source to the plan`
    case 'deprecated':
      return `The plan wants ${expected}`
    case 'unknown_property':
      return `\`${place}\` is not planned. ${fix?.is === 'rename' ? `\`${fix.to}\` is probably meant: rename it` : 'Remove it, or add it to the plan'}`
    case 'missing':
      return `\`${place}\` is missing; it must be ${expected}. ${fix?.is === 'rename' ? `It probably came as \`${fix.from}\`: rename it` : fix?.is === 'fill' ? `${JSON.stringify(fix.value)} is what this source means` : 'Send it, or make it optional in the plan'}`
    default:
      return `\`${place}\` must be ${expected}, but came as ${got}. ${todo(fix)}`
  }
}

function todo(fix: Fix | null): string {
  if (fix?.is === 'convert') return 'It can be converted; let the sender send the right type'
  if (fix?.is === 'replace') return `${JSON.stringify(fix.by)} is probably meant`
  if (fix?.is === 'scale') return `It is probably ${Math.round(1 / fix.by)} times too large, such as an amount in cents`
  return 'Correct the sender, or the plan'
}
