/** Who reads what: for every event type, property and trait, the definitions (and parts of the product itself) that look at it. */
import { PLACE_TRAITS } from '../consent/place.ts'
import type { Rule } from '../segment/rule.ts'
import { personColumn } from './matchable.ts'
import type { Definitions } from './workspace.ts'

/** Somebody who uses a type, property or trait. `builtin`: the product itself, `name` says what for. */
export interface Use {
  readonly kind: 'segment' | 'trait' | 'offer' | 'journey' | 'template' | 'placement' | 'destination' | 'survivorship' | 'feature' | 'model' | 'builtin'
  readonly id: string
  readonly name: string
}

/** All uses of a workspace's definitions. */
export interface Uses {
  ofEvent(type: string): readonly Use[]
  /** `path` as in the tracking plan: `items[].sku`. Reading `items` reads all that is in it. */
  ofProperty(type: string, path: string): readonly Use[]
  /** Given or computed; `address.city` counts for `address`. */
  ofTrait(name: string): readonly Use[]
}

/** Given traits that the product itself reads, in any definition: to reach people, to name them, to choose language and hour. */
const BUILTIN: { readonly [trait: string]: string } = {
  ...names('Chooses the law that applies', PLACE_TRAITS),
  ...names('Shows who somebody is', ['name', 'full_name', 'fullName', 'first_name', 'firstName', 'last_name', 'lastName', 'given_name', 'givenName', 'family_name', 'familyName', '姓名']),
  ...names('Chooses the language of messages and offers', ['locale', 'language']),
  ...names('Keeps quiet hours in the local time', ['timezone']),
  ...names('Tells who somebody is and reaches them', ['email', 'phone', 'mobile', 'line_id', 'lineId', 'line_user_id', 'member_no', 'memberNo', 'member_id', 'unionid', 'openid']),
}

function names(why: string, traits: readonly string[]): { readonly [trait: string]: string } {
  return Object.fromEntries(traits.map((trait) => [trait, why]))
}

/** Properties of known events that the product itself reads. */
const BUILTIN_PROPERTIES: { readonly [type: string]: readonly string[] } = {
  identified: ['traits', 'once'],
  consent_given: ['purpose', 'channel', 'text', 'proof'],
  consent_withdrawn: ['purpose', 'channel', 'text', 'proof'],
  offer_shown: ['offer', 'placement', 'decision'],
  offer_clicked: ['offer', 'placement', 'decision'],
  offer_dismissed: ['offer', 'placement', 'decision'],
  grouped: ['group'],
  message_bounced: ['message', 'reason', 'channel'],
  message_complained: ['message', 'channel'],
  message_clicked: ['message', 'url'],
}

/** Reads all definitions once. Uses are without repeats, in the order of the definitions. */
export function usesOf(definitions: Definitions): Uses {
  const events = new Map<string, Map<string, Use>>()
  const traits = new Map<string, Map<string, Use>>()
  const properties = new Map<string, Map<string, Map<string, Use>>>()
  const computed = new Map(definitions.traits.map((trait) => [trait.id, trait]))
  const put = (into: Map<string, Map<string, Use>>, key: string, use: Use): void => {
    const known = into.get(key) ?? new Map<string, Use>()
    into.set(key, known)
    known.set(`${use.kind} ${use.id}`, use)
  }
  const property = (type: string, path: string, use: Use): void => {
    const known = properties.get(type) ?? new Map<string, Map<string, Use>>()
    properties.set(type, known)
    put(known, planned(path), use)
  }
  /** A rule over one event's properties. */
  const where = (rule: Rule, type: string, use: Use): void => {
    for (const part of partsOf(rule)) if ('trait' in part) property(type, part.trait, use)
  }
  /** A rule over a person. */
  const person = (rule: Rule, use: Use): void => {
    for (const part of partsOf(rule)) {
      if ('did' in part) {
        put(events, part.did, use)
        if (part.where) where(part.where, part.did, use)
      } else if ('trait' in part) trait(part.trait, use)
    }
  }
  const trait = (name: string, use: Use): void => {
    const own = computed.get(name)
    put(traits, own ? name : rootOf(name), use)
    if (!own) return
    put(events, own.event, use)
    if (own.property !== undefined) property(own.event, own.property, use)
    if (own.where) where(own.where, own.event, use)
  }

  for (const { id, name, compute: _, event, property: path, where: rule } of definitions.traits) {
    const use: Use = { kind: 'trait', id, name: name ?? id }
    put(events, event, use)
    if (path !== undefined) property(event, path, use)
    if (rule) where(rule, event, use)
  }
  for (const { id, name, rule } of definitions.segments) person(rule, { kind: 'segment', id, name })
  for (const { id, name, eligible } of definitions.offers) if (eligible) person(eligible, { kind: 'offer', id, name })
  for (const { id, name, enter, exit } of definitions.journeys) {
    const use: Use = { kind: 'journey', id, name }
    for (const door of [enter, ...(exit ?? [])]) {
      if (!('event' in door)) continue
      put(events, door.event, use)
      if (door.where) where(door.where, door.event, use)
    }
  }
  for (const { id, name, bodies } of definitions.templates) {
    const use: Use = { kind: 'template', id, name }
    const read = variablesIn(Object.values(bodies).flatMap((body) => [body.subject ?? '', body.html ?? '', body.text]).join('\n'))
    for (const path of read.person) trait(path, use)
    const entries = definitions.journeys.flatMap(({ enter, steps }) => ('event' in enter && steps.some((step) => 'send' in step && step.send.template === id) ? [enter.event] : []))
    for (const type of new Set(entries)) for (const path of read.event) property(type, path, use)
  }
  for (const { id, name, map, on } of definitions.destinations) {
    const use: Use = { kind: 'destination', id, name }
    for (const ours of Object.values(map ?? {})) if (/^(trait|counter):/.test(ours)) trait(ours.slice(ours.indexOf(':') + 1), use)
    for (const type of on ?? []) put(events, type, use)
  }
  for (const { id, name, from } of definitions.features) {
    const use: Use = { kind: 'feature', id, name: name ?? id }
    if ('trait' in from) trait(from.trait, use)
    else if ('since' in from) {
      put(events, from.since, use)
      if (from.where) where(from.where, from.since, use)
    } else if ('counted' in from) {
      put(events, from.counted.event, use)
      if (from.counted.property !== undefined) property(from.counted.event, from.counted.property, use)
      if (from.counted.where) where(from.counted.where, from.counted.event, use)
    }
  }
  for (const { id, name, predict } of definitions.models) {
    if (!('event' in predict)) continue
    const use: Use = { kind: 'model', id, name }
    put(events, predict.event, use)
    if ('property' in predict) property(predict.event, predict.property, use)
    if ('where' in predict && predict.where) where(predict.where, predict.event, use)
  }
  for (const rule of definitions.survivorship) put(traits, rootOf(rule.trait), { kind: 'survivorship', id: rule.trait, name: rule.trait })

  const ofTrait = (name: string): readonly Use[] => {
    const root = computed.has(name) ? name : rootOf(name)
    const own = Object.hasOwn(BUILTIN, root) ? BUILTIN[root] : definitions.matching.mode !== 'off' && personColumn(root) !== null ? 'Finds records of the same person' : undefined
    return [...(traits.get(root)?.values() ?? []), ...(own === undefined ? [] : [{ kind: 'builtin' as const, id: root, name: own }])]
  }
  return {
    ofTrait,
    ofEvent: (type) => [...(events.get(type)?.values() ?? [])],
    ofProperty(type, path) {
      // Given traits come in as properties of `identified`.
      if (type === 'identified' && /^(traits|once)\../.test(path)) return ofTrait(path.slice(path.indexOf('.') + 1))
      const found = new Map<string, Use>()
      for (const [read, users] of properties.get(type) ?? []) if (overlaps(read, path)) for (const [key, use] of users) found.set(key, use)
      const builtin: readonly Use[] = BUILTIN_PROPERTIES[type]?.includes(rootOf(path)) ? [{ kind: 'builtin', id: type, name: 'Rapport itself reads it' }] : []
      return [...found.values(), ...builtin]
    },
  }
}

/** The parts of a rule that look at something. */
export function partsOf(rule: Rule): readonly Rule[] {
  if ('all' in rule) return rule.all.flatMap(partsOf)
  if ('any' in rule) return rule.any.flatMap(partsOf)
  return 'not' in rule ? partsOf(rule.not) : [rule]
}

/** The first step of a dotted path. */
export function rootOf(path: string): string {
  return /^[^.[]*/.exec(path)?.[0] ?? path
}

/** A path of a rule (`items.0.sku`) as the plan writes it (`items[].sku`). */
export function planned(path: string): string {
  return path.replace(/\.\d+(?=\.|$)/g, '[]')
}

/** Whether reading one path reads (a part of) the other. */
export function overlaps(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  return long === short || (long.startsWith(short) && (long[short.length] === '.' || long[short.length] === '['))
}

const TAG = /\{\{([\s\S]*?)\}\}|\{%([\s\S]*?)%\}/g
const VARIABLE = /(?<![\p{L}\p{N}_.$'"-])(person|event)((?:\.[\p{L}\p{M}\p{N}_$-]+|\[\s*(?:"[^"\]]*"|'[^'\]]*'|\d+)\s*\])+)/gu

/** The variables of a Liquid template: dotted paths after `person.` and `event.`. */
export function variablesIn(template: string): { readonly person: readonly string[]; readonly event: readonly string[] } {
  const found = { person: new Set<string>(), event: new Set<string>() }
  for (const [, output, tag] of template.matchAll(TAG)) for (const [, root, path = ''] of (output ?? tag ?? '').matchAll(VARIABLE)) {
    found[root as 'person' | 'event'].add(path.replace(/\[\s*(?:"([^"]*)"|'([^']*)'|(\d+))\s*\]/g, (_, a, b, c) => `.${a ?? b ?? c}`).slice(1))
  }
  return { person: [...found.person], event: [...found.event] }
}
