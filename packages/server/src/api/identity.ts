/** Who is one person, and how that is corrected: the graph with its evidence, splitting, joining, keeping apart, taking back; each as a preview first. */
import type { ProfileId } from '@rapport/core/base/id'
import type { ProfileState } from '@rapport/core/engine/state'
import { identifierKey, parseIdentifierKey } from '@rapport/core/event/identifier'
import { isVerdict, pairOf } from '@rapport/core/identity/edge'
import { IDENTITY_LIMITS } from '@rapport/core/identity/graph'
import { refusalsAmong, type Refusal as Why } from '@rapport/core/identity/settle'
import type { GivenVerdict } from '@rapport/core/identity/types'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { eventRef, RECORD_ENTRIES, type Position } from '../ports/log.ts'
import type { ReviewRow } from '../ports/store.ts'
import type { App } from '../runtime/app.ts'
import { apartVerdicts, cutVerdicts, decisionEvent, joinVerdicts, splitVerdicts, tryOut, type Impossible } from '../runtime/identity.ts'
import type { Of } from './contract.ts'
import { DryQuery, IdentityChange, IdentityView, MergeView, SplitBody, UndoBody, WithBody } from './contract-identity.ts'
import { namesOfPeople } from './people.ts'
import { findPerson, personOr404, type FoundPerson } from './person.ts'
import { conflict, notFound, unprocessable } from './problem.ts'
import { record } from './record.ts'
import { ok, page, Paging, Ref, type ApiContext, type ApiServer } from './route.ts'
import { differencesOf, identityView, mergesIn, namesIn, ownersOf, statesOf } from './views/identity.ts'
import { planFor } from './views/names.ts'
import { profileView } from './views/profile.ts'

type Change = Of<typeof IdentityChange>

/** Records looked through for one page of merges; the next page goes on from there. */
const MERGE_RECORDS = 2_000
const MERGE_STEP = 100

const SENTENCES: { readonly [why in Why]: string } = {
  unique_kind: 'Both have an account of their own (user id or member number of one programme). Two accounts are two people here; correct the account that is wrong at its source.',
  apart: 'A decision keeps these two apart. Withdraw it first (POST /v1/identity/verdicts/undo).',
  quarantined: 'One of these identifiers is used by too many people to say whose it is.',
  cut: 'A decision says that this evidence does not count. Withdraw it first (POST /v1/identity/verdicts/undo).',
  too_large: `A person may have at most ${IDENTITY_LIMITS.ids} identifiers.`,
  verdict: 'A decision of this kind joins nothing.',
}

/** Routes of the identity graph. */
export function identityRoutes(api: ApiServer, { app }: ApiContext): void {
  const params = z.object({ ref: Ref })
  const read = { scope: 'read' } as const
  const write = { scope: 'write' } as const

  api.get('/v1/profiles/:ref/identity', {
    config: read,
    schema: { summary: 'Identifiers, edges with their evidence, merges and splits of a person', tags: ['identity'], params, response: ok(IdentityView) },
  }, async (request) => identityView(app, await personOr404(app, request.params.ref)))

  api.post('/v1/profiles/:ref/split', {
    config: write,
    schema: { summary: 'Give some identifiers of a person a life of their own', tags: ['identity'], params, querystring: DryQuery, body: SplitBody, response: ok(IdentityChange) },
  }, async (request) => {
    const person = await personOr404(app, request.params.ref)
    const { body } = request
    const pairs = 'move' in body ? [] : body.edges.map(({ a, b }) => ({ a: keyOf(a), b: keyOf(b) }))
    const verdicts = possible('move' in body ? splitVerdicts(person.state, body.move.map(keyOf)) : cutVerdicts(person.state, pairs))
    return change(app, { verdicts, before: [person.id], isDry: request.query.dry, by: byOf(request), why: body.why })
  })

  api.post('/v1/profiles/:ref/join', {
    config: write,
    schema: { summary: 'Make two people one', tags: ['identity'], params, querystring: DryQuery, body: WithBody, response: ok(IdentityChange) },
  }, async (request) => {
    const [one, other] = await both(app, request.params.ref, request.body.with)
    const verdicts = joinVerdicts(one.state, other.state)
    return change(app, { verdicts, before: [one.id, other.id], isDry: request.query.dry, by: byOf(request), why: request.body.why, mustJoin: true })
  })

  api.post('/v1/profiles/:ref/apart', {
    config: write,
    schema: { summary: 'Decide that two people are never one', tags: ['identity'], params, querystring: DryQuery, body: WithBody, response: ok(IdentityChange) },
  }, async (request) => {
    const [one, other] = await both(app, request.params.ref, request.body.with)
    return change(app, { verdicts: apartVerdicts(one.state, other.state), before: [one.id, other.id], isDry: request.query.dry, by: byOf(request), why: request.body.why })
  })

  api.post('/v1/identity/verdicts/undo', {
    config: write,
    schema: { summary: 'Withdraw a decision about two identifiers: the evidence decides again', tags: ['identity'], querystring: DryQuery, body: UndoBody, response: ok(IdentityChange) },
  }, async (request) => {
    const [a, b] = [keyOf(request.body.a), keyOf(request.body.b)].sort() as [string, string]
    const people = await statesOf(app, await ownersOf(app, [a, b]))
    const given = people.flatMap(({ identity }) => identity.edges).find((edge) => isVerdict(edge.rule) && edge.rule !== 'open' && pairOf(edge) === pairOf({ a, b }))
    if (!given) throw notFound('decision about', `${a} and ${b}`, 'GET /v1/profiles/{ref}/identity lists the decisions that hold, as edges with the rule joined, cut or apart.')
    return change(app, { verdicts: [{ a, b, is: 'open' }], before: people.map(({ id }) => id), isDry: request.query.dry, by: byOf(request), why: request.body.why })
  })

  api.get('/v1/merges', {
    config: read,
    schema: { summary: 'Merges and splits of people, newest first', tags: ['identity'], querystring: Paging, response: page(MergeView) },
  }, async (request) => recentMerges(app, request.query))
}

/** What shall be decided, by whom. */
export interface Wish {
  readonly verdicts: readonly GivenVerdict[]
  readonly before: readonly ProfileId[]
  readonly isDry: boolean
  readonly by: string
  readonly why?: string | undefined
  /** Refuse with 409 when the two would not become one. */
  readonly mustJoin?: boolean
}

/** Tries the verdicts out, and gives them unless it was only asked what would be. */
export async function change(app: App, { verdicts, before, isDry, by, why, mustJoin }: Wish): Promise<Change> {
  const event = decisionEvent(app, { verdicts, by, why, key: app.newId() })
  const tried = await tryOut(app, event, planFor(app.workspace()))
  const keys = verdicts.flatMap(({ a, b }) => [a, b])
  const untouched = (await statesOf(app, before)).filter(({ id }) => !tried.gone.includes(id) && !tried.people.some((person) => person.id === id))
  const refused = refusedAmong(verdicts, [...tried.people, ...untouched])
  const [first] = refused
  if (mustJoin === true && first && !isDry) throw conflict('They cannot be one person', `${first.sentence} (${first.a} and ${first.b})`)
  const notes = tried.events.some(({ type }) => type === 'split_without_history') ? ['This history is too long to be dealt out, or the log no longer holds all of it: identifiers move, the rest stays where it is.'] : []
  if (isDry) return answer(app, { verdicts: [...verdicts], before, refused, notes, people: [...tried.people, ...untouched], done: false })
  await record(app, [{ is: 'event', event }])
  await settleReviews(app, verdicts, before, by)
  const now = await statesOf(app, [...new Set([...(await ownersOf(app, keys)), ...tried.people.map(({ id }) => id), ...before])])
  return { ...answer(app, { verdicts: [...verdicts], before, refused, notes, people: now, done: true }), event: event.id }
}

/** What was asked about these very people is answered, wherever the answer was given. */
async function settleReviews(app: App, verdicts: readonly GivenVerdict[], [one, other]: readonly ProfileId[], by: string): Promise<void> {
  const { items } = one === undefined ? { items: [] } : await app.reads.reviewPage(app.ws, { state: 'open', profile: one, limit: 100 })
  const said = (is: GivenVerdict['is']): boolean => verdicts.some((verdict) => verdict.is === is)
  const settled = items.flatMap((row): ReviewRow[] => {
    const isPair = other !== undefined && (row.a === other || row.b === other)
    const state = row.proposes === 'join' && isPair ? (said('joined') ? 'joined' : said('apart') ? 'apart' : null) : row.proposes === 'split' && other === undefined && said('apart') ? 'apart' : null
    return state === null ? [] : [{ ...row, state, settledAt: app.now(), settledBy: by }]
  })
  if (settled.length > 0) await app.review(settled)
}

type Said = Pick<Change, 'verdicts' | 'refused' | 'notes' | 'done'> & { readonly people: readonly ProfileState[]; readonly before: readonly string[] }

function answer(app: App, { people, before, ...rest }: Said): Change {
  const views = people.map((state) => profileView(state, app.workspace(), app.now()))
  return { ...rest, before: [...before], people: views, differences: differencesOf(views) }
}

/** Verdicts that do not come true among these people, with the reason. */
function refusedAmong(verdicts: readonly GivenVerdict[], people: readonly ProfileState[]): Change['refused'] {
  const { refusals } = refusalsAmong(people.map(({ identity }) => identity), IDENTITY_LIMITS)
  return verdicts.flatMap(({ a, b, is }) => {
    if (is !== 'joined' || people.some(({ identity }) => identity.ids.includes(a) && identity.ids.includes(b))) return []
    const why = [...refusals].find(([edge]) => edge.rule === 'joined' && pairOf(edge) === pairOf({ a, b }))?.[1] ?? 'unique_kind'
    return [{ a, b, why, sentence: SENTENCES[why] }]
  })
}

async function both(app: App, ref: string, withRef: string): Promise<readonly [FoundPerson, FoundPerson]> {
  const one = await personOr404(app, ref)
  const other = await findPerson(app, withRef)
  if (!other) throw unprocessable('No such person', `There is nobody by '${withRef}'. Use a profile id or kind:value.`, [{ path: 'body.with', message: 'names nobody' }])
  if (one.id === other.id) throw conflict('They are one person', `'${ref}' and '${withRef}' are one person already. To take them apart, use POST /v1/profiles/{ref}/split.`)
  return [one, other]
}

function possible(verdicts: readonly GivenVerdict[] | Impossible): readonly GivenVerdict[] {
  if ('is' in verdicts) throw unprocessable('This cannot be split', verdicts.why)
  return verdicts
}

function keyOf(text: string): string {
  const identifier = parseIdentifierKey(text)
  if (!identifier) throw unprocessable('No identifier', `'${text.slice(0, 80)}' is no identifier. Write kind:value, for example email:ann@example.com.`)
  return identifierKey(identifier)
}

/** Who decides, for the record. */
export function byOf(request: FastifyRequest): string {
  return request.caller?.name ?? 'api'
}

/** A page of merges and splits, from the log; `next` is there as long as there is log to look through. */
async function recentMerges(app: App, { after, limit }: z.infer<typeof Paging>): Promise<{ items: Of<typeof MergeView>[]; next: string | null }> {
  const { position } = await app.reads.last(app.ws)
  const before = after !== undefined && /^\d+$/.test(after) ? Number(after) : (position + 1) * RECORD_ENTRIES
  const found: Omit<Of<typeof MergeView>, 'names'>[] = []
  let upto = Math.min(position, Math.floor(before / RECORD_ENTRIES))
  const lowest = Math.max(0, upto - MERGE_RECORDS)
  while (upto > lowest && found.length < limit) {
    const from = Math.max(lowest, upto - MERGE_STEP)
    const records = await app.reads.read({ ws: app.ws, after: from as Position, limit: upto - from })
    const entries = records.flatMap(({ body, position: place, at }) => (body.is === 'events' ? body.entries.map((entry, i) => ({ ref: eventRef(place, i), at, entry })) : []))
    for (const past of entries.reverse()) if (past.ref < before && found.length < limit) found.push(...mergesIn(past))
    upto = from
  }
  const names = await namesOfPeople(app, found.flatMap(({ from, into }) => [...from, ...into]) as ProfileId[])
  const last = found.at(-1)
  const next = found.length >= limit && last ? last.ref : upto > 0 ? String((upto + 1) * RECORD_ENTRIES) : null
  return { items: found.map((one) => ({ ...one, names: namesIn(names, [...one.from, ...one.into]) })), next }
}
