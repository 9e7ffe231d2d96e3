/** What a recommendation of the next item costs in a large shop: a million sessions, four million clicks, fifty thousand items. */
import { emptyNextItems, learnSession, nextItems } from '@rapport/core/model/session/next'
import { seeded } from '@rapport/core/base/random'

const SESSIONS = 1_000_000
const ITEMS = 50_000
const MOST_ASKED = 20_000
/** Items that are visited after each other lie near each other; some are visited far more than others. */
const NEAR = 40
const TASTE = 3

/** Learns a synthetic shop, then asks for lists of 20 in sessions that go on, as long as it may take. */
export async function benchSession(seconds: number): Promise<{ readonly [figure: string]: number }> {
  const random = seeded(1)
  const names = Array.from({ length: ITEMS }, (_, n) => `item-${n}`)
  const session = (): string[] => {
    let item = Math.floor(ITEMS * random() ** TASTE)
    return Array.from({ length: 1 + Math.floor(-3.45 * Math.log(1 - random())) }, () => {
      if (random() > 0.15) item = Math.min(ITEMS - 1, Math.max(0, item + Math.round((random() - 0.5) * NEAR)))
      return names[item] ?? ''
    })
  }
  const before = process.memoryUsage().arrayBuffers
  const started = performance.now()
  const state = emptyNextItems()
  for (let n = 0; n < SESSIONS; n++) learnSession(state, session())
  const learnedAt = performance.now()
  const took: number[] = []
  for (const until = learnedAt + seconds * 1_000; took.length < MOST_ASKED && (took.length < 200 || performance.now() < until);) {
    const items = session()
    const at = performance.now()
    nextItems(state, { session: items, count: 20 })
    took.push(performance.now() - at)
  }
  const sorted = took.toSorted((a, b) => a - b)
  const at = (share: number): number => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 1_000) / 1_000
  return {
    sessionClicks: state.log.clicks,
    sessionClicksLearnedPerSecond: Math.round(state.log.clicks / ((learnedAt - started) / 1_000)),
    sessionArraysMB: Math.round((process.memoryUsage().arrayBuffers - before) / 1_048_576),
    nextItemMsP50: at(0.5), nextItemMsP90: at(0.9), nextItemMsP99: at(0.99),
  }
}
