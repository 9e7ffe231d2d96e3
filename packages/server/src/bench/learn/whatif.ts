/** What-if: how many logged decisions a second are decided anew under another strategy. */
import { rescore } from '../../whatif/rescore.ts'
import { logOf, shopOf, simulateShop } from '../../whatif/fixture.ts'
import { readGround } from '../../whatif/read.ts'
import { termsOf } from '../../whatif/terms.ts'

const DECISIONS = 20_000
const PEOPLE = 6_000

/** Scores the same decisions again and again for about so many seconds. */
export async function benchWhatIf(seconds: number): Promise<{ readonly [figure: string]: number }> {
  const shop = shopOf(0.2)
  const records = simulateShop({ workspace: shop, decisions: DECISIONS, people: PEOPLE, seed: 1 })
  const reader = readGround({ log: logOf(records), ws: shop.id, from: 0, offers: shop.definitions.offers })
  const readAt = performance.now()
  await reader.advance()
  const readMs = performance.now() - readAt
  const rows = Uint32Array.from({ length: reader.ground.at.length }, (_, row) => row)
  const terms = termsOf(reader.ground, shop, { offers: {}, levers: { hot: 2 }, chances: 'logged' })
  const began = performance.now()
  let scored = 0
  do {
    rescore(reader.ground, terms, { rows, measure: 'value', frozen: null })
    scored += rows.length
  } while (performance.now() - began < Math.min(seconds, 3) * 1000)
  return {
    whatIfDecisionsPerSecond: Math.round(scored / ((performance.now() - began) / 1000)),
    whatIfReadDecisionsPerSecond: Math.round(rows.length / (readMs / 1000)),
  }
}
