/** Which columns move what a model of a table says, how much, and which way. */
import type { Frame } from '../types.ts'
import { treeContributions } from '../trees/predict.ts'
import type { Blend } from './blend.ts'
import { laidOut } from './design.ts'
import type { Reason, Voice } from './types.ts'
import { binsOfVoice } from './voices.ts'

const SAMPLE = 1_500
const LEVELS_SHOWN = 3
/** Fewest rows of a level that is named. */
const LEVEL_ROWS = 10
/** From this correlation on, a number goes one way. */
const ONE_WAY = 0.5

/** What each column adds to the log-odds of each row, against the average of the table: `[column][row]`. Trees say it approximately (by paths). */
export function columnEffects(frame: Frame, voices: readonly Voice[], blend: Blend): readonly Float64Array[] {
  const effects = frame.columns.map(() => new Float64Array(frame.rows))
  const placeOf = new Map(frame.columns.map(({ name }, place) => [name, place]))
  const add = (name: string, row: number, amount: number): void => {
    const effect = effects[placeOf.get(name) ?? -1]
    if (effect) effect[row] = (effect[row] as number) + amount
  }
  for (const [k, voice] of voices.entries()) {
    const weight = blend.weights[k] ?? 0
    if (weight === 0) continue
    if (voice.is === 'linear') {
      const { at, value, width } = laidOut(voice.design, frame)
      for (let row = 0; row < frame.rows; row++) {
        let cell = row * width
        for (const column of voice.design.columns) {
          for (const end = cell + (column.is === 'number' ? 3 : 1); cell < end; cell++) add(
            column.name,
            row,
            weight * (voice.logistic.weights[at[cell] as number] as number) * (value[cell] as number),
          )
        }
      }
      continue
    }
    const { bins, columns } = binsOfVoice(voice, frame)
    for (const forest of voice.forests) {
      for (let row = 0; row < frame.rows; row++) {
        const given = treeContributions(forest, bins, row * columns.length)
        for (const [i, column] of columns.entries()) add(column.name, row, (weight * (given[i] as number)) / voice.forests.length)
      }
    }
  }
  for (const effect of effects) {
    const mean = effect.reduce((sum, value) => sum + value, 0) / Math.max(1, effect.length)
    for (let row = 0; row < effect.length; row++) effect[row] = (effect[row] as number) - mean
  }
  return effects
}

/** The columns, the most telling first, from an even sample of the rows. */
export function reasonsOf(frame: Frame, voices: readonly Voice[], blend: Blend): readonly Reason[] {
  const sample = sampled(frame, SAMPLE)
  const effects = columnEffects(sample, voices, blend)
  const sizes = effects.map((effect) => effect.reduce((sum, value) => sum + Math.abs(value), 0))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  if (total === 0) return []
  return sample.columns
    .map((column, i): Reason => {
      const effect = effects[i] as Float64Array
      const share = (sizes[i] as number) / total
      if (column.is === 'number') return { column: column.name, share, direction: directionOf(column.values, effect), raises: [], lowers: [] }
      return { column: column.name, share, direction: 0, ...levelsOf(column.values, column.levels, effect) }
    })
    .toSorted((one, other) => other.share - one.share)
}

/** Every so-manieth row. */
export function sampled(frame: Frame, most: number): Frame {
  const step = Math.max(1, Math.ceil(frame.rows / most))
  const keep = (_: number, row: number): boolean => row % step === 0
  return {
    rows: Math.ceil(frame.rows / step),
    columns: frame.columns.map((column) => (column.is === 'number' ? { ...column, values: column.values.filter(keep) } : { ...column, values: column.values.filter(keep) })),
  }
}

function directionOf(values: Float64Array, effect: Float64Array): 1 | -1 | 0 {
  const rows = [...values.keys()].filter((row) => !Number.isNaN(values[row] as number))
  const ranks = new Map(rows.toSorted((one, other) => (values[one] as number) - (values[other] as number)).map((row, rank) => [row, rank]))
  const middle = (rows.length - 1) / 2
  const mean = rows.reduce((sum, row) => sum + (effect[row] as number), 0) / Math.max(1, rows.length)
  let both = 0
  let across = 0
  let up = 0
  for (const row of rows) {
    const x = (ranks.get(row) ?? 0) - middle
    const y = (effect[row] as number) - mean
    both += x * y
    across += x * x
    up += y * y
  }
  const correlation = across > 0 && up > 0 ? both / Math.sqrt(across * up) : 0
  return correlation > ONE_WAY ? 1 : correlation < -ONE_WAY ? -1 : 0
}

function levelsOf(values: Uint32Array, levels: readonly string[], effect: Float64Array): { readonly raises: readonly string[]; readonly lowers: readonly string[] } {
  const sums = new Map<number, { sum: number; rows: number }>()
  for (const [row, level] of values.entries()) {
    const found = sums.get(level) ?? { sum: 0, rows: 0 }
    found.sum += effect[row] as number
    found.rows++
    sums.set(level, found)
  }
  const means = [...sums]
    .filter(([, { rows }]) => rows >= LEVEL_ROWS)
    .map(([level, { sum, rows }]) => ({ level: levels[level] as string, mean: sum / rows }))
    .toSorted((one, other) => other.mean - one.mean)
  const named = (of: readonly { readonly level: string }[]): readonly string[] => of.slice(0, LEVELS_SHOWN).map(({ level }) => (level === '' ? '(missing)' : level))
  return { raises: named(means.filter(({ mean }) => mean > 0)), lowers: named(means.filter(({ mean }) => mean < 0).toReversed()) }
}
