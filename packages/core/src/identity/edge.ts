/** From events to edges: which identifiers an event names, which of them decides, and the one order in which edges count. */
import { isJsonObject } from '../base/json.ts'
import type { Event } from '../event/event.ts'
import { KNOWN } from '../event/event.ts'
import type { Identifier } from '../event/identifier.ts'
import { identifierKey, parseIdentifierKey } from '../event/identifier.ts'
import { IDENTIFIERS_PER_EVENT, isDevice, RANK, VERDICTS_PER_EVENT } from './limits.ts'
import type { Edge, EdgeRule, GivenVerdict, Verdict } from './types.ts'

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

/** The `identifierKey` texts of an event: each once, the strongest first, at most IDENTIFIERS_PER_EVENT. Of a decision about identity, the ends of all its verdicts. */
export function idsOf(event: Event): string[] {
  const identifiers = isDecision(event) ? endsOf(verdictsOf(event)) : event.identifiers
  const [one, other] = identifiers
  if (one === undefined) return []
  if (other === undefined) return [identifierKey(one)]
  if (identifiers.length === 2) {
    const difference = compareStrength(one, other)
    if (difference === 0) return [identifierKey(one)]
    return difference < 0 ? [identifierKey(one), identifierKey(other)] : [identifierKey(other), identifierKey(one)]
  }
  const ids = [...new Set([...identifiers].sort(compareStrength).map(identifierKey))]
  return isDecision(event) ? ids : ids.slice(0, IDENTIFIERS_PER_EVENT)
}

/**
 * What an event says about identity: a star from its strongest identifier to each of the others. Empty when it names fewer than two.
 * A star rather than all pairs: the same people at a fraction of the edges. A decision about identity says its verdicts instead, and nothing else.
 */
export function edgesOf(event: Event): Edge[] {
  return starOf(event, idsOf(event))
}

/** `edgesOf` for a caller that has `idsOf(event)` already. */
export function starOf(event: Event, ids: readonly string[]): Edge[] {
  if (event.type === KNOWN.identityDecided) return isDecision(event) ? verdictsOf(event).map(({ a, b, is }) => edge(a, b, event, is)) : []
  const [centre] = ids
  if (centre === undefined || ids.length < 2) return []
  const rule = event.type === KNOWN.aliased ? 'alias' : 'together'
  return ids.slice(1).map((other) => edge(centre, other, event, rule))
}

function edge(one: string, other: string, { at, id }: Event, rule: EdgeRule): Edge {
  return one < other ? { a: one, b: other, at, by: id, rule } : { a: other, b: one, at, by: id, rule }
}

/** Only the product itself decides: the type is reserved at the door, and this is the second lock. */
function isDecision(event: Event): boolean {
  return event.type === KNOWN.identityDecided && event.source === 'system'
}

/** What a decision says, in the one order of its ends; what cannot be read is left out. Of two verdicts about one pair the later in the list holds. */
export function verdictsOf(event: Event): readonly GivenVerdict[] {
  const given = event.properties['verdicts']
  if (!Array.isArray(given)) return []
  const byPair = new Map<string, GivenVerdict>()
  for (const one of given.slice(0, VERDICTS_PER_EVENT)) {
    const verdict = isJsonObject(one) ? verdictOf(one) : null
    if (verdict) byPair.set(pairOf(verdict), verdict)
  }
  return [...byPair.values()]
}

function verdictOf({ a, b, is }: { readonly [name: string]: unknown }): GivenVerdict | null {
  const one = typeof a === 'string' ? parseIdentifierKey(a) : null
  const other = typeof b === 'string' ? parseIdentifierKey(b) : null
  if (one === null || other === null || !isVerdict(is as EdgeRule)) return null
  const [first, second] = [identifierKey(one), identifierKey(other)].sort() as [string, string]
  return first === second ? null : { a: first, b: second, is: is as Verdict }
}

function endsOf(verdicts: readonly GivenVerdict[]): Identifier[] {
  return verdicts.flatMap(({ a, b }) => [a, b]).map(parseIdentifierKey).filter((id) => id !== null)
}

/** Whether a rule is a verdict rather than evidence. */
export function isVerdict(rule: EdgeRule): rule is Verdict {
  return rule === 'joined' || rule === 'cut' || rule === 'apart' || rule === 'open'
}

/**
 * The order in which edges count. Verdicts come first, whatever their age: somebody has looked. Edges between two known identifiers come before edges
 * to a device: that an e-mail stood beside a user id says more than that both were typed on one shared tablet. Then the earlier moment, event id, ends.
 * An explicit alias has no precedence; it could otherwise pull apart people who were told apart by facts.
 */
export function compareEdges(one: Edge, other: Edge): number {
  return priority(one) - priority(other) || one.at - other.at || order(one.by, other.by) || order(one.a, other.a) || order(one.b, other.b) || order(one.rule, other.rule)
}

/** Whether what is known about a pair already says what `seen` says: evidence that is as early, a verdict that is as late. Both are of one pair. */
export function outdoes(known: Edge, seen: Edge): boolean {
  if (isVerdict(known.rule) !== isVerdict(seen.rule)) return false
  return isVerdict(seen.rule) ? compareEdges(known, seen) >= 0 : compareEdges(known, seen) <= 0
}

/** The name of a pair of identifiers, for sets and maps. */
export function pairOf(edge: Pick<Edge, 'a' | 'b'>): string {
  return `${edge.a}\n${edge.b}`
}

/** All edges in the order of `compareEdges`: of each pair the first evidence and the latest verdict. */
export function unionOfEdges(...lists: readonly (readonly Edge[])[]): Edge[] {
  const kept = new Map<string, Edge>()
  for (const edges of lists) {
    for (const edge of edges) {
      const pair = isVerdict(edge.rule) ? `!${pairOf(edge)}` : pairOf(edge)
      const known = kept.get(pair)
      if (known === undefined || !outdoes(known, edge)) kept.set(pair, edge)
    }
  }
  return [...kept.values()].sort(compareEdges)
}

function priority(edge: Edge): number {
  return isVerdict(edge.rule) ? 0 : isDevice(edge.a) || isDevice(edge.b) ? 2 : 1
}

function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
