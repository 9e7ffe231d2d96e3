/** `rapport lab propensity`: learns from a CSV file who said yes, and foretells others. The code is that of the product's own models. */
import { fitTable, foretell, LEAST_OF_EACH, LEAST_ROWS, MOST_ROWS } from '@rapport/core/model/table/automl'
import { bandsOf } from '@rapport/core/model/table/bands'
import { frameOf, shapesOf, type ColumnShape, type Texts } from '@rapport/core/model/table/columns'
import { labelsOf, type Labels } from '@rapport/core/model/table/label'
import { aucInterval, lossesOf, lossInterval } from '@rapport/core/model/table/quality'
import type { Leak, TableModel } from '@rapport/core/model/table/types'
import type { Interval } from '@rapport/core/experiment/types'
import { liftByTenth } from '@rapport/core/model/calibration'
import { writeCsv } from './csv-writer.ts'
import { listed, readRows, type Rows } from './frame.ts'
import { LabProblem } from './problem.ts'
import type { PropensityReport } from './propensity-found.ts'
import { writePropensityReport } from './propensity-report.ts'

/** What is asked. */
export interface PropensityAsk {
  readonly train: string
  readonly label: string
  readonly id?: string
  readonly drop: readonly string[]
  /** The value of the label that counts as yes. */
  readonly yes?: string
  readonly score?: string
  readonly out?: string
  readonly report?: string
  readonly seed: number
}

/** Progress: what is done, and its share. */
export type PropensityProgress = (what: string, done: number) => void

const WHY_UNUSED: { readonly [why in Extract<ColumnShape, { is: 'unused' }>['why']]: string } = {
  empty: 'empty in every row', constant: 'the same in every row', id: 'different in nearly every row, like an id', text: 'free text, which is not read here',
}

/** Carries it out. Throws LabProblem for what the user can mend. */
export async function runPropensity(ask: PropensityAsk, onProgress: PropensityProgress, now: () => number): Promise<PropensityReport> {
  const started = now()
  checkAsk(ask)
  onProgress('reading', 0)
  const train = await readRows(ask.train, {
    needs: [{ column: ask.label, option: '--label' }, ...(ask.id === undefined ? [] : [{ column: ask.id, option: '--id' }])], exact: ask.id === undefined ? [] : [ask.id],
  })
  const unknown = ask.drop.filter((column) => !train.columns.includes(column))
  if (unknown.length > 0) throw new LabProblem(`There is no column ${listed(unknown)} to drop in ${train.file}.`, `Its columns are: ${listed(train.columns)}.`, 2)
  const labels = readLabels(train, ask)
  const kept = [...labels.values.keys()].filter((row) => !Number.isNaN(labels.values[row] as number))
  checkEnough(train, ask, labels, kept.length)
  const left = new Set([ask.label, ...(ask.id === undefined ? [] : [ask.id]), ...ask.drop])
  const texts: Texts = Object.fromEntries(train.columns.filter((column) => !left.has(column)).map((column) => [column, kept.map((row) => train.values[column]?.[row] ?? '')]))
  const shapes = shapesOf(texts)
  if (shapes.every(({ is }) => is === 'unused')) throw new LabProblem(`No column of ${train.file} can be learned from: ${shapes.map(unusedWords).join('; ') || 'there is none beside the label and the id'}.`, 'Add columns that say something about each row.')
  // The file to score is read before the work begins, so that a wrong name is told at once.
  const test = ask.score === undefined ? null : await readRows(
    ask.score,
    { needs: ask.id === undefined ? [] : [{ column: ask.id, option: '--id' }], exact: ask.id === undefined ? [] : [ask.id] },
  )
  const out = ask.out === undefined || test === null ? null : writeCsv(ask.out, [ask.id ?? 'row', 'p'])
  const y = Float64Array.from(kept, (row) => labels.values[row] as number)
  const model = fitTable(frameOf(shapes, texts, kept.length), y, { seed: ask.seed, onProgress })
  const scored = test === null ? null : scoreRows(model, shapes, test)
  if (test && scored && out) {
    const ids = ask.id === undefined ? null : (test.values[ask.id] as readonly string[])
    for (const [row, p] of scored.entries()) out.row([ids?.[row] ?? row + 1, plain(p)])
    out.close()
  }
  const seen = model.heldOut.map((p) => p).filter((p) => !Number.isNaN(p))
  const outcomes = y.filter((_, row) => !Number.isNaN(model.heldOut[row] as number))
  const report: PropensityReport = {
    file: train.file,
    rows: kept.length,
    label: { column: ask.label, yes: labels.yes, no: labels.no, because: labels.because, rate: model.rate, positives: labels.positives },
    columns: shapes,
    picked: pickedWords(model),
    tried: model.tried,
    quality: { auc: model.auc, logLoss: model.logLoss, baseLogLoss: model.tried[0]?.logLoss.estimate ?? NaN },
    calibration: model.reliability,
    tenths: liftByTenth(seen, outcomes),
    reasons: model.reasons,
    leaks: model.leaks,
    bands: bandsOf(seen, outcomes),
    scored: test && scored ? {
      file: test.file,
      rows: test.rows,
      meanChance: scored.reduce((sum, p) => sum + p, 0) / Math.max(1, scored.length),
      ...measured(test, train, ask, scored, labels),
    } : null,
    remarks: [...train.remarks, ...remarksOn(train, ask, labels, shapes, kept.length), ...(test ? [...test.remarks, ...remarksOnTest(test, train, ask, texts, shapes)] : [])],
    warnings: model.leaks.map(leakWords),
    wrote: [...(out ? [ask.out as string] : []), ...(ask.report === undefined ? [] : [ask.report])],
    seconds: Math.round(now() - started) / 1_000,
  }
  if (ask.report !== undefined) writePropensityReport(ask.report, report)
  return report
}

function checkAsk(ask: PropensityAsk): void {
  if (ask.score !== undefined && ask.out === undefined) throw new LabProblem('It is not said where the scores go.', 'Name a file: --out SCORES.csv.', 2)
  if (ask.score === undefined && ask.out !== undefined) throw new LabProblem('It is not said which rows are to be scored.', 'Name a file: --score TEST.csv.', 2)
  if (ask.id === ask.label) throw new LabProblem(`The column '${ask.label}' cannot be the id and the label.`, 'Name two columns: --id COLUMN --label COLUMN.', 2)
  if (ask.drop.includes(ask.label)) throw new LabProblem(`The label '${ask.label}' cannot be dropped: it is what is to be foretold.`, 'Take it out of --drop.', 2)
}

type Found = Extract<Labels, { is: 'labels' }>

function readLabels(train: Rows, { label, yes }: PropensityAsk): Found {
  if (train.rows === 0) throw new LabProblem(`${train.file} has a header and no rows.`, 'Export it again.')
  const labels = labelsOf(train.values[label] ?? [], yes)
  if (labels.is === 'labels') return labels
  const values = labels.values.map((value) => `'${value.slice(0, 40)}'`).join(', ')
  if (labels.why === 'empty') throw new LabProblem(`The label '${label}' is empty in every row of ${train.file}.`, 'Name the column that says what happened: --label COLUMN.')
  if (labels.why === 'constant') throw new LabProblem(`The label '${label}' is ${values} in every row of ${train.file}: there is nothing to tell apart.`, 'Give rows of both kinds: people who did it and people who did not.')
  if (labels.why === 'unknown_yes') throw new LabProblem(`The label '${label}' is never '${yes ?? ''}'; its values are ${values}.`, 'Name one of them: --yes VALUE.', 2)
  throw new LabProblem(`The label '${label}' has ${labels.distinct.toLocaleString('en')} different values (${values}${labels.distinct > labels.values.length ? ', …' : ''}); yes or no is needed.`, 'Name another column, or say which value counts as yes: --yes VALUE. All others are then no.')
}

function checkEnough(train: Rows, { label }: PropensityAsk, { positives, negatives, yes, no }: Found, rows: number): void {
  const least = Math.min(positives, negatives)
  if (rows >= LEAST_ROWS && least >= LEAST_OF_EACH) return
  const what = rows < LEAST_ROWS ? `${rows} ${rows === 1 ? 'row' : 'rows'} with a label` : `${least} ${least === 1 ? 'row' : 'rows'} where '${label}' is '${positives < negatives ? yes : no}'`
  throw new LabProblem(`${train.file} has only ${what}: too few to learn from. Any chance worked out from them would be made up.`, `Give at least ${LEAST_ROWS} rows, with at least ${LEAST_OF_EACH} of each kind; some hundreds of each make a useful model.`)
}

function unusedWords(shape: ColumnShape): string {
  return `${shape.name} is ${shape.is === 'unused' ? WHY_UNUSED[shape.why] : 'used'}`
}

function scoreRows(model: TableModel, shapes: readonly ColumnShape[], test: Rows): Float64Array {
  return foretell(model, frameOf(shapes, test.values, test.rows))
}

/** Where the file that was scored says what happened, that is the best judge; rows that were learned from are no judges. */
function measured(test: Rows, train: Rows, ask: PropensityAsk, scored: Float64Array, { yes }: Found): { readonly auc: Interval | null; readonly logLoss: Interval | null } {
  const cells = test.values[ask.label]
  const labels = cells ? labelsOf(cells, yes) : null
  if (labels?.is !== 'labels') return { auc: null, logLoss: null }
  const learned = idsOf(train, ask.id)
  const ids = ask.id === undefined ? undefined : test.values[ask.id]
  const known = (_: number, row: number): boolean => !Number.isNaN(labels.values[row] as number) && !learned.has(ids?.[row] ?? '')
  const p = scored.filter(known)
  const y = labels.values.filter(known)
  return p.length === 0 ? { auc: null, logLoss: null } : { auc: aucInterval(p, y), logLoss: lossInterval(lossesOf(p, y)) }
}

function idsOf({ values }: Rows, id: string | undefined): ReadonlySet<string> {
  return new Set(id === undefined ? [] : values[id])
}

function pickedWords({ because, tried, voices, blend, rows, curve }: TableModel): string {
  const picked = tried.find((one) => one.picked)?.name ?? 'base rate'
  const corrected = curve ? ' Its chances were corrected afterwards (isotonic), which helped on rows it had not seen.' : ''
  if (because === 'nothing') return 'No column tells who says yes: nothing that was tried was better than foretelling the same chance of everybody, so that is what was done.'
  const what = voices.length > 1
    ? `a blend of ${voices.map(({ name }, i) => `${name} (weight ${(blend.weights[i] ?? 0).toFixed(2)})`).join(', ')}`
    : picked === 'linear' ? 'a linear model (logistic regression with a ridge)' : `boosted ${picked} (those of several parts of the rows averaged)`
  const reason = because === 'best'
    ? 'of all that were tried, it was best on rows it had not seen'
    : `another was better by less than the uncertainty of that difference (one standard error), so the simpler was kept`
  return `Picked: ${what}; ${reason}. Learned from ${rows.toLocaleString('en')} rows.${corrected}`
}

/** What to say of a column that knows too much. */
function leakWords({ column, is, alone }: Leak): string {
  const figure = `AUC ${alone.toFixed(3)} by itself`
  const advice = `If it is known only afterwards, the model will fail on new rows: leave it out with --drop '${column}'.`
  if (is === 'decides') return `The column '${column}' nearly gives the answer away (${figure}). It was almost surely written down after the fact. ${advice}`
  if (is === 'presence') return `Whether '${column}' is filled in nearly gives the answer away (${figure}). It may be filled in only after the fact. ${advice}`
  return `The column '${column}' tells a great deal (${figure}). Check that it is known before the fact. ${advice}`
}

function remarksOn(train: Rows, ask: PropensityAsk, labels: Found, shapes: readonly ColumnShape[], rows: number): readonly string[] {
  const remarks: string[] = []
  if (labels.because === 'rarer') remarks.push(`'${labels.yes}' is taken for the yes because it is the rarer value of '${ask.label}' (the other is '${labels.no}'). If it is the other way round: --yes '${labels.no}'.`)
  if (labels.missing > 0) remarks.push(`${labels.missing.toLocaleString('en')} rows without a label were left out.`)
  if (rows > MOST_ROWS) remarks.push(`Learned from ${MOST_ROWS.toLocaleString('en')} of ${rows.toLocaleString('en')} rows, drawn at random: more would not change what comes out.`)
  for (const why of Object.keys(WHY_UNUSED) as (keyof typeof WHY_UNUSED)[]) {
    const names = shapes.filter((shape) => shape.is === 'unused' && shape.why === why).map(({ name }) => name)
    if (names.length > 0) remarks.push(`Not used, because ${WHY_UNUSED[why]}: ${listed(names)}.`)
  }
  const many = shapes.flatMap((shape) => (shape.is === 'category' && shape.levels > 254 ? [`${shape.name} (${shape.levels.toLocaleString('en')})`] : []))
  if (many.length > 0) remarks.push(`Very many different values, so little is known of each: ${listed(many)}.`)
  if (ask.id !== undefined) {
    const ids = train.values[ask.id] as readonly string[]
    const repeated = ids.length - new Set(ids).size
    if (repeated > 0) remarks.push(`${repeated.toLocaleString('en')} rows repeat an id: if one person stands on several rows, the quality shown here is too good.`)
  }
  return remarks
}

/** Cells of the file to score that the model has not met. */
const MANY_UNSEEN = 0.05

function remarksOnTest(test: Rows, train: Rows, ask: PropensityAsk, texts: Texts, shapes: readonly ColumnShape[]): readonly string[] {
  const remarks: string[] = []
  const used = shapes.filter(({ is }) => is !== 'unused')
  const missing = used.filter(({ name }) => !test.columns.includes(name)).map(({ name }) => name)
  if (missing.length > 0) remarks.push(`${test.file} lacks ${missing.length === 1 ? 'a column' : 'columns'} of ${train.file}, taken as missing in every row, which makes the scores worse: ${listed(missing)}.`)
  const learned = idsOf(train, ask.id)
  const again = ask.id === undefined ? 0 : (test.values[ask.id] ?? []).filter((id) => learned.has(id)).length
  if (again > 0) remarks.push(`${again.toLocaleString('en')} rows of ${test.file} have the id of a row that was learned from: their scores look better than they are, and nothing is measured on them.`)
  const extra = test.columns.filter((column) => !train.columns.includes(column))
  if (extra.length > 0) remarks.push(`Not in ${train.file}, so not used: ${listed(extra)}.`)
  for (const shape of used) {
    const cells = test.values[shape.name]
    if (shape.is !== 'category' || !cells || test.rows === 0) continue
    const known = new Set(texts[shape.name])
    const unseen = cells.filter((cell) => cell !== '' && !known.has(cell)).length
    if (unseen > MANY_UNSEEN * test.rows) remarks.push(`'${shape.name}' has values in ${Math.round((100 * unseen) / test.rows)} % of the rows of ${test.file} that ${train.file} does not have; they count as unknown.`)
  }
  return remarks
}

/** Six digits that count, never in the form 1e-7. */
function plain(p: number): string {
  return p.toFixed(p < 0.001 ? 9 : 7)
}
