/**
 * The last thirty days of decisions, taken as the shop did before it learned: anything that was possible, with even chances. Each is worked out on the person as
 * known then, by the very function that decides today, so its row holds the true chance; what people did with it follows their taste.
 */
import { envOf } from '@rapport/core/base/env'
import { hash53, shortHash } from '@rapport/core/base/hash'
import type { DecisionId, PlacementId, ProfileId } from '@rapport/core/base/id'
import { seeded } from '@rapport/core/base/random'
import { DAY, HOUR, SECOND, type Instant } from '@rapport/core/base/time'
import { allowed } from '@rapport/core/consent/consent'
import { compileDecisions, type Decisions } from '@rapport/core/decision/compile'
import { decide } from '@rapport/core/decision/decide'
import { createPropensity } from '@rapport/core/decision/propensity'
import type { Chances } from '@rapport/core/decision/question'
import { packDecision } from '@rapport/core/decision/record'
import type { Decision } from '@rapport/core/decision/types'
import { planOf, type Plan } from '@rapport/core/engine/plan'
import { react } from '@rapport/core/engine/react'
import { newProfile, type ProfileState } from '@rapport/core/engine/state'
import { identifierKey } from '@rapport/core/event/identifier'
import { unseenBy } from '../learning/sight.ts'
import type { Arrival } from '../runtime/app.ts'
import { systemEvent } from '../runtime/system-events.ts'
import { contextFor, eventOf, type Fact } from './fact.ts'
import { historyOf } from './history.ts'
import type { Customer } from './people.ts'
import type { Fillable } from './seed.ts'
import { clickChance, DISMISSES } from './taste.ts'

/** Days that decisions reach back. */
export const DECIDED_DAYS = 30
/** The newest ones end before live traffic begins. */
const ENDS_BEFORE = 2 * 60 * SECOND
const DECIDED = 'demo/decided'
const BATCH = 300
const PAUSE_MS = 200

/** One past decision and what the person did with it. */
export interface PastDecision {
  readonly decision: Decision
  /** The fact that opened the place for an offer. */
  readonly from: Fact
  readonly did: 'clicked' | 'dismissed' | null
}

/** Facts that open a place for an offer. */
const PLACES: { readonly [type: string]: string } = {
  'web:page_viewed': 'web-home',
  'web:product_viewed': 'web-product',
  'app:screen_viewed': 'app-home',
  'web:cart_updated': 'web-cart',
}

/** All of them, by person. The same people, seed and moment give the same. */
export function* pastDecisions(
  people: readonly Customer[],
  { plan, seed, until }: { readonly plan: Plan; readonly seed: number; readonly until: Instant },
): Generator<PastDecision> {
  const { offers, placements, arbitration } = plan.workspace.definitions
  const uniform = compileDecisions(offers, placements.map((placement) => ({ ...placement, exploration: 1 })), { ...arbitration, mode: 'apprentice', control: 0 })
  const watching = createPropensity({ bits: 8 }).as({ id: 'watching', version: 0, position: 0 })
  for (const who of people) {
    /** Places that were asked for in the visit under way. */
    let asked = new Set<string>()
    let last = 0
    const random = seeded(hash53(`decided:${who.nr}`, seed))
    let state: ProfileState | null = null
    for (const [nr, fact] of historyOf(who, { seed, until }).entries()) {
      const id = `past-${seed}-${who.nr}-${nr}`
      const fold = (told: Fact, of: string): void => {
        state = react(plan, state ?? newProfile(`past-${who.nr}` as ProfileId, told.at, plan.workspace.version), eventOf(told, of), envOf('past', of, told.at)).after
      }
      fold(fact, id)
      const placement = PLACES[`${fact.source}:${fact.type}`]
      if (fact.at - last > HOUR) asked = new Set()
      last = fact.at
      if (placement === undefined || state === null || asked.has(placement) || fact.at < until - DECIDED_DAYS * DAY || fact.at > until - ENDS_BEFORE) continue
      asked.add(placement)
      const decision = decided({ plan, decisions: uniform, chances: watching, state, placement, fact, id })
      const draw = random()
      const likes = decision.chosen === null ? 0 : clickChance((state as ProfileState).segments, decision.chosen)
      const did = decision.chosen === null ? null : draw < likes ? 'clicked' : draw < likes + DISMISSES ? 'dismissed' : null
      for (const told of factsOf({ decision, from: fact, did })) fold(told, `${id}-${told.type}`)
      yield { decision, from: fact, did }
    }
  }
}

interface Asked {
  readonly plan: Plan
  readonly decisions: Decisions
  readonly chances: Chances
  readonly state: ProfileState
  readonly placement: string
  readonly fact: Fact
  readonly id: string
}

function decided({ plan, decisions, chances, state, placement, fact, id }: Asked): Decision {
  const context = contextFor(fact)
  const now = (fact.at + SECOND) as Instant
  const question = {
    decisions,
    person: state,
    request: { placement: placement as PlacementId, context },
    profile: null,
    version: plan.workspace.version,
    purposes: plan.laws.purposesFor(state),
    tests: (offer: string) => plan.eligible.get(offer)?.holds,
    holds: (key: string) => plan.arbitration.get(key)?.holds,
    features: (personal: boolean) => ({
      x: plan.features.encode(personal ? state : NOBODY, context, now, unseenBy(plan)),
      hash: plan.features.hash,
      nameOf: plan.features.nameOf,
    }),
    chances,
    allowed,
  }
  return { ...decide(question, envOf('past', id, now)), id: shortHash(`decision:${id}`) as DecisionId }
}

const NOBODY = { traits: {}, counters: {}, segments: {} }

/** What the person did, as facts. */
function factsOf({ decision, from, did }: PastDecision): readonly Fact[] {
  if (decision.chosen === null) return []
  const about = { source: from.source, identifiers: from.identifiers, properties: { offer: decision.chosen, placement: decision.placement, decision: decision.id } }
  const shown: Fact = { ...about, type: 'offer_shown', at: (decision.at + SECOND) as Instant }
  return did === null ? [shown] : [shown, { ...about, type: `offer_${did}`, at: (decision.at + 12 * SECOND) as Instant }]
}

/** Writes them into the log, oldest first, through the doors that decisions and events take. Done once. Answers how many decisions. */
export async function fillDecisions(app: Fillable, people: readonly Customer[], { seed, until, stopped = () => false }: {
  readonly seed: number
  readonly until: Instant
  readonly stopped?: () => boolean
}): Promise<number> {
  if ((await app.reads.value(app.ws, DECIDED)) !== null) return 0
  const past = [...pastDecisions(people, { plan: planOf(app.workspace()), seed, until })].sort((one, other) => one.decision.at - other.decision.at)
  for (let from = 0; from < past.length; from += BATCH) {
    if (stopped()) return from
    const batch = past.slice(from, from + BATCH)
    const keyOf = ({ from: { identifiers: [first] } }: PastDecision): string => (first === undefined ? '' : identifierKey(first))
    const owners = await app.reads.owners(app.ws, batch.map(keyOf))
    await send(app, batch.flatMap((one) => arrivalsOf(one, owners.get(keyOf(one)) ?? null)))
  }
  await app.put(DECIDED, { seed, decisions: past.length })
  return past.length
}

function arrivalsOf(past: PastDecision, profile: ProfileId | null): readonly Arrival[] {
  const { decision } = past
  const event = systemEvent({ type: 'decision_made', key: `decision:${decision.id}`, at: decision.at, properties: packDecision({ ...decision, profile }) })
  const facts = factsOf(past).map((fact): Arrival => ({ is: 'event', event: eventOf(fact, `past-${decision.id}-${fact.type}`) }))
  return [{ is: 'event', event, ...(profile !== null && { profile }) }, ...facts]
}

async function send(app: Fillable, batch: readonly Arrival[]): Promise<void> {
  while ((await app.accept(batch)).is !== 'ok') await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
}
