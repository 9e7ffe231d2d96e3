/** Carries messages from the outbox to providers: gate, render, call, settle. At most once for each claim; what is not known is not repeated. */
import type { MessageId, ProfileId, WorkspaceId } from '@rapport/core/base/id'
import { MINUTE, type Instant } from '@rapport/core/base/time'
import type { TemplateBody } from '@rapport/core/content/types'
import type { Channel } from '@rapport/core/event/message-plan'
import type { JsonObject } from '@rapport/core/base/json'
import type { ProviderConnection, RenderedMessage } from '../ports/provider.ts'
import type { OutboxRow } from '../ports/store.ts'
import type { Gated, Settled, Slots } from './gate.ts'

/** Fills a template; made by content/render. */
export type Render = (body: TemplateBody, data: JsonObject) => Promise<{
  readonly is: 'rendered'
  readonly subject?: string
  readonly html?: string
  readonly text: string
} | { readonly is: 'failed'; readonly why: string }>

/** Makes the links of one message: the tracked form of an address, and the way out. */
export interface MessageLinks {
  track(bodies: { readonly html?: string; readonly text: string }): { readonly html?: string; readonly text: string }
  readonly unsubscribeUrl: string
  /** The page on which people choose what they get. */
  readonly preferencesUrl: string
}

/** What a dispatcher works with. */
export interface DispatchOptions {
  readonly ws: WorkspaceId
  readonly gate: (slots: Slots) => Promise<readonly Gated[]>
  readonly settle: (results: readonly Settled[]) => Promise<void>
  readonly connections: ReadonlyMap<Channel, { readonly name: string; readonly connection: ProviderConnection }>
  readonly render: Render
  readonly linksOf: (message: MessageId, profile: ProfileId) => MessageLinks
  readonly clock: () => Instant
  /** Before that moment nobody is told that all is quiet: a process that was taken over may still begin a call (`Writer.leasesUntil`). Leave it out where only one process can run. */
  readonly quietAfter?: Instant
  /** Rings after so many milliseconds; answers how to stop it. Default: the timers of the machine. */
  readonly timer?: (ms: number, ring: () => void) => () => void
}

/** A running dispatcher. */
export interface Dispatcher {
  /** Takes due messages through the gate and starts their calls. `claimed`: how many; `done` resolves when all of them are settled. Calls of several beginnings overlap. */
  begin(): Promise<{ readonly claimed: number; readonly done: Promise<void> }>
  /** `begin`, and waits until all is settled; answers how many went through. */
  tick(): Promise<number>
  /** True as soon as no call to this person that was claimed before now is under way; false after `waitMs`. `survivorOf`: who somebody has become by now, because a call may have been claimed before two people became one. */
  quiet(profile: ProfileId, waitMs: number, survivorOf?: (profile: ProfileId) => Promise<ProfileId>): Promise<boolean>
  /** Outcome of the latest call per provider, for the health strip. */
  condition(): ReadonlyMap<string, { readonly ok: boolean; readonly why?: string }>
}

/** Calls under way on one channel. A slow provider fills its own lane and no other. */
export const LANE = 50

/** Makes a dispatcher. It does nothing by itself; somebody calls `tick`. */
export function createDispatcher(options: DispatchOptions): Dispatcher {
  const { ws, gate, settle, connections, render, linksOf, clock, timer = machineTimer, quietAfter = 0 } = options
  const busy = new Map<Channel, number>()
  const underWay = new Map<ProfileId, Set<Promise<unknown>>>()
  const condition = new Map<string, { ok: boolean; why?: string }>()
  const unsettled: Settled[] = []
  const gating = new Set<Promise<unknown>>()
  let recording: Promise<void> = Promise.resolve()

  /** Nothing was called yet when this fails, so the message may come again. */
  async function tryCall(gated: Gated): Promise<Settled> {
    try {
      return await call(gated)
    } catch (failure) {
      return { id: gated.row.id, result: { is: 'retry', after: MINUTE, why: failure instanceof Error ? failure.message : String(failure) } }
    }
  }

  async function call(gated: Gated): Promise<Settled> {
    const { row, data } = gated
    const found = connections.get(row.plan.channel)
    if (!found) return { id: row.id, result: { is: 'released', why: 'no provider' } }
    const links = linksOf(row.id, gated.profile)
    const filled = await render(gated.body, { ...data, unsubscribe_url: links.unsubscribeUrl, preferences_url: links.preferencesUrl })
    if (filled.is === 'failed') return { id: row.id, provider: found.name, result: { is: 'rejected', why: `template '${row.plan.template}': ${filled.why}`, suppress: false } }
    const rendered: OutboxRow['rendered'] = { locale: gated.locale, subject: filled.subject, html: filled.html, text: filled.text }
    if (clock() > gated.callBefore) return { id: row.id, provider: found.name, result: { is: 'released', why: 'the claim ran out before the call' } }
    const message: RenderedMessage = {
      id: row.id,
      ws,
      to: gated.to,
      locale: gated.locale,
      subject: filled.subject,
      ...links.track({ html: filled.html, text: filled.text }),
      purpose: row.plan.purpose,
      unsubscribeUrl: links.unsubscribeUrl,
      data: { template: row.plan.template, ...row.plan.data, ...(row.plan.journey ? { journey: row.plan.journey.id, step: row.plan.journey.step } : {}) },
    }
    try {
      const result = await found.connection.send(message)
      condition.set(found.name, result.is === 'sent' ? { ok: true } : { ok: result.is === 'rejected', why: result.why })
      return { id: row.id, provider: found.name, rendered, result }
    } catch (failure) {
      const why = failure instanceof Error ? failure.message : String(failure)
      condition.set(found.name, { ok: false, why })
      return { id: row.id, provider: found.name, rendered, result: { is: 'unknown', why } }
    }
  }

  function follow(gated: Gated): Promise<Settled> {
    const work = tryCall(gated)
    const { channel } = gated.row.plan
    const own = underWay.get(gated.profile) ?? new Set()
    underWay.set(gated.profile, own.add(work))
    busy.set(channel, (busy.get(channel) ?? 0) + 1)
    return work.finally(() => {
      own.delete(work)
      if (own.size === 0) underWay.delete(gated.profile)
      busy.set(channel, (busy.get(channel) ?? 1) - 1)
    })
  }

  async function callsTo(profile: ProfileId, survivorOf: (profile: ProfileId) => Promise<ProfileId>): Promise<true> {
    const calls = [...underWay].map(([one, own]) => [one, [...own]] as const)
    const person = await survivorOf(profile)
    for (const [one, own] of calls) if (one === profile || (await survivorOf(one)) === person) await Promise.allSettled(own)
    return true
  }

  /** Passes the gate; remembered while it lasts, because whoever it lets through is as good as called. */
  async function pass(): Promise<readonly Promise<Settled>[]> {
    const slots = Object.fromEntries([...connections.keys()].map((channel) => [channel, Math.max(0, LANE - (busy.get(channel) ?? 0))]))
    return (await gate(slots)).map(follow)
  }

  /** Writes down the outcomes that are there, together. Those that cannot be written now (a full disk) are kept and go first the next time. */
  async function record(): Promise<void> {
    const results = unsettled.splice(0)
    if (results.length === 0) return
    try {
      await settle(results)
    } catch (failure) {
      unsettled.unshift(...results)
      throw failure
    }
  }

  /** One writing at a time; what comes in meanwhile goes with the next. A slow call does not keep the others waiting for their record. */
  function recordSoon(): Promise<void> {
    const next = recording.catch(() => {}).then(record)
    recording = next
    return next
  }

  async function begin(): ReturnType<Dispatcher['begin']> {
    await recordSoon()
    const passing = pass()
    gating.add(passing)
    const calls = await passing.finally(() => gating.delete(passing))
    const done = Promise.all(
      calls.map(async (call) => {
        unsettled.push(await call)
        await recordSoon()
      }),
    )
    return { claimed: calls.length, done: done.then(() => {}) }
  }

  return {
    begin,
    async tick() {
      const { claimed, done } = await begin()
      await done
      return claimed
    },
    async quiet(profile, waitMs, survivorOf = async (same) => same) {
      if (clock() <= quietAfter) return false
      let stop = (): void => {}
      const late = new Promise<false>((resolve) => (stop = timer(waitMs, () => resolve(false))))
      const done = Promise.allSettled([...gating]).then(() => callsTo(profile, survivorOf))
      try {
        return await Promise.race([done, late])
      } finally {
        stop()
      }
    },
    condition: () => condition,
  }
}

function machineTimer(ms: number, ring: () => void): () => void {
  const timer = setTimeout(ring, ms)
  return () => clearTimeout(timer)
}
