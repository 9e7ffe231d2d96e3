/** The identity of a person as the API shows it: identifiers, edges with their evidence, merges and splits, and how two records differ. */
import type { ProfileId } from '@rapport/core/base/id'
import { decodeState } from '@rapport/core/engine/codec'
import type { ProfileState } from '@rapport/core/engine/state'
import { IDENTIFIER_KINDS, parseIdentifierKey, scopeOf } from '@rapport/core/event/identifier'
import { isVerdict, pairOf } from '@rapport/core/identity/edge'
import { IDENTITY_LIMITS } from '@rapport/core/identity/graph'
import { RANK } from '@rapport/core/identity/limits'
import { refusalsAmong } from '@rapport/core/identity/settle'
import type { EventRef, LogEntry } from '../../ports/log.ts'
import type { ReviewRow } from '../../ports/store.ts'
import type { App } from '../../runtime/app.ts'
import { readPast, type Past } from '../../runtime/past.ts'
import type { ProfileView, Of } from '../contract.ts'
import type { DifferenceView, IdentityEdgeView, IdentityIdView, IdentityView, MergeView, ReviewView } from '../contract-identity.ts'
import { namesOfPeople } from '../people.ts'
import type { FoundPerson } from '../person.ts'

/** Events of a person that are looked through for the evidence behind edges, newest first. */
const EVIDENCE_EVENTS = 2_000
/** People at the other end of refused edges that are loaded. */
const NEIGHBOURS = 100
/** Reviews of one person that are shown. */
const REVIEWS = 50

/** GET /v1/profiles/{ref}/identity. */
export async function identityView(app: App, { state, stored }: FoundPerson): Promise<Of<typeof IdentityView>> {
  const past = await pastOf(app, state.id, stored.recent)
  const byId = new Map(past.map((one) => [one.entry.event.id as string, one]))
  const own = new Set(state.identity.ids)
  const outside = [...new Set(state.identity.edges.flatMap(({ a, b }) => [a, b]).filter((id) => !own.has(id)))]
  const owners = await app.reads.owners(app.ws, outside.slice(0, 500))
  const others = [...new Set([...owners.values()].filter((id) => id !== state.id))].slice(0, NEIGHBOURS)
  const neighbours = [...(await app.reads.profiles(app.ws, others)).values()].map(({ body }) => decodeState(body))
  const { refusals, weighed } = refusalsAmong([state, ...neighbours].map(({ identity }) => identity), IDENTITY_LIMITS)
  const whyOf = new Map([...refusals].map(([edge, why]) => [`${isVerdict(edge.rule) ? '!' : ''}${pairOf(edge)}`, why]))
  const absorbed = await app.reads.absorbed(app.ws, state.id)
  const merges = past.flatMap(mergesIn).reverse()
  const { items: reviews } = await app.reads.reviewPage(app.ws, { state: 'open', profile: state.id, limit: REVIEWS })
  const names = await namesOfPeople(app, [...others, ...(merges.flatMap(({ from, into }) => [...from, ...into]) as ProfileId[]), ...reviews.flatMap(({ a, b }) => [a, b])])
  const verdicts = new Map(state.identity.edges.flatMap(({ a, b, rule }) => (isVerdict(rule) ? [[pairOf({ a, b }), rule] as const] : [])))

  const edges = state.identity.edges.map((edge): Of<typeof IdentityEdgeView> => {
    const isInside = own.has(edge.a) && own.has(edge.b)
    const found = whyOf.get(`${isVerdict(edge.rule) ? '!' : ''}${pairOf(edge)}`)
    const fact = byId.get(edge.by)
    const given = verdicts.get(pairOf(edge))
    const owner = owners.get(own.has(edge.a) ? edge.b : edge.a)
    const refused = found ?? (isInside ? null : 'unique_kind')
    const { by, why } = fact ? reasonOf(fact.entry) : { by: null, why: null }
    return {
      a: edge.a,
      b: edge.b,
      rule: edge.rule,
      at: edge.at,
      by: edge.by,
      event: fact ? { type: fact.entry.event.type, source: fact.entry.event.source, ref: String(fact.ref) } : null,
      accepted: refused === null,
      refused,
      verdict: given === undefined || given === 'open' ? null : given,
      givenBy: by,
      why,
      other: isInside || owner === undefined ? null : { profile: owner, name: names.get(owner) ?? null },
    }
  })
  const identifiers = state.identity.ids.flatMap((key): Of<typeof IdentityIdView>[] => {
    const identifier = parseIdentifierKey(key)
    if (identifier === null) return []
    const { kind } = identifier
    const { scope, value } = scopeOf(identifier)
    const { known } = IDENTIFIER_KINDS[kind]
    return [{ key, kind, value, scope, strength: RANK[kind], known, quarantined: weighed.quarantined.has(key), neighbours: weighed.neighbours.get(key) ?? 0 }]
  })
  return {
    profile: state.id,
    name: (await namesOfPeople(app, [state.id])).get(state.id) ?? null,
    identifiers: identifiers.sort((one, other) => one.strength - other.strength || (one.key < other.key ? -1 : 1)),
    edges,
    absorbed: [...absorbed],
    merges: merges.map((one) => ({ ...one, names: namesIn(names, [...one.from, ...one.into]) })),
    reviews: reviews.map((row) => reviewView(row, names)),
  }
}

async function pastOf(app: App, profile: ProfileId, recent: readonly EventRef[]): Promise<readonly Past[]> {
  const older = await app.reads.history(app.ws, profile, { limit: EVIDENCE_EVENTS })
  const refs = [...new Set([...recent, ...older])].sort((one, other) => one - other).slice(-EVIDENCE_EVENTS)
  return readPast(app.reads, app.ws, refs)
}

/** The merges and splits that one entry of the log brought about, without names. */
export function mergesIn({ ref, at, entry }: Past): Omit<Of<typeof MergeView>, 'names'>[] {
  const { event, profile, derived, merged } = entry
  const { by, why } = reasonOf(entry)
  const common = { ref: String(ref), at, event: { id: event.id as string, type: event.type, source: event.source as string }, givenBy: by, why }
  const splits = derived.flatMap(({ type, properties: { from, into } }) => (
    type === 'profile_split' && typeof from === 'string' && Array.isArray(into) ? [{ ...common, is: 'split' as const, from: [from], into: into.map(String) }] : []
  ))
  return [...splits, ...(merged && merged.length > 0 && profile !== null ? [{ ...common, is: 'merged' as const, from: [...merged], into: [profile] }] : [])]
}

function reasonOf({ event }: LogEntry): { readonly by: string | null; readonly why: string | null } {
  if (event.type !== 'identity_decided') return { by: null, why: null }
  const { by, why } = event.properties
  return { by: typeof by === 'string' ? by : null, why: typeof why === 'string' ? why : null }
}

/** A review with the names of today. */
export function reviewView(row: ReviewRow, names: ReadonlyMap<ProfileId, string | null>): Of<typeof ReviewView> {
  const { settledAt, settledBy, ...rest } = row
  return { ...rest, names: namesIn(names, [row.a, row.b]), ...(settledAt !== undefined && { settledAt }), ...(settledBy !== undefined && { settledBy }) }
}

/** Names as a plain object. */
export function namesIn(names: ReadonlyMap<ProfileId, string | null>, ids: readonly string[]): { [id: string]: string | null } {
  return Object.fromEntries([...new Set(ids)].flatMap((id) => (names.has(id as ProfileId) ? [[id, names.get(id as ProfileId) ?? null]] : [])))
}

/** Where people differ and where they agree: traits, consent, segments, journeys under way. Differences first. */
export function differencesOf(people: readonly (Of<typeof ProfileView> | null)[]): Of<typeof DifferenceView>[] {
  const rows = new Map<string, { what: Of<typeof DifferenceView>['what']; name: string; values: unknown[] }>()
  const put = (what: Of<typeof DifferenceView>['what'], name: string, i: number, value: unknown): void => {
    const row = rows.get(`${what} ${name}`) ?? { what, name, values: people.map(() => null) }
    row.values[i] = value
    rows.set(`${what} ${name}`, row)
  }
  for (const [i, person] of people.entries()) {
    for (const { name, value } of person?.traits ?? []) put('trait', name, i, value)
    for (const { purpose, entries, allowed } of person?.consent ?? []) if (entries.length > 0) put('consent', purpose, i, allowed)
    for (const { segment } of person?.segments ?? []) put('segment', segment, i, true)
    for (const { journey, is } of person?.journeys ?? []) if (is === 'waiting') put('journey', journey, i, 'waiting')
    for (const { kind, value } of person?.identifiers ?? []) put('identifier', `${kind}:${value}`, i, true)
  }
  const all = [...rows.values()].map((row) => ({ ...row, same: row.values.every((value) => JSON.stringify(value) === JSON.stringify(row.values[0])) }))
  return all.sort((one, other) => Number(one.same) - Number(other.same) || (one.what < other.what ? -1 : one.what > other.what ? 1 : one.name < other.name ? -1 : 1))
}

/** Ids of the people who own these identifiers now, each once. */
export async function ownersOf(app: App, keys: readonly string[]): Promise<readonly ProfileId[]> {
  return [...new Set((await app.reads.owners(app.ws, keys)).values())]
}

/** Documents by id, those that are there. */
export async function statesOf(app: App, ids: readonly ProfileId[]): Promise<readonly ProfileState[]> {
  const stored = await app.reads.profiles(app.ws, ids)
  return ids.flatMap((id) => {
    const found = stored.get(id)
    return found ? [decodeState(found.body)] : []
  })
}
