/** How right the learner is about offers while outcomes are still on their way, above all about one that has just begun. */
import { pickIndex, seeded } from '../../base/random.ts'
import { MINUTE, type Instant } from '../../base/time.ts'
import { armOf } from '../arm.ts'
import { createPropensity } from '../propensity.ts'

/** Sums of what was said over sums of what is true. */
export interface DelayFound {
  readonly fresh: number
  readonly old: number
}

const OLD = 9
const NOTHING_KNOWN = { at: new Uint32Array(0), value: new Float32Array(0) }

/**
 * Ten offers are shown by lot, a minute apart; outcomes arrive after exponentially distributed delays. The last offer begins at half time, with a rate of its own
 * that its definition does not know. `fresh` is what is said of it over what is true, over its first `looked` minutes.
 */
export function runDelay({ seed, minutes = 40_000, looked = 8_000, delay = 1_000 }: {
  readonly seed: number
  readonly minutes?: number
  readonly looked?: number
  /** Mean, in minutes. */
  readonly delay?: number
}): DelayFound {
  const random = seeded(seed)
  const rates = Array.from({ length: OLD + 1 }, () => 0.03 + 0.05 * random())
  const arms = rates.map((_, offer) => armOf({ offer: `o${offer}`, family: `f${offer % 3}`, placement: 'home', channel: 'web', rate: 0.05 }))
  const learner = createPropensity({ bits: 12 })
  const arriving = new Map<number, number[]>()
  const half = minutes / 2
  const said = { fresh: 0, old: 0 }
  const truth = { fresh: 0, old: 0 }
  for (let minute = 0; minute < minutes; minute++) {
    const at = (minute * MINUTE) as Instant
    for (const offer of arriving.get(minute) ?? []) learner.learn({ arm: armAt(offer), x: NOTHING_KNOWN, works: true, weight: 1, at })
    arriving.delete(minute)
    const offer = pickIndex(random, minute < half ? OLD : OLD + 1)
    const rate = rates[offer] ?? 0
    const who = offer === OLD ? 'fresh' : 'old'
    if (minute >= half && minute < half + looked) {
      said[who] += learner.predict(armAt(offer), NOTHING_KNOWN).p
      truth[who] += rate
    }
    learner.learn({ arm: armAt(offer), x: NOTHING_KNOWN, works: false, weight: 1, at })
    if (random() >= rate) continue
    const when = minute + 1 + Math.floor(-Math.log(1 - random()) * delay)
    arriving.set(when, [...(arriving.get(when) ?? []), offer])
  }
  return { fresh: said.fresh / truth.fresh, old: said.old / truth.old }

  function armAt(offer: number) {
    return arms[offer] ?? armOf({ offer: '', family: undefined, placement: '', channel: undefined, rate: 0.05 })
  }
}
