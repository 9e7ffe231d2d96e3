/** The online learners behind the common interface: the base rate, and FTRL-proximal with crosses of places. */
import { assert } from '../../base/assert.ts'
import type { Learner, Sparse } from '../types.ts'
import { crossPlace } from '../features/place.ts'
import { packTable, unpackTable } from './pack.ts'
import { chanceOf, ftrlConstant, ftrlEvidence, ftrlLearn, ftrlScore, ftrlTable, ftrlWeight, oddsOf, type FtrlParams, type FtrlTable } from './ftrl.ts'

/** Says the same for everybody: the share of those before, beginning at `prior` (0..1) which counts as `strength` examples. What every other learner must beat. */
export function baseRate({ prior = 0.5, strength = 2 }: { readonly prior?: number; readonly strength?: number } = {}): Learner {
  const state = new Float64Array([prior * strength, strength])
  const share = (): number => (state[0] as number) / (state[1] as number)
  return {
    score: () => oddsOf(share()),
    predict: () => ({ p: share(), n: state[1] as number }),
    learn(_x, y, weight) {
      state[0] = (state[0] as number) + y * weight
      state[1] = (state[1] as number) + weight
    },
    contributions(x) {
      const parts = new Float64Array(x.at.length + 1)
      parts[x.at.length] = oddsOf(share())
      return parts
    },
    snapshot: () => new Uint8Array(state.buffer.slice(0)),
    restore(bytes) {
      assert(bytes.byteLength === 16, `a base rate is 16 bytes, got ${bytes.byteLength}`)
      state.set(new Float64Array(bytes.slice().buffer))
    },
  }
}

/** Two places that are also looked at together. */
export type Cross = readonly [one: number, other: number]

/** An FTRL learner, its table open to those who share or look into it. */
export interface Ftrl extends Learner {
  readonly table: FtrlTable
}

/**
 * FTRL-proximal as a `Learner`. `crosses`: pairs of places that count a third time where both are present; what they add is told as part of both, half each.
 * `bytes` may be shared memory (`ftrlBytes` long).
 */
export function ftrl(params: FtrlParams, { crosses = [], bytes }: { readonly crosses?: readonly Cross[]; readonly bytes?: ArrayBufferLike } = {}): Ftrl {
  const table = ftrlTable(params, bytes)
  const partners = partnersOf(crosses)
  const widened = (x: Sparse): Sparse => (partners === null ? x : withCrosses(x, partners))
  const scoreOf = (x: Sparse): number => ftrlScore(table, x.at, x.value, x.at.length)
  return {
    table,
    score: (x) => scoreOf(widened(x)),
    predict(x) {
      const wide = widened(x)
      const p = chanceOf(scoreOf(wide))
      return { p, n: ftrlEvidence(table, wide.at, wide.value, wide.at.length, p) }
    },
    learn(x, y, weight, at) {
      const wide = widened(x)
      ftrlLearn(table, wide.at, wide.value, wide.at.length, { y, p: chanceOf(scoreOf(wide)), weight, at })
    },
    contributions(x) {
      const parts = new Float64Array(x.at.length + 1)
      for (let k = 0; k < x.at.length; k++) parts[k] = ftrlWeight(table, (x.at[k] as number) & table.mask) * (x.value[k] as number)
      parts[x.at.length] = ftrlConstant(table)
      if (partners !== null) eachCross(x, partners, (k, l, place) => {
        const half = ftrlWeight(table, place & table.mask) / 2
        parts[k] = (parts[k] as number) + half
        parts[l] = (parts[l] as number) + half
      })
      return parts
    },
    snapshot: () => packTable(table),
    restore(saved) {
      unpackTable(table, saved)
    },
  }
}

/** place → places that count together with it, each pair once, under its smaller place. */
type Partners = ReadonlyMap<number, readonly number[]>

function partnersOf(crosses: readonly Cross[]): Partners | null {
  if (crosses.length === 0) return null
  const partners = new Map<number, number[]>()
  for (const [one, other] of crosses) {
    const [low, high] = one < other ? [one, other] : [other, one]
    partners.set(low, [...(partners.get(low) ?? []), high])
  }
  return partners
}

function eachCross({ at }: Sparse, partners: Partners, visit: (k: number, l: number, place: number) => void): void {
  for (let k = 0; k < at.length; k++) {
    const others = partners.get(at[k] as number)
    if (others === undefined) continue
    for (let l = k + 1; l < at.length; l++) if (others.includes(at[l] as number)) visit(k, l, crossPlace(at[k] as number, at[l] as number))
  }
}

function withCrosses(x: Sparse, partners: Partners): Sparse {
  const more: number[] = []
  eachCross(x, partners, (_k, _l, place) => more.push(place))
  if (more.length === 0) return x
  const at = new Uint32Array(x.at.length + more.length)
  const value = new Float32Array(at.length).fill(1)
  at.set(x.at)
  at.set(more, x.at.length)
  value.set(x.value)
  return { at, value }
}
