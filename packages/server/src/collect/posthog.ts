/**
 * PostHog's dialect: one message or a batch, everything in `properties`, built-in names with a leading $. What PostHog calls a distinct id
 * is an anonymous id until the SDK says that the person is identified.
 */
import { isJsonObject, type Json, type JsonObject } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import { KNOWN } from '@rapport/core/event/event'
import type { Identifier } from '@rapport/core/event/identifier'
import { alongside, normalise, type Understood } from './build.ts'
import { hintsOf, isEmpty, objectOf } from './context.ts'
import { refuse, type CollectContext, type Incoming, type Refusal } from './incoming.ts'
import { identifier, idText, traitIdentifiers } from './person.ts'
import type { PhoneHints } from '@rapport/core/clean/phone'
import { builtInProperties, contextOf, ownProperties, ownTraits, pageOf } from './posthog-fields.ts'

/** Normalises a body: a batch envelope, a list, or one message. An event that carries `$set` gives a second one, `identified`, with the same id and `#set`. */
export function fromPosthog(body: Json, context: CollectContext): readonly Incoming[] {
  const envelope = isJsonObject(body) ? body : {}
  const list = [body, envelope['batch'], envelope['data']].find((value) => Array.isArray(value)) as readonly Json[] | undefined
  const messages = list ?? [body]
  const sentAt = envelope['sent_at'] ?? context.sentAt
  const historical = envelope['historical_migration'] === true
  const here = sentAt === undefined || historical ? context : { ...context, sentAt }
  return messages.flatMap((message) => one(message as Json, here))
}

function one(message: Json, context: CollectContext): readonly Incoming[] {
  const incoming = normalise(message, context, readPosthog)
  if (incoming.is === 'bad' || incoming.event.type === KNOWN.identified) return [incoming]
  const traits = traitsOf(objectOf(incoming.raw as Json))
  return isEmpty(traits.traits) && isEmpty(traits.once) ? [incoming] : [incoming, alongside(incoming, 'set', KNOWN.identified, traits)]
}

/** Understands one message. */
export function readPosthog(message: JsonObject, context: CollectContext): Understood | Refusal {
  const name = message['event']
  if (typeof name !== 'string' || name === '') return refuse('no_type', 'A PostHog message needs the name of the event in "event"')
  const properties = objectOf(message['properties'])
  const where = contextOf(properties)
  const hints = hintsOf(where, context.country)
  const who = person(message, properties, hints)
  const traits = traitsOf(message)
  const people = [who, ...traitIdentifiers(traits.traits, hints)]
  const base = {
    is: 'understood',
    messageId: message['uuid'] ?? properties['$insert_id'],
    original: original(message, context.receivedAt),
    sentAt: message['sent_at'] ?? context.sentAt,
    identifiers: people,
    context: where,
  } as const
  switch (name) {
    case '$identify':
    case '$set': {
      const anonymous = identifier('anonymousId', properties['$anon_distinct_id'], hints)
      return { ...base, type: KNOWN.identified, identifiers: [...people, anonymous], properties: traits }
    }
    case '$create_alias':
    case '$merge_dangerously': {
      const alias = properties['alias']
      const loop = idText(alias) === who?.value
      const identifiers = loop ? people : [...people, identifier('anonymousId', alias, hints)]
      return { ...base, type: KNOWN.aliased, identifiers, properties: isEmpty(alias) ? {} : { previousId: alias as Json } }
    }
    case '$groupidentify':
      return group(properties, base)
    case '$pageview':
      return { ...base, type: KNOWN.pageViewed, properties: { ...pageOf(properties), ...ownProperties(properties) } }
    case '$screen': {
      const screen = properties['$screen_name']
      return { ...base, type: KNOWN.screenViewed, properties: { ...ownProperties(properties), ...(isEmpty(screen) ? {} : { name: screen as Json }) } }
    }
    case '$feature_flag_called':
      return { ...base, type: 'feature_flag_called', properties: exposure(properties) }
    default:
      if (name.startsWith('$')) return { ...base, type: name.slice(1), properties: builtInProperties(properties) }
      return { ...base, type: name, properties: ownProperties(properties) }
  }
}

/** Servers put the distinct id beside the properties, browsers inside. It names a person unless the SDK says or shows otherwise. */
function person(message: JsonObject, properties: JsonObject, hints: PhoneHints): Identifier | null {
  const id = isEmpty(message['distinct_id']) ? properties['distinct_id'] : message['distinct_id']
  const text = idText(id)
  // A server's $groupidentify without a person invents `$company_g1`.
  const invented = `$${idText(properties['$group_type'])}_${idText(properties['$group_key'])}`
  if (text === null || text === invented) return null
  const said = properties['$is_identified']
  const anonymous = properties['$process_person_profile'] === false || text === idText(properties['$device_id'])
  return identifier(said === false || (said !== true && anonymous) ? 'anonymousId' : 'userId', text, hints)
}

function traitsOf(message: JsonObject): { readonly traits: JsonObject; readonly once?: JsonObject } {
  const properties = objectOf(message['properties'])
  const traits = ownTraits({ ...objectOf(message['$set']), ...objectOf(properties['$set']) })
  const once = ownTraits({ ...objectOf(message['$set_once']), ...objectOf(properties['$set_once']) })
  return isEmpty(once) ? { traits } : { traits, once }
}

function group(properties: JsonObject, base: Omit<Understood, 'type' | 'properties'>): Understood | Refusal {
  const key = idText(properties['$group_key'])
  if (!key) return refuse('no_group', 'A $groupidentify needs a "$group_key"')
  const kind = properties['$group_type']
  const traits = objectOf(properties['$group_set'])
  return { ...base, type: KNOWN.grouped, properties: { group: key, ...(isEmpty(kind) ? {} : { kind: kind as Json }), traits } }
}

function exposure(properties: JsonObject): JsonObject {
  const answer = properties['$feature_flag_response'] ?? null
  return { ...ownProperties(properties), flag: properties['$feature_flag'] ?? null, variant: answer }
}

/** Old SDKs send how many milliseconds ago it happened instead of a timestamp. */
function original(message: JsonObject, receivedAt: Instant): Json | undefined {
  const { timestamp, offset } = message
  return isEmpty(timestamp) && typeof offset === 'number' && offset >= 0 ? receivedAt - offset : timestamp
}
