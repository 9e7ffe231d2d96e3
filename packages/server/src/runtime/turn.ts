/**
 * One batch on its way into the state: loads the people it is about, identifies and folds event by event in memory, and ends as one `Commit`.
 * Nothing outside changes until that commit is durable; thrown away, it leaves no trace.
 */
import { envOf, type Env } from '@rapport/core/base/env'
import type { MessageId, ProfileId, WorkspaceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import { foldConsent } from '@rapport/core/consent/consent'
import { mergeStates } from '@rapport/core/engine/merge'
import type { Plan } from '@rapport/core/engine/plan'
import { react, SYSTEM, type Outcome } from '@rapport/core/engine/react'
import { newProfile, type ProfileState } from '@rapport/core/engine/state'
import type { Command } from '@rapport/core/event/command'
import { KNOWN, type Event } from '@rapport/core/event/event'
import { addEdges, idsOf } from '@rapport/core/identity/graph'
import { starOf } from '@rapport/core/identity/edge'
import { settleOwners } from '@rapport/core/identity/owner'
import type { IdentityState } from '@rapport/core/identity/types'
import { searchText } from '@rapport/core/profile/display'
import { eventRef, type Log, type LogEntry, type Position } from '../ports/log.ts'
import { emptyCommit, type Commit, type OutboxRow, type StoreReads } from '../ports/store.ts'
import { chained, draftsOf, type LedgerDraft, type Sign } from './ledger.ts'
import { affectedBy, divide } from './divide.ts'
import { createPlans, type Plans } from './plans.ts'
import { recordsOf } from './records.ts'
import { dividedValues } from './settings.ts'
import { openWorkingSet, type People } from './working-set.ts'

/** An event to fold. `profile`: for events of our own about a known person, which carry no identifiers. */
export interface Input {
  readonly event: Event
  readonly profile?: ProfileId
}

/** What stands in the log in the place of behaviour that was not collected. */
export const EVENT_WITHHELD = 'event_withheld'

/** What a turn works with. */
export interface TurnContext {
  readonly ws: WorkspaceId
  readonly epoch: number
  readonly plan: Plan
  /** Plans of former times; without them they are looked up anew when they are needed. */
  readonly plans?: Plans
  readonly reads: StoreReads & Pick<Log, 'read'>
  readonly people: People
  readonly position: Position
  readonly at: Instant
  /** Signs the ledger; without it rows are chained but not signed. */
  readonly sign?: Sign | undefined
}

/** A batch in progress. */
export interface Turn {
  readonly at: Instant
  /** Loads all that the inputs will need in a few reads. Optional, but one read per input is slow. */
  prepare(inputs: readonly Input[]): Promise<void>
  /** Folds one event. */
  handle(input: Input): Promise<LogEntry>
  /** The person as this batch left it so far (a merged-away id answers the survivor); null when unknown. */
  person(id: ProfileId): Promise<ProfileState | null>
  /** Sets an outbox row; the last one by id counts. */
  row(row: OutboxRow): void
  /** Events of which nothing but their number was kept, because somebody does not allow it. */
  withheld(): number
  /** The person's timer row is used up, whatever the document says. */
  timerFired(id: ProfileId): void
  /** Whether somebody was divided: what was counted for profile ids until now may be another's. */
  divided(): boolean
  /** The commit of everything handled, and how to make the cache agree once it is durable. */
  finish(): Promise<{ readonly commit: Commit; readonly applied: () => void; readonly matchChanges: () => readonly ProfileId[] }>
}

/** What identification made of an event. */
interface Identified {
  readonly profile: ProfileId | null
  /** Profiles that became one with it. */
  readonly absorbed: readonly ProfileId[]
  /** What follows from each of these merges. */
  readonly outcomes: readonly Outcome[]
  /** What else happened to people: `profile_split`. */
  readonly facts: readonly Event[]
}

const NOBODY = { absorbed: [], outcomes: [], facts: [] } as const

/** Starts a batch. */
export function openTurn(context: TurnContext): Turn {
  const { ws, epoch, plan, reads, position, at } = context
  const seed = plan.workspace.seed
  const set = openWorkingSet(context)
  const entries: LogEntry[] = []
  const planned: OutboxRow[] = []
  const rows = new Map<MessageId, OutboxRow>()
  const cancelled: { id: MessageId; why: string }[] = []
  const said: LedgerDraft[] = []
  let withheld = 0
  const divided = new Set<ProfileId>()

  /** Whose event it is, after the graph has learned from it. */
  async function identify(event: Event, env: Env): Promise<Identified> {
    const ids = idsOf(event)
    const [strongest] = ids
    if (strongest === undefined) return { profile: null, ...NOBODY }
    const edges = starOf(event, ids)
    let asked: readonly string[] = ids
    for (;;) {
      await set.loadOwners(asked)
      const own = [...new Set(asked.map(set.ownerOf).filter((id) => id !== undefined))]
      await set.load(own)
      const states = own.map((id) => set.heldOf(id).state)
      const result = addEdges(states.map((state) => state.identity), asked, edges)
      if (result.is === 'needs') {
        asked = [...new Set([...asked, ...result.ids])]
        continue
      }
      if (result.is === 'unchanged') return { profile: set.ownerOf(strongest) ?? null, ...NOBODY }
      const changed = await settle(states, result.groups, event, env)
      return { profile: set.ownerOf(strongest) ?? null, ...changed }
    }
  }

  /** Gives the groups their documents: people who were divided are folded anew, the others go on or become one. */
  async function settle(states: readonly ProfileState[], groups: readonly IdentityState[], event: Event, env: Env): Promise<Omit<Identified, 'profile'>> {
    const affected = affectedBy(states, groups)
    if (affected === null) return settleWhole(states, groups, event, env)
    const plans = context.plans ?? createPlans({ ws, reads, seed })
    const division = await divide({ ws, seed, plan, plans, reads, set, position, at, entries }, affected, event, env)
    if (division.is === 'kept') return { ...settleWhole(states, groups, event, env), facts: division.facts }
    for (const id of division.profiles) divided.add(id)
    for (const { row, profile } of division.rows) rows.set(row.id, profile === null ? { ...row, state: 'cancelled', why: 'split', updatedAt: at } : { ...row, profile })
    planned.splice(0, planned.length, ...planned.flatMap((row) => {
      const profile = division.ownerOf(row.id, row.profile)
      return profile === undefined ? [row] : profile === null ? [] : [{ ...row, profile }]
    }))
    const rest = settleWhole(states.filter((state) => !affected.states.includes(state)), groups.filter((group) => !affected.groups.includes(group)), event, env)
    return { absorbed: [...division.absorbed, ...rest.absorbed], outcomes: [...division.outcomes, ...rest.outcomes], facts: division.facts }
  }

  function settleWhole(states: readonly ProfileState[], groups: readonly IdentityState[], event: Event, env: Env): Omit<Identified, 'profile'> {
    const absorbed: ProfileId[] = []
    const outcomes: Outcome[] = []
    let fresh = 0
    for (const settlement of settleOwners(states, groups)) {
      const survivor = settlement.survivor ?? (env.id(`profile:${fresh++}`) as ProfileId)
      const held = settlement.survivor ? set.heldOf(survivor) : { state: newProfile(survivor, event.at, plan.workspace.version), recent: [], search: '' }
      let state = held.state
      let recent = held.recent
      for (const loser of settlement.absorbed) {
        const away = set.heldOf(loser)
        const outcome = mergeStates(plan, { winner: state, loser: away.state, event }, env)
        state = outcome.after
        recent = [...recent, ...away.recent].sort((one, other) => one - other)
        outcomes.push({ ...outcome, after: state })
        set.absorb({ from: loser, into: survivor })
        absorbed.push(loser)
      }
      for (const key of settlement.group.ids) set.own(key, survivor)
      if (state.identity !== settlement.group || !settlement.survivor) set.put(
        survivor,
        { state: { ...state, identity: settlement.group }, recent, search: searchText(state.traits, settlement.group.ids) },
      )
    }
    return { absorbed, outcomes, facts: [] }
  }

  /** Planned messages that are new, and cancelled ones that have not left. A message that is already known stays as it is: one id, one message. */
  async function outboxChanges(): Promise<OutboxRow[]> {
    const ids = [...planned.map((row) => row.id), ...cancelled.map((one) => one.id)]
    if (ids.length === 0) return [...rows.values()]
    const known = await reads.outboxById(ws, ids)
    for (const row of planned) if (!known.has(row.id) && !rows.has(row.id)) rows.set(row.id, row)
    for (const { id, why } of cancelled) {
      const row = rows.get(id) ?? known.get(id)
      if (row?.state === 'planned') rows.set(id, { ...row, state: 'cancelled', why, updatedAt: at })
    }
    return [...rows.values()]
  }

  function obey(commands: readonly Command[]): void {
    for (const command of commands) {
      if (command.is === 'cancel') cancelled.push({ id: command.id, why: command.why })
      else planned.push({ id: command.id, profile: command.profile, state: 'planned', plan: command.plan, dueAt: at, attempts: 0, updatedAt: at })
    }
  }

  /** What is kept of behaviour that may not be collected: that it happened, at which door and why; of the person nothing but a new word of the browser's. */
  async function withhold({ event, profile: named }: Input): Promise<Input | null> {
    if (event.source === SYSTEM || !plan.laws.watches(event.type)) return null
    const ids = named === undefined ? idsOf(event) : []
    await set.loadOwners(ids)
    const own = named === undefined ? [...new Set(ids.map(set.ownerOf).filter((id) => id !== undefined))] : [await set.survivorOf(named)]
    await set.load(own)
    const people = own.flatMap((id) => set.find(id)?.state ?? [])
    const found = plan.laws.withheld(people, event)
    if (found === null) return null
    withheld += 1
    const { id, at: moment, receivedAt, source, context } = event
    const { purpose, reason } = found
    const properties = { kind: event.type, purpose, because: reason.because, basis: reason.basis, ...(reason.law === undefined ? {} : { law: reason.law }) }
    const stub: Event = { id, type: EVENT_WITHHELD, at: moment, receivedAt, source, identifiers: [], properties }
    const [owner] = people
    const consent = context?.['consent']
    if (consent === undefined || owner === undefined) return { event: stub }
    const told: Event = { ...stub, context: { consent } }
    return draftsOf(plan, told, owner, { ...owner, consent: foldConsent(owner.consent, told) }).length === 0 ? { event: stub } : { event: told, profile: owner.id }
  }

  async function handle(asked: Input): Promise<LogEntry> {
    const input = (await withhold(asked)) ?? asked
    const env = envOf(seed, input.event.id, at)
    const found = input.profile === undefined ? await identify(input.event, env) : { profile: await set.survivorOf(input.profile), ...NOBODY }
    const { profile, absorbed, outcomes, facts } = found
    const derived: Event[] = [...facts]
    for (const outcome of outcomes) {
      derived.push(...outcome.events)
      obey(outcome.commands)
    }
    const held = profile === null ? null : set.find(profile)
    const event = held && input.profile !== undefined ? heeded(input.event, held.state) : input.event
    if (profile !== null && held) {
      const outcome = react(plan, held.state, event, env)
      derived.push(...outcome.events)
      obey(outcome.commands)
      said.push(...draftsOf(plan, event, held.state, outcome.after))
      const search = outcome.after.traits === held.state.traits && outcome.after.identity === held.state.identity && held.search !== '' ? held.search : searchText(
        outcome.after.traits,
        outcome.after.identity.ids,
      )
      set.put(profile, { state: outcome.after, recent: [...held.recent, eventRef(position, entries.length)], search })
    }
    const entry: LogEntry = { event, profile: held ? profile : null, derived, ...(absorbed.length > 0 ? { merged: absorbed } : {}) }
    entries.push(entry)
    return entry
  }

  return {
    at,
    async prepare(inputs) {
      const keys = inputs.flatMap(({ event, profile }) => (profile === undefined ? idsOf(event) : []))
      await set.loadOwners(keys)
      const known = inputs.flatMap(({ profile }) => (profile === undefined ? [] : [profile]))
      await set.load([...known, ...keys.map(set.ownerOf).filter((id) => id !== undefined)])
    },
    handle,
    person: async (id) => set.find(await set.survivorOf(id))?.state ?? null,
    row: (row) => void rows.set(row.id, row),
    timerFired: set.timerFired,
    withheld: () => withheld,
    divided: () => divided.size > 0,
    async finish() {
      const ledger = said.length === 0 ? [] : chained(await reads.ledgerHead(ws), said, context.sign)
      const commit: Commit = {
        ...emptyCommit(ws, epoch),
        append: recordsOf({ ws, position, at, entries }),
        ...set.changes(),
        outbox: await outboxChanges(),
        ledger,
        values: dividedValues(divided, position),
      }
      return { commit, applied: set.applied, matchChanges: set.matchChanges }
    },
  }
}

/**
 * A withdrawal through a door of our own, made now, counts against all that came in before it, even what a clock ahead of ours has dated later:
 * it is dated like the latest statement that it answers. The log keeps this date, so a replay finds nothing to correct.
 */
function heeded(event: Event, { consent }: ProfileState): Event {
  if (event.type !== KNOWN.consentWithdrawn || event.at !== event.receivedAt) return event
  let at = event.at
  for (const channels of Object.values(consent)) for (const entry of Object.values(channels)) if (entry.at > at) at = entry.at
  return at === event.at ? event : { ...event, at }
}
