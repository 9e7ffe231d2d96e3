/** How people on both sides of a ramp fare: a plain experiment, drawn by people, looked at whenever somebody likes. */
import { ratioEvidence, RATIO_EVIDENCE } from '@rapport/core/experiment/ratio'
import { sequence } from '@rapport/core/experiment/sequence'
import type { Measured } from '@rapport/core/experiment/types'
import { rampPlace, type RampState } from '../runtime/strategy.ts'
import type { Ground } from './ground.ts'
import type { RampFigures } from './types.ts'

/** People on each side before anything is said. */
export const RAMP_LEAST_PEOPLE = 100
const LEVEL = 0.95

/** Per person since the share became what it is. At a share of 1 nobody is left to compare with. */
export function rampFigures(ground: Ground, { ramp, seed }: { readonly ramp: RampState; readonly seed: string }): RampFigures {
  const sums = new Map<number, { side: 0 | 1; sum: number; decisions: number }>()
  const [at, unit, known] = [ground.at.values(), ground.unit.values(), ground.known.values()]
  const [chosen, first, offer] = [ground.chosen.values(), ground.first.values(), ground.offer.values()]
  const [shown, worked] = [ground.shown.values(), (ramp.measure === 'clicks' ? ground.clicked : ground.worked).values()]
  const [value, cost, channelCost] = [ground.value.values(), ground.cost.values(), ground.channelCost.values()]
  const change = (which: number) => ramp.strategy.offers[ground.offers.nameOf(which)]
  for (let row = 0; row < at.length; row++) {
    if (at[row]! < ramp.since || known[row] === 0) continue
    const person = unit[row]!
    const of = sums.get(person) ?? { side: rampPlace(seed, ramp, ground.people.nameOf(person)) < ramp.share ? 1 : 0, sum: 0, decisions: 0 } as const
    const which = chosen[row]!
    let reward = 0
    if (which >= 0) {
      const until = row + 1 < first.length ? first[row + 1]! : ground.offer.length
      let place = first[row]!
      while (place < until && offer[place] !== which) place++
      const success = worked[row]! > 0 ? 1 : 0
      const edit = change(which)
      const spent = shown[row]! > 0 ? (edit?.cost ?? cost[place] ?? 0) + (channelCost[place] ?? 0) : 0
      reward = ramp.measure === 'value' ? success * (edit?.value ?? value[place] ?? 0) - spent : success
    }
    sums.set(person, { side: of.side, sum: of.sum + reward, decisions: of.decisions + 1 })
  }
  const sides = [0, 1].map((side) => {
    let [n, sum, squares, decisions] = [0, 0, 0, 0]
    for (const one of sums.values()) {
      if (one.side !== side) continue
      n++
      sum += one.sum
      squares += one.sum ** 2
      decisions += one.decisions
    }
    const mean = n > 0 ? sum / n : 0
    return { n, mean, decisions, variance: n > 1 ? Math.max(0, (squares - n * mean * mean) / (n - 1)) / n : 0 }
  }) as [Side, Side]
  const [now, under] = sides
  return {
    people: { now: now.n, under: under.n },
    decisions: { now: now.decisions, under: under.decisions },
    now: one(now),
    under: one(under),
    lift: difference(now, under, ramp.share),
  }
}

interface Side {
  readonly n: number
  readonly mean: number
  readonly decisions: number
  /** Of the mean. */
  readonly variance: number
}

function few(people: number): Measured {
  return { none: 'not_enough_data', detail: { people, needed: RAMP_LEAST_PEOPLE } }
}

function one({ n, mean, variance }: Side): Measured {
  return n < RAMP_LEAST_PEOPLE ? few(n) : sequence({ estimate: mean, se: Math.sqrt(variance), n, alpha: 1 - LEVEL })
}

function difference(now: Side, under: Side, share: number): Measured {
  const least = Math.min(now.n, under.n)
  if (least < RAMP_LEAST_PEOPLE) return few(least)
  if (ratioEvidence([now.n, under.n], [1 - share, share]) > Math.log(RATIO_EVIDENCE)) return { none: 'sample_ratio', detail: { now: now.n, under: under.n, share } }
  return sequence({ estimate: under.mean - now.mean, se: Math.sqrt(now.variance + under.variance), n: now.n + under.n, alpha: 1 - LEVEL })
}
