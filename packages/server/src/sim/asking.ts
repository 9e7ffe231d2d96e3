/** The shop asks what to propose, shows it, and its arbiter learns from what becomes of it. */
import type { EventId, PlacementId, SourceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import type { Event } from '@rapport/core/event/event'
import { identifierKey, type Identifier } from '@rapport/core/event/identifier'
import type { LocalLearning } from '../learning/local.ts'
import type { Snapshot } from '../learning/snapshot.ts'
import type { App } from '../runtime/app.ts'
import type { Chance } from './chance.ts'
import type { Process } from './process.ts'

/** The learner's snapshot, as a file that every process finds. */
export interface Learned {
  snapshot: Snapshot | null
}

/** Asking on behalf of customers. */
export function createAsking(customers: readonly { readonly user: Identifier }[], learned: Learned) {
  const proposed: { readonly decision: string; readonly offer: string; readonly who: Identifier }[] = []

  /** Asks for an offer for somebody; what is shown of it comes back as an event. */
  async function decides(app: App, chance: Chance): Promise<void> {
    const who = chance.pick(customers).user
    const key = identifierKey(who)
    const profile = (await app.reads.owners(app.ws, [key])).get(key) ?? null
    const { id, chosen } = await app.decide({ profile, request: { placement: 'home' as PlacementId, context: {} }, record: true })
    if (chosen !== null) proposed.push({ decision: id, offer: chosen, who })
  }

  /** The learner reads a little and sometimes keeps what it knows; a process that was taken over may keep what is older. */
  async function learns(learning: LocalLearning, chance: Chance): Promise<void> {
    await learning.step(1 + chance.below(40))
    if (chance.often(0.5)) learned.snapshot = learning.learner.save()
  }

  return {
    /** Asks and learns. In the end nothing new is asked (`isOpen` false): what is there already must come to an end. */
    begin(process: Process, chance: Chance, isOpen: boolean): void {
      if (isOpen) process.begin('decide', 3, ({ app }) => decides(app, chance))
      process.begin('learn', 1, ({ learning }) => learns(learning, chance))
    },
    /** What browsers say of what was proposed. */
    reports(at: Instant, chance: Chance, nr: () => number): readonly Event[] {
      return proposed.splice(0, 2).flatMap(({ decision, offer, who }) => (
        (chance.often(0.4) ? ['offer_shown', 'offer_clicked'] : ['offer_shown']).map((type): Event => (
          { id: `web:o${nr()}` as EventId, type, at, receivedAt: at, source: 'web' as SourceId, identifiers: [who], properties: { offer, decision } }
        ))
      ))
    },
  }
}
