/** The bounds of the identity graph: what one person's identifiers may look like before we stop believing them. */
import type { IdentifierKind } from '../event/identifier.ts'
import { IDENTIFIER_KINDS } from '../event/identifier.ts'

/** Bounds of the identity graph. They are part of the rule: changing one changes who is one person. */
export interface IdentityLimits {
  /** Most identifiers of one person. An edge that would make a larger cluster is refused. */
  readonly ids: number
  /**
   * Most distinct known identifiers that an identifier of each kind may have been seen with. One more, and it is quarantined: a shop's own number, a
   * kiosk, a constant that a sender uses as an id. None of its evidence joins then, not even the first, because nobody knows who was meant. Evidence is
   * only ever added, so a quarantine never ends by itself; a `joined` verdict joins in spite of it.
   */
  readonly neighbours: { readonly [kind in IdentifierKind]: number }
  /** Most devices that count at one known identifier: the first ones in the order of `compareEdges`. Somebody who clears cookies is no super-node. */
  readonly devicesPerKnown: number
  /** Most devices that count at one device. */
  readonly devicesPerDevice: number
}

/**
 * The bounds in use. A person has one user id with perhaps a dozen addresses over the years; a family phone or a couple's mailbox is seen with a
 * handful of people; a phone seen with thirteen is the shop's. A browser that eleven people logged in on is a kiosk.
 */
export const IDENTITY_LIMITS: IdentityLimits = {
  ids: 1_000,
  neighbours: { userId: 200, memberNo: 100, email: 12, phone: 12, lineId: 12, wechatUnionid: 12, wechatOpenid: 12, deviceId: 10, anonymousId: 10 },
  devicesPerKnown: 1_000,
  devicesPerDevice: 200,
}

/** Most identifiers that are read from one event, strongest first; further ones are ignored. */
export const IDENTIFIERS_PER_EVENT = 20
/** Most verdicts that are read from one `identity_decided` event; further ones are ignored. */
export const VERDICTS_PER_EVENT = 500

const KINDS = Object.keys(IDENTIFIER_KINDS) as IdentifierKind[]

/** The kind of an `identifierKey` text; undefined for what is none. */
export function kindOf(id: string): IdentifierKind | undefined {
  const kind = id.slice(0, id.indexOf(':'))
  return Object.hasOwn(IDENTIFIER_KINDS, kind) ? (kind as IdentifierKind) : undefined
}

/** Whether an id points at a device rather than at a person. What is no identifier at all is nobody's and counts as a device. */
export function isDevice(id: string): boolean {
  const kind = kindOf(id)
  return kind === undefined || !IDENTIFIER_KINDS[kind].known
}

/** Most known neighbours of this id. */
export function neighbourLimitOf(id: string, limits: IdentityLimits): number {
  return limits.neighbours[kindOf(id) ?? 'anonymousId']
}

/** Most devices that count at this id. */
export function deviceLimitOf(id: string, limits: IdentityLimits): number {
  return isDevice(id) ? limits.devicesPerDevice : limits.devicesPerKnown
}

/** What a person may have one of: `userId`, `memberNo` of one programme. Null when people may have several of its kind. */
export function uniqueOf(id: string): string | null {
  const kind = kindOf(id)
  if (kind === undefined || !IDENTIFIER_KINDS[kind].unique) return null
  if (IDENTIFIER_KINDS[kind].scoped === null) return kind
  const slash = id.indexOf('/')
  return slash < 0 ? kind : id.slice(0, slash)
}

/** The place of each kind, strongest first. */
export const RANK = Object.fromEntries(KINDS.map((kind, rank) => [kind, rank])) as { readonly [kind in IdentifierKind]: number }
