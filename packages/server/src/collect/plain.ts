/** Our own dialect, for `POST /v1/events`: one event, a list, or `{events, sentAt}`. Strict, so that a misspelt field is found on the first day. */
import { isJsonObject, type Json, type JsonObject } from '@rapport/core/base/json'
import { eventType, KNOWN } from '@rapport/core/event/event'
import { IDENTIFIER_KINDS, type Identifier, type IdentifierKind } from '@rapport/core/event/identifier'
import { alongside, normalise, type Understood } from './build.ts'
import { hintsOf, isEmpty, objectOf } from './context.ts'
import { refuse, type CollectContext, type Incoming, type Refusal } from './incoming.ts'
import { externalIdentifiers, identifier, isNobodys, traitIdentifiers } from './person.ts'

const KEYS: ReadonlySet<string> = new Set(['id', 'type', 'at', 'identifiers', 'properties', 'traits', 'context', 'sentAt'])
const KINDS = Object.keys(IDENTIFIER_KINDS).join(', ')

/** Normalises a body. Traits given along with another type than `identified` give a second event, `identified`, with the same id and `#traits`. */
export function fromPlain(body: Json, context: CollectContext): readonly Incoming[] {
  const wrapped = isJsonObject(body) && Array.isArray(body['events']) ? body : undefined
  const messages = Array.isArray(body) ? body : wrapped ? (wrapped['events'] as readonly Json[]) : [body]
  const sentAt = wrapped?.['sentAt'] ?? context.sentAt
  const here = sentAt === undefined ? context : { ...context, sentAt }
  return messages.flatMap((message) => one(message as Json, here))
}

function one(message: Json, context: CollectContext): readonly Incoming[] {
  const incoming = normalise(message, context, readPlain)
  if (incoming.is === 'bad' || incoming.event.type === KNOWN.identified) return [incoming]
  const traits = objectOf(objectOf(incoming.raw as Json)['traits'])
  return isEmpty(traits) ? [incoming] : [incoming, alongside(incoming, 'traits', KNOWN.identified, { traits })]
}

/** Understands one event. */
export function readPlain(message: JsonObject, context: CollectContext): Understood | Refusal {
  const unknown = Object.keys(message).find((key) => !KEYS.has(key))
  if (unknown !== undefined) {
    return refuse('unknown_key', `Unknown field "${unknown.slice(0, 60)}". An event has ${[...KEYS].join(', ')}; your own data goes into properties`)
  }
  if (typeof message['type'] !== 'string' || message['type'] === '') return refuse('no_type', 'An event needs a "type", for example "order_completed"')
  for (const field of ['properties', 'traits', 'context']) {
    if (message[field] !== undefined && message[field] !== null && !isJsonObject(message[field])) return refuse('bad_shape', `"${field}" must be an object`)
  }
  const given = objectOf(message['context'])
  const people = identifiersOf(message['identifiers'], given, context)
  if ('is' in people) return people
  const traits = objectOf(message['traits'])
  const properties = objectOf(message['properties'])
  const identified = eventType(message['type']) === KNOWN.identified
  const all = identified ? { ...objectOf(properties['traits']), ...traits } : traits
  return {
    is: 'understood',
    type: message['type'],
    messageId: message['id'],
    original: message['at'],
    sentAt: message['sentAt'] ?? context.sentAt,
    identifiers: [...people, ...traitIdentifiers(all, hintsOf(given, context.country)), ...externalIdentifiers(given, hintsOf(given, context.country))],
    properties: identified ? { ...properties, traits: all } : properties,
    context: given,
  }
}

/** `{userId: 'u1', email: …}` or `[{kind, value, scope}]`. A value that points at nobody (null, '', guest) is left out; one that is wrong is refused. */
function identifiersOf(value: Json | undefined, given: JsonObject, context: CollectContext): readonly Identifier[] | Refusal {
  const pairs = pairsOf(value)
  if ('is' in pairs) return pairs
  const hints = hintsOf(given, context.country)
  const found: Identifier[] = []
  for (const [kind, text, scope] of pairs) {
    if (!Object.hasOwn(IDENTIFIER_KINDS, kind)) {
      return refuse('bad_identifier', `Unknown kind of identifier "${kind.slice(0, 60)}". Known kinds: ${KINDS}`)
    }
    const one = identifier(kind as IdentifierKind, text, hints, scope)
    if (one) found.push(one)
    else if (isNobodys(kind as IdentifierKind, text, hints)) continue
    else if (kind === 'phone' && !isEmpty(text)) {
      return refuse('bad_identifier', 'The phone number is not one that can exist. Write it with its country, as +886912345678, or set the country of the source')
    } else if (kind === 'email' && !isEmpty(text)) return refuse('bad_identifier', 'The e-mail address is not one that can exist')
  }
  return found
}

function pairsOf(value: Json | undefined): readonly (readonly [kind: string, value: Json, scope?: Json])[] | Refusal {
  if (value === undefined || value === null) return []
  if (isJsonObject(value)) return Object.entries(value)
  const wrong = refuse('bad_shape', '"identifiers" must be an object like {"userId": "u1"} or a list of {"kind", "value", "scope"}')
  if (!Array.isArray(value)) return wrong
  const pairs: (readonly [string, Json, Json?])[] = []
  for (const item of value as readonly Json[]) {
    if (!isJsonObject(item) || typeof item['kind'] !== 'string') return wrong
    pairs.push([item['kind'], item['value'] ?? null, item['scope']])
  }
  return pairs
}
