/** Rows of a table as dense numbers for ridge regressions: soft steps of each column, and products of two columns. Knows of a row only what came before it. */
import type { Frame } from '../../model/types.ts'

/** Widths beyond this make rows slow: work grows with the square. */
const WIDTH_MAX = 240
/** Steps of a column, in standard deviations from its mean. */
const STEPS = [-2, -1, 0, 1, 2] as const
/** How strongly squares and products count beside columns themselves. */
const SECOND = 0.5
const FAR = 4
/** Names of a category that get a number of their own; the others share one. */
const LEVELS_MAX = 12

/**
 * Describes the rows of a table in the order in which they are asked for. Numbers are standardised by the rows so far; a missing one stands at the mean and
 * says that it is missing. Columns beyond what fits (240 numbers a row) are left out, those at the end first.
 */
export function denseDescriber(frame: Frame): { readonly describe: (row: number) => readonly [Float64Array, Float64Array]; readonly used: readonly string[] } {
  const numbers = frame.columns.flatMap((column) => (column.is === 'number' ? [{ ...column, gaps: column.values.some(Number.isNaN) }] : [])).slice(0, 40)
  const room = WIDTH_MAX - 1 - numbers.length * (STEPS.length + 1) - numbers.filter(({ gaps }) => gaps).length
  const names: { readonly name: string; readonly values: Uint32Array; readonly width: number }[] = []
  for (const column of frame.columns) {
    if (column.is !== 'category') continue
    const width = Math.min(LEVELS_MAX, column.levels.length)
    if (names.reduce((sum, one) => sum + one.width, 0) + width <= Math.max(0, room)) names.push({ name: column.name, values: column.values, width })
  }
  const running = numbers.map(() => ({ count: 0, mean: 0, squares: 0 }))
  const z = new Float64Array(numbers.length)
  const common = (row: number): number[] => {
    const all = [1]
    for (const [i, { values, gaps }] of numbers.entries()) {
      const value = values[row] ?? Number.NaN
      const missing = Number.isNaN(value)
      z[i] = missing ? 0 : standardised(running[i] as Running, value)
      all.push(z[i] ?? 0)
      if (gaps) all.push(missing ? 1 : 0)
    }
    for (const { values, width } of names) for (let level = 0; level < width; level++) all.push(Math.min(values[row] ?? 0, width - 1) === level ? 1 : 0)
    return all
  }
  const pairs: (readonly [number, number])[] = []
  const width = 1 + numbers.length * 2 + numbers.filter(({ gaps }) => gaps).length + names.reduce((sum, one) => sum + one.width, 0)
  for (let i = 0; i < numbers.length; i++) for (let j = i + 1; j < numbers.length && width + pairs.length < WIDTH_MAX; j++) pairs.push([i, j])
  return {
    used: [...numbers.map(({ name }) => name), ...names.map(({ name }) => name)],
    describe(row) {
      const shared = common(row)
      const steps = [...shared]
      const products = [...shared]
      for (const value of z) {
        for (const step of STEPS) steps.push(Math.max(0, 1 - Math.abs(Math.max(-2, Math.min(2, value)) - step)))
        products.push((value * value - 1) * SECOND)
      }
      for (const [i, j] of pairs) products.push((z[i] ?? 0) * (z[j] ?? 0) * SECOND)
      return [Float64Array.from(steps), Float64Array.from(products)]
    },
  }
}

interface Running {
  count: number
  mean: number
  squares: number
}

/** How many standard deviations from the mean of the values so far, this one included (Welford 1962), at most four. */
function standardised(so: Running, value: number): number {
  so.count++
  const before = value - so.mean
  so.mean += before / so.count
  so.squares += before * (value - so.mean)
  const deviation = Math.sqrt(so.squares / so.count)
  return deviation === 0 ? 0 : Math.max(-FAR, Math.min(FAR, (value - so.mean) / deviation))
}
