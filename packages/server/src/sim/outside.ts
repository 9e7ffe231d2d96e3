/** Providers of the simulation: they take messages, lose answers, refuse, and answer when nobody listens any more. Every call is remembered. */
import type { Duration } from '@rapport/core/base/time'
import type { Channel } from '@rapport/core/event/message-plan'
import type { ProviderConnection, RenderedMessage, SendResult } from '../ports/provider.ts'
import type { Facts } from './facts.ts'
import { never, type Faults, type Life } from './faults.ts'

/** What the world outside has got. */
export interface Outside {
  /** Message → how often it arrived. */
  readonly arrived: Map<string, { times: number; readonly channel: Channel; readonly to: string }>
  /** Messages whose last call had no clear answer. */
  readonly ambiguous: Set<string>
  /** Message → when it was claimed for the call that began last. */
  readonly started: Map<string, number>
  calls: number
}

/** Nothing has arrived. */
export function createOutside(): Outside {
  return { arrived: new Map(), ambiguous: new Set(), started: new Map(), calls: 0 }
}

/** A connection of one process to the world. It is not idempotent: what is sent twice arrives twice. */
export function connectionTo(channel: Channel, outside: Outside, life: Life, faults: Faults, facts: Facts): ProviderConnection {
  function arrive(message: RenderedMessage): void {
    const before = outside.arrived.get(message.id)
    outside.arrived.set(message.id, { times: (before?.times ?? 0) + 1, channel, to: message.to })
    if (before) facts.broken('I7', `message ${message.id} arrived at ${message.to} ${before.times + 1} times`)
  }

  async function send(message: RenderedMessage): Promise<SendResult> {
    if (life.dead) return never()
    outside.calls++
    outside.started.set(message.id, facts.claims.get(message.id)?.at ?? 0)
    if (outside.ambiguous.has(message.id)) facts.broken('I8', `message ${message.id} is called again although its last call had no clear answer`)
    if (facts.forbidden.has(message.id)) facts.broken('I9', `the call for message ${message.id} to ${message.to} began after a withdrawal had been answered as effective`)
    outside.ambiguous.add(message.id)
    const { chance, level } = faults
    const dice = level === 0 ? 1 : chance.next()
    const fate = dice < 0.05 ? 'lost_after' : dice < 0.08 ? 'lost_before' : dice < 0.16 ? 'retry' : dice < 0.2 ? 'rejected' : 'sent'
    const early = chance.often(0.5)
    if (early && (fate === 'sent' || fate === 'lost_after')) arrive(message)
    if (level > 0 && chance.often(0.35)) await faults.park(life)
    if (!early && (fate === 'sent' || fate === 'lost_after')) arrive(message)
    if (life.dead) return never()
    if (fate === 'lost_after' || fate === 'lost_before') throw new Error('the line was cut')
    outside.ambiguous.delete(message.id)
    if (fate === 'retry') return { is: 'retry', after: (1_000 + chance.below(20_000)) as Duration, why: 'busy' }
    if (fate === 'rejected') return { is: 'rejected', why: 'no such mailbox', suppress: chance.often(0.3) }
    return { is: 'sent', providerId: `p-${message.id}` }
  }

  return { send, verify: async () => {}, close: async () => {} }
}
