/** One match of anybody's files from beginning to end: read, match, write, and say what was found and what was left out. */
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { households, matchSteps } from '@rapport/core/match/index'
import type { Evidence, MatchFigures, MatchInput, MatchModel, MatchOptions, MatchProgress, MatchResult } from '@rapport/core/match/types'
import { writeCsv } from './csv-writer.ts'
import { readLabels, type Labels } from './labels.ts'
import { NO_MAP, readMatchMap, type MatchMap } from './map.ts'
import { LabProblem } from './problem.ts'
import type { RejectKind } from './rejects.ts'
import { readTable, type ColumnReport, type FileReport, type Table } from './table.ts'

/** What to do. Paths that are absent are not written. */
export interface MatchAsk {
  readonly records: readonly string[]
  readonly id: string
  readonly out: string
  readonly map?: string
  readonly labels?: string
  readonly pairs?: string
  readonly households?: string
  /** A model of an earlier run, used as it is. */
  readonly model?: string
  readonly modelOut?: string
  /** Writes rejected rows to REJECTS.csv beside `out`. */
  readonly rejects?: boolean
}

/** Where it is. */
export type LabProgress =
  | { readonly is: 'reading'; readonly rows: number; readonly bytes: number; readonly ofBytes: number; readonly rejected: number }
  | ({ readonly is: 'matching' } & MatchProgress)

/** What was found, as it is printed and as `--json` gives it. */
export interface MatchReport {
  readonly files: readonly FileReport[]
  readonly columns: readonly ColumnReport[]
  readonly rows: number
  readonly records: number
  readonly rejected: number
  readonly rejects: readonly RejectKind[]
  readonly cutCells: number
  readonly remarks: readonly string[]
  readonly labels: { readonly rows: number; readonly used: number; readonly leftOut: readonly RejectKind[] } | null
  readonly figures: MatchFigures | null
  readonly clusters: number
  /** Records beyond the first of their cluster. */
  readonly duplicates: number
  readonly biggest: readonly { readonly cluster: number; readonly records: number; readonly ids: readonly string[] }[]
  /** Households of at least two people, and the people in them. */
  readonly households: { readonly households: number; readonly people: number }
  readonly seconds: { readonly reading: number; readonly matching: number; readonly writing: number }
  readonly wrote: readonly string[]
}

const BIGGEST = 5
const BIGGEST_IDS = 4
const PROGRESS_MS = 100

/** Carries it out. `now` in milliseconds. Throws LabProblem for what the user can mend. */
export async function runMatch(ask: MatchAsk, progress: (progress: LabProgress) => void, now: () => number): Promise<MatchReport> {
  const startedAt = now()
  const map: MatchMap = ask.map === undefined ? NO_MAP : readMatchMap(ask.map)
  const model = ask.model === undefined ? undefined : readModel(ask.model)
  const clusterFile = writeCsv(ask.out, ['record_id', 'cluster_id'])
  const rejectsPath = join(dirname(ask.out), 'REJECTS.csv')
  const rejectsFile = ask.rejects === true ? writeCsv(rejectsPath, ['file', 'line', 'reason', 'detail', 'raw']) : null
  const table = await readTable({
    paths: ask.records,
    id: ask.id,
    map,
    onProgress: (read) => progress({ is: 'reading', ...read }),
    ...(rejectsFile ? { onReject: ({ file, line, reason, detail, raw }) => rejectsFile.row([file, line, reason, detail ?? '', raw]) } : {}),
  })
  rejectsFile?.close()
  const labels = ask.labels === undefined ? null : await readLabels(ask.labels, table.ids)
  const readAt = now()
  const input: MatchInput = { columns: table.columns, roles: table.roles }
  const found = table.ids.length === 0 ? null : await match(input, table, optionsOf(map, model, labels), progress, now)
  const clusters = found?.clusters ?? new Int32Array(0)
  const homes = found ? households(input, clusters) : new Int32Array(0)
  const matchedAt = now()
  for (let row = 0; row < clusters.length; row++) clusterFile.row([table.ids[row] ?? '', (clusters[row] ?? 0) + 1])
  clusterFile.close()
  const wrote = [ask.out]
  if (ask.pairs !== undefined) wrote.push(writePairs(ask.pairs, table, found))
  if (ask.households !== undefined) wrote.push(writeHomes(ask.households, table, homes))
  if (ask.modelOut !== undefined && found) wrote.push(writeModel(ask.modelOut, found.model))
  if (rejectsFile) wrote.push(rejectsPath)
  const { sizes, biggest } = sizesOf(table, clusters)
  const { report } = table
  const kinds = report.rejects.kinds()
  return {
    files: report.files,
    columns: report.columns,
    rows: report.rows,
    records: table.ids.length,
    rejected: report.rejects.rows(),
    rejects: kinds,
    cutCells: report.cut,
    remarks: [...report.remarks, ...(table.ids.length === 0 ? ['There is no record to match: the results hold a header and nothing else.'] : [])],
    labels: labels && { rows: labels.rows, used: labels.pairs.length, leftOut: labels.leftOut },
    figures: found?.figures ?? null,
    clusters: sizes.size,
    duplicates: table.ids.length - sizes.size,
    biggest,
    households: homesOf(homes, clusters),
    seconds: { reading: seconds(readAt - startedAt), matching: seconds(matchedAt - readAt), writing: seconds(now() - matchedAt) },
    wrote,
  }
}

function optionsOf(map: MatchMap, model: MatchModel | undefined, labels: Labels | null): MatchOptions {
  return {
    ...(model ? { model } : {}),
    ...(labels && labels.pairs.length > 0 ? { labels: labels.pairs, together: judged(labels, true), apart: judged(labels, false) } : {}),
    ...(map.unique ? { unique: map.unique } : {}),
    ...(map.onePerSource === undefined ? {} : { onePerSource: map.onePerSource }),
  }
}

/** Pairs that somebody has decided: the result keeps to them. */
function judged({ pairs }: Labels, same: boolean): readonly (readonly [number, number])[] {
  return pairs.filter((pair) => pair.sure && pair.same === same).map(({ a, b }) => [a, b] as const)
}

async function match(input: MatchInput, table: Table, options: MatchOptions, progress: (progress: LabProgress) => void, now: () => number): Promise<MatchResult> {
  if (Object.values(input.roles).every((role) => role === 'source' || role === 'ignore'))
    throw new LabProblem(
      `There is nothing to compare: beside the ids, no column looks like something about a person (${table.report.columns.map(({ column, because }) => `${column}: ${because}`).join('; ').slice(0, 1_000) || 'there is no other column'}).`,
      'Say what the columns hold in a map: --map MAP.yml with `roles: {COLUMN: name}`. See docs/guides/match.md.',
    )
  const steps = matchSteps(input, options)
  let shownAt = -Infinity
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    if (now() - shownAt < PROGRESS_MS) continue
    shownAt = now()
    progress({ is: 'matching', ...step.value })
    // Lets a terminal, and a signal, have their turn.
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** `name: same (+9.1) · phone: different (-2.4)`, the weightiest first. */
export function evidenceText(evidence: readonly Evidence[]): string {
  return evidence
    .filter(({ label }) => label !== 'missing')
    .sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight))
    .map(({ field, label, weight }) => `${field}: ${label} (${weight > 0 ? '+' : ''}${weight.toFixed(1)})`)
    .join(' · ')
}

function writePairs(path: string, table: Table, found: MatchResult | null): string {
  const file = writeCsv(path, ['id_l', 'id_r', 'probability', 'evidence'])
  const { a, b, probability } = found?.pairs ?? { a: [], b: [], probability: [] }
  for (let i = 0; i < a.length; i++) {
    const [one, other] = [a[i] ?? 0, b[i] ?? 0]
    file.row([table.ids[one] ?? '', table.ids[other] ?? '', (probability[i] ?? 0).toFixed(6), evidenceText(found?.explain(one, other).evidence ?? [])])
  }
  file.close()
  return path
}

function writeHomes(path: string, table: Table, homes: Int32Array): string {
  const file = writeCsv(path, ['record_id', 'household_id'])
  for (let row = 0; row < homes.length; row++) file.row([table.ids[row] ?? '', (homes[row] ?? 0) + 1])
  file.close()
  return path
}

function writeModel(path: string, model: MatchModel): string {
  try {
    writeFileSync(path, `${JSON.stringify(model, null, 2)}\n`)
  } catch (problem) {
    throw new LabProblem(`${path} cannot be written: ${(problem as Error).message}.`, 'Name a file in a folder that exists and that you may write to.', 2)
  }
  return path
}

function readModel(path: string): MatchModel {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    throw new LabProblem(`There is no model ${path}.`, 'Make one with --model-out, or leave --model out to have one fitted.', 2)
  }
  try {
    const model = JSON.parse(text) as MatchModel
    if (model.version === 1 && Array.isArray(model.fields) && typeof model.lambda === 'number') return model
  } catch {
    // Said below, as for every other text that is no model.
  }
  throw new LabProblem(`${path} is no model of this release.`, 'Make one with --model-out.', 2)
}

function sizesOf(table: Table, clusters: Int32Array): { readonly sizes: ReadonlyMap<number, number>; readonly biggest: MatchReport['biggest'] } {
  const sizes = new Map<number, number>()
  for (const cluster of clusters) sizes.set(cluster, (sizes.get(cluster) ?? 0) + 1)
  const top = [...sizes].filter(([, records]) => records > 1).sort((one, other) => other[1] - one[1] || one[0] - other[0]).slice(0, BIGGEST)
  const ids = new Map<number, string[]>(top.map(([cluster]) => [cluster, []]))
  for (let row = 0; row < clusters.length; row++) {
    const list = ids.get(clusters[row] ?? -1)
    if (list && list.length < BIGGEST_IDS) list.push(table.ids[row] ?? '')
  }
  return { sizes, biggest: top.map(([cluster, records]) => ({ cluster: cluster + 1, records, ids: ids.get(cluster) ?? [] })) }
}

function homesOf(homes: Int32Array, clusters: Int32Array): MatchReport['households'] {
  const people = new Map<number, Set<number>>()
  for (let row = 0; row < homes.length; row++) {
    const home = homes[row] ?? -1
    const members = people.get(home) ?? new Set()
    people.set(home, members.add(clusters[row] ?? -1))
  }
  const shared = [...people.values()].filter((members) => members.size > 1)
  return { households: shared.length, people: shared.reduce((sum, members) => sum + members.size, 0) }
}

function seconds(ms: number): number {
  return Math.round(ms / 10) / 100
}
