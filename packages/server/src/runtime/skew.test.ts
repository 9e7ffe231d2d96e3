import { expect, test } from 'vitest'
import type { EventId, PlacementId, ProfileId, SourceId, WorkspaceId } from '@rapport/core/base/id'
import type { JsonObject } from '@rapport/core/base/json'
import { pickIndex, seeded } from '@rapport/core/base/random'
import { DAY, HOUR, MINUTE, type Instant } from '@rapport/core/base/time'
import { unpackDecision } from '@rapport/core/decision/record'
import { verifyDecision } from '@rapport/core/decision/replay'
import type { Decision } from '@rapport/core/decision/types'
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import type { Plan } from '@rapport/core/engine/plan'
import type { ProfileState } from '@rapport/core/engine/state'
import type { Definitions } from '@rapport/core/engine/workspace'
import type { Identifier } from '@rapport/core/event/identifier'
import { openLocalLearning } from '../learning/local.ts'
import { memoryStore } from '../store/memory.ts'
import { replay } from './replay.ts'
import { createApp } from './running.ts'
import { sameFeatures } from './skew.ts'
import { STRANGER } from './stranger.ts'
import { startWriter } from './writer.ts'

const ws = 'shop' as WorkspaceId
const SEED = 'salt'
const DECISIONS = 10_000
const PEOPLE = 60

/** The shop in three versions: offers, segments and features come and go. */
function version(nr: number): Definitions {
  const tea = { id: 'tea', name: 'Tea', value: 10, family: 'tea' }
  return {
    ...DEFAULT_DEFINITIONS,
    traits: [{ id: 'last_category', compute: 'last', event: 'product_viewed', property: 'category' }],
    segments: [
      { id: 'buyers', name: 'Buyers', rule: { did: 'order_completed', within: '2d' } },
      ...(nr === 1 ? [] : [{ id: 'lookers', name: 'Lookers', rule: { did: 'product_viewed', atLeast: 2, within: '3h' } }]),
    ],
    features: nr < 2 ? [] : [
      { id: 'views', from: { counted: { compute: 'count', event: 'product_viewed', within: '1d' } } },
      { id: 'since_order', from: { since: 'order_completed' } },
      { id: 'page', from: { context: 'page' } },
      { id: 'hour', from: { calendar: 'hour_of_day' } },
    ],
    offers: [tea, { id: 'cream', name: 'Cream', value: 12, eligible: { not: { in: 'buyers' } } }, { id: 'club', name: 'Club', value: 4, cap: { most: 3, within: '1d' } }],
    placements: [{ id: 'home', name: 'Home', channel: 'web', exploration: 0.2 }, { id: 'slate', name: 'Slate', channel: 'app', exploration: 0.2, slots: 2 }],
  }
}

test('ten thousand stored decisions: choices come out of their rows, and what the model was shown comes out of the log, bit for bit', { timeout: 300_000 }, async () => {
  const store = memoryStore()
  const random = seeded(2026)
  let now = Date.UTC(2026, 10, 1)
  let n = 0
  const writer = await startWriter({ ws, store, clock: () => now as Instant, newSeed: () => SEED })
  await writer.define({ version: 1, definitions: version(0), by: 'test' })
  const learning = await openLocalLearning({ ws, reads: store })
  const never = (): never => {
    throw new Error('not needed here')
  }
  const app = createApp({
    ws,
    writer,
    reads: store,
    warehouse: { status: () => ({ is: 'absent', why: 'test' }), insert: never, query: never, remove: never, reset: never, close: never },
    dispatcher: { begin: never, tick: never, quiet: async () => true, condition: () => new Map() },
    clock: () => now as Instant,
    newId: () => `id${++n}`,
    pulse: never,
    onCommit: () => () => {},
    arbiter: learning.arbiter,
    demo: false,
    fakes: true,
  })
  const tell = async (type: string, identifiers: readonly Identifier[], properties: JsonObject = {}, late = 0): Promise<void> => {
    const event = { id: `web:e${++n}` as EventId, type, at: (now - late) as Instant, receivedAt: now as Instant, source: 'web' as SourceId, identifiers, properties }
    await app.accept([{ is: 'event', event }])
  }
  const user = (who: number): Identifier => ({ kind: 'userId', value: `u${who}` })
  const device = (who: number): Identifier => ({ kind: 'anonymousId', value: `a${who}` })
  const taken: Decision[] = []

  while (taken.length < DECISIONS) {
    now += 1 + pickIndex(random, 3 * MINUTE)
    const who = pickIndex(random, PEOPLE)
    const me = random() < 0.5 ? user(who) : device(who)
    const category = ['tea', 'care', 'home'][pickIndex(random, 3)] as string
    const draw = random()
    if (draw < 0.3) await tell('product_viewed', [me], { category })
    else if (draw < 0.36) await tell('order_completed', [me], { total: 100 * pickIndex(random, 9) })
    // Sent late: it must not change what decisions before its coming have seen.
    else if (draw < 0.42) await tell('product_viewed', [me], { category }, pickIndex(random, 2 * DAY))
    else if (draw < 0.44) await tell('identified', [user(who), device(who)], { traits: { city: category, tier: 'gold' } })
    else if (draw < 0.445) await tell('consent_withdrawn', [me], { purpose: 'personalisation', channel: '*' })
    else if (draw < 0.4455) await writer.define({ version: writer.workspace().version, definitions: version(pickIndex(random, 3)), by: 'test' })
    else if (draw < 0.46) while (await writer.backfill()) now++
    else if (draw < 0.48) await learning.step()
    for (let i = 1 + pickIndex(random, 3); i > 0; i--) {
      const key = `${me.kind}:${me.value}`
      const profile = ((await store.owners(ws, [key])).get(key) ?? null) as ProfileId | null
      const placement = (random() < 0.8 ? 'home' : 'slate') as PlacementId
      const decision = await app.decide({ profile, request: { placement, context: { page: `/${category}`, hurry: random() < 0.5 } }, record: true })
      taken.push(decision)
      if (decision.chosen !== null && random() < 0.7) await tell('offer_shown', [me], { offer: decision.chosen, decision: decision.id }, random() < 0.2 ? pickIndex(random, HOUR) : 0)
      if (decision.chosen === 'tea' && random() < 0.3) await tell('offer_clicked', [me], { offer: 'tea', decision: decision.id })
    }
  }
  await tell('page_viewed', [user(1)])

  const states = new Map<number, ProfileState>()
  const plans = new Map<number, Plan>()
  const found = { checked: 0, unlike: 0, unequal: 0, personal: 0, stored: 0 }
  const { different } = await replay({
    from: store,
    into: memoryStore(),
    ws,
    seed: SEED,
    see({ ref, entry, state, plan }) {
      plans.set(plan.workspace.version, plan)
      if (state !== null) states.set(ref, state)
      const decision = entry.event.type === 'decision_made' ? unpackDecision(entry.event.properties) : null
      if (decision === null) return
      found.stored++
      const groups = new Map([...plan.decisions.byId].flatMap(([id, { definition: { group } }]) => (group === undefined ? [] : [[id as string, group] as const])))
      if (!verifyDecision(decision, groups).equal) found.unequal++
      const then = plans.get(decision.version)
      if (decision.x === undefined || then === undefined) return
      found.checked++
      const person = decision.seen === undefined ? undefined : states.get(decision.seen)
      if (person && sameFeatures(decision, person, then)) found.personal++
      else if (!sameFeatures(decision, STRANGER, then)) found.unlike++
    },
  })
  expect(different).toEqual([])
  expect(found).toMatchObject({ unlike: 0, unequal: 0 })
  expect(found.stored).toBeGreaterThanOrEqual(DECISIONS)
  expect(found.checked).toBe(found.stored)
  expect(found.personal).toBeGreaterThan(DECISIONS / 2)
  expect(plans.size).toBeGreaterThan(3)

  // The learner that was there all the time and one that reads the whole log now know the same.
  await learning.step()
  expect((await openLocalLearning({ ws, reads: store })).learner.digest()).toBe(learning.learner.digest())
})
