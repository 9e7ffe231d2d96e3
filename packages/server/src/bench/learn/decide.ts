/** The arbiter in process: a whole decision over 200 offers, 50 of them possible, with 30 features of the person; and its learner. */
import { allowed } from '@rapport/core/consent/consent'
import { envOf } from '@rapport/core/base/env'
import type { PlacementId, ProfileId, WorkspaceId } from '@rapport/core/base/id'
import { seeded } from '@rapport/core/base/random'
import type { Instant } from '@rapport/core/base/time'
import { armOf } from '@rapport/core/decision/arm'
import { compileDecisions } from '@rapport/core/decision/compile'
import { decide } from '@rapport/core/decision/decide'
import { createPropensity } from '@rapport/core/decision/propensity'
import { packDecision } from '@rapport/core/decision/record'
import { FRESH } from '@rapport/core/decision/question'
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import { planOf } from '@rapport/core/engine/plan'
import { placeOf } from '@rapport/core/model/features/place'
import { person } from '../people.ts'
import { benchOffers } from '../workload.ts'

const FEATURES = 30
/** Facts of a person whose examples touch 30 places: six of the offer's own, and three for each fact. */
const FACTS = 8
const ROUNDS = 20_000
const UPDATES = 100_000
/** The fastest of so many rounds counts: others use the machine too. */
const UPDATE_ROUNDS = 12

/** Percentiles of whole decisions in microseconds, the size of one stored, and updates of the learner a second at 30 places each. */
export async function benchArbiter(): Promise<{ readonly [figure: string]: number }> {
  return { ...decisions(), ...updates() }
}

function decisions(): { readonly [figure: string]: number } {
  const definitions = { ...DEFAULT_DEFINITIONS, offers: benchOffers(), placements: [{ id: 'home', name: 'Home', channel: 'web' }] }
  const plan = planOf({ id: 'bench' as WorkspaceId, version: 1, seed: 'bench', definitions, counterSince: {} })
  const learner = createPropensity()
  const now = Date.now() as Instant
  const someone = person(0, now)
  const random = seeded(3)
  const x = { at: Uint32Array.from({ length: FEATURES }, (_, n) => placeOf('bench', String(n))), value: new Float32Array(FEATURES).fill(1) }
  const compiled = compileDecisions(definitions.offers, definitions.placements)
  for (let n = 0; n < 5_000; n++) {
    const offer = compiled.byPlacement.get('home')?.offers[n % definitions.offers.length]
    if (offer) learner.learn({ arm: offer.arm, x, works: random() < 0.05, weight: 1, at: now })
  }
  const chances = learner.as({ id: 'bench', version: 1, position: 1 })
  const seen = { x, hash: 'bench', nameOf: (place: number) => `feature = ${place}` }
  const micros = new Float64Array(ROUNDS)
  let eligible = 0
  let bytes = 0
  for (let n = 0; n < ROUNDS; n++) {
    const started = performance.now()
    const decision = decide({
      decisions: plan.decisions,
      person: someone,
      request: { placement: 'home' as PlacementId, context: {} },
      profile: `p${n}` as ProfileId,
      version: 1,
      purposes: definitions.purposes,
      tests: (offer) => plan.eligible.get(offer)?.holds,
      holds: (key) => plan.arbitration.get(key)?.holds,
      allowed,
      seed: 'bench',
      features: () => seen,
      chances,
      state: { ...FRESH, evidence: 5_000, scale: 5 },
    }, envOf('bench', `d${n}`, now))
    micros[n] = (performance.now() - started) * 1_000
    if (n > 0) continue
    eligible = decision.candidates.filter(({ out }) => out === undefined).length - 1
    bytes = JSON.stringify(packDecision(decision)).length
  }
  const sorted = micros.slice(2_000).sort()
  const at = (share: number): number => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10
  return { arbiterMicrosP50: at(0.5), arbiterMicrosP99: at(0.99), arbiterEligible: eligible, arbiterStoredBytes: bytes }
}

function updates(): { readonly [figure: string]: number } {
  const learner = createPropensity()
  const arms = Array.from({ length: 50 }, (_, n) => armOf({ offer: `o${n}`, family: `f${n % 5}`, placement: 'home', channel: 'web', rate: 0.05 }))
  const people = Array.from({ length: 1_000 }, (_, n) => ({
    at: Uint32Array.from({ length: FACTS }, (__, fact) => placeOf(`fact ${fact}`, String((n * 31 + fact * 7) % 37))),
    value: new Float32Array(FACTS).fill(1),
  }))
  let fastest = Infinity
  for (let round = 0; round < UPDATE_ROUNDS; round++) {
    const started = performance.now()
    for (let n = 0; n < UPDATES; n++) learner.learn({ arm: arms[n % 50]!, x: people[n % 1_000]!, works: n % 20 === 0, weight: 1, at: (1e12 + n * 1_000) as Instant })
    fastest = Math.min(fastest, performance.now() - started)
  }
  return { arbiterUpdatesPerSecond: Math.round((UPDATES / fastest) * 1_000) }
}
