/**
 * People folded anew from their own history, after the graph has divided what was one document: each fact goes to the group that owns its strongest
 * identifier, and is folded with the clock and the definitions of its time. The result is what would be known if only that person's facts had ever come
 * in. Commands are not obeyed again; they only tell whose a message is.
 */
import { envOf, type Env } from '@rapport/core/base/env'
import type { EventId, MessageId, ProfileId } from '@rapport/core/base/id'
import type { JsonObject } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import { mergeStates } from '@rapport/core/engine/merge'
import type { Plan } from '@rapport/core/engine/plan'
import { DEFINITIONS_APPLIED, react, SYSTEM, type Outcome } from '@rapport/core/engine/react'
import { newProfile, type ProfileState } from '@rapport/core/engine/state'
import type { Command } from '@rapport/core/event/command'
import { KNOWN, type Event } from '@rapport/core/event/event'
import { pairOf, starOf } from '@rapport/core/identity/edge'
import { idsOf, IDENTITY_LIMITS } from '@rapport/core/identity/graph'
import { refusedPairs } from '@rapport/core/identity/settle'
import type { IdentityState } from '@rapport/core/identity/types'
import { foldCounter } from '@rapport/core/trait/counter'
import type { CounterState } from '@rapport/core/trait/types'
import type { EventRef, Position } from '../ports/log.ts'
import { byAge, catchUp, type Part } from './part.ts'
import { positionOf, type Past } from './past.ts'
import type { Plans } from './plans.ts'
import { timerEvent } from './system-events.ts'

/** What a rebuild works on. */
export interface RebuildTask {
  readonly seed: string
  /** The definitions of now, for what the event itself brings about. */
  readonly plan: Plan
  readonly plans: Plans
  /** Everything that was ever folded into the people concerned, in the order of the log. */
  readonly past: readonly Past[]
  /** Every profile id that is one of these people by now: ids that may be given anew. Of any other id somebody else has come out, who is not concerned. */
  readonly lineage: ReadonlySet<ProfileId>
  /** Whether an id outside of the lineage is somebody's. */
  readonly isTaken: (id: ProfileId) => Promise<boolean>
  /** Who they are from now on. */
  readonly groups: readonly IdentityState[]
  /** The event that divided them, not yet folded, and its Env. */
  readonly event: Event
  readonly env: Env
}

/** One person as rebuilt. */
export interface RebuiltPerson {
  readonly state: ProfileState
  /** Addresses of all that was folded in, oldest first. */
  readonly refs: readonly EventRef[]
}

/** What came of it. */
export interface Rebuilt {
  /** One for each group, in their order. */
  readonly people: readonly RebuiltPerson[]
  /** Where each profile id that was ever used in this history leads now; those of `people` are not in it. */
  readonly redirects: ReadonlyMap<ProfileId, ProfileId>
  /** Whose each planned message is; null when the plan was given up later. */
  readonly messages: ReadonlyMap<MessageId, ProfileId | null>
  /** What the event itself made one, with what follows. */
  readonly merges: readonly { readonly from: ProfileId; readonly into: ProfileId; readonly outcome: Outcome }[]
}

/** Most timers that are made up in one rebuild. */
const RINGS_MAX = 10_000

/** Rebuilds. Null when the log no longer holds what it takes. */
export async function rebuild(task: RebuildTask): Promise<Rebuilt | null> {
  const { seed, plans, past, lineage, groups, event, env } = task
  const groupOf = new Map(groups.flatMap((group, i) => group.ids.map((id) => [id, i] as const)))
  const refused = refusedPairs(groups, IDENTITY_LIMITS)
  const partOf = new Map<string, Part>()
  const parts = new Set<Part>()
  const claimed = new Map<ProfileId, Part>()
  const first = new Map<ProfileId, Part>()
  const absorbed = new Map<Part, Part>()
  const planned = new Map<MessageId, { part: Part; isGivenUp: boolean }>()
  let lastPlan = task.plan
  let lastPosition = 0 as Position
  let rung = 0
  const keepsTold = past.some(({ entry }) => entry.event.type === DEFINITIONS_APPLIED)

  function rootOf(part: Part): Part {
    let here = part
    for (let next = absorbed.get(here); next !== undefined; next = absorbed.get(here)) here = next
    return here
  }

  /** The part that owns an id; a new one takes the profile id under which the log has this fact, if nobody else has come out of that. */
  async function ownerOf(id: string, group: number, fact: Past, plan: Plan): Promise<Part> {
    const known = partOf.get(id)
    if (known) return rootOf(known)
    const { entry } = fact
    const logged = entry.profile
    const own = logged !== null && lineage.has(logged) && !claimed.has(logged) ? logged : await freshId(id, fact)
    const part: Part = { group, state: newProfile(own, entry.event.at, plan.workspace.version), refs: [], home: logged ?? own, told: [] }
    claimed.set(own, part)
    parts.add(part)
    partOf.set(id, part)
    return part
  }

  /** The same id whenever this part comes out of a division again: it depends on its first fact. */
  async function freshId(id: string, { entry, at }: Past): Promise<ProfileId> {
    const here = envOf(seed, entry.event.id, at)
    for (let more = ''; ; more += '+') {
      const own = here.id(`profile:split:${id}${more}`) as ProfileId
      if (!claimed.has(own) && (lineage.has(own) || !(await task.isTaken(own)))) return own
    }
  }

  function join(some: readonly Part[], { plan, event: by, env: at }: Pick<RebuildTask, 'plan' | 'event' | 'env'>) {
    const [survivor, ...others] = [...new Set(some)].sort(byAge) as [Part, ...Part[]]
    const merges = others.map((from) => {
      const outcome = mergeStates(plan, { winner: survivor.state, loser: from.state, event: by }, at)
      survivor.state = outcome.after
      survivor.refs = [...survivor.refs, ...from.refs].sort((one, other) => one - other)
      survivor.told.push(...from.told)
      absorbed.set(from, survivor)
      parts.delete(from)
      heed(survivor, outcome.commands)
      return { from, outcome }
    })
    return { part: survivor, merges }
  }

  function heed(part: Part, commands: readonly Command[]): void {
    for (const command of commands) {
      if (command.is === 'send') planned.set(command.id, { part, isGivenUp: false })
      else if (planned.has(command.id)) planned.set(command.id, { part, isGivenUp: true })
    }
  }

  function fold(part: Part, fact: Past, told: Event, plan: Plan): void {
    const outcome = react(plan, part.state, told, envOf(seed, told.id, fact.at))
    part.state = outcome.after
    if (part.refs.at(-1) !== fact.ref) part.refs.push(fact.ref)
    heed(part, outcome.commands)
    if (keepsTold) part.told.push({ position: positionOf(fact.ref), events: [told, ...outcome.events] })
  }

  /**
   * While several lived in one document its timer rang for all of them, and a walk that the document had closed rang no more: each part is woken when it
   * would have been, were it alone.
   */
  function ring(until: Instant): void {
    for (const part of [...parts]) {
      if (part.state.wakeAt >= until || ![...parts].some((other) => other !== part && other.home === part.home)) continue
      while (part.state.wakeAt < until && rung < RINGS_MAX) {
        rung++
        const at = part.state.wakeAt
        const told = timerEvent({ profile: part.state.id, at }, at)
        const outcome = react(lastPlan, part.state, told, envOf(seed, told.id, at))
        part.state = outcome.after
        heed(part, outcome.commands)
        if (keepsTold) part.told.push({ position: lastPosition, events: [told, ...outcome.events] })
        if (part.state.wakeAt === at) break
      }
    }
  }

  /** A fact that names somebody. */
  async function dealNamed(fact: Past, ids: readonly string[], plan: Plan): Promise<boolean> {
    const { event: told, profile } = fact.entry
    const [strongest] = ids
    const group = strongest === undefined ? undefined : groupOf.get(strongest)
    if (told.type === KNOWN.identityDecided) joinDecided(fact, plan)
    if (strongest === undefined || group === undefined) return false
    let part = await ownerOf(strongest, group, fact, plan)
    if (told.type !== KNOWN.identityDecided) {
      for (const edge of starOf(told, ids)) {
        const other = edge.a === strongest ? edge.b : edge.a
        if (groupOf.get(other) !== group) continue
        if (refused.has(pairOf(edge))) {
          if (!partOf.has(other)) await ownerOf(other, group, fact, plan)
        } else if (!partOf.has(other)) partOf.set(other, part)
        else part = join([part, await ownerOf(other, group, fact, plan)], { plan, event: told, env: envOf(seed, told.id, fact.at) }).part
      }
    }
    if (profile !== null) {
      part.home = profile
      if (lineage.has(profile) && !first.has(profile)) first.set(profile, part)
    }
    fold(part, fact, told, plan)
    return true
  }

  /** A verdict that made parts one, whichever of them the fact itself was folded into. */
  function joinDecided(fact: Past, plan: Plan): void {
    const told = fact.entry.event
    for (const { a, b, rule } of starOf(told, idsOf(told))) {
      const [one, other] = [partOf.get(a), partOf.get(b)]
      if (rule !== 'joined' || one === undefined || other === undefined || one.group !== other.group || rootOf(one) === rootOf(other)) continue
      if (!refused.has(`!${pairOf({ a, b })}`)) join([rootOf(one), rootOf(other)], { plan, event: told, env: envOf(seed, told.id, fact.at) })
    }
  }

  /** A fact of our own, or one that came in about a known profile: whose it is follows from who lived in that profile then. */
  async function dealUnnamed(fact: Past, plan: Plan): Promise<void> {
    const { event: told, profile } = fact.entry
    if (profile === null) return
    const inside = [...parts].filter((part) => part.home === profile)
    const owner = inside.find((part) => part.state.id === profile) ?? inside[0] ?? claimant(profile)
    if (owner === undefined) return
    if (inside.length < 2) return fold(owner, fact, told, plan)
    if (told.type === 'timer_fired') {
      const due = inside.filter((part) => part.state.wakeAt <= fact.at)
      for (const part of due) fold(part, fact, timerEvent({ profile: part.state.id, at: part.state.wakeAt }, fact.at), plan)
      if (due.length === 0) fold(owner, fact, told, plan)
    } else if (told.type === DEFINITIONS_APPLIED) {
      for (const part of inside) fold(part, fact, await appliedTo(part, told, plan), plan)
    } else if (told.type === KNOWN.consentWithdrawn) {
      // Nobody can know any more which of them said no. It counts for each, and is one event of the first.
      for (const part of inside) fold(part, fact, part === owner ? told : { ...told, source: SYSTEM }, plan)
    } else fold(planner(told, inside) ?? owner, fact, told, plan)
  }

  function claimant(profile: ProfileId): Part | undefined {
    const part = claimed.get(profile) ?? first.get(profile) ?? [...parts][0]
    return part && rootOf(part)
  }

  function planner({ properties }: Event, inside: readonly Part[]): Part | undefined {
    const { message, run } = properties
    const plan = typeof message === 'string' ? planned.get(message as MessageId) : undefined
    if (plan) return rootOf(plan.part)
    return typeof run === 'string' ? inside.find(({ state }) => state.journeys.runs.some((one) => one.id === run)) : undefined
  }

  /** What history says for young counters, counted for this part alone. */
  async function appliedTo(part: Part, told: Event, plan: Plan): Promise<Event> {
    const version = Number(told.properties['version'])
    const until = (await plans.definedAt(version)) ?? 0
    const young = plan.rules.counters.filter(({ key }) => plan.workspace.counterSince[key] === version)
    const counters: { [key: string]: CounterState } = {}
    for (const { position, events } of part.told) {
      if (position >= until) continue
      for (const one of events) for (const counter of young) {
        const after = foldCounter(counters[counter.key], counter, one)
        if (after !== undefined) counters[counter.key] = after
      }
    }
    return { ...told, id: `${SYSTEM}:definitions:${version}:${part.state.id}` as EventId, properties: { version, counters: counters as unknown as JsonObject } }
  }

  for (const fact of past) {
    const plan = await plans.at(positionOf(fact.ref))
    if (plan === null) return null
    lastPlan = plan
    lastPosition = positionOf(fact.ref)
    ring(fact.at)
    const { entry } = fact
    if (entry.merged && entry.profile !== null) for (const part of parts) if (entry.merged.includes(part.home)) part.home = entry.profile
    if (!(await dealNamed(fact, idsOf(entry.event), plan))) await dealUnnamed(fact, plan)
    for (const { type, properties: { from, into } } of entry.derived) {
      if (type !== 'profile_split' || !Array.isArray(into)) continue
      for (const part of parts) if (part.home === from && into.includes(part.state.id)) part.home = part.state.id
    }
  }

  ring(env.now)
  for (const part of parts) catchUp(part, task.plan, seed, env.now)

  const merges: { from: ProfileId; into: ProfileId; outcome: Outcome }[] = []
  let fresh = 0
  const finals = groups.map((_, i): Pick<Part, 'state' | 'refs'> => {
    const own = [...parts].filter((part) => part.group === i)
    if (own.length === 0) {
      const state = newProfile(env.id(`profile:divided:${fresh++}`) as ProfileId, event.at, task.plan.workspace.version)
      return { state, refs: [] }
    }
    const joined = join(own, { plan: task.plan, event, env })
    for (const { from, outcome } of joined.merges) merges.push({ from: from.state.id, into: joined.part.state.id, outcome })
    return joined.part
  })
  const isFinal = new Set(finals.map(({ state }) => state.id))
  const redirects = new Map<ProfileId, ProfileId>()
  for (const [id, part] of [...first, ...claimed]) if (!isFinal.has(id)) redirects.set(id, rootOf(part).state.id)
  return {
    people: finals.map(({ state, refs }, i) => ({ state: { ...state, identity: groups[i] as IdentityState }, refs })),
    redirects,
    messages: new Map([...planned].map(([id, { part, isGivenUp }]) => [id, isGivenUp ? null : rootOf(part).state.id])),
    merges,
  }
}
