/**
 * When the graph divides somebody (a verdict, a late or stronger fact that moves an identifier, a quarantine): finds everything that was ever folded into
 * the people concerned, has it folded anew, and tells the batch what became of documents, profile ids and planned messages.
 */
import type { Env } from '@rapport/core/base/env'
import type { EventId, MessageId, ProfileId, WorkspaceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import type { Plan } from '@rapport/core/engine/plan'
import { SYSTEM, type Outcome } from '@rapport/core/engine/react'
import type { ProfileState } from '@rapport/core/engine/state'
import type { Event } from '@rapport/core/event/event'
import type { IdentityState } from '@rapport/core/identity/types'
import { searchText } from '@rapport/core/profile/display'
import { eventRef, type EventRef, type Log, type LogEntry, type Position } from '../ports/log.ts'
import type { OutboxRow, StoreReads } from '../ports/store.ts'
import { readPast, type Past } from './past.ts'
import type { Plans } from './plans.ts'
import { rebuild } from './rebuild.ts'
import type { WorkingSet } from './working-set.ts'

/** Most events of all people concerned that are folded anew. Beyond it identifiers move and history stays, and a `split_without_history` says so. */
export const REBUILD_MAX = 20_000

/** The batch as far as this goes. */
export interface Division {
  readonly ws: WorkspaceId
  readonly seed: string
  readonly plan: Plan
  readonly plans: Plans
  readonly reads: StoreReads & Pick<Log, 'read'>
  readonly set: WorkingSet
  /** Where this batch will stand, its clock and its entries so far. */
  readonly position: Position
  readonly at: Instant
  readonly entries: readonly LogEntry[]
}

/** Who is divided, and who is drawn into it. */
export interface Affected {
  /** Loaded people whose identifiers are in more than one group now. */
  readonly divided: readonly ProfileState[]
  /** They, and everybody whose group one of their identifiers joins. */
  readonly states: readonly ProfileState[]
  readonly groups: readonly IdentityState[]
}

/** What became of it. */
export type Divided =
  | {
      readonly is: 'rebuilt'
      readonly absorbed: readonly ProfileId[]
      readonly outcomes: readonly Outcome[]
      readonly facts: readonly Event[]
      /** Every profile id that took part, of before and of now. */
      readonly profiles: readonly ProfileId[]
      /** Planned messages that go to somebody else now or, without a profile, are given up. */
      readonly rows: readonly { readonly row: OutboxRow; readonly profile: ProfileId | null }[]
      /** Whose a message is that was planned in this batch; undefined when it is none of these people's. */
      readonly ownerOf: (id: MessageId, profile: ProfileId) => ProfileId | null | undefined
    }
  /** History is too long, or the log no longer has it: identifiers move, the rest stays. */
  | { readonly is: 'kept'; readonly facts: readonly Event[] }

/** The affected part of a link's result; null when nobody is divided. */
export function affectedBy(states: readonly ProfileState[], groups: readonly IdentityState[]): Affected | null {
  if (groups.length < 2) return null
  const groupOf = new Map(groups.flatMap((group) => group.ids.map((id) => [id, group] as const)))
  const groupsOf = (state: ProfileState): ReadonlySet<IdentityState | undefined> => new Set(state.identity.ids.map((id) => groupOf.get(id)))
  const divided = states.filter((state) => groupsOf(state).size > 1)
  if (divided.length === 0) return null
  const touched = new Set(divided.flatMap((state) => [...groupsOf(state)]))
  return { divided, groups: groups.filter((group) => touched.has(group)), states: states.filter((state) => [...groupsOf(state)].some((group) => touched.has(group))) }
}

/** Divides. Changes the working set; everything else comes back as data. */
export async function divide(division: Division, affected: Affected, event: Event, env: Env): Promise<Divided> {
  const { ws, seed, plan, plans, reads, set, at } = division
  const past = await pastOf(division, affected)
  const lineage = new Set((await Promise.all(affected.states.map(({ id }) => set.lineageOf(id)))).flat())
  const isTaken = async (id: ProfileId): Promise<boolean> => set.find(await set.survivorOf(id)) !== null
  const rebuilt = past && (await rebuild({ seed, plan, plans, past, lineage, isTaken, groups: affected.groups, event, env }))
  if (!rebuilt) return { is: 'kept', facts: [fact('split_without_history', affected.divided.map(({ id }) => id).join('+'), { profiles: affected.divided.map(({ id }) => id) })] }

  const finals = new Map(rebuilt.people.map(({ state }) => [state.id, state]))
  const heir = eldest(rebuilt.people.map(({ state }) => state)).id
  const redirects = new Map([...lineage, ...rebuilt.redirects.keys()].filter((id) => !finals.has(id)).map((id) => [id, rebuilt.redirects.get(id) ?? heir]))
  set.divide({
    people: rebuilt.people.map(({ state, refs }) => ({ held: { state, recent: [], search: searchText(state.traits, state.identity.ids) }, refs })),
    redirects,
  })
  for (const { state } of rebuilt.people) for (const key of state.identity.ids) set.own(key, state.id)

  const facts = affected.divided.map(({ id, identity }) => {
    const own = new Set(identity.ids)
    const into = rebuilt.people.filter(({ state }) => state.identity.ids.some((key) => own.has(key))).map(({ state }) => state.id)
    return fact('profile_split', id, { from: id, into })
  })
  const ownerOf = (message: MessageId, profile: ProfileId): ProfileId | null | undefined => {
    return lineage.has(profile) || finals.has(profile) ? (rebuilt.messages.get(message) ?? null) : undefined
  }
  const rows: { row: OutboxRow; profile: ProfileId | null }[] = []
  // A message that is being called stays whose it is: its outcome is written down where its claim was.
  for (const id of lineage) {
    let after: string | undefined
    do {
      const page = await reads.outboxPage(ws, { state: 'planned', profile: id, limit: 200, ...(after !== undefined && { after }) })
      for (const row of page.items) {
        const profile = ownerOf(row.id, row.profile) ?? null
        if (profile !== row.profile) rows.push({ row, profile })
      }
      after = page.next ?? undefined
    } while (after !== undefined)
  }
  return {
    is: 'rebuilt',
    absorbed: rebuilt.merges.map(({ from }) => from),
    outcomes: rebuilt.merges.map(({ outcome }) => outcome),
    facts,
    profiles: [...new Set([...lineage, ...finals.keys()])],
    rows,
    ownerOf,
  }

  function fact(type: string, key: string, properties: Event['properties']): Event {
    return { id: `${event.id}~${type}:${key}` as EventId, type, at, receivedAt: at, source: SYSTEM, identifiers: [], properties, cause: event.id }
  }
}

function eldest(states: readonly ProfileState[]): ProfileState {
  return [...states].sort((one, other) => one.firstSeen - other.firstSeen || (one.id < other.id ? -1 : 1))[0] as ProfileState
}

/** All that was folded into these people, in the order of the log; null when it is too much or not all there any more. */
async function pastOf({ ws, reads, set, position, at, entries }: Division, { states }: Affected): Promise<readonly Past[] | null> {
  const all = new Set<EventRef>()
  for (const { id } of states) {
    const refs = await set.refsOf(id, REBUILD_MAX - all.size)
    if (refs === null) return null
    for (const ref of refs) all.add(ref)
  }
  const refs = [...all].sort((one, other) => one - other)
  const here = eventRef(position, 0)
  const before = refs.filter((ref) => ref < here)
  const stored = await readPast(reads, ws, before)
  const now = refs.slice(before.length).flatMap((ref) => {
    const entry = entries[ref - here]
    return entry ? [{ ref, at, entry }] : []
  })
  if (stored.length + now.length < refs.length) return null
  const past = [...stored, ...now]
  const facts = past.filter(({ entry }) => entry.event.source !== SYSTEM).length
  return facts < states.reduce((sum, { events }) => sum + events, 0) ? null : past
}
