/** What lies in baskets together: squared cosine with shrinkage, the strongest companions of each item alone. */
import type { Basket } from './purchases.ts'

/** Companions by item: those of item i stand from `from[i]` to before `from[i + 1]`. */
export interface Companions {
  readonly from: Int32Array
  readonly item: Int32Array
  readonly weight: Float32Array
}

/** Companions that an item keeps, the strongest. */
export const COMPANIONS = 300
/** Added to the cosine's denominator: two baskets in common are no habit. */
const SHRINKAGE = 10
/** Items of one basket that are looked at; a larger one is a reseller's stock. */
const BASKET_ITEMS = 300
/** Newest baskets of an item that are looked at. */
const BASKETS_OF_ITEM = 5_000

/** Companions of all items. Squaring lets a few strong companions outweigh many weak ones, nearly as well as solving for them (EASE, Steck 2019), at a fraction of its cost. */
export function companionsOf(baskets: readonly Basket[], items: number): Companions {
  const holding: number[][] = Array.from({ length: items }, () => [])
  for (const [n, basket] of baskets.entries()) for (const item of basket.items.slice(0, BASKET_ITEMS)) holding[item]!.push(n)
  const from = new Int32Array(items + 1)
  const found: number[] = []
  const weights: number[] = []
  const common = new Float64Array(items)
  for (let item = 0; item < items; item++) {
    const met: number[] = []
    for (const basket of holding[item]!.slice(-BASKETS_OF_ITEM))
      for (const other of baskets[basket]!.items.slice(0, BASKET_ITEMS)) {
        if (other === item) continue
        if (common[other] === 0) met.push(other)
        common[other]!++
      }
    for (const other of met) common[other]! /= Math.sqrt(holding[item]!.length * holding[other]!.length) + SHRINKAGE
    const strongest = met.length > COMPANIONS ? met.toSorted((a, b) => common[b]! - common[a]! || a - b).slice(0, COMPANIONS) : met
    for (const other of strongest) {
      found.push(other)
      weights.push(common[other]! ** 2)
    }
    for (const other of met) common[other] = 0
    from[item + 1] = found.length
  }
  return { from, item: Int32Array.from(found), weight: Float32Array.from(weights) }
}
