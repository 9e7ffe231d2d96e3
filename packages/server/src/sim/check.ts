/** What must be true of the stored state at any moment between two commits, looked at from outside. */
import { canonical, type Json } from '@rapport/core/base/json'
import type { ProfileId, SegmentId, WorkspaceId } from '@rapport/core/base/id'
import { NEVER, type Instant } from '@rapport/core/base/time'
import { decodeState, encodeState } from '@rapport/core/engine/codec'
import { planOf } from '@rapport/core/engine/plan'
import { upToDate } from '@rapport/core/engine/react'
import type { ProfileState } from '@rapport/core/engine/state'
import type { Workspace } from '@rapport/core/engine/workspace'
import { nextWake } from '@rapport/core/journey/journey'
import { searchText } from '@rapport/core/profile/display'
import { evaluateSegments, nextUntil } from '@rapport/core/segment/evaluate'
import type { Log } from '../ports/log.ts'
import type { Store } from '../ports/store.ts'
import { BACKFILL_KEY, WORKSPACE_KEY } from '../runtime/settings.ts'
import type { Facts } from './facts.ts'
import { modelIdentity, modelPeople } from './model.ts'

const MOST = 1_000_000

/** Compares everything that is stored with itself, with a fresh evaluation, and with the naive model. */
export async function checkState(store: Store & Log, ws: WorkspaceId, facts: Facts): Promise<void> {
  const workspace = (await store.value(ws, WORKSPACE_KEY)) as unknown as Workspace | null
  if (workspace === null) return
  const plan = planOf(workspace)
  const { at } = await store.last(ws)
  const owing = (((await store.value(ws, BACKFILL_KEY)) ?? []) as readonly Json[]).length > 0
  const stored = await store.scan(ws, null, MOST)
  const people = new Map(stored.map((row) => [row.id, decodeState(row.body)]))
  const timers = new Map((await store.timersDue(ws, NEVER, MOST)).map((timer) => [timer.profile, timer.at]))
  const model = modelPeople(facts.records, plan, facts.personOf)

  for (const row of stored) {
    const state = people.get(row.id) as ProfileState
    if (encodeState(state) !== row.body) facts.broken('codec', `the document of ${row.id} is not what it reads as`)
    const wake = nextUntil(state.segments) < nextWake(state.journeys) ? nextUntil(state.segments) : nextWake(state.journeys)
    if (state.wakeAt !== wake) facts.broken('I13', `${row.id} wants to be woken at ${wake}, its document says ${state.wakeAt}`)
    if ((timers.get(row.id) ?? NEVER) !== state.wakeAt) facts.broken('I13', `the timer of ${row.id} is at ${timers.get(row.id) ?? 'never'}, its document says ${state.wakeAt}`)
    const search = searchText(state.traits, state.identity.ids)
    if (row.search !== search) facts.broken('search', `${row.id} is found by '${row.search}', should be by '${search}'`)
    checkAgainstModel(facts, state, model.get(row.id), owing ? null : upToDate(plan, state).counters, plan.rules.counters.map((counter) => counter.key))
    if (!owing) checkSegments(facts, plan, state, at)
  }
  for (const id of timers.keys()) if (!people.has(id)) facts.broken('I13', `a timer belongs to ${id}, who does not exist`)
  for (const id of model.keys()) if (!people.has(id)) facts.broken('I2', `the log knows ${id}, the store does not`)
  await checkMembers(facts, store, ws, people)
  await checkOwners(facts, store, ws, people)
}

function checkAgainstModel(
  facts: Facts,
  state: ProfileState,
  model: ReturnType<typeof modelPeople> extends ReadonlyMap<ProfileId, infer M> ? M | undefined : never,
  counters: ProfileState['counters'] | null,
  keys: readonly string[],
): void {
  const compare = (what: string, found: unknown, expected: unknown): void => {
    const [one, other] = [canonical(found as Json), canonical(expected as Json)]
    if (one !== other) facts.broken('I2', `${what} of ${state.id}: found ${one}, the log says ${other}`)
  }
  compare('traits', state.traits, model?.traits ?? {})
  // Of somebody who was divided, the log has what followed as it followed then, and facts that named nobody under an id that was another's too.
  if (facts.isBlurred(state.id)) return
  compare('number of events', state.events, model?.events ?? 0)
  compare('consent', state.consent, model?.consent ?? {})
  compare('offers', state.offers, model?.offers ?? {})
  compare('pressure', state.pressure, model?.pressure ?? { claims: [], suppressed: {} })
  if (counters) for (const key of keys) compare(`counter ${key}`, counters[key] ?? null, model?.counters[key] ?? null)
}

/** Memberships that are not due yet are those that the rules give now. */
function checkSegments(facts: Facts, plan: ReturnType<typeof planOf>, state: ProfileState, now: Instant): void {
  if (state.wakeAt <= now) return
  const known = Object.keys(state.segments) as SegmentId[]
  const fresh = evaluateSegments(plan.rules, upToDate(plan, state), { segments: [...new Set([...plan.rules.allSegments, ...known])] }, now).memberships
  const names = (memberships: ProfileState['segments']): string => Object.keys(memberships).filter((id) => memberships[id]?.since !== undefined).sort().join(' ')
  if (names(fresh) !== names(state.segments)) facts.broken('I21', `${state.id} is in [${names(state.segments)}], by the rules it is in [${names(fresh)}] at ${now}`)
}

async function checkMembers(facts: Facts, store: Store, ws: WorkspaceId, people: ReadonlyMap<ProfileId, ProfileState>): Promise<void> {
  const expected = new Map<string, number>()
  for (const state of people.values()) for (const [id, { since }] of Object.entries(state.segments)) if (since !== undefined) expected.set(`${id} ${state.id}`, since)
  let rows = 0
  for (const segment of (await store.memberCounts(ws)).keys()) {
    for (const { profile, since } of await store.members(ws, segment, null, MOST)) {
      rows++
      if (expected.get(`${segment} ${profile}`) !== since) facts.broken(
        'I21',
        `${profile} is listed in '${segment}' since ${since}, the document says ${expected.get(`${segment} ${profile}`) ?? 'not at all'}`,
      )
    }
  }
  if (rows !== expected.size) facts.broken('I21', `${rows} memberships are listed, ${expected.size} are in documents`)
}

async function checkOwners(facts: Facts, store: Store, ws: WorkspaceId, people: ReadonlyMap<ProfileId, ProfileState>): Promise<void> {
  const groups = modelIdentity(facts.records)
  const owners = await store.owners(ws, groups.flat())
  for (const ids of groups) {
    const [owner, ...others] = new Set(ids.map((id) => owners.get(id)))
    if (owner === undefined || others.length > 0) facts.broken('I5', `[${ids.join(' ')}] is one person by the facts, but belongs to ${[owner, ...others].join(', ')}`)
    else if (people.get(owner)?.identity.ids.join(' ') !== ids.join(' ')) facts.broken(
      'I5',
      `${owner} has [${people.get(owner)?.identity.ids.join(' ')}], by the facts [${ids.join(' ')}]`,
    )
  }
}
