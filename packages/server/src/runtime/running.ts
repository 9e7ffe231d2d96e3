/** Makes the `App` out of a writer, a way of reading and the parts around them. The same for every mode and for the simulation. */
import { allowed } from '@rapport/core/consent/consent'
import { envOf } from '@rapport/core/base/env'
import type { DecisionId, WorkspaceId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import { packDecision } from '@rapport/core/decision/record'
import { decide } from '@rapport/core/decision/decide'
import type { Decision } from '@rapport/core/decision/types'
import { checkDefinitions } from '@rapport/core/engine/check'
import { decodeState } from '@rapport/core/engine/codec'
import { planOf, type Plan } from '@rapport/core/engine/plan'
import type { Arbiter } from '../learning/arbiter.ts'
import { unseenBy } from '../learning/sight.ts'
import type { Log } from '../ports/log.ts'
import type { StoreReads } from '../ports/store.ts'
import type { Warehouse } from '../ports/warehouse.ts'
import type { App, Arrival, Pulse } from './app.ts'
import type { Dispatcher } from './dispatch.ts'
import { readLink } from './links.ts'
import { createLru } from './lru.ts'
import { STRANGER } from './stranger.ts'
import { definitionsUnder, onRamp, RAMP_KEY, rampOf, type RampState } from './strategy.ts'
import { systemEvent } from './system-events.ts'
import type { Writer } from './writer.ts'

/** The parts of a running product. */
export interface Parts {
  readonly ws: WorkspaceId
  readonly writer: Omit<Writer, 'gate' | 'settle' | 'fire' | 'backfill' | 'expire' | 'pulse' | 'leasesUntil'>
  readonly reads: StoreReads & Pick<Log, 'read' | 'last'>
  readonly warehouse: Warehouse
  readonly dispatcher: Dispatcher
  readonly clock: () => Instant
  readonly newId: () => string
  readonly pulse: () => Pulse
  readonly onCommit: App['onCommit']
  /** The copy into the warehouse, which rests while rows are removed there. Default: nothing is copied, and rows go at once. */
  readonly sink?: { between<T>(work: () => Promise<T>): Promise<T>; used(): boolean }
  /** Does something a moment later, so that many decisions share a commit. Default: at once. */
  readonly soon?: (work: () => void) => void
  /** What decisions read of learning. Default: the rates of the definitions decide. */
  readonly arbiter?: Arbiter
  readonly demo: boolean
  readonly fakes: boolean
  /** PEM of the key that the ledger is signed with. */
  readonly ledgerKey?: string
  readonly publicUrl?: () => string
}

/** Events whose received form is kept for the debugger. */
const RAW_KEPT = 5_000
/** People among whom words for places of vectors are looked for. */
const NAMED_BY = 400
/** Decisions that wait for a common commit. */
const DECISIONS_TOGETHER = 200

/** Makes it. */
export function createApp(parts: Parts): App {
  const { ws, writer, reads, clock, newId } = parts
  const soon = parts.soon ?? ((work) => work())
  const raws = createLru<string, Json>(RAW_KEPT)
  const decided: Arrival[] = []
  const forgetting = new Set<Parameters<App['onForget']>[0]>()
  const listeners = new Set<(arrivals: readonly Arrival[]) => void>()
  let plan: Plan = planOf(writer.workspace())
  let named = 0
  const current = (): Plan => {
    const workspace = writer.workspace()
    if (workspace.version !== plan.workspace.version) plan = planOf(workspace)
    return plan
  }

  /** What the strategy that is being brought in makes of the definitions; worked out anew when either has changed. */
  let ramp: RampState | null | undefined
  let under: { readonly of: Plan; readonly ramp: RampState; readonly plan: Plan } | null = null
  const underRamp = (of: RampState): Plan => {
    const now = current()
    if (under?.of !== now || under.ramp !== of) {
      const definitions = definitionsUnder(now.workspace.definitions, of.strategy)
      under = { of: now, ramp: of, plan: planOf({ ...now.workspace, definitions }) }
    }
    return under.plan
  }

  async function decideFor({ profile, request, record: isRecorded, price }: Parameters<App['decide']>[0]): Promise<Decision> {
    const id = newId() as DecisionId
    const stored = profile === null ? undefined : (await reads.profiles(ws, [profile])).get(profile)
    if (ramp === undefined) ramp = rampOf(await reads.value(ws, RAMP_KEY))
    // From here on nothing waits: what a decision takes from a budget is booked before the next one looks.
    const { workspace, decisions, eligible, arbitration, laws, features } = onRamp(writer.workspace().seed, ramp, stored ? profile : null) ? underRamp(ramp) : current()
    const person = stored ? decodeState(stored.body) : STRANGER
    const env = envOf(workspace.seed, id, clock())
    const house = { decisions, timezone: workspace.definitions.sending.timezone }
    const seen = stored?.recent.at(-1)
    const chances = parts.arbiter?.chances()
    const question = {
      decisions,
      person,
      request,
      profile: stored ? profile : null,
      version: workspace.version,
      purposes: laws.purposesFor(person),
      tests: (offer: string) => eligible.get(offer)?.holds,
      holds: (key: string) => arbitration.get(key)?.holds,
      seed: workspace.seed,
      features: (personal: boolean) => ({
        x: features.encode(personal ? person : STRANGER, request.context, env.now, unseenBy(plan)),
        hash: features.hash,
        nameOf: features.nameOf,
      }),
      ...(seen !== undefined && { seen }),
      ...(chances && { chances }),
      ...(parts.arbiter && { state: parts.arbiter.state(env.now, house) }),
      ...(price !== undefined && { price }),
      allowed,
    }
    const decision = { ...decide(question, env), id }
    if (isRecorded) {
      parts.arbiter?.decided(decision, house)
      remember(decision)
    }
    return decision
  }

  /** Words for places are remembered as they are met; after a start they are met again among people whom we know. */
  async function placeNames(places: readonly number[]): Promise<ReadonlyMap<number, string>> {
    const { features, workspace } = current()
    if (named !== workspace.version && places.some((place) => features.nameOf(place) === null)) {
      named = workspace.version
      for (const { body } of await reads.scan(ws, null, NAMED_BY)) features.encode(decodeState(body), {}, clock())
    }
    return new Map(places.flatMap((place) => {
      const name = features.nameOf(place)
      return name === null ? [] : [[place, name] as const]
    }))
  }

  /**
   * The answer does not wait for this: a decision is worth nothing if it comes too late. It is durable with the next commit; when that fails, every event
   * that waits with it is refused and says why, and a failure that nobody handled would end the process.
   */
  function remember(decision: Decision): void {
    const event = systemEvent({ type: 'decision_made', key: `decision:${decision.id}`, at: decision.at, properties: packDecision(decision) })
    decided.push({ is: 'event', event, ...(decision.profile === null ? {} : { profile: decision.profile }) })
    if (decided.length === 1) soon(record)
    else if (decided.length >= DECISIONS_TOGETHER) record()
  }

  function record(): void {
    const arrivals = decided.splice(0)
    if (arrivals.length > 0) writer.accept(arrivals).catch(() => undefined)
  }

  return {
    ws,
    now: clock,
    newId,
    reads,
    warehouse: parts.warehouse,
    workspace: () => writer.workspace(),
    async accept(arrivals) {
      for (const arrival of arrivals) if (arrival.is === 'event' && arrival.raw !== undefined) raws.set(arrival.event.id, arrival.raw)
      record()
      const result = await writer.accept(arrivals)
      if (result.is === 'ok') for (const listener of listeners) listener(arrivals)
      return result
    },
    async define(change) {
      const checked = checkDefinitions(change.definitions)
      if ('problems' in checked) return { is: 'refused', problems: checked.problems }
      return writer.define({ ...change, definitions: checked.value })
    },
    decide: decideFor,
    placeNames,
    quiet: (profile, waitMs) => parts.dispatcher.quiet(profile, waitMs, (id) => reads.survivor(ws, id)),
    review: (rows) => writer.review(rows),
    settleBad: (id, state) => writer.settleBad(id, state),
    erase: (call) => writer.erase(call),
    async removeFromAnalytics(removal) {
      const { sink, warehouse } = parts
      if (warehouse.status().is === 'absent' && !sink?.used()) return false
      const work = () => warehouse.remove(ws, removal)
      await (sink ? sink.between(work) : work())
      return true
    },
    async forget(gone) {
      raws.clear()
      for (const listener of forgetting) await listener(gone)
    },
    onForget(listener) {
      forgetting.add(listener)
      return () => void forgetting.delete(listener)
    },
    async put(key, value) {
      await writer.put(key, value)
      if (key === RAMP_KEY) ramp = rampOf(value)
    },
    linkOf: (token) => readLink(writer.workspace().seed, token),
    rawOf: (event) => raws.get(event) ?? null,
    pulse: parts.pulse,
    onCommit: parts.onCommit,
    onAccept(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    demo: parts.demo,
    fakes: parts.fakes,
    ledgerKey: parts.ledgerKey ?? null,
    publicUrl: () => parts.publicUrl?.() ?? '',
  }
}
