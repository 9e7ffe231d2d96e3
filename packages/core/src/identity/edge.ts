/** From events to edges: which identifiers an event names, which of them decides, and the one order in which edges count. */
import type { Event } from '../event/event.ts'
import { KNOWN } from '../event/event.ts'
import type { Identifier, IdentifierKind } from '../event/identifier.ts'
import { IDENTIFIER_KINDS, identifierKey } from '../event/identifier.ts'
import type { Edge } from './types.ts'

/** Bounds of the identity graph. They are part of the rule: changing one changes who is one person. */
export interface IdentityLimits {
  /** Most identifiers of one person. An edge that would make a larger cluster is refused: the cluster is a quarantined super-node. */
  readonly ids: number
  /** Most edges that count at one known identifier (a user id, an e-mail): the first ones in the order of `compareEdges`. */
  readonly edgesPerKnown: number
  /** The same for a device; smaller, because a device with so many neighbours is a kiosk, a shop tablet or a fault of the sender. */
  readonly edgesPerDevice: number
}

/** The bounds in use. */
export const IDENTITY_LIMITS: IdentityLimits = { ids: 1_000, edgesPerKnown: 1_000, edgesPerDevice: 200 }

/** Most identifiers that are read from one event, strongest first; further ones are ignored. */
export const IDENTIFIERS_PER_EVENT = 20

const KINDS = Object.keys(IDENTIFIER_KINDS) as IdentifierKind[]
const RANK = Object.fromEntries(KINDS.map((kind, rank) => [kind, rank])) as Record<IdentifierKind, number>
const UNIQUE_PREFIXES = KINDS.filter((kind) => IDENTIFIER_KINDS[kind].unique).map((kind) => `${kind}:`)
const DEVICE_PREFIXES = KINDS.filter((kind) => !IDENTIFIER_KINDS[kind].known).map((kind) => `${kind}:`)

/** Orders identifiers, strongest first: by the order of IDENTIFIER_KINDS, then by value. */
export function compareStrength(one: Identifier, other: Identifier): number {
  return RANK[one.kind] - RANK[other.kind] || order(one.value, other.value)
}

/**
 * The identifier that decides whose event it is: a user id before an e-mail before a device.
 * A shared device that belongs to Ann's person does not draw Bob's order to her, because Bob's user id is stronger. Undefined for an empty list.
 */
export function strongest(identifiers: readonly Identifier[]): Identifier | undefined {
  let best = identifiers[0]
  for (const identifier of identifiers) if (best === undefined || compareStrength(identifier, best) < 0) best = identifier
  return best
}

/** The `identifierKey` texts of an event: each once, the strongest first, at most IDENTIFIERS_PER_EVENT. */
export function idsOf(event: Event): string[] {
  const identifiers = event.identifiers
  const [one, other] = identifiers
  if (one === undefined) return []
  if (other === undefined) return [identifierKey(one)]
  if (identifiers.length === 2) {
    const difference = compareStrength(one, other)
    if (difference === 0) return [identifierKey(one)]
    return difference < 0 ? [identifierKey(one), identifierKey(other)] : [identifierKey(other), identifierKey(one)]
  }
  return [...new Set([...identifiers].sort(compareStrength).map(identifierKey))].slice(0, IDENTIFIERS_PER_EVENT)
}

/**
 * What an event says about identity: a star from its strongest identifier to each of the others.
 * Empty when it names fewer than two. A star rather than all pairs: the same people at a fraction of the edges.
 */
export function edgesOf(event: Event): Edge[] {
  return starOf(event, idsOf(event))
}

/** `edgesOf` for a caller that has `idsOf(event)` already. */
export function starOf(event: Event, ids: readonly string[]): Edge[] {
  const [centre] = ids
  if (centre === undefined || ids.length < 2) return []
  const rule = event.type === KNOWN.aliased ? 'alias' : 'together'
  return ids.slice(1).map((other) => ({
    a: centre < other ? centre : other,
    b: centre < other ? other : centre,
    at: event.at,
    by: event.id,
    rule,
  }))
}

/**
 * The order in which edges count. Edges between two known identifiers come before edges to a device, whatever their age:
 * that an e-mail stood beside a user id says more than that both were typed on one shared tablet. Then the earlier moment, event id, ends.
 * An explicit alias has no precedence; it could otherwise pull apart people who were told apart by facts.
 */
export function compareEdges(one: Edge, other: Edge): number {
  return priority(one) - priority(other) || one.at - other.at || order(one.by, other.by) || order(one.a, other.a) || order(one.b, other.b) || order(one.rule, other.rule)
}

/** The name of a pair of identifiers, for sets and maps. */
export function pairOf(edge: Edge): string {
  return `${edge.a}\n${edge.b}`
}

/** All edges, each pair once with its first observation, in the order of `compareEdges`. */
export function unionOfEdges(...lists: readonly (readonly Edge[])[]): Edge[] {
  const first = new Map<string, Edge>()
  for (const edges of lists) {
    for (const edge of edges) {
      const pair = pairOf(edge)
      const known = first.get(pair)
      if (known === undefined || compareEdges(edge, known) < 0) first.set(pair, edge)
    }
  }
  return [...first.values()].sort(compareEdges)
}

/** Which unique kind an id belongs to, as a small number; -1 when people may have several of its kind. */
export function uniqueKindOf(id: string): number {
  return UNIQUE_PREFIXES.findIndex((prefix) => id.startsWith(prefix))
}

/** How many edges count at this id. */
export function edgeLimitOf(id: string, limits: IdentityLimits): number {
  return isDevice(id) ? limits.edgesPerDevice : limits.edgesPerKnown
}

function priority(edge: Edge): number {
  return isDevice(edge.a) || isDevice(edge.b) ? 1 : 0
}

function isDevice(id: string): boolean {
  for (const prefix of DEVICE_PREFIXES) if (id.startsWith(prefix)) return true
  return false
}

function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
