/** Weighs several models' log-odds against each other, learned from what each foretold of rows it had not seen (stacking, Wolpert 1992; weights never negative, Breiman 1996). */

/** Log-odds are the constant plus each model's log-odds times its weight. */
export interface Blend {
  readonly weights: readonly number[]
  readonly constant: number
}

const ROUNDS = 60
/** Pull towards equal weights that sum to 1: as strong as so many rows that know nothing else. */
const PULL = 20

/** Learns the weights on some rows by projected Newton steps, one coordinate after the other. */
export function fitBlend(scores: readonly Float64Array[], labels: Float64Array, rows: Int32Array): Blend {
  const count = scores.length
  const weights = Array.from({ length: count }, () => 1 / count)
  let constant = 0
  const total = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i++) for (const score of scores) total[i] = (total[i] as number) + (score[rows[i] as number] as number) / count
  for (let round = 0; round < ROUNDS; round++) {
    let most = 0
    for (let k = 0; k <= count; k++) {
      const of = scores[k]
      let g = of ? PULL * ((weights[k] as number) - 1 / count) : 0
      let h = of ? PULL : 1e-9
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i] as number
        const p = 1 / (1 + Math.exp(-(total[i] as number)))
        const x = of ? (of[row] as number) : 1
        g += (p - (labels[row] as number)) * x
        h += p * (1 - p) * x * x
      }
      const before = of ? (weights[k] as number) : constant
      const after = of ? Math.max(0, before - g / h) : before - g / h
      const change = after - before
      if (of) weights[k] = after
      else constant = after
      if (change !== 0) for (let i = 0; i < rows.length; i++) total[i] = (total[i] as number) + change * (of ? (of[rows[i] as number] as number) : 1)
      most = Math.max(most, Math.abs(change))
    }
    if (most < 1e-4) break
  }
  return { weights, constant }
}

/** Log-odds of a row. */
export function blended({ weights, constant }: Blend, scores: readonly Float64Array[], row: number): number {
  let score = constant
  for (const [k, weight] of weights.entries()) score += weight * (scores[k]?.[row] ?? 0)
  return score
}
