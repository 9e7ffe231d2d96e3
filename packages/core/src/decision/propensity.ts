/**
 * The learned chance that an offer works when it is shown here to this person: FTRL-proximal (McMahan and others, KDD 2013) over hashed places of the offer, its
 * family, its placement, the person, and the person together with the offer and with its family. A new offer has no weights of its own and so begins at the
 * definition's rate as its family has corrected it.
 *
 * Outcomes come late (Ktena and others, RecSys 2019, fake negatives): a showing counts as a failure at once, a success is one more example when it comes. What is
 * learned is then p / (1 + p), so the chance is the odds: p = exp(score).
 *
 * Old experience fades by itself: each place halves its evidence in a half-life, which keeps the weight and lets the next examples move it further.
 *
 * The table may lie on shared memory: one thread learns, others read. A reader may meet a place in the middle of an update; the chance that was used is stored
 * with the decision, so nothing has to be read twice.
 */
import { assert } from '../base/assert.ts'
import { DAY, type Instant } from '../base/time.ts'
import type { Estimate, Sparse } from '../model/types.ts'
import type { Arm } from './arm.ts'
import type { Chances } from './question.ts'
import { packTable, unpackTable } from './table.ts'
import type { ModelMark } from './types.ts'

/** How to learn. */
export interface PropensityOptions {
  /** The table has 2^bits places, 8 to 24. Default 18: 8 MiB. */
  readonly bits?: number
  /** Learning rate. Default 0.3: a bandit lives with what it believes now. */
  readonly rate?: number
  /** Milliseconds in which experience loses half its weight; Infinity: never. Default 30 days. */
  readonly halfLife?: number
  /** Memory of `propensityBytes(bits)`, with what was learned before or zeros. Default: memory of its own. */
  readonly buffer?: ArrayBuffer | SharedArrayBuffer
}

/** A showing (`works` false, when it happens) or a success (`works` true, when it comes, on top of its showing). */
export interface Shown {
  readonly arm: Arm
  readonly x: Sparse
  readonly works: boolean
  /** 1: a whole example. */
  readonly weight: number
  readonly at: Instant
}

/** The learner. */
export interface Propensity {
  /** Logarithm of the odds of being a success among showings and successes; exp of it is the chance. */
  score(arm: Arm, x: Sparse): number
  /** Chance (at most 1), and evidence: how many examples, fading, stand behind the offer, of those that it has here and anywhere the fewer. */
  predict(arm: Arm, x: Sparse): Estimate
  learn(example: Shown): void
  /** What each place of `x` adds to the score, directly and together with offer and family. With `constant` they sum to the score. */
  contributions(arm: Arm, x: Sparse): Float64Array
  constant(arm: Arm): number
  /** Examples learned from, fading, as they weigh at a moment. */
  evidence(at: Instant): number
  /** The learner as the arbiter asks it. */
  as(model: ModelMark): Chances
  snapshot(): Uint8Array
  /** Takes up a snapshot of a learner with the same number of places; throws on any other bytes. */
  restore(bytes: Uint8Array): void
}

/** Of each place: z, sum of squared gradients, evidence, moment of the last fading. */
const STRIDE = 4
/** Numbers before the table: evidence of all, when it was counted, and room. */
const HEAD = 4
const BETA = 1
/**
 * Most that all that is known about a person weighs together (sum of squares). Without a bound a rich record would teach as many times faster as it has fields,
 * and one click would make a certainty. Measured in the bandit's world of six traits: with 2 it captures as much of the gap as without a bound, with 1 less.
 */
const KNOWN_MOST = 2
/**
 * How strongly the six places that every example of an offer has are on. They always move together, and at full strength their six steps add up to restless
 * chances: after 5,000 showings the error was a fifth of the chance instead of an eighth (and a point less of the gap captured in simulate/bandit).
 */
const COMMON = 0.5
const L2 = 1
/** The place that all examples share. */
const BIAS = 0x5bd1e995
/** A place fades in steps of this part of a half-life, so that most updates need no power. */
const FADING_STEP = 1 / 128
/** Scores beyond this are chances of 0 and 1 anyway. */
const SCORE_MAX = 30

/** Bytes of memory that a table needs. */
export function propensityBytes(bits = 18): number {
  return (HEAD + STRIDE * 2 ** bits) * 8
}

/** Makes one. */
export function createPropensity({ bits = 18, rate = 0.3, halfLife = 30 * DAY, buffer }: PropensityOptions = {}): Propensity {
  assert(Number.isInteger(bits) && bits >= 8 && bits <= 24, 'a propensity table has 2^8 to 2^24 places')
  assert(rate > 0 && halfLife > 0, 'learning rate and half-life are greater than 0')
  const memory = buffer ?? new ArrayBuffer(propensityBytes(bits))
  assert(memory.byteLength >= propensityBytes(bits), 'the memory of a propensity table is too small for its places')
  const head = new Float64Array(memory, 0, HEAD)
  const table = new Float64Array(memory, HEAD * 8, STRIDE * 2 ** bits)
  const shift = 32 - bits
  const step = halfLife * FADING_STEP
  /** Places of the example at hand, and how strongly each is on. */
  let active = new Int32Array(256)
  let strength = new Float64Array(256)

  const slotOf = (place: number): number => (Math.imul(place, 0x9e3779b1) >>> shift) * STRIDE
  const weightAt = (slot: number): number => -(table[slot] ?? 0) / ((BETA + Math.sqrt(table[slot + 1] ?? 0)) / rate + L2)

  const sharedOf = (x: Sparse, damping: number): number => {
    let sum = 0
    for (let i = 0; i < x.at.length; i++) sum += weightAt(slotOf(x.at[i] ?? 0)) * (x.value[i] ?? 0)
    return COMMON * weightAt(slotOf(BIAS)) + damping * sum
  }

  const ownOf = ({ placement, channel, family, offer, prior }: Arm): number =>
    prior + COMMON * (weightAt(slotOf(channel)) + weightAt(slotOf(placement)) + weightAt(slotOf(family)) + weightAt(slotOf(offer)) + weightAt(slotOf(offer ^ placement)))

  const crossedOf = ({ family, offer }: Arm, x: Sparse, damping: number): number => {
    let sum = 0
    for (let i = 0; i < x.at.length; i++) {
      const place = x.at[i] ?? 0
      sum += (weightAt(slotOf(place ^ family)) + weightAt(slotOf(place ^ offer))) * (x.value[i] ?? 0)
    }
    return damping * sum
  }

  const evidenceOf = ({ offer, placement }: Arm): number => Math.min(table[slotOf(offer) + 2] ?? 0, table[slotOf(offer ^ placement) + 2] ?? 0)

  const estimate = (arm: Arm, shared: number, x: Sparse, damping: number): Estimate => ({
    p: Math.min(1, Math.exp(shared + ownOf(arm) + crossedOf(arm, x, damping))),
    n: evidenceOf(arm),
  })

  /** Halves what a place knows by the time that has passed; its weight stays, its next steps grow. */
  const fade = (slot: number, at: number): void => {
    const since = table[slot + 3] ?? 0
    if (at - since < step) return
    table[slot + 3] = at
    const n = table[slot + 1] ?? 0
    if (since === 0 || n === 0) return
    const kept = 2 ** (-(at - since) / halfLife)
    const faded = n * kept
    table[slot] = ((table[slot] ?? 0) * ((BETA + Math.sqrt(faded)) / rate + L2)) / ((BETA + Math.sqrt(n)) / rate + L2)
    table[slot + 1] = faded
    table[slot + 2] = (table[slot + 2] ?? 0) * kept
  }

  /** Notes the places of an example; answers how many. */
  const gather = ({ placement, channel, family, offer }: Arm, x: Sparse): number => {
    const count = 6 + 3 * x.at.length
    if (count > active.length) {
      active = new Int32Array(count * 2)
      strength = new Float64Array(count * 2)
    }
    active[0] = slotOf(BIAS)
    active[1] = slotOf(channel)
    active[2] = slotOf(placement)
    active[3] = slotOf(family)
    active[4] = slotOf(offer)
    active[5] = slotOf(offer ^ placement)
    strength.fill(COMMON, 0, 6)
    const damping = dampingOf(x)
    let next = 6
    for (let i = 0; i < x.at.length; i++) {
      const place = x.at[i] ?? 0
      const value = damping * (x.value[i] ?? 0)
      active[next] = slotOf(place)
      active[next + 1] = slotOf(place ^ family)
      active[next + 2] = slotOf(place ^ offer)
      strength[next] = strength[next + 1] = strength[next + 2] = value
      next += 3
    }
    return count
  }

  const learn = ({ arm, x, works, weight, at }: Shown): void => {
    if (!(weight > 0)) return
    const count = gather(arm, x)
    let score = arm.prior
    for (let i = 0; i < count; i++) {
      const slot = active[i] ?? 0
      fade(slot, at)
      score += weightAt(slot) * (strength[i] ?? 0)
    }
    const p = 1 / (1 + Math.exp(-Math.max(-SCORE_MAX, Math.min(SCORE_MAX, score))))
    const error = (p - (works ? 1 : 0)) * weight
    for (let i = 0; i < count; i++) {
      const slot = active[i] ?? 0
      const gradient = error * (strength[i] ?? 0)
      const n = table[slot + 1] ?? 0
      const more = n + gradient * gradient
      const sigma = (Math.sqrt(more) - Math.sqrt(n)) / rate
      table[slot] = (table[slot] ?? 0) + gradient - sigma * weightAt(slot)
      table[slot + 1] = more
      if (!works) table[slot + 2] = (table[slot + 2] ?? 0) + weight
    }
    if (works) return
    head[0] = evidence(at) + weight
    head[1] = Math.max(head[1] ?? 0, at)
  }

  const evidence = (at: number): number => {
    const known = head[0] ?? 0
    return known === 0 ? 0 : known * 2 ** (-Math.max(0, at - (head[1] ?? 0)) / halfLife)
  }

  const contributions = ({ family, offer }: Arm, x: Sparse): Float64Array => {
    const damping = dampingOf(x)
    return Float64Array.from(x.at, (place, i) => (weightAt(slotOf(place)) + weightAt(slotOf(place ^ family)) + weightAt(slotOf(place ^ offer))) * damping * (x.value[i] ?? 0))
  }

  return {
    score(arm, x) {
      const damping = dampingOf(x)
      return sharedOf(x, damping) + ownOf(arm) + crossedOf(arm, x, damping)
    },
    predict(arm, x) {
      const damping = dampingOf(x)
      return estimate(arm, sharedOf(x, damping), x, damping)
    },
    learn,
    contributions,
    constant: (arm) => COMMON * weightAt(slotOf(BIAS)) + ownOf(arm),
    evidence,
    as: (model) => ({
      model,
      predict(arms, x) {
        const damping = dampingOf(x)
        const shared = sharedOf(x, damping)
        return arms.map((arm) => estimate(arm, shared, x, damping))
      },
      contributions,
    }),
    snapshot: () => packTable({ bits, head, table, stride: STRIDE }),
    restore: (bytes) => unpackTable(bytes, { bits, head, table, stride: STRIDE }),
  }
}

/** By what the values of a vector are multiplied, so that they keep to KNOWN_MOST. */
function dampingOf({ value }: Sparse): number {
  let sum = 0
  for (let i = 0; i < value.length; i++) sum += (value[i] ?? 0) ** 2
  return sum <= KNOWN_MOST ? 1 : Math.sqrt(KNOWN_MOST / sum)
}
