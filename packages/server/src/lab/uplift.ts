/** `rapport lab uplift`: what a treatment changed, in all and in whom, from a CSV file with who was treated and what came of it. */
import { frameOf, shapesOf, type ColumnShape, type Texts } from '@rapport/core/model/table/columns'
import { forecastUplift } from '@rapport/core/model/uplift/forecast'
import { consequences } from '@rapport/core/model/uplift/leaks'
import { qiniInterval } from '@rapport/core/model/uplift/qini'
import { trainUplift } from '@rapport/core/model/uplift/train'
import type { UpliftData, UpliftFound, UpliftRefused } from '@rapport/core/model/uplift/types'
import type { Interval } from '@rapport/core/experiment/types'
import { writeCsv } from './csv-writer.ts'
import { listed, readRows, type Rows } from './frame.ts'
import { LabProblem } from './problem.ts'
import { armsOf, outcomesOf } from './uplift-arms.ts'
import type { UpliftReport } from './uplift-found.ts'
import { writeUpliftReport } from './uplift-report.ts'

/** What is asked. */
export interface UpliftAsk {
  readonly train: string
  readonly treatment: string
  readonly outcome: string
  readonly id?: string
  readonly drop: readonly string[]
  /** Columns that are used although they look like consequences of the outcome. */
  readonly keep: readonly string[]
  readonly arm?: string
  readonly against?: string
  /** Column with the chance by which each person was treated. */
  readonly propensity?: string
  readonly score?: string
  readonly out?: string
  readonly report?: string
}

/** Progress in words. */
export type UpliftProgress = (what: string) => void

/** More people than this are drawn from evenly: more would make the learning slower and hardly better. */
const MOST_ROWS = 300_000
const WHY_UNUSED: { readonly [why in Extract<ColumnShape, { is: 'unused' }>['why']]: string } = {
  empty: 'is empty', constant: 'is the same for everybody', id: 'is different for everybody, as an id is', text: 'is free text',
}

/** Carries it out. Throws LabProblem for what the user can mend, and where an answer would be worth nothing. */
export async function runUplift(ask: UpliftAsk, onProgress: UpliftProgress, now: () => number): Promise<UpliftReport> {
  if (ask.score !== undefined && ask.out === undefined) throw new LabProblem('It is not said where the uplift goes.', 'Name a file: --out UPLIFT.csv.', 2)
  if (ask.out !== undefined && ask.score === undefined) throw new LabProblem('It is not said whose uplift is asked for.', 'Name a file with people: --score TEST.csv; it may be the training file.', 2)
  const started = now()
  onProgress('reading')
  const needs = [{ column: ask.treatment, option: '--treatment' }, { column: ask.outcome, option: '--outcome' }, ...(ask.id === undefined ? [] : [{ column: ask.id, option: '--id' }])]
  const rows = await readRows(ask.train, { needs: [...needs, ...(ask.propensity === undefined ? [] : [{ column: ask.propensity, option: '--propensity' }])] })
  const score = ask.score === undefined ? null : await readRows(ask.score, ask.id === undefined ? {} : { needs: [{ column: ask.id, option: '--id' }] })
  const unknown = [...ask.drop, ...ask.keep].filter((column) => !rows.columns.includes(column))
  if (unknown.length > 0) throw new LabProblem(`${rows.file} has no column ${listed(unknown.map((name) => `'${name}'`))}.`, `Its columns are: ${listed(rows.columns)}.`, 2)
  if (rows.rows === 0) throw new LabProblem(`${rows.file} has no row below its header.`, 'Give one row for each person.')
  const remarks = [...rows.remarks, ...(score?.remarks ?? [])]
  const arms = armsOf(rows.values[ask.treatment] ?? [], ask.treatment, ask)
  const outcomes = outcomesOf(rows.values[ask.outcome] ?? [], ask.outcome)
  const taken = takenRows(arms.of, outcomes.values, remarks, ask)
  const { data, shapes, columns } = dataOf(rows, score, taken, { arms: arms.of, outcomes: outcomes.values, ask, remarks })
  onProgress(`learning from ${data.frame.rows.toLocaleString('en')} people`)
  const found = trainUplift(data)
  if (found.is === 'refused') throw refusal(found, ask)
  const { assignment } = found
  if (assignment.is === 'found') {
    const how = `columns tell it with AUC ${assignment.auc.toFixed(2)}, ${listed(assignment.columns)} most of all`
    remarks.push(`Who was treated was not left to chance (${how}). The figures hold only if the columns say all by which people were chosen.`)
  }
  const scored = score ? scoreFile(score, found, shapes, ask, remarks) : null
  if (scored) onProgress('foretelling')
  const report: UpliftReport = {
    arms: arms.names, counted: outcomes.yes, people: data.frame.rows, treated: bare(found.treated), untreated: bare(found.untreated),
    difference: found.difference, effect: found.effect, assignment, verdict: found.verdict === 'signal' ? 'signal' : 'no usable signal', said: saidOf(found, ask.outcome),
    way: found.model.kind, qini: found.qini, challengers: found.challengers, columns,
    holdOut: scored?.holdOut ?? null, scored: score?.rows ?? 0, groups: scored?.groups ?? null, remarks,
    wrote: [...(ask.out === undefined ? [] : [ask.out]), ...(ask.report === undefined ? [] : [ask.report])], seconds: Math.round((now() - started) / 10) / 100,
  }
  if (ask.report !== undefined) writeUpliftReport(ask.report, report, { uplift: found.crossFitted, treated: data.treated, outcome: data.outcome }, ask.outcome)
  return report
}

function bare({ people, mean }: UpliftFound['treated']): UpliftFound['treated'] {
  return { people, mean }
}

/** Rows of the two arms with an outcome; of very many an even part. */
function takenRows(arms: Int8Array, outcomes: Float64Array, remarks: string[], { treatment, outcome }: UpliftAsk): Int32Array {
  const all = Int32Array.from(arms, (_, row) => row).filter((row) => (arms[row] ?? -1) >= 0 && !Number.isNaN(outcomes[row] ?? Number.NaN))
  const ofOthers = arms.reduce((sum, arm) => sum + (arm < 0 ? 1 : 0), 0)
  if (ofOthers > 0) remarks.push(`${ofOthers.toLocaleString('en')} people of other groups, or of none, in '${treatment}' were left out.`)
  const without = arms.length - ofOthers - all.length
  if (without > 0) remarks.push(`${without.toLocaleString('en')} people without a value in '${outcome}' were left out.`)
  if (all.length <= MOST_ROWS) return all
  remarks.push(`Of ${all.length.toLocaleString('en')} people, ${MOST_ROWS.toLocaleString('en')} evenly spread over the file were learned from.`)
  return Int32Array.from({ length: MOST_ROWS }, (_, place) => all[Math.floor((place * all.length) / MOST_ROWS)] ?? 0)
}

interface Read {
  readonly arms: Int8Array
  readonly outcomes: Float64Array
  readonly ask: UpliftAsk
  readonly remarks: string[]
}

/** The columns that were known before, as a frame; and which were left out, and why. */
function dataOf(rows: Rows, score: Rows | null, taken: Int32Array, { arms, outcomes, ask, remarks }: Read) {
  const leftOut: { readonly column: string; readonly why: string }[] = ask.drop.map((column) => ({ column, why: 'was asked to be left out' }))
  const texts: { [column: string]: readonly string[] } = {}
  for (const column of rows.columns) {
    if ([ask.treatment, ask.outcome, ask.id, ask.propensity].includes(column) || ask.drop.includes(column)) continue
    if (score && !score.columns.includes(column)) leftOut.push({ column, why: `is not in ${score.file}` })
    else texts[column] = Array.from(taken, (row) => rows.values[column]?.[row] ?? '')
  }
  const shapes = shapesOf(texts)
  for (const shape of shapes) if (shape.is === 'unused') leftOut.push({ column: shape.name, why: WHY_UNUSED[shape.why] })
  const outcome = Float64Array.from(taken, (row) => outcomes[row] ?? 0)
  const whole = frameOf(shapes, texts, taken.length)
  const after = consequences(whole, outcome).filter((column) => !ask.keep.includes(column))
  for (const column of after) leftOut.push({ column, why: `goes with '${ask.outcome}' so closely that it must come after the treatment; --keep ${column} uses it all the same` })
  if (after.length > 0) remarks.push(`Left out because ${after.length === 1 ? 'it looks' : 'they look'} like a consequence of '${ask.outcome}', not known beforehand: ${listed(after)}.`)
  const used = shapes.filter((shape) => shape.is !== 'unused' && !after.includes(shape.name))
  const frame = { rows: whole.rows, columns: whole.columns.filter(({ name }) => !after.includes(name)) }
  if (frame.columns.length === 0) remarks.push('No column is left that tells people apart: only the average effect can be told.')
  const treated = Uint8Array.from(taken, (row) => arms[row] ?? 0)
  const data: UpliftData = { frame, treated, outcome, ...(ask.propensity !== undefined && { propensity: propensities(rows, taken, ask.propensity) }) }
  return { data, shapes: used, columns: { used: used.map(({ name }) => name), leftOut } }
}

function propensities(rows: Rows, taken: Int32Array, column: string): Float64Array {
  const chances = Float64Array.from(taken, (row) => Number(rows.values[column]?.[row] || Number.NaN))
  const wrong = chances.findIndex((chance) => !(chance > 0 && chance < 1))
  if (wrong >= 0) throw new LabProblem(`'${column}' must hold the chance of being treated, above 0 and below 1; line ${rows.lines[taken[wrong] ?? 0]} has '${rows.values[column]?.[taken[wrong] ?? 0] ?? ''}'.`, 'Whoever was sure to be treated, or not to be, can be compared with nobody: leave those people out.', 2)
  return chances
}

function scoreFile(score: Rows, { model }: UpliftFound, shapes: readonly ColumnShape[], ask: UpliftAsk, remarks: string[]) {
  const texts: Texts = score.values
  const forecast = forecastUplift(model, frameOf(shapes, texts, score.rows))
  const groups = { persuadable: 0, sure_thing: 0, lost_cause: 0, sleeping_dog: 0, unclear: 0 }
  const file = writeCsv(ask.out ?? '', ['id', 'uplift', 'low', 'high', 'group'])
  for (let row = 0; row < score.rows; row++) {
    const group = forecast.group[row] ?? 'unclear'
    groups[group]++
    const figures = [forecast.uplift, forecast.low, forecast.high].map((values) => Number((values[row] ?? 0).toPrecision(6)))
    file.row([ask.id === undefined ? row + 1 : (score.values[ask.id]?.[row] ?? ''), ...figures, group])
  }
  file.close()
  return { groups, holdOut: holdOutOf(score, forecast.uplift, ask, remarks) }
}

/** How well people who were never seen are ranked, where the file says what became of them. */
function holdOutOf(score: Rows, uplift: Float64Array, ask: UpliftAsk, remarks: string[]): Interval | null {
  if (ask.score === ask.train || !score.columns.includes(ask.treatment) || !score.columns.includes(ask.outcome)) return null
  try {
    const arms = armsOf(score.values[ask.treatment] ?? [], ask.treatment, ask)
    const { values } = outcomesOf(score.values[ask.outcome] ?? [], ask.outcome)
    const rows = Int32Array.from(arms.of, (_, row) => row).filter((row) => (arms.of[row] ?? -1) >= 0 && !Number.isNaN(values[row] ?? Number.NaN))
    const pick = (from: ArrayLike<number>): Float64Array => Float64Array.from(rows, (row) => from[row] ?? 0)
    return qiniInterval({ uplift: pick(uplift), treated: Uint8Array.from(pick(arms.of)), outcome: pick(values) })
  } catch (problem) {
    if (!(problem instanceof LabProblem)) throw problem
    remarks.push(`The forecasts could not be held against ${score.file}: ${problem.message}`)
    return null
  }
}

function refusal({ why, detail }: UpliftRefused, { treatment, outcome }: UpliftAsk): LabProblem {
  const counts = `${detail['treated'] ?? 0} treated, ${detail['untreated'] ?? 0} untreated`
  if (why === 'no_overlap')
    return new LabProblem(
      `Who was treated was decided by what is known of people (${detail['columns']}): ${Math.round(Number(detail['withoutMatch']) * 100)} % of them were as good as sure to be treated or not to be. There is nobody to compare them with, so any figure would be a guess.`,
      `Treat some people by chance and come back with them; or, if one of these columns was filled in after the treatment, leave it out: --drop ${String(detail['columns']).split(', ')[0] ?? 'COLUMN'}.`,
    )
  if (why === 'constant_outcome') return new LabProblem(`All people who are left have the same value in '${outcome}' (${counts}).`, 'Name an outcome that some people have and others have not.')
  if (why === 'one_arm') return new LabProblem(`All people who are left are of one group in '${treatment}' (${counts}).`, 'Uplift is a difference between people who were treated and people who were not: add the others.')
  return new LabProblem(`There are too few people to tell anything: ${counts}.`, 'Give at least 20 of each; to tell people apart, some thousands.')
}

function saidOf({ verdict, effect, model, untreated, treated }: UpliftFound, outcome: string): string {
  const works = effect.low > 0 ? 'raises' : effect.high < 0 ? 'lowers' : null
  const average = works ? `On average the treatment ${works} '${outcome}'.` : `Whether the treatment changes '${outcome}' on average cannot be told.`
  if (verdict === 'signal') return `${average} People can be told apart by it, better than by chance.`
  const more = verdict === 'few' ? ` There are too few people or outcomes to try (${treated.people.toLocaleString('en')} treated, ${untreated.people.toLocaleString('en')} untreated).` : ''
  return `${average} No usable signal: who reacts more cannot be told from chance, so everybody gets the average.${more} ${works === 'raises' ? 'Treat all or none, by its cost.' : model.centre.high < 0 ? 'Better treat nobody.' : ''}`.trim()
}
