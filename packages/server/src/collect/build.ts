/** The last step of every dialect: from what was understood to an event, with the checks that all dialects share. */
import { shortHash } from '@rapport/core/base/hash'
import type { EventId } from '@rapport/core/base/id'
import { isJsonObject, type Json, type JsonObject } from '@rapport/core/base/json'
import { eventType, RESERVED } from '@rapport/core/event/event'
import type { Identifier } from '@rapport/core/event/identifier'
import { clean, keepable, SOFT_BYTES, type Clean } from './clean.ts'
import { happenedAt } from './clock.ts'
import { isEmpty } from './context.ts'
import { signalsIn, SIGNAL_FIELDS } from './privacy-signals.ts'
import { refuse, type CollectContext, type Incoming, type Refusal } from './incoming.ts'
import { distinct, idText, sessionScoped } from './person.ts'
import { repairTraits } from './repair.ts'

/** What a dialect has understood of one message. */
export interface Understood {
  readonly is: 'understood'
  /** As the sender wrote it; `eventType` makes the one spelling. */
  readonly type: string
  readonly messageId: Json | undefined
  readonly original: Json | undefined
  readonly sentAt: Json | undefined
  readonly identifiers: readonly (Identifier | null)[]
  readonly properties: JsonObject
  readonly context: JsonObject
}

/** Reads one message of a dialect; it may assume a clean object. */
export type Reader = (message: JsonObject, context: CollectContext) => Understood | Refusal

const LONGEST_TYPE = 200
const LONGEST_ID = 200

/** Runs a dialect's reader over one message from outside. Never throws; every message gives exactly one Incoming. */
export function normalise(raw: Json, context: CollectContext, read: Reader): Incoming {
  const checked = clean(raw)
  const messageId = idOf(raw)
  if (checked.is === 'bad') return bad(checked, raw, messageId)
  if (!isJsonObject(checked.value)) return bad(refuse('not_an_object', 'An event must be a JSON object'), raw, undefined)
  const understood = read(checked.value, context)
  if (understood.is === 'bad') return bad(understood, raw, messageId)
  return build(understood, checked, context)
}

function build(understood: Understood, checked: Clean, context: CollectContext): Incoming {
  const messageId = idText(understood.messageId)?.trim() || undefined
  const type = eventType(understood.type.length > LONGEST_TYPE ? '' : understood.type)
  if (type === '') return bad(refuse('no_type', `The event has no usable name (1 to ${LONGEST_TYPE} characters)`), checked.value, messageId)
  if (RESERVED.has(type)) {
    const reason = `Reserved event type: only the system itself may write ${type}. Choose another name`
    return bad(refuse('reserved_type', reason), checked.value, messageId)
  }
  const identifiers = distinct(sessionScoped(understood.identifiers, understood.context))
  if (identifiers.length === 0) {
    const reason = 'The event points at nobody: it needs a user id, an anonymous id or another identifier that is not empty, null or guest'
    return bad(refuse('no_identifier', reason), checked.value, messageId)
  }
  const time = happenedAt({ original: understood.original, sentAt: understood.sentAt, receivedAt: context.receivedAt })
  if (time.is === 'bad') return bad(time, checked.value, messageId)
  const where: { [name: string]: Json } = { ...understood.context }
  const signals = signalsIn(where, context.gpc === true)
  for (const field of SIGNAL_FIELDS) delete where[field]
  // Only the door itself says what it repaired.
  delete where['repaired']
  if (signals !== undefined) where['consent'] = signals
  if (context.ip !== undefined && isEmpty(where['ip'])) where['ip'] = context.ip
  if (context.userAgent !== undefined && isEmpty(where['userAgent'])) where['userAgent'] = context.userAgent
  // The sender's own times stay visible wherever we did not believe them.
  if (time.corrected) where['clock'] = { original: understood.original ?? null, sentAt: understood.sentAt ?? null }
  if (checked.bytes > SOFT_BYTES) where['oversize'] = true
  const marks = new Set<string>(checked.marks)
  if (context.repaired) marks.add('text_repaired')
  if (marks.size > 0) where['altered'] = [...marks]
  const event = {
    id: eventId(context, messageId),
    type,
    at: time.at,
    receivedAt: context.receivedAt,
    source: context.source,
    identifiers,
    properties: understood.properties,
    ...(isEmpty(where) ? {} : { context: where }),
  }
  return { is: 'event', event: repairTraits(event), raw: checked.value }
}

/** `source:messageId`, so that the same id from two sources is two events. Overlong ids are hashed. */
export function eventId(context: CollectContext, messageId: string | undefined): EventId {
  const own = messageId === undefined ? context.newId() : messageId.length > LONGEST_ID ? `#${shortHash(messageId)}` : messageId
  return `${context.source}:${own}` as EventId
}

function bad(refusal: Refusal, raw: Json, messageId: string | undefined): Incoming {
  const { code, reason } = refusal
  return { is: 'bad', code, reason, raw: keepable(raw), ...(messageId === undefined ? {} : { messageId }) }
}

function idOf(raw: Json): string | undefined {
  if (!isJsonObject(raw)) return undefined
  for (const name of ['messageId', 'uuid', 'id']) {
    const text = Object.hasOwn(raw, name) ? idText(raw[name]) : null
    if (text) return text.slice(0, LONGEST_ID).toWellFormed().replaceAll('\u0000', '')
  }
  return undefined
}

/** A further event that hides in another one (traits given along): same person, moment and place, its id derived. */
export function alongside(incoming: Incoming, suffix: string, type: string, properties: JsonObject): Incoming {
  if (incoming.is === 'bad') return incoming
  const { event } = incoming
  return { is: 'event', event: repairTraits({ ...event, id: `${event.id}#${suffix}` as EventId, type, properties }), raw: incoming.raw }
}
