/** TypeScript from the tracking plan: one function for each event, so that a wrong property is found while it is typed. The same plan gives the same text. */
import { stepsOf, wordsIn, type EventDefinition, type PropertyDefinition } from '@rapport/core/event/tracking-plan'

/** One place of an event's properties: what is planned for it, and what is inside. */
interface Place {
  readonly property: PropertyDefinition | null
  readonly fields: Map<string, Place>
  items: Place | null
}

const HEAD = `/** Written by \`rapport codegen events\` from the tracking plan. Do not edit it: change the plan and write it again. */
/* eslint-disable */

/** Whatever has a \`track(event, properties)\`: Rapport's web SDK, Segment's analytics-next, RudderStack's, Jitsu's. */
export interface Tracker {
  track(event: string, properties?: object): unknown
}

/** Who an event is about, when a server sends it. */
export type Person =
  | { readonly userId: string; readonly anonymousId?: string }
  | { readonly userId?: string; readonly anonymousId: string }

/** Whatever has a \`track({ userId, event, properties })\`: Segment's analytics-node, RudderStack's and Jitsu's for servers. */
export interface ServerTracker {
  track(message: Person & { readonly event: string; readonly properties?: object; readonly timestamp?: Date; readonly messageId?: string }): unknown
}

/** When it happened, if not now, and an id that makes a repetition the same event. */
export interface More {
  readonly timestamp?: Date
  readonly messageId?: string
}
`

/** The file for a plan. Events are ordered by type; \`locale\` chooses the language of descriptions. */
export function typescriptOf(events: readonly EventDefinition[], locale = 'en'): string {
  const sorted = [...events].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  const names = namesFor(sorted)
  const named = sorted.map((event, i) => ({ event, name: names[i] ?? '', optional: !needsSomething(event) }))
  return [
    HEAD,
    ...named.map(({ event, name, optional }) => eventText(event, name, optional, locale)),
    '/** Properties by event type. */',
    'export interface Events {',
    ...named.map(({ event, name }) => `  readonly ${quoted(event.id)}: ${name}`),
    '}',
    '',
    '/** Every event as a function of its properties, for a page or an app: `const events = tracking(rapport)`. */',
    'export function tracking(tracker: Tracker) {',
    '  return {',
    ...named.map(({ name, optional }) => `    ${lowered(name)}: (properties${optional ? '?' : ''}: ${name}): void => track${name}(tracker, properties),`),
    '  }',
    '}',
    '',
    '/** Every event as a function of the person and its properties, for a server: `const events = serverTracking(analytics)`. */',
    'export function serverTracking(tracker: ServerTracker) {',
    '  return {',
    ...named.map(({ event, name, optional }) => `    ${lowered(name)}: (who: Person, properties${optional ? `: ${name} = {}` : `: ${name}`}, more: More = {}): void => void tracker.track({ ...who, event: ${literal(event.id)}, properties, ...more }),`),
    '  }',
    '}',
    '',
  ].join('\n')
}

function eventText(event: EventDefinition, name: string, optional: boolean, locale: string): string {
  const about = [
    wordsIn(event.description, locale) ?? event.name,
    event.owner === undefined ? undefined : `Owner: ${event.owner}.`,
    event.sources ? `Sent by: ${event.sources.join(', ')}.` : undefined,
  ]
  const gone = event.deprecated === undefined ? [] : [`@deprecated ${event.deprecated}`]
  const comment = commentOf([...about.filter((line) => line !== undefined), ...gone], '')
  return [
    `${commentOf([`Properties of \`${event.id}\`.`], '')}export type ${name} = ${objectText(treeOf(event.properties), '', event.extra === 'allow', locale)}`,
    '',
    `${comment}export function track${name}(tracker: Tracker, properties: ${name}${optional ? ' = {}' : ''}): void {`,
    `  void tracker.track(${literal(event.id)}, properties)`,
    '}',
    '',
  ].join('\n')
}

function treeOf(properties: readonly PropertyDefinition[]): Place {
  const root: Place = { property: null, fields: new Map(), items: null }
  // Those above come first, so that each place knows what is planned for it.
  for (const property of [...properties].sort((a, b) => stepsOf(a.path).length - stepsOf(b.path).length || (a.path < b.path ? -1 : 1))) {
    const steps = stepsOf(property.path)
    let here = root
    steps.forEach((step, i) => {
      const own = i === steps.length - 1 ? property : null
      let next: Place | null | undefined = step === '[]' ? here.items : here.fields.get(step)
      if (!next) {
        next = { property: own, fields: new Map(), items: null }
        if (step === '[]') here.items = next
        else here.fields.set(step, next)
      }
      here = next
    })
  }
  return root
}

function objectText({ fields }: Place, indent: string, open: boolean, locale: string): string {
  const lines = [...fields].flatMap(([name, place]) => {
    const { property } = place
    const about = property ? [wordsIn(property.description, locale), limitsOf(property), exampleOf(property)].filter((line) => line !== undefined) : []
    return `${commentOf(about, `${indent}  `)}${indent}  readonly ${quoted(name)}${needed(place) ? '' : '?'}: ${typeText(place, `${indent}  `, open, locale)}`
  })
  const others = open ? [`${indent}  readonly [name: string]: unknown`] : []
  return lines.length + others.length === 0 ? '{ readonly [name: string]: never }' : `{\n${[...lines, ...others].join('\n')}\n${indent}}`
}

function typeText(place: Place, indent: string, open: boolean, locale: string): string {
  const { property, fields, items } = place
  if (property?.oneOf) return property.oneOf.map((one) => (typeof one === 'string' ? literal(one) : String(one))).join(' | ')
  if (items || property?.type === 'list') return `readonly (${items ? typeText(items, indent, open, locale) : 'unknown'})[]`
  if (fields.size > 0) return objectText(place, indent, open, locale)
  switch (property?.type) {
    case 'text':
      return 'string'
    case 'number':
    case 'integer':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'moment':
      return 'string | number | Date'
    default:
      return '{ readonly [name: string]: unknown }'
  }
}

/** Required by the plan, or holding something that is required although nobody planned the place itself. */
function needed({ property, fields }: Place): boolean {
  return property ? property.required === true : [...fields.values()].some(needed)
}

function needsSomething({ properties }: EventDefinition): boolean {
  return [...treeOf(properties).fields.values()].some(needed)
}

function limitsOf({ type, min, max, pattern, pii }: PropertyDefinition): string | undefined {
  const unit = type === 'text' ? ' characters' : type === 'list' ? ' items' : ''
  const parts = [
    ...(type === 'integer' ? ['a whole number'] : type === 'moment' ? ['ISO text, milliseconds since 1970, or a Date'] : []),
    ...(min === undefined ? [] : [`at least ${min}${unit}`]),
    ...(max === undefined ? [] : [`at most ${max}${unit}`]),
    ...(pattern === undefined ? [] : [`of the form ${pattern}`]),
    ...(pii === undefined || pii === 'none' ? [] : [`personal (${pii})`]),
  ]
  const text = parts.join(', ')
  return text === '' ? undefined : `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`
}

function exampleOf({ example }: PropertyDefinition): string | undefined {
  return example === undefined ? undefined : `Example: ${JSON.stringify(example)}`
}

function commentOf(lines: readonly string[], indent: string): string {
  const safe = lines.flatMap((line) => line.split(/\r?\n/)).map((line) => line.replaceAll('*/', '*\\/').trim()).filter((line) => line !== '')
  if (safe.length === 0) return ''
  return safe.length === 1 ? `${indent}/** ${safe[0]} */\n` : `${indent}/**\n${safe.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`
}

/** \`order_completed\` is OrderCompleted. Types that give one name are told apart by a number; signs that no name may have are left out. */
function namesFor(events: readonly EventDefinition[]): readonly string[] {
  const taken = new Set(['Tracker', 'ServerTracker', 'Person', 'More', 'Events', 'Date', 'Object', 'String', 'Number', 'Boolean', 'Record'])
  return events.map(({ id }) => {
    const words = id.normalize('NFC').split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== '')
    const plain = words.map((word) => `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`).join('')
    const base = /^[\p{ID_Start}]/u.test(plain) ? plain : `Event${plain}`
    let name = base
    for (let n = 2; taken.has(name); n++) name = `${base}${n}`
    taken.add(name)
    return name
  })
}

function lowered(name: string): string {
  return `${name[0]?.toLowerCase() ?? ''}${name.slice(1)}`
}

function quoted(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : literal(name)
}

function literal(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'").replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`
}
