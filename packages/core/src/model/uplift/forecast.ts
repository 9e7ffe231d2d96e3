/** What is foretold of people, how sure it is, and what they are to a campaign. */
import type { Column, Frame } from '../types.ts'
import { foldEffects, readyFor } from './learners.ts'
import type { UpliftForecast, UpliftGroup, UpliftModel } from './types.ts'

/** Degrees of freedom of a person's own variance over five folds, those that all people lend it (as limma does, Smyth 2004), and Student's 95 % point of their sum. */
const OWN_FREEDOM = 4
const LENT_FREEDOM = 8
const T95 = 1.782
/** 95 % point of the normal distribution over the 97.5 % point. */
const NARROWER = 1.644854 / 1.959964
/** Of the average effect: an effect that is surely smaller changes little. */
const LITTLE = 0.5

/** Foretells people of another table, columns found by name. */
export function forecastUplift(model: UpliftModel, frame: Frame): UpliftForecast {
  const { kind, folds, centre } = model
  if (kind === 'none') {
    const all = (value: number): Float64Array => new Float64Array(frame.rows).fill(value)
    const half = (centre.high - centre.low) / 2 * NARROWER
    const group = Array.from({ length: frame.rows }, (): UpliftGroup => 'unclear')
    return { uplift: all(centre.estimate), low: all(centre.estimate - half), high: all(centre.estimate + half), group }
  }
  const ready = readyFor(frame, model.design, folds[0]!)
  const told = folds.map((fold) => foldEffects(fold, ready, [kind]))
  const forecast = { uplift: new Float64Array(frame.rows), low: new Float64Array(frame.rows), high: new Float64Array(frame.rows) }
  const group: UpliftGroup[] = []
  for (let row = 0; row < frame.rows; row++) {
    const own = told.map(({ effects }) => effects[kind]![row]!)
    const without = told.reduce((sum, { untreated }) => sum + untreated[row]!, 0) / told.length
    const uplift = centre.estimate + model.slope * (own.reduce((sum, one) => sum + one, 0) / own.length - model.mean)
    const half = T95 * Math.sqrt((OWN_FREEDOM * jackknife(own) + LENT_FREEDOM * model.variance) / (OWN_FREEDOM + LENT_FREEDOM))
    const most = model.binary ? 1 : Infinity
    forecast.uplift[row] = Math.max(-most, Math.min(most, uplift))
    forecast.low[row] = Math.max(-most, uplift - half)
    forecast.high[row] = Math.min(most, uplift + half)
    group.push(groupOf({ low: uplift - half, high: uplift + half, without }, model))
  }
  return { ...forecast, group }
}

/** Names a person only where the interval excludes 0: harmed; helped; or helped so little that it makes no difference, and then whether the outcome comes anyway. */
function groupOf({ low, high, without }: { readonly low: number; readonly high: number; readonly without: number }, { centre, usual }: UpliftModel): UpliftGroup {
  if (high < 0) return 'sleeping_dog'
  if (!(low > 0)) return 'unclear'
  if (high >= LITTLE * Math.abs(centre.estimate)) return 'persuadable'
  return without > usual ? 'sure_thing' : 'lost_cause'
}

/** Variance of a mean of forecasts that each left a part of the people out (delete-a-group jackknife). */
export function jackknife(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return ((values.length - 1) / values.length) * values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
}

/** Some rows of a frame. */
export function subset(frame: Frame, rows: Int32Array): Frame {
  const columns = frame.columns.map((column): Column =>
    column.is === 'number' ? { ...column, values: Float64Array.from(rows, (row) => column.values[row]!) } : { ...column, values: Uint32Array.from(rows, (row) => column.values[row]!) })
  return { rows: rows.length, columns }
}
