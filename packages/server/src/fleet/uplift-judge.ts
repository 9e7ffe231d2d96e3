/** What an offer changes: first on average, then whether people can be told apart by it, and only then who. Plain data comes out. */
import { unit } from '@rapport/core/base/hash'
import type { Interval } from '@rapport/core/experiment/types'
import type { Column, Frame, Sparse } from '@rapport/core/model/types'
import { forecastUplift, subset } from '@rapport/core/model/uplift/forecast'
import { FOLDS, LEARN_OUTCOMES, LEARN_ROWS, trainUplift } from '@rapport/core/model/uplift/train'
import type { UpliftGroup, UpliftModel } from '@rapport/core/model/uplift/types'
import type { TrialRows, UpliftGoal } from './uplift-trials.ts'

/** Groups in the order in which they are told. */
export const UPLIFT_GROUPS = ['persuadable', 'sure_thing', 'lost_cause', 'sleeping_dog', 'unclear'] as const satisfies readonly UpliftGroup[]

/** Somebody and by how much the offer changes their chance, 90 % interval. */
export interface Changed {
  readonly id: string
  readonly uplift: number
  readonly low: number
  readonly high: number
}

/** What was found for one offer. */
export interface UpliftResult {
  readonly at: number
  /** Key of the goal that was counted. */
  readonly goal: string
  /** `signal`: people are told apart. `no_signal`: they cannot be. `few`: see `missing`. `sample_ratio`: choices do not follow their recorded chances. `no_outcome`: nobody ever did it. */
  readonly verdict: 'signal' | 'no_signal' | 'few' | 'sample_ratio' | 'no_outcome'
  readonly missing: readonly { readonly what: 'treated' | 'untreated' | 'outcomes' | 'without' | 'columns'; readonly have: number; readonly need: number }[]
  readonly treated: { readonly decisions: number; readonly rate: number | null; readonly shown: number }
  readonly untreated: { readonly decisions: number; readonly rate: number | null }
  readonly people: number
  readonly open: number
  readonly sure: number
  readonly effect: Interval | null
  readonly qini: Interval | null
  readonly groups: readonly { readonly group: UpliftGroup; readonly people: number; readonly first: readonly Changed[] }[]
}

/** Columns learned from: the places that tell most people apart. */
const COLUMNS_MAX = 60
/** A place that fewer rows have, or lack, tells nobody apart. */
const PLACE_ROWS = 20
/** Decisions learned from at most, the newest: about ten seconds of one processor (30 s for 40,000 × 80), in which the trainer answers nobody. */
const ROWS_MAX = 15_000
/** People named of each group, those whom it changes most. */
const NAMED_MAX = 500
/** So many standard errors off, choices do not follow the chances that were written down. */
const RATIO_ERRORS = 5

/** Judges the rows of one offer as of a moment. */
export function judgeUplift(all: TrialRows, goal: UpliftGoal, at: number): UpliftResult {
  const { people, treated, outcome, propensity, x } = comparable(all)
  const arm = (is: 0 | 1) => {
    const rows = [...treated.keys()].filter((row) => treated[row] === is)
    const came = rows.reduce((sum, row) => sum + (outcome[row] as number), 0)
    return { decisions: rows.length, rate: rows.length === 0 ? null : came / rows.length, came }
  }
  const [without, having] = [arm(0), arm(1)]
  const base = {
    at,
    goal: goal.key,
    missing: missingOf(having, without),
    treated: { decisions: having.decisions, rate: having.rate, shown: all.shown },
    untreated: { decisions: without.decisions, rate: without.rate },
    people: new Set(people).size,
    open: all.open,
    sure: all.sure,
    effect: null,
    qini: null,
    groups: [],
  }
  if (!all.known) return { ...base, verdict: 'no_outcome', missing: [] }
  if (ratioErrors(treated, propensity) > RATIO_ERRORS) return { ...base, verdict: 'sample_ratio', missing: [] }
  const frame = frameOf(x)
  // Decisions of one person stay together: nobody is judged by a model that knows them.
  const fold = Uint8Array.from(people, (person) => Math.floor(unit(`fold ${person}`) * FOLDS))
  const found = trainUplift({ frame, treated, outcome, propensity }, fold)
  if (found.is === 'refused') return { ...base, verdict: 'few' }
  const { effect, qini, verdict, model } = found
  const columns = { what: 'columns' as const, have: 0, need: 1 }
  if (verdict === 'few') return { ...base, verdict, effect, missing: base.missing.length === 0 ? [columns] : base.missing }
  return { ...base, verdict, missing: [], effect, qini, groups: verdict === 'signal' ? groupsOf(model, frame, people) : [] }
}

/** Decisions that show what was known; where none does, all of them, for the average alone. */
function comparable(all: TrialRows): Pick<TrialRows, 'people' | 'treated' | 'outcome' | 'propensity' | 'x'> {
  const isSeen = all.x.some((x) => x !== null)
  const rows = Int32Array.from(all.people.keys()).filter((row) => !isSeen || all.x[row] !== null).slice(-ROWS_MAX)
  return {
    people: Array.from(rows, (row) => all.people[row] as string),
    treated: Uint8Array.from(rows, (row) => all.treated[row] as number),
    outcome: Float64Array.from(rows, (row) => all.outcome[row] as number),
    propensity: Float64Array.from(rows, (row) => all.propensity[row] as number),
    x: Array.from(rows, (row) => all.x[row] ?? null),
  }
}

interface Arm {
  readonly decisions: number
  readonly came: number
}

function missingOf(treated: Arm, untreated: Arm): UpliftResult['missing'] {
  const outcomes = Math.min(treated.came, untreated.came)
  const without = Math.min(treated.decisions - treated.came, untreated.decisions - untreated.came)
  const all = [
    { what: 'treated' as const, have: treated.decisions, need: LEARN_ROWS },
    { what: 'untreated' as const, have: untreated.decisions, need: LEARN_ROWS },
    { what: 'outcomes' as const, have: outcomes, need: LEARN_OUTCOMES },
    { what: 'without' as const, have: without, need: LEARN_OUTCOMES },
  ]
  return all.filter(({ have, need }) => have < need)
}

/** How far the number of treated is from the sum of their chances, in standard errors. */
function ratioErrors(treated: Uint8Array, propensity: Float64Array): number {
  let [off, variance] = [0, 0]
  for (let row = 0; row < treated.length; row++) {
    const chance = propensity[row] as number
    off += (treated[row] as number) - chance
    variance += chance * (1 - chance)
  }
  return variance > 0 ? Math.abs(off) / Math.sqrt(variance) : 0
}

/** The places that are on in some decisions and off in others, as columns: those that part the rows most evenly. */
export function frameOf(x: readonly (Sparse | null)[]): Frame {
  const on = new Map<number, number>()
  for (const one of x) for (const place of one?.at ?? []) on.set(place, (on.get(place) ?? 0) + 1)
  const evenness = (count: number): number => count * (x.length - count)
  const sized = new Set(x.flatMap((one) => (one === null ? [] : [...one.at].filter((_, i) => one.value[i] !== 1))))
  const telling = [...on].filter(([place, count]) => count >= PLACE_ROWS && (x.length - count >= PLACE_ROWS || sized.has(place)))
  // A size that everybody has tells people apart by how large it is.
  const weight = ([place, count]: readonly [number, number]): number => (sized.has(place) ? evenness(x.length / 2) : evenness(count))
  const places = telling.toSorted((one, other) => weight(other) - weight(one) || one[0] - other[0]).slice(0, COLUMNS_MAX).map(([place]) => place)
  const columnOf = new Map(places.map((place, column) => [place, column]))
  const columns = places.map((place): Column & { readonly is: 'number' } => ({ name: String(place), is: 'number', values: new Float64Array(x.length) }))
  x.forEach((one, row) => one?.at.forEach((place, i) => {
    const column = columns[columnOf.get(place) ?? -1]
    if (column !== undefined) column.values[row] = one.value[i] as number
  }))
  return { rows: x.length, columns }
}

/** Everybody by the newest decision about them. */
function groupsOf(model: UpliftModel, frame: Frame, people: readonly string[]): UpliftResult['groups'] {
  const newest = new Map(people.map((person, row) => [person, row]))
  const rows = Int32Array.from(newest.values())
  const { uplift, low, high, group } = forecastUplift(model, subset(frame, rows))
  const changed = Array.from(rows, (row, i): Changed => ({ id: people[row] as string, uplift: uplift[i] as number, low: low[i] as number, high: high[i] as number }))
  return UPLIFT_GROUPS.map((name) => {
    const own = changed.filter((_, i) => group[i] === name)
    const sign = name === 'sleeping_dog' ? -1 : 1
    const first = own.sort((one, other) => sign * (other.uplift - one.uplift) || (one.id < other.id ? -1 : 1)).slice(0, NAMED_MAX)
    return { group: name, people: own.length, first }
  })
}
