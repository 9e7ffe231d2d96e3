/** Deciding who is one person: the verdicts that a wish needs, the event that gives them, and what would come of it, tried without leaving a trace. */
import type { ProfileId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import { decodeState } from '@rapport/core/engine/codec'
import type { Plan } from '@rapport/core/engine/plan'
import type { ProfileState } from '@rapport/core/engine/state'
import { KNOWN, type Event } from '@rapport/core/event/event'
import { parseIdentifierKey } from '@rapport/core/event/identifier'
import { pairOf } from '@rapport/core/identity/edge'
import { IDENTITY_LIMITS } from '@rapport/core/identity/graph'
import { strongestId } from '@rapport/core/identity/owner'
import { refusalsAmong } from '@rapport/core/identity/settle'
import type { Edge, GivenVerdict, IdentityState, Verdict } from '@rapport/core/identity/types'
import type { Position } from '../ports/log.ts'
import type { App } from './app.ts'
import { systemEvent } from './system-events.ts'
import { openTurn } from './turn.ts'
import { createPeople } from './working-set.ts'

/** What is wished for cannot be: a code for programs and a sentence for people. */
export interface Impossible {
  readonly is: 'impossible'
  readonly why: string
}

/** Identifiers that belong together by the edges that hold among them, each group sorted. `without`: pairs that are taken away. */
export function componentsOf(identity: IdentityState, among: ReadonlySet<string>, without: ReadonlySet<string>): readonly (readonly string[])[] {
  const { refusals } = refusalsAmong([identity], IDENTITY_LIMITS)
  const of = new Map([...among].map((id) => [id, new Set([id])]))
  for (const edge of identity.edges) {
    const left = of.get(edge.a)
    const right = of.get(edge.b)
    if (!left || !right || left === right || refusals.has(edge) || without.has(pairOf(edge))) continue
    for (const id of right) of.set(id, left.add(id))
  }
  return [...new Set(of.values())].map((ids) => [...ids].sort())
}

/**
 * The verdicts that give some identifiers a life of their own: evidence that crosses is cut, what each side had only through the other is joined to its
 * own side, and the strongest identifiers of both sides are told apart, so that no new evidence joins them again by another path.
 */
export function splitVerdicts({ identity }: ProfileState, move: readonly string[]): readonly GivenVerdict[] | Impossible {
  if (move.length === 0) return { is: 'impossible', why: 'Nobody said which identifiers are the other person\'s.' }
  const own = new Set(identity.ids)
  const foreign = move.find((id) => !own.has(id))
  if (foreign !== undefined) return { is: 'impossible', why: `'${foreign}' is no identifier of this person. Send identifiers as GET …/identity lists them.` }
  const side = new Set(move)
  const rest = new Set(identity.ids.filter((id) => !side.has(id)))
  if (rest.size === 0) return { is: 'impossible', why: 'Nothing would be left of this person. Leave out at least one identifier.' }
  const crossing = crossingEdges(identity, side, rest)
  const without = new Set(crossing.map(pairOf))
  const verdicts = new Map<string, GivenVerdict>()
  for (const { a, b } of crossing) give(verdicts, a, b, 'cut')
  for (const half of [side, rest]) {
    const [first, ...others] = strongestFirst(componentsOf(identity, half, without))
    for (const other of others) give(verdicts, decisive(first ?? []), decisive(other), 'joined')
  }
  give(verdicts, decisive([...side]), decisive([...rest]), 'apart')
  return [...verdicts.values()]
}

/** The verdicts that take single edges away; what is connected only through them comes apart, and is told apart. */
export function cutVerdicts({ identity }: ProfileState, pairs: readonly { readonly a: string; readonly b: string }[]): readonly GivenVerdict[] | Impossible {
  const own = new Set(identity.ids)
  const known = new Set(identity.edges.map(pairOf))
  const wanted = pairs.map(({ a, b }) => (a < b ? { a, b } : { a: b, b: a }))
  const foreign = wanted.find((pair) => !known.has(pairOf(pair)) || !own.has(pair.a) || !own.has(pair.b))
  if (foreign) return { is: 'impossible', why: `There is no edge between '${foreign.a}' and '${foreign.b}' inside of this person. Send edges as GET …/identity lists them.` }
  const parts = componentsOf(identity, own, new Set(wanted.map(pairOf)))
  const partOf = new Map(parts.flatMap((part) => part.map((id) => [id, part] as const)))
  const verdicts = new Map<string, GivenVerdict>()
  for (const { a, b } of wanted) {
    give(verdicts, a, b, 'cut')
    const [one, other] = [partOf.get(a) ?? [], partOf.get(b) ?? []]
    if (one !== other) give(verdicts, decisive(one), decisive(other), 'apart')
  }
  if (parts.length === 1) return { is: 'impossible', why: 'Other edges still hold these identifiers together. Cut those as well, or send the identifiers that shall move.' }
  return [...verdicts.values()]
}

/** The verdicts that make two people one: their strongest identifiers are joined, and whatever was told apart between them is taken back. */
export function joinVerdicts(one: ProfileState, other: ProfileState): readonly GivenVerdict[] {
  const verdicts = new Map<string, GivenVerdict>()
  const [ours, theirs] = [new Set(one.identity.ids), new Set(other.identity.ids)]
  for (const { a, b, rule } of [...one.identity.edges, ...other.identity.edges]) {
    const isAcross = (ours.has(a) && theirs.has(b)) || (ours.has(b) && theirs.has(a))
    if (isAcross && (rule === 'apart' || rule === 'cut')) give(verdicts, a, b, 'open')
  }
  give(verdicts, decisive(one.identity.ids), decisive(other.identity.ids), 'joined')
  return [...verdicts.values()]
}

/** The verdict that two people are never one. */
export function apartVerdicts(one: ProfileState, other: ProfileState): readonly GivenVerdict[] {
  const verdicts = new Map<string, GivenVerdict>()
  give(verdicts, decisive(one.identity.ids), decisive(other.identity.ids), 'apart')
  return [...verdicts.values()]
}

/** A decision as an event. `key` makes its id. */
export function decisionEvent(app: Pick<App, 'now'>, { verdicts, by, why, key, more }: {
  readonly verdicts: readonly GivenVerdict[]
  readonly by: string
  readonly why?: string | undefined
  readonly key: string
  readonly more?: { readonly [name: string]: Json }
}): Event {
  const ids = [...new Set(verdicts.flatMap(({ a, b }) => [a, b]))]
  const properties = { verdicts: verdicts as unknown as Json, by, ...(why !== undefined && why !== '' && { why }), ...more }
  const event = systemEvent({ type: KNOWN.identityDecided, key: `identity:${key}`, at: app.now(), properties })
  return { ...event, identifiers: ids.flatMap((id) => parseIdentifierKey(id) ?? []) }
}

/** What would come of an event. */
export interface Tried {
  readonly people: readonly ProfileState[]
  /** Profiles that would be somebody else's. */
  readonly gone: readonly ProfileId[]
  readonly events: readonly Event[]
}

/** Everybody whom an event would change, as they would be right after it, and the ids that would lead to others. Nothing is written. */
export async function tryOut(app: App, event: Event, plan: Plan): Promise<Tried> {
  const { position, at } = await app.reads.last(app.ws)
  const now = event.at > at ? event.at : at
  const turn = openTurn({ ws: app.ws, epoch: 0, plan, reads: app.reads, people: createPeople(0.001), position: (position + 1) as Position, at: now })
  const entry = await turn.handle({ event })
  const { commit } = await turn.finish()
  return {
    people: commit.profiles.map(({ body }) => decodeState(body)),
    gone: commit.merged.flatMap(({ from, into }) => (into === null ? [] : [from])),
    events: entry.derived,
  }
}

function give(verdicts: Map<string, GivenVerdict>, one: string, other: string, is: Verdict): void {
  const pair = one < other ? { a: one, b: other } : { a: other, b: one }
  // To be told apart says more than to be cut: it holds for every path.
  if (one !== other) verdicts.set(pairOf(pair), { ...pair, is })
}

function crossingEdges({ edges }: IdentityState, side: ReadonlySet<string>, rest: ReadonlySet<string>): readonly Edge[] {
  const pairs = new Map<string, Edge>()
  for (const edge of edges) {
    if (edge.rule === 'apart' || edge.rule === 'cut') continue
    if ((side.has(edge.a) && rest.has(edge.b)) || (side.has(edge.b) && rest.has(edge.a))) pairs.set(pairOf(edge), edge)
  }
  return [...pairs.values()]
}

function decisive(ids: readonly string[]): string {
  return strongestId(ids) ?? ''
}

function strongestFirst(parts: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const first = decisive(parts.flat())
  return [...parts].sort((one, other) => Number(other.includes(first)) - Number(one.includes(first)))
}
