/**
 * Choosing on labelled rows as if each came once and only the chosen action's reward were seen: the simulation in which contextual bandits are compared. The rule
 * is that of the arbiter (scale-free SquareCB above a floor); what it expects is the mean of two ridge regressions per action, on soft steps of each column and on
 * products of two columns, because rows of a table are dense where what is known of people is sparse.
 */
import { pickIndex, seeded } from '../../base/random.ts'
import { distribution, inverse, sharpnessOf } from '../chance.ts'
import { nextScale } from '../pacing.ts'
import { createRidge } from './ridge.ts'

/** Rows to choose for. */
export interface OnePassAsk {
  /** Two descriptions of each row, for two regressions; called once a row, in order. */
  readonly describe: (row: number) => readonly [Float64Array, Float64Array]
  /** The right action of each row: the only one that is rewarded, with 1. */
  readonly labels: ArrayLike<number>
  /** Rows in the order in which they come. */
  readonly order: ArrayLike<number>
  readonly actions: number
  readonly rule: OnePassRule
  readonly seed: number
  readonly onProgress?: (done: number, of: number) => void
}

/** `squarecb`: the arbiter. `epsilon`: the best so far, but for a share of lots. `uniform`: lots only. */
export type OnePassRule = { readonly is: 'squarecb'; readonly exploration: number } | { readonly is: 'epsilon'; readonly exploration: number } | { readonly is: 'uniform' }

/** What came of it. */
export interface OnePassFound {
  readonly meanReward: number
  /** Mean reward of each twentieth of the rows. */
  readonly course: readonly number[]
}

const PARTS = 20
const PROGRESS_ROWS = 500

/** Runs through the rows once. */
export function runOnePass({ describe, labels, order, actions, rule, seed, onProgress }: OnePassAsk): OnePassFound {
  const random = seeded(seed)
  const rows = order.length
  const won = new Float64Array(PARTS)
  const seen = new Float64Array(PARTS)
  let regressions: (readonly [ReturnType<typeof createRidge>, ReturnType<typeof createRidge>])[] = []
  let scale = 0
  for (let n = 0; n < rows; n++) {
    const row = order[n] ?? 0
    let chosen: number
    if (rule.is === 'uniform') chosen = pickIndex(random, actions)
    else {
      const [steps, products] = describe(row)
      if (n === 0) regressions = Array.from({ length: actions }, () => [createRidge(steps.length), createRidge(products.length)] as const)
      const values = regressions.map(([one, other]) => Math.min(1, Math.max(0, (one.predict(steps) + other.predict(products)) / 2)))
      const sharpness = rule.is === 'squarecb' ? sharpnessOf({ evidence: n, scale: scale === 0 ? 1 : scale }) : undefined
      scale = nextScale(scale, values)
      chosen = inverse(distribution(values, { sharpness, exploration: rule.exploration }).chances, random())
      const reward = chosen === labels[row] ? 1 : 0
      regressions[chosen]?.[0].learn(steps, reward)
      regressions[chosen]?.[1].learn(products, reward)
    }
    const part = Math.floor((n * PARTS) / rows)
    seen[part] = (seen[part] ?? 0) + 1
    if (chosen === labels[row]) won[part] = (won[part] ?? 0) + 1
    if (n % PROGRESS_ROWS === 0) onProgress?.(n, rows)
  }
  const right = won.reduce((sum, one) => sum + one, 0)
  return { meanReward: right / Math.max(1, rows), course: [...won].flatMap((one, part) => ((seen[part] ?? 0) > 0 ? [one / (seen[part] ?? 1)] : [])) }
}
