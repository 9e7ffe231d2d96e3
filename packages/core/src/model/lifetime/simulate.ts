/** Customers as an MBG/NBD process makes them: for the bootstrap, and for tests with a known truth. */
import { gammaDraw, type Random } from '../../base/random.ts'
import type { History, LifetimeModel } from './types.ts'

/** Nobody buys so often; a guard against endless loops where a fitted rate is absurd. */
const REPEATS_MAX = 10_000

/** A simulated customer: what was done within `age`, and the further orders within `ahead` after it. Times in the unit of the model; `grain` rounds the last purchase (a day). */
export function simulateCustomer(
  { r, alpha, a, b }: LifetimeModel,
  { age, ahead, grain = 0 }: { readonly age: number; readonly ahead: number; readonly grain?: number },
  random: Random,
): { readonly history: History; readonly orders: number } {
  const rate = gammaDraw(r, random) / alpha
  const one = gammaDraw(a, random)
  const other = gammaDraw(b, random)
  const leaves = one + other > 0 ? one / (one + other) : 0
  let time = 0
  let repeats = 0
  let recency = 0
  let orders = 0
  while (repeats + orders < REPEATS_MAX && random() >= leaves) {
    time += -Math.log(1 - random()) / rate
    if (!(time <= age + ahead)) break
    if (time > age) orders++
    else {
      repeats++
      recency = time
    }
  }
  const rounded = grain > 0 ? Math.min(age, Math.max(grain, Math.round(recency / grain) * grain)) : recency
  return { history: { repeats, recency: repeats > 0 ? rounded : 0, age }, orders }
}
