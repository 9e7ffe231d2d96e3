/** Which segments must be looked at when something changes, and in which order. */
import type { TraitIndex } from '../trait/value.ts'
import type { Rule, SegmentDefinition } from './rule.ts'

/** What a rule looks at. */
export interface Reads {
  readonly events: ReadonlySet<string>
  /** Names of given traits; for `address.city` also `address`. */
  readonly traits: ReadonlySet<string>
  readonly segments: ReadonlySet<string>
  readonly consent: boolean
}

/** Everything that the answer of a rule depends on, besides time. */
export function readsOf(rule: Rule, computed: TraitIndex): Reads {
  const reads = { events: new Set<string>(), traits: new Set<string>(), segments: new Set<string>(), consent: false }
  const visit = (part: Rule): void => {
    if ('all' in part) part.all.forEach(visit)
    else if ('any' in part) part.any.forEach(visit)
    else if ('not' in part) visit(part.not)
    else if ('did' in part) reads.events.add(part.did)
    else if ('in' in part) reads.segments.add(part.in)
    else if ('consents' in part) reads.consent = true
    else {
      const trait = computed.get(part.trait)
      if (trait) reads.events.add(trait.definition.event)
      else reads.traits.add(part.trait).add(part.trait.split('.', 1)[0] ?? part.trait)
    }
  }
  visit(rule)
  return reads
}

/** The ids of the segments that a rule refers to by `in`. */
export function segmentsIn(rule: Rule): readonly string[] {
  return [...readsOf(rule, new Map()).segments]
}

/**
 * Segments ordered so that each comes after those it refers to, otherwise as given. `cycles` are those that stand in a circle of references or
 * between two circles; these and all that refer to them have no order. References to segments that do not exist are passed over.
 */
export function inOrder(segments: readonly SegmentDefinition[]): { readonly ordered: readonly SegmentDefinition[]; readonly cycles: readonly SegmentDefinition[] } {
  const known = new Set(segments.map((segment) => segment.id))
  const needs = new Map(segments.map((segment) => [segment.id, segmentsIn(segment.rule).filter((id) => known.has(id))]))
  const ordered: SegmentDefinition[] = []
  const placed = new Set<string>()
  let waiting = [...segments]
  while (waiting.length > 0) {
    const ready = waiting.filter((segment) => (needs.get(segment.id) ?? []).every((id) => placed.has(id)))
    if (ready.length === 0) break
    for (const segment of ready) {
      ordered.push(segment)
      placed.add(segment.id)
    }
    waiting = waiting.filter((segment) => !placed.has(segment.id))
  }
  for (;;) {
    const referredTo = new Set(waiting.flatMap((segment) => needs.get(segment.id) ?? []))
    const rest = waiting.filter((segment) => referredTo.has(segment.id))
    if (rest.length === waiting.length) return { ordered, cycles: rest }
    waiting = rest
  }
}

/** For each of the ordered segments: itself and all that it refers to, directly or not. */
export function upstreamOf(ordered: readonly SegmentDefinition[]): ReadonlyMap<string, readonly string[]> {
  const upstream = new Map<string, readonly string[]>()
  for (const { id, rule } of ordered) upstream.set(id, [...new Set([id, ...segmentsIn(rule).flatMap((other) => upstream.get(other) ?? [])])])
  return upstream
}
