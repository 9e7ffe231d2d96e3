/** Facts, verdicts and a runtime in miniature, for the properties of the identity graph. */
import type { EventId, SourceId } from '../base/id.ts'
import type { Instant } from '../base/time.ts'
import type { Event } from '../event/event.ts'
import { IDENTIFIER_KINDS, parseIdentifierKey, type IdentifierKind } from '../event/identifier.ts'
import { addEdges, edgesOf, idsOf } from './graph.ts'
import { IDENTITY_LIMITS, type IdentityLimits } from './limits.ts'
import type { Refusal } from './settle.ts'
import type { Edge, GivenVerdict, IdentityState, Verdict } from './types.ts'

/** An event that names these identifiers. */
export function seen(at: number, ids: string[], type = 'page_viewed', id = `e${at}`): Event {
  const identifiers = ids.map((key) => parseIdentifierKey(key)!)
  return { id: id as EventId, type, at: at as Instant, receivedAt: at as Instant, source: 'web' as SourceId, identifiers, properties: {} }
}

/** Somebody, or a policy, has decided. */
export function decided(at: number, verdicts: readonly GivenVerdict[], id = `v${at}`): Event {
  const identifiers = verdicts.flatMap(({ a, b }) => [a, b]).map((key) => parseIdentifierKey(key)!)
  return { id: id as EventId, type: 'identity_decided', at: at as Instant, receivedAt: at as Instant, source: 'system' as SourceId, identifiers, properties: { verdicts: verdicts as never } }
}

/** One verdict. */
export function verdict(a: string, b: string, is: Verdict): GivenVerdict {
  return { a, b, is }
}

/** A runtime in miniature: documents of people, found by identifier. */
export class People {
  states: IdentityState[] = []
  refused: { readonly edge: Edge; readonly why: Refusal }[] = []
  loads = 0
  readonly limits: IdentityLimits
  constructor(limits: IdentityLimits = IDENTITY_LIMITS) {
    this.limits = limits
  }
  learn(batch: readonly Event[]): string {
    const ids = [...new Set(batch.flatMap(idsOf))]
    const edges = batch.flatMap(edgesOf)
    for (let turn = 0; turn < 100; turn++) {
      const owners = this.states.filter((state) => state.ids.some((id) => ids.includes(id)))
      const result = addEdges(owners, ids, edges, this.limits)
      if (result.is === 'needs') {
        if (result.ids.some((id) => ids.includes(id))) throw new Error('asked for somebody who was there already')
        ids.push(...result.ids)
        this.loads++
        continue
      }
      if (result.is === 'linked') {
        this.states = [...this.states.filter((state) => !owners.includes(state)), ...result.groups]
        this.refused.push(...result.refused)
      }
      return result.is
    }
    throw new Error('asked for further people 100 times')
  }
  groups(): string[][] {
    return this.states.map((state) => [...state.ids]).sort((a, b) => (a[0]! < b[0]! ? -1 : 1))
  }
  of(id: string): IdentityState {
    return this.states.find((state) => state.ids.includes(id))!
  }
}

/** Bounds with the same number of neighbours for every kind. */
export function limited(ids: number, neighbours: number, devicesPerKnown: number, devicesPerDevice: number): IdentityLimits {
  const each = Object.fromEntries((Object.keys(IDENTIFIER_KINDS) as IdentifierKind[]).map((kind) => [kind, neighbours]))
  return { ids, neighbours: each as IdentityLimits['neighbours'], devicesPerKnown, devicesPerDevice }
}
