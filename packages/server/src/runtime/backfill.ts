/**
 * Brings people up to date with definitions that are younger than their history. For every profile that the log knows, history is counted once
 * for the new counters and delivered as one `definitions_applied` event, so that a replay of the log needs no second look at it.
 */
import type { ProfileId, WorkspaceId } from '@rapport/core/base/id'
import type { JsonObject } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import { isBehind } from '@rapport/core/engine/behind'
import { decodeState } from '@rapport/core/engine/codec'
import type { Plan } from '@rapport/core/engine/plan'
import { DEFINITIONS_APPLIED } from '@rapport/core/engine/react'
import type { Event } from '@rapport/core/event/event'
import { foldCounter, type CounterDefinition } from '@rapport/core/trait/counter'
import type { CounterState } from '@rapport/core/trait/types'
import type { EventRef, Log, Position } from '../ports/log.ts'
import type { Store } from '../ports/store.ts'
import type { Arrival } from './app.ts'
import { positionOf, readPast } from './past.ts'
import { DIVIDED_PREFIX } from './settings.ts'
import { systemEvent } from './system-events.ts'

/** What one change of definitions owes to history. Stored until it is paid. */
export interface Debt {
  readonly version: number
  /** Keys of counters whose history must be counted. */
  readonly counters: readonly string[]
  /** Everything up to here is history; later events were counted as they came. */
  readonly upTo: Position
}

/** What a change from one plan to the next owes; null when nothing. */
export function debtOf(before: Plan, after: Plan, upTo: Position): Debt | null {
  const known = new Set(before.rules.counters.map((counter) => counter.key))
  const counters = after.rules.counters.flatMap(({ key }) => (known.has(key) ? [] : [key]))
  const told = ({ workspace: { definitions } }: Plan) => {
    const { segments, traits, purposes, survivorship, sources } = definitions
    return JSON.stringify([segments, traits, purposes, survivorship, sources.map(({ id, party, trust }) => [id, party, trust])])
  }
  return counters.length === 0 && told(before) === told(after) ? null : { version: after.workspace.version, counters, upTo }
}

/** Pays one debt, slice by slice, so that collection goes on in between. Begun again after a crash, it delivers nothing twice: the ids of its events are fixed. */
export interface Payment {
  /** Events to accept next; null when nothing is left. */
  slice(): Promise<readonly Arrival[] | null>
}

/** Records read per slice, and people updated per slice. */
const SLICE_RECORDS = 100
const SLICE_PEOPLE = 500
/** Addresses read at a time. */
const HISTORY_PAGE = 1_000

type Counted = Map<ProfileId, { [key: string]: CounterState }>

/** Starts paying. `plan` answers the definitions of the moment: counters that are gone by then are not counted any more. */
export function payDebt(options: {
  readonly ws: WorkspaceId
  readonly store: Store & Log
  readonly debt: Debt
  readonly plan: () => Plan
  readonly clock: () => Instant
}): Payment {
  const { ws, store, debt, plan, clock } = options
  const counted: Counted = new Map()
  const delivered = new Set<ProfileId>()
  let read = 0 as Position
  let divided: ReadonlySet<ProfileId> | null = null
  let cursor: ProfileId | null = null
  let pending: ProfileId[] | null = null

  function deliver(profile: ProfileId): Arrival {
    const counters = (counted.get(profile) ?? {}) as unknown as JsonObject
    const event = systemEvent({ type: DEFINITIONS_APPLIED, key: `definitions:${debt.version}:${profile}`, at: clock(), properties: { version: debt.version, counters } })
    return { is: 'event', event, profile }
  }

  async function readSlice(): Promise<void> {
    const { rules, workspace } = plan()
    const fresh = rules.counters.filter(({ key }) => debt.counters.includes(key) && workspace.counterSince[key] === debt.version)
    divided ??= await countDivided(fresh)
    const records = await store.read({ ws, after: read, limit: SLICE_RECORDS })
    for (const record of records) {
      if (record.position > debt.upTo || record.body.is !== 'events') continue
      for (const entry of record.body.entries) if (entry.profile && !divided.has(entry.profile)) count(counted, fresh, entry.profile, [entry.event, ...entry.derived])
    }
    const last = records.at(-1)?.position ?? debt.upTo
    read = last < debt.upTo ? last : debt.upTo
  }

  /** People who were divided: the log has their facts under ids that were another's too, so each is counted from the addresses that are known to be theirs. */
  async function countDivided(fresh: readonly CounterDefinition[]): Promise<ReadonlySet<ProfileId>> {
    const named = (await store.values(ws, DIVIDED_PREFIX)).map(({ key }) => key.slice(DIVIDED_PREFIX.length) as ProfileId)
    const ids = new Set<ProfileId>()
    for (const id of named) {
      const owner = await store.survivor(ws, id)
      for (const one of [owner, ...(await store.absorbed(ws, owner))]) ids.add(one)
    }
    const people = await store.profiles(ws, [...ids])
    for (const { id, recent } of people.values()) {
      const refs = new Set(recent)
      for (let before: EventRef | undefined, page: readonly EventRef[] = recent; page.length > 0; before = page.at(-1)) {
        page = await store.history(ws, id, { ...(before !== undefined && { before }), limit: HISTORY_PAGE })
        for (const ref of page) refs.add(ref)
      }
      const own = [...refs].filter((ref) => positionOf(ref) <= debt.upTo).sort((one, other) => one - other)
      for (const { entry } of await readPast(store, ws, own)) count(counted, fresh, id, [entry.event, ...entry.derived])
    }
    return ids
  }

  return {
    async slice() {
      if (debt.counters.length > 0 && read < debt.upTo) {
        await readSlice()
        return []
      }
      pending ??= [...counted.keys()]
      if (pending.length > 0) {
        const now = pending.splice(0, SLICE_PEOPLE)
        for (const profile of now) delivered.add(profile)
        return now.map(deliver)
      }
      const people = await store.scan(ws, cursor, SLICE_PEOPLE)
      if (people.length === 0) return null
      cursor = people.at(-1)?.id ?? null
      return people.filter(({ id, body }) => !delivered.has(id) && isBehind(plan(), decodeState(body), clock())).map(({ id }) => deliver(id))
    },
  }
}

function count(into: Counted, fresh: readonly CounterDefinition[], profile: ProfileId, events: readonly Event[]): void {
  for (const event of events) {
    for (const counter of fresh) {
      const own = into.get(profile)
      const before = own?.[counter.key]
      const after = foldCounter(before, counter, event)
      if (after === before || after === undefined) continue
      if (own) own[counter.key] = after
      else into.set(profile, { [counter.key]: after })
    }
  }
}
