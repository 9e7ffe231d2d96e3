/** The lowest point of a function without derivatives: Nelder and Mead's simplex (1965) with the adaptive steps of Gao and Han (2012). */

/** Where the search ended. */
export interface Lowest {
  readonly at: Float64Array
  readonly value: number
  readonly steps: number
  /** Whether it came to rest by itself. */
  readonly settled: boolean
}

/** How far to search. */
export interface SearchLimits {
  /** Length of the first steps; default 0.5. */
  readonly step?: number
  /** Values of the function asked for at most; default 2,000. */
  readonly most?: number
  /** The search rests when the corners differ by less, relative to the value; default 1e-10. */
  readonly tolerance?: number
}

interface Corner {
  readonly at: Float64Array
  readonly value: number
}

/** Searches from `start`. Values that are not finite count as infinitely high. */
export function lowest(of: (at: Float64Array) => number, start: readonly number[], { step = 0.5, most = 2_000, tolerance = 1e-10 }: SearchLimits = {}): Lowest {
  const n = start.length
  const [expand, contract, shrink] = [1 + 2 / n, 0.75 - 1 / (2 * n), 1 - 1 / n]
  let steps = 0
  const value = (at: Float64Array): number => {
    steps++
    const found = of(at)
    return Number.isFinite(found) ? found : Infinity
  }
  const corners: Corner[] = Array.from({ length: n + 1 }, (_, i) => {
    const at = Float64Array.from(start)
    if (i > 0) at[i - 1] = at[i - 1]! + step
    return { at, value: value(at) }
  })
  const sort = (): void => void corners.sort((one, other) => one.value - other.value)
  sort()
  while (steps < most) {
    const best = corners[0]!
    const worst = corners[n]!
    if (rests(corners, tolerance)) return { at: best.at, value: best.value, steps, settled: true }
    const centre = new Float64Array(n)
    for (let i = 0; i < n; i++) for (let d = 0; d < n; d++) centre[d] = centre[d]! + corners[i]!.at[d]! / n
    const along = (factor: number): Float64Array => centre.map((middle, d) => middle + factor * (middle - worst.at[d]!))
    const tried = (at: Float64Array): Corner => ({ at, value: value(at) })
    let next = tried(along(1))
    if (next.value < best.value) {
      const farther = tried(along(expand))
      if (farther.value < next.value) next = farther
    } else if (next.value >= corners[n - 1]!.value) {
      const inward = tried(along(next.value < worst.value ? contract : -contract))
      if (inward.value < Math.min(next.value, worst.value)) next = inward
      else if (next.value >= worst.value || inward.value >= next.value) {
        for (let i = 1; i <= n; i++) corners[i] = tried(corners[i]!.at.map((x, d) => best.at[d]! + shrink * (x - best.at[d]!)))
        sort()
        continue
      }
    }
    corners[n] = next
    sort()
  }
  return { at: corners[0]!.at, value: corners[0]!.value, steps, settled: false }
}

function rests(corners: readonly Corner[], tolerance: number): boolean {
  const best = corners[0]!
  const worst = corners[corners.length - 1]!
  if (Math.abs(worst.value - best.value) > tolerance * (Math.abs(best.value) + tolerance)) return false
  for (const { at } of corners) for (let d = 0; d < at.length; d++) if (Math.abs(at[d]! - best.at[d]!) > 1e-5) return false
  return true
}
