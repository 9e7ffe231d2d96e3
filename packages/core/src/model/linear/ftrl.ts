/**
 * FTRL-proximal logistic regression on hashed places (McMahan and others, "Ad click prediction: a view from the trenches", KDD 2013), with forgetting by half-life for each place. The loops work
 * on plain arrays of places and values, so that a decision can score fifty offers without making an object.
 */
import { assert } from '../../base/assert.ts'
import { HOUR, type Instant } from '../../base/time.ts'

/** How a table learns. */
export interface FtrlParams {
  /** The table has 2^bits places. */
  readonly bits: number
  /** Step size: 0.1 for models, 0.3 where decisions depend on it at once. */
  readonly rate: number
  /** Keeps the first steps small. */
  readonly beta: number
  /** Draws weights towards 0. */
  readonly l2: number
  /** Weights with little behind them are exactly 0. */
  readonly l1: number
  /** Days after which what was learned counts half; 0 = never forgets. */
  readonly halfLifeDays: number
}

/** One default configuration for everything. */
export const FTRL_DEFAULT: FtrlParams = { bits: 18, rate: 0.1, beta: 1, l2: 1, l1: 0, halfLifeDays: 0 }

/**
 * What was learned: for place i the gradient sum `cells[2i]` (z), the root of the sum of squared gradients `cells[2i + 1]` (√n), and the hour in which it was last learned from. The last
 * place (2^bits) is the constant. All lie in `bytes`, which may be shared between threads: one writes, others read. They are neighbours because memory is fetched in lines, and it is the
 * root that is kept because every use wants it and only one makes it anew.
 */
export interface FtrlTable {
  readonly params: FtrlParams
  /** Folds a hashed place into the table. */
  readonly mask: number
  readonly cells: Float64Array
  /** Hours since 1970, 0 = never. Of length 0 when nothing is forgotten. */
  readonly hour: Uint32Array
  readonly bytes: ArrayBufferLike
  /** decay[h]: what is left of √n after h hours; beyond its end nothing is. Of length 0 when nothing is forgotten. */
  readonly decay: Float64Array
  /** 1 / rate. */
  readonly perRate: number
}

/** Step size of the constant: it is learned from every example, so it may move fast; the rate of an outcome is then found before anything else. */
const CONSTANT_RATE = 1
/** Half-lives after which nothing is left. */
const HALF_LIVES_MAX = 24

/** Bytes that a table of these parameters needs. */
export function ftrlBytes({ bits, halfLifeDays }: FtrlParams): number {
  return (2 ** bits + 1) * 16 + (halfLifeDays > 0 ? (2 ** bits + 1) * 4 : 0)
}

/** A table over `bytes`, which hold what was learned before or zeros; new and empty without them. Throws when they do not have the right length. */
export function ftrlTable(params: FtrlParams, bytes: ArrayBufferLike = new ArrayBuffer(ftrlBytes(params))): FtrlTable {
  const { bits, halfLifeDays, rate } = params
  assert(bits >= 4 && bits <= 26 && rate > 0, `a table has 2^4 to 2^26 places and a step size, got 2^${bits} and ${rate}`)
  assert(bytes.byteLength === ftrlBytes(params), `a table of 2^${bits} places needs ${ftrlBytes(params)} bytes, got ${bytes.byteLength}`)
  const places = 2 ** bits + 1
  const decay = new Float64Array(halfLifeDays > 0 ? Math.ceil(halfLifeDays * 24 * HALF_LIVES_MAX) : 0)
  for (let h = 0; h < decay.length; h++) decay[h] = Math.sqrt(0.5 ** (h / (halfLifeDays * 24)))
  return {
    params,
    mask: 2 ** bits - 1,
    cells: new Float64Array(bytes, 0, places * 2),
    hour: halfLifeDays > 0 ? new Uint32Array(bytes, places * 16, places) : new Uint32Array(0),
    bytes,
    decay,
    perRate: 1 / rate,
  }
}

/** The weight of a place of the table (already folded by the mask). */
export function ftrlWeight({ cells, perRate, params: { beta, l2, l1 } }: FtrlTable, i: number): number {
  const zi = cells[2 * i] as number
  if (zi >= -l1 && zi <= l1) return 0
  return (zi > 0 ? l1 - zi : -l1 - zi) / ((beta + (cells[2 * i + 1] as number)) * perRate + l2)
}

/** The constant: like any place, but not drawn towards 0, so that a rare outcome is not taken for a likely one. */
export function ftrlConstant({ cells, params: { beta }, mask }: FtrlTable): number {
  return (-(cells[2 * mask + 2] as number) * CONSTANT_RATE) / (beta + (cells[2 * mask + 3] as number))
}

/** Log-odds of the first `count` places with their values (without them: 1 each), the constant included. `offset` is added: log-odds known from elsewhere. */
export function ftrlScore(table: FtrlTable, at: Uint32Array, value: Float32Array | null, count: number, offset = 0): number {
  const { cells, mask, perRate, params: { beta, l2, l1 } } = table
  let score = offset + ftrlConstant(table)
  for (let k = 0; k < count; k++) {
    const i = 2 * ((at[k] as number) & mask)
    const zi = cells[i] as number
    if (zi >= -l1 && zi <= l1) continue
    const weight = (zi > 0 ? l1 - zi : -l1 - zi) / ((beta + (cells[i + 1] as number)) * perRate + l2)
    score += value === null ? weight : weight * (value[k] as number)
  }
  return score
}

/**
 * Learns one example: `y` 0 or 1 (or a share), `weight` 1 for a whole one, `at` its moment for forgetting. `p` is the chance that it had before, as `ftrlScore` with the same
 * arguments gives it. Changes the table and nothing else.
 */
export function ftrlLearn(
  table: FtrlTable,
  places: Uint32Array,
  value: Float32Array | null,
  count: number,
  example: { readonly y: number; readonly p: number; readonly weight: number; readonly at: Instant },
): void {
  const { hour, mask, perRate, params: { l2, l1 } } = table
  const slope = (example.p - example.y) * example.weight
  const now = hour.length > 0 ? Math.max(1, Math.floor(example.at / HOUR)) : 0
  for (let k = 0; k < count; k++) step(table, (places[k] as number) & mask, value === null ? slope : slope * (value[k] as number), now, perRate, l2, l1)
  step(table, mask + 1, slope, now, 1 / CONSTANT_RATE, 0, 0)
}

/** One step of gradient `g` at place i; forgets first, where `now` (in hours) is later than what the place knows. */
function step({ cells, hour, decay, params: { beta } }: FtrlTable, i: number, g: number, now: number, perRate: number, l2: number, l1: number): void {
  let root = cells[2 * i + 1] as number
  let zi = cells[2 * i] as number
  const weight = zi >= -l1 && zi <= l1 ? 0 : (zi > 0 ? l1 - zi : -l1 - zi) / ((beta + root) * perRate + l2)
  if (now > 0) {
    const last = hour[i] as number
    if (last < now) {
      if (root > 0) {
        root = now - last < decay.length ? root * (decay[now - last] as number) : 0
        // The weight stays, the next step grows: what is old can be overruled sooner.
        if (weight !== 0) zi = (weight > 0 ? -l1 : l1) - weight * ((beta + root) * perRate + l2)
      }
      hour[i] = now
    }
  }
  const grown = Math.sqrt(root * root + g * g)
  cells[2 * i] = zi + g - (grown - root) * perRate * weight
  cells[2 * i + 1] = grown
}

/** The logistic function: log-odds to chance. */
export function chanceOf(score: number): number {
  return score >= 0 ? 1 / (1 + Math.exp(-score)) : Math.exp(score) / (1 + Math.exp(score))
}

/** Log-odds of a chance, kept within about ±16 so that a certain outcome stays a number. */
export function oddsOf(p: number): number {
  const safe = Math.min(1 - 1e-7, Math.max(1e-7, p))
  return Math.log(safe / (1 - safe))
}

/** Loss of having said `p` when `y` came: −ln of the chance given to what happened, p kept within 1e-7 of the ends. */
export function logLoss(p: number, y: number): number {
  const safe = Math.min(1 - 1e-7, Math.max(1e-7, p))
  return y === 1 ? -Math.log(safe) : y === 0 ? -Math.log1p(-safe) : -(y * Math.log(safe) + (1 - y) * Math.log1p(-safe))
}

/**
 * On how many examples a chance rests: the number of plain trials whose share would be as uncertain. The variance of the log-odds is taken as Σ x²/(n + prior) over the places and the
 * constant, n being the information each has gathered (a diagonal approximation, as in AdPredictor and Chapelle's Thompson sampling).
 */
export function ftrlEvidence({ cells, mask, params: { l2 } }: FtrlTable, at: Uint32Array, value: Float32Array | null, count: number, p: number): number {
  let variance = 1 / ((cells[2 * mask + 3] as number) ** 2 + 1e-9)
  for (let k = 0; k < count; k++) {
    const ni = (cells[2 * ((at[k] as number) & mask) + 1] as number) ** 2
    const x = value === null ? 1 : (value[k] as number)
    // A place that never was learned from has weight 0 by the pull of l2: it adds no noise of its own.
    if (ni > 0) variance += (x * x) / (ni + Math.max(l2, 1e-9))
  }
  const spread = Math.max(1e-7, p * (1 - p))
  return 1 / (variance * spread)
}
