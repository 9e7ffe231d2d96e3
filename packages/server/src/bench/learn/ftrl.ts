/** What the online learner costs: predict and learn from one example of 30 features, and encode a person. */
import { seeded } from '@rapport/core/base/random'
import { HOUR, type Instant } from '@rapport/core/base/time'
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import { compileFeatures, type FeaturePerson } from '@rapport/core/model/features/compile'
import { chanceOf, FTRL_DEFAULT, ftrlLearn, ftrlScore, ftrlTable } from '@rapport/core/model/linear/ftrl'

const FEATURES = 30
const EXAMPLES = 20_000
const NOON = Date.UTC(2026, 10, 22, 4)

/** Updates a second of one core, one prediction each, without and with forgetting; and vectors a second of a person with a usual document. */
export async function benchFtrl(seconds: number): Promise<{ readonly [figure: string]: number }> {
  return {
    ftrlUpdatesPerSecond: updates(seconds / 3, 0),
    ftrlForgettingUpdatesPerSecond: updates(seconds / 3, 30),
    featureVectorsPerSecond: vectors(seconds / 3),
  }
}

/** Time that this process was at work: figures are for a second of one core, also on a machine that is shared. */
function busyMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

function updates(seconds: number, halfLifeDays: number): number {
  const random = seeded(1)
  const table = ftrlTable({ ...FTRL_DEFAULT, rate: 0.3, halfLifeDays })
  const places = Uint32Array.from({ length: EXAMPLES * FEATURES }, () => Math.floor(random() ** 3 * 200_000))
  const outcomes = Uint8Array.from({ length: EXAMPLES }, () => (random() < 0.05 ? 1 : 0))
  const rows = Array.from({ length: EXAMPLES }, (_, i) => places.subarray(i * FEATURES, (i + 1) * FEATURES))
  let n = 0
  const started = busyMs()
  while (busyMs() - started < seconds * 1_000) {
    for (let i = 0; i < EXAMPLES; i++) {
      const row = rows[i] ?? places
      const p = chanceOf(ftrlScore(table, row, null, FEATURES))
      ftrlLearn(table, row, null, FEATURES, { y: outcomes[i] ?? 0, p, weight: 1, at: (NOON + Math.floor(n / 5_000) * HOUR) as Instant })
      n++
    }
  }
  return Math.round((n * 1_000) / (busyMs() - started))
}

function vectors(seconds: number): number {
  const { traits, segments, counters } = person()
  const plan = compileFeatures({
    features: [{ id: 'visits', from: { trait: 'visits' } }],
    traits: new Map(),
    segments: Array.from({ length: 20 }, (_, i) => ({ id: `s${i}`, name: `Segment ${i}`, rule: { trait: 'tier', is: 'exists' } })),
    models: [],
    timezone: DEFAULT_DEFINITIONS.sending.timezone,
  })
  const context = { page: { kind: 'product', category: 'tea' }, cart: { total: 1_290 }, device: 'mobile' }
  let n = 0
  const started = busyMs()
  while (busyMs() - started < seconds * 1_000) {
    for (let i = 0; i < 1_000; i++) plan.encode(
      { traits, segments, counters, events: 30, firstSeen: 0 as Instant, lastSeen: (NOON - i * HOUR) as Instant },
      context,
      NOON as Instant,
    )
    n += 1_000
  }
  return Math.round((n * 1_000) / (busyMs() - started))
}

function person(): Pick<FeaturePerson, 'traits' | 'segments' | 'counters'> {
  const given = { language: 'zh-TW', city: '台北', tier: 'gold', visits: 12, timezone: 'Asia/Taipei' }
  const fact = (value: string | number) => [{ value, at: NOON as Instant, from: 'e' as never, source: 'web' as never }]
  return {
    traits: Object.fromEntries(Object.entries(given).map(([name, value]) => [name, fact(value)])),
    segments: { s1: { since: NOON as Instant }, s4: { since: NOON as Instant }, s5: {} },
    counters: {},
  }
}
