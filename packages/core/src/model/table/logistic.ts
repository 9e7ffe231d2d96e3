/** Logistic regression with a ridge, fitted by L-BFGS (Nocedal 1980) on few numbers a row. */
import type { DesignRows } from './design.ts'

/** Weights by place, and the constant. */
export interface Logistic {
  readonly weights: Float64Array
  readonly constant: number
}

const MEMORY = 8
const MOST_STEPS = 120
/** A step that lowers the mean loss by less is the last: it would not show in the third digit of anything. */
const ENOUGH = 2e-6

/**
 * Fits chances of labels 0/1 on `rows` of the design. `ridge` is the penalty (half of it times the square of each weight is added to the sum of log losses); the constant is
 * free. `from`: where to begin.
 */
export function fitLogistic(data: DesignRows, labels: Float64Array, rows: Int32Array, places: number, ridge: number, from?: Logistic): Logistic {
  const size = places + 1
  let x: Float64Array = new Float64Array(size)
  if (from) {
    x.set(from.weights)
    x[places] = from.constant
  }
  const scale = curvature(data, rows, places, ridge)
  let { loss, gradient } = slope(data, labels, rows, x, ridge)
  const steps: { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[] = []
  for (let step = 0; step < MOST_STEPS; step++) {
    const direction = towards(gradient, steps, scale)
    let descent = dot(direction, gradient)
    if (!(descent < 0)) break
    let length = 1
    let next = slope(data, labels, rows, moved(x, direction, length), ridge)
    while (!(next.loss <= loss + 1e-4 * length * descent) && length > 1e-6) {
      length /= 2
      next = slope(data, labels, rows, moved(x, direction, length), ridge)
    }
    if (!(next.loss < loss)) break
    const to = moved(x, direction, length)
    const s = to.map((value, i) => value - (x[i] as number))
    const y = next.gradient.map((value, i) => value - (gradient[i] as number))
    const sy = dot(s, y)
    if (sy > 1e-12) {
      steps.push({ s, y, rho: 1 / sy })
      if (steps.length > MEMORY) steps.shift()
    }
    const gained = loss - next.loss
    x = to
    loss = next.loss
    gradient = next.gradient
    if (gained < ENOUGH * rows.length) break
  }
  return { weights: x.slice(0, places), constant: x[places] as number }
}

/** Upper bounds of the second derivatives: a step in a common place must be shorter than in a rare one. */
function curvature({ width, at, value }: DesignRows, rows: Int32Array, places: number, ridge: number): Float64Array {
  const found = new Float64Array(places + 1).fill(ridge + 1e-3)
  found[places] = rows.length / 4 + 1e-3
  for (const row of rows) {
    for (let cell = row * width; cell < row * width + width; cell++) {
      const place = at[cell] as number
      found[place] = (found[place] as number) + ((value[cell] as number) ** 2) / 4
    }
  }
  return found
}

/** Sum of log losses with the ridge, and its gradient. */
function slope(
  { width, at, value }: DesignRows,
  labels: Float64Array,
  rows: Int32Array,
  x: Float64Array,
  ridge: number,
): { readonly loss: number; readonly gradient: Float64Array } {
  const places = x.length - 1
  const gradient = new Float64Array(x.length)
  let loss = 0
  for (let i = 0; i < places; i++) {
    const weight = x[i] as number
    gradient[i] = ridge * weight
    loss += (ridge * weight * weight) / 2
  }
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k] as number
    const begin = row * width
    let score = x[places] as number
    for (let cell = begin; cell < begin + width; cell++) score += (x[at[cell] as number] as number) * (value[cell] as number)
    const label = labels[row] as number
    const away = Math.exp(-Math.abs(score))
    loss += Math.max(score, 0) - label * score + Math.log1p(away)
    const miss = (score >= 0 ? 1 / (1 + away) : away / (1 + away)) - label
    gradient[places] = (gradient[places] as number) + miss
    for (let cell = begin; cell < begin + width; cell++) {
      const place = at[cell] as number
      gradient[place] = (gradient[place] as number) + miss * (value[cell] as number)
    }
  }
  return { loss, gradient }
}

/** The two-loop recursion. */
function towards(gradient: Float64Array, steps: readonly { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[], scale: Float64Array): Float64Array {
  const q = Float64Array.from(gradient)
  const alphas: number[] = []
  for (const { s, y, rho } of steps.toReversed()) {
    const alpha = rho * dot(s, q)
    alphas.push(alpha)
    for (let i = 0; i < q.length; i++) q[i] = (q[i] as number) - alpha * (y[i] as number)
  }
  for (let i = 0; i < q.length; i++) q[i] = (q[i] as number) / (scale[i] as number)
  for (const [n, { s, y, rho }] of steps.entries()) {
    const beta = rho * dot(y, q)
    const alpha = alphas[steps.length - 1 - n] as number
    for (let i = 0; i < q.length; i++) q[i] = (q[i] as number) + (alpha - beta) * (s[i] as number)
  }
  return q.map((value) => -value)
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0
  for (let i = 0; i < one.length; i++) sum += (one[i] as number) * (other[i] as number)
  return sum
}

function moved(x: Float64Array, direction: Float64Array, length: number): Float64Array {
  return x.map((value, i) => value + length * (direction[i] as number))
}

/** Log-odds of one row. */
export function scoreLogistic({ weights, constant }: Logistic, { width, at, value }: DesignRows, row: number): number {
  let score = constant
  for (let cell = row * width; cell < row * width + width; cell++) score += (weights[at[cell] as number] as number) * (value[cell] as number)
  return score
}
