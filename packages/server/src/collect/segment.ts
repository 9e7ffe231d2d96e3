/**
 * Segment's and RudderStack's dialect (one family; Jitsu's is a cousin): track, page, screen, identify, group and alias, alone or in a batch.
 * The quirks are those of ecosystem.md 1.4, each with its test.
 */
import { isJsonObject, type Json, type JsonObject } from '@rapport/core/base/json'
import { KNOWN } from '@rapport/core/event/event'
import { normalise, type Understood } from './build.ts'
import { hintsOf, isEmpty, kept, objectOf, page } from './context.ts'
import { refuse, type CollectContext, type Incoming, type Refusal } from './incoming.ts'
import { externalIdentifiers, identifier, idText, traitIdentifiers } from './person.ts'

/** The calls of the family. */
export type SegmentKind = 'track' | 'page' | 'screen' | 'identify' | 'group' | 'alias'

/** Normalises a body: a batch envelope, a list, or one message whose kind may come from the path. */
export function fromSegment(body: Json, context: CollectContext, kind?: SegmentKind): readonly Incoming[] {
  const { messages, envelope } = unpack(body)
  const sentAt = envelope['sentAt'] ?? context.sentAt
  const shared = objectOf(envelope['context'])
  return messages.map((message) =>
    normalise(message, context, (clean) => {
      const own = isEmpty(shared) ? clean : { ...clean, context: { ...shared, ...objectOf(clean['context']) } }
      return readSegment(own, { ...context, ...(sentAt === undefined ? {} : { sentAt }) }, kind)
    }),
  )
}

function unpack(body: Json): { readonly messages: readonly Json[]; readonly envelope: JsonObject } {
  if (Array.isArray(body)) return { messages: body, envelope: {} }
  if (isJsonObject(body) && Array.isArray(body['batch'])) return { messages: body['batch'], envelope: body }
  return { messages: [body], envelope: {} }
}

/** Understands one message. `kind` counts only when the message does not say its own type. */
export function readSegment(message: JsonObject, context: CollectContext, kind?: SegmentKind): Understood | Refusal {
  const given = objectOf(message['context'])
  const where = kept(given)
  const integrations = objectOf(message['integrations'])
  if (Object.values(integrations).some((on) => on === false)) where['integrations'] = integrations
  const hints = hintsOf(given, context.country)
  const people = [identifier('userId', message['userId'], hints), identifier('anonymousId', message['anonymousId'], hints), ...externalIdentifiers(given, hints)]
  const base = {
    is: 'understood',
    messageId: message['messageId'],
    // An explicit timestamp is the sender's own choice; `originalTimestamp` is when the SDK was called.
    original: isEmpty(message['timestamp']) ? message['originalTimestamp'] : message['timestamp'],
    sentAt: isEmpty(message['sentAt']) ? context.sentAt : message['sentAt'],
    identifiers: people,
    context: where,
  } as const
  const type = message['type'] ?? kind ?? ('event' in message ? 'track' : undefined)
  switch (type) {
    case 'track':
      return track(message, base)
    case 'page':
    case 'screen':
      return { ...base, type: type === 'page' ? KNOWN.pageViewed : KNOWN.screenViewed, properties: view(message) }
    case 'identify': {
      // Rudder's browser SDK puts traits nowhere but in the context; on every other call its context.traits only repeat what was said before.
      const traits = isEmpty(message['traits']) ? objectOf(given['traits']) : objectOf(message['traits'])
      const found = traitIdentifiers(traits, hints)
      return { ...base, type: KNOWN.identified, identifiers: [...people, ...found], properties: { traits } }
    }
    case 'group':
      return group(message, base)
    case 'alias': {
      const previous = identifier('anonymousId', message['previousId'], hints)
      const loop = idText(message['previousId']) === idText(message['userId'])
      // Who the previous id belongs to is not said. As an anonymous id it never joins two known people by itself; a rule may, from `previousId`.
      const properties: JsonObject = isEmpty(message['previousId']) ? {} : { previousId: message['previousId'] as Json }
      return { ...base, type: KNOWN.aliased, identifiers: loop ? people : [...people, previous], properties }
    }
    default:
      return refuse('unknown_kind', `The message's type ${JSON.stringify(type ?? null).slice(0, 60)} is none of track, page, screen, identify, group, alias`)
  }
}

type Base = Omit<Understood, 'type' | 'properties'>

function track(message: JsonObject, base: Base): Understood | Refusal {
  const name = message['event']
  if (typeof name !== 'string' || name === '') return refuse('no_type', 'A track call needs the name of the event in "event"')
  return { ...base, type: name, properties: objectOf(message['properties']) }
}

/** Name and category stand beside or inside the properties, depending on the SDK; here always inside. */
function view(message: JsonObject): JsonObject {
  const properties: { [name: string]: Json } = { ...page(objectOf(message['properties'])) }
  for (const name of ['name', 'category']) {
    const value = message[name]
    if (!isEmpty(value) && isEmpty(properties[name])) properties[name] = value as Json
  }
  return properties
}

function group(message: JsonObject, base: Base): Understood | Refusal {
  const id = idText(message['groupId'])
  if (!id) return refuse('no_group', 'A group call needs a "groupId"')
  return { ...base, type: KNOWN.grouped, properties: { group: id, traits: objectOf(message['traits']) } }
}
