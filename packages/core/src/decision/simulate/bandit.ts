/** Ways of choosing, tried on a world whose truth is known: how much of what knowing everything would bring over chance does each bring? */
import { gammaDraw, seeded } from '../../base/random.ts'
import { DAY, type Instant } from '../../base/time.ts'
import { placeOf } from '../../model/features/place.ts'
import type { Sparse } from '../../model/types.ts'
import { armOf, type Arm } from '../arm.ts'
import { distribution, race, sharpnessOf, throwOf } from '../chance.ts'
import { hash53 } from '../../base/hash.ts'
import { nextScale } from '../pacing.ts'
import { createPropensity } from '../propensity.ts'
import { createWorld, LEVELS, TRAITS, type World, type WorldOptions } from './world.ts'

/** One way of choosing. It is told of a showing at once and of a success when it comes. */
export interface Way {
  choose(present: readonly number[], person: Uint8Array, n: number): number | null
  shown(offer: number, person: Uint8Array, n: number): void
  worked(offer: number, person: Uint8Array, n: number): void
  /** The end of a showing's time: it worked or it did not. */
  settled?(offer: number, worked: boolean): void
}

/** What came of a way. */
export interface Outcome {
  /** Share of the gap between chance and knowing everything that it captured, by true chances. */
  readonly captured: number
  readonly chosen: readonly (number | null)[]
}

/** Decisions after which an outcome is known. */
export const DELAY = 500
/** The days over which the decisions of a simulation are spread. */
const DAYS = 60

/** Runs a way through a world. */
export function runBandit(options: WorldOptions, wayOf: (world: World) => Way): Outcome {
  const world = createWorld(options)
  const way = wayOf(world)
  const outcome = seeded(options.seed + 7_919)
  const pending: { readonly offer: number; readonly person: Uint8Array; readonly worked: boolean }[] = []
  const chosen: (number | null)[] = []
  let [got, best, mean] = [0, 0, 0]
  for (let n = 0; n < options.decisions; n++) {
    const person = world.person()
    const present = world.present(n)
    let most = 0
    let sum = 0
    for (const offer of present) {
      const chance = world.chance(offer, person, n)
      most = Math.max(most, chance)
      sum += chance
    }
    best += most
    mean += sum / present.length
    const offer = way.choose(present, person, n)
    chosen.push(offer)
    const luck = outcome()
    const chance = offer === null ? 0 : world.chance(offer, person, n)
    got += chance
    if (offer !== null) way.shown(offer, person, n)
    pending.push({ offer: offer ?? -1, person, worked: luck < chance })
    const due = pending[n - DELAY]
    if (due === undefined || due.offer < 0) continue
    if (due.worked) way.worked(due.offer, due.person, n)
    way.settled?.(due.offer, due.worked)
  }
  return { captured: (got - mean) / (best - mean), chosen }
}

/** The arbiter's own way: learned chances, scale-free SquareCB, a floor; doing nothing is among the candidates. */
export function arbiterWay({ rate, decisions, seed }: WorldOptions, exploration = 0.02): (world: World) => Way {
  return (world) => {
    const learner = createPropensity({ bits: 18 })
    const chances = learner.as({ id: 'simulated', version: 1, position: 0 })
    const arms: readonly Arm[] = world.families.map((family, offer) => armOf({ offer: `o${offer}`, family: `f${family}`, placement: 'home', channel: 'web', rate }))
    const hashes = world.families.map((_, offer) => hash53(`o${offer}`))
    const at = (n: number): Instant => (Date.UTC(2026, 0, 1) + (n * DAYS * DAY) / decisions) as Instant
    let scale = 0
    return {
      choose(present, person, n) {
        const estimates = chances.predict(present.map((offer) => arms[offer] as Arm), vectorOf(person))
        const scores = estimates.map(({ p }) => p)
        const evidence = learner.evidence(at(n))
        const sharpness = evidence < 1 ? undefined : sharpnessOf({ evidence, scale })
        scale = nextScale(scale, scores)
        const { chances: spread } = distribution([...scores, 0], { sharpness, exploration })
        const drawn = throwOf({ seed: `simulate ${seed}`, unit: `p${n}`, since: at(n), generation: 0 })
        const { winner } = race({ drawn, slot: 0, hashes: present.map((offer) => hashes[offer] ?? 0), chances: spread })
        return present[winner] ?? null
      },
      shown: (offer, person, n) => learner.learn({ arm: arms[offer] as Arm, x: vectorOf(person), works: false, weight: 1, at: at(n) }),
      worked: (offer, person, n) => learner.learn({ arm: arms[offer] as Arm, x: vectorOf(person), works: true, weight: 1, at: at(n) }),
    }
  }
}

/** What most products call optimisation: Beta-Thompson sampling per offer, the same for everybody. */
export function betaThompsonWay(seed: number): (world: World) => Way {
  return (world) => {
    const random = seeded(seed + 104_729)
    const won = new Float64Array(world.offers).fill(1)
    const lost = new Float64Array(world.offers).fill(1)
    return {
      choose(present) {
        let best: number | null = null
        let most = -1
        for (const offer of present) {
          const a = gammaDraw(won[offer] ?? 1, random)
          const drawn = a / (a + gammaDraw(lost[offer] ?? 1, random))
          if (drawn > most) [most, best] = [drawn, offer]
        }
        return best
      },
      shown: () => undefined,
      worked: () => undefined,
      settled(offer, worked) {
        if (worked) won[offer] = (won[offer] ?? 0) + 1
        else lost[offer] = (lost[offer] ?? 0) + 1
      },
    }
  }
}

const PLACES = Array.from({ length: TRAITS * LEVELS }, (_, index) => placeOf(`trait${Math.floor(index / LEVELS)}`, String(index % LEVELS)))
const ONES = new Float32Array(TRAITS).fill(1)

function vectorOf(person: Uint8Array): Sparse {
  return { at: Uint32Array.from(person, (level, trait) => PLACES[trait * LEVELS + level] ?? 0), value: ONES }
}
