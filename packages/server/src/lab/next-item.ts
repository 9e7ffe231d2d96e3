/** `rapport lab next-item`: learns from sessions in a CSV file and foretells how others go on. The code is that of the live recommendations. */
import { readFileSync, writeFileSync } from 'node:fs'
import { VOICES } from '@rapport/core/model/session/candidates'
import { measureLists, type Judged } from '@rapport/core/model/session/measure'
import { nextItems, trainNextItems, type NextItem, type NextItems } from '@rapport/core/model/session/next'
import { restoreNextItems, snapshotNextItems } from '@rapport/core/model/session/snapshot'
import { writeCsv } from './csv-writer.ts'
import { readRows } from './frame.ts'
import type { NextItemQuality, NextItemReport } from './next-item-found.ts'
import { writeNextItemReport } from './next-item-report.ts'
import { LabProblem } from './problem.ts'
import { readSessions, type SessionColumns, type SessionFile, type SessionRow } from './session-files.ts'

/** What is asked. */
export interface NextItemAsk {
  /** Training sessions; null where `model` says what was learned. */
  readonly train: string | null
  readonly columns: SessionColumns
  readonly query?: string
  readonly out?: string
  /** Length of the lists. */
  readonly top: number
  /** A file whose first column (or the item column) holds items that must never be recommended. */
  readonly exclude?: string
  /** Whether items that are in the session already may be recommended. Default: yes. */
  readonly seen: boolean
  /** Judge every position of the query's sessions. */
  readonly evaluate: boolean
  readonly model?: string
  readonly modelOut?: string
  readonly report?: string
}

/** Progress: what is done, and its share. */
export type NextItemProgress = (what: string, done: number) => void

const PROGRESS_EVERY = 500
const SECONDS = 1_000

/** Carries it out. Throws LabProblem for what the user can mend. */
export async function runNextItem(ask: NextItemAsk, onProgress: NextItemProgress, now: () => number): Promise<NextItemReport> {
  if (ask.query === undefined && ask.modelOut === undefined) throw new LabProblem('There is nothing to do: no sessions to continue.', 'Name a file: --query PREFIXES.csv --out TOP20.csv; or keep what was learned: --model-out MODEL.', 2)
  if (ask.query !== undefined && ask.out === undefined && !ask.evaluate) throw new LabProblem('It is not said where the lists go.', 'Name a file: --out TOP20.csv; or judge them: --evaluate.', 2)
  const started = now()
  onProgress('reading and learning', 0)
  const { state, file } = await learned(ask)
  const learnedAt = now()
  const remarks = [...(file?.remarks ?? []), ...cautions(state)]
  const excluded = ask.exclude === undefined ? new Set<string>() : await excludedItems(ask.exclude, ask.columns.item)
  const query = ask.query === undefined ? null : await readSessions(ask.query, ask.columns, (item) => state.numbers.has(item))
  if (query && query.sessions.length === 0) throw new LabProblem(`${ask.query ?? ''} holds no session to continue.`, 'Give at least one row below the header.')
  const wrote: string[] = []
  if (ask.modelOut !== undefined) wrote.push(keep(ask.modelOut, snapshotNextItems(state)))
  const listFor = (items: readonly string[]): NextItem[] => {
    const allowed = (item: string): boolean => !excluded.has(item) && (ask.seen || !items.includes(item))
    return nextItems(state, { session: items, count: ask.top, allowed })
  }
  if (query && ask.out !== undefined) wrote.push(answer(ask.out, query, listFor, onProgress))
  const quality = query && ask.evaluate ? judge(state, query, listFor, ask.top, onProgress) : null
  const unknown = query?.sessions.filter(({ items }) => !items.some((item) => state.numbers.has(item))).length ?? 0
  if (unknown > 0) remarks.push(`${unknown.toLocaleString('en')} of ${query?.sessions.length.toLocaleString('en')} sessions hold no item that is known: they get what is popular.`)
  const report: NextItemReport = {
    understood: [file?.understood, query?.understood].filter((line) => line !== undefined),
    remarks: [...remarks, ...(query?.remarks ?? [])],
    learned: { sessions: state.log.sessions, clicks: state.log.clicks, items: state.names.length },
    blend: { voices: VOICES, weights: state.blend.weights.map((row) => Array.from(row, (weight) => Math.round(weight * 1e4) / 1e4)), learnedFrom: state.blend.learnedFrom },
    answered: query?.sessions.length ?? 0, unknown, quality, wrote: [...wrote, ...(ask.report === undefined ? [] : [ask.report])],
    seconds: { learning: rounded(learnedAt - started), answering: rounded(now() - learnedAt) },
  }
  if (ask.report !== undefined) writeNextItemReport(ask.report, report, (query?.sessions ?? []).slice(0, 5).map((one) => ({ session: one, list: listFor(one.items).slice(0, 5) })))
  return report
}

async function learned({ train, columns, model }: NextItemAsk): Promise<{ readonly state: NextItems; readonly file: SessionFile | null }> {
  if (model !== undefined) {
    const state = restored(model)
    return { state, file: null }
  }
  if (train === null) throw new LabProblem('There is nothing to learn from.', 'Name the file with the sessions, or what was learned before: --model MODEL.', 2)
  const file = await readSessions(train, columns)
  const sessions = file.sessions.filter(({ items }) => items.length > 0).toSorted((a, b) => a.ended - b.ended)
  if (sessions.length === 0) throw new LabProblem(`${train} holds no session.`, 'Give rows with a session and an item, or one session on each row.')
  return { state: trainNextItems(sessions.map(({ items }) => items)), file }
}

function restored(path: string): NextItems {
  try {
    return restoreNextItems(readFileSync(path))
  } catch (problem) {
    throw new LabProblem(`${path} cannot be used: ${(problem as Error).message}`, 'Name a file that --model-out wrote.', 2)
  }
}

function keep(path: string, bytes: Uint8Array): string {
  try {
    writeFileSync(path, bytes)
  } catch (problem) {
    throw new LabProblem(`${path} cannot be written: ${(problem as Error).message}.`, 'Name a file in a folder that exists and that you may write to.', 2)
  }
  return path
}

/** What a careful reader should know about what was learned. */
function cautions({ log, blend }: NextItems): string[] {
  const follow = log.clicks - log.sessions
  if (follow === 0) return ['No session has two clicks, so nothing follows anything: the lists hold what is popular.']
  return blend.learnedFrom === 0 ? [`There are only ${follow.toLocaleString('en')} clicks that follow another: too few to learn how much habits, likeness and popularity count here, so they count as elsewhere. Take the lists as a first guess.`] : []
}

async function excludedItems(path: string, item: string | undefined): Promise<ReadonlySet<string>> {
  const rows = await readRows(path)
  const column = item !== undefined && rows.columns.includes(item) ? item : (rows.columns[0] ?? '')
  return new Set(rows.values[column])
}

function answer(path: string, { sessions }: SessionFile, listFor: (items: readonly string[]) => NextItem[], onProgress: NextItemProgress): string {
  const file = writeCsv(path, ['session', 'rank', 'item', 'score'])
  for (const [n, { id, items }] of sessions.entries()) {
    for (const [place, { item, score }] of listFor(items).entries()) file.row([id, place + 1, item, score.toPrecision(6)])
    if (n % PROGRESS_EVERY === 0) onProgress('continuing sessions', n / sessions.length)
  }
  file.close()
  return path
}

function judge(state: NextItems, query: SessionFile, listFor: (items: readonly string[]) => NextItem[], top: number, onProgress: NextItemProgress): NextItemQuality {
  const judged: Judged[] = []
  const groups: { readonly from: number; readonly to: number }[] = []
  for (const [n, session] of query.sessions.entries()) {
    const from = judged.length
    for (const { before, truth } of positions(session)) judged.push({ list: listFor(before).map(({ item }) => item), truth })
    if (judged.length > from) groups.push({ from, to: judged.length })
    if (n % PROGRESS_EVERY === 0) onProgress('judging every position', n / query.sessions.length)
  }
  if (judged.length === 0) throw new LabProblem('No position can be judged: no session of the query has two clicks, and no column says what came next.', "Give whole sessions, or a column 'target' with the item that came next.")
  const clicks = new Map<string, number>(state.names.map((name) => [name, 0]))
  for (let click = 0; click < state.log.clicks; click++) {
    const name = state.names[state.log.itemOf[click] ?? 0] ?? ''
    clicks.set(name, (clicks.get(name) ?? 0) + 1)
  }
  const figures = measureLists(judged, clicks)
  const ranks = judged.map(({ list, truth }) => list.indexOf(truth) + 1)
  const interval = (mean: number, of: (rank: number) => number): readonly [number, number] => {
    const spread = Math.sqrt(groups.reduce((sum, { from, to }) => sum + ranks.slice(from, to).reduce((own, rank) => own + of(rank) - mean, 0) ** 2, 0)) / judged.length
    return [Math.max(0, mean - 1.96 * spread), Math.min(1, mean + 1.96 * spread)]
  }
  return {
    ...figures, top,
    hitRateInterval: interval(figures.hitRate, (rank) => (rank > 0 ? 1 : 0)),
    reciprocalRankInterval: interval(figures.reciprocalRank, (rank) => (rank > 0 ? 1 / rank : 0)),
  }
}

/** The positions of a session that can be judged: the one that its row names, else every one behind the first click. */
function* positions({ items, target }: SessionRow): Generator<{ readonly before: readonly string[]; readonly truth: string }> {
  if (target !== undefined) yield { before: items, truth: target }
  else for (let at = 1; at < items.length; at++) yield { before: items.slice(0, at), truth: items[at] ?? '' }
}

function rounded(ms: number): number {
  return Math.round(ms / SECONDS * 100) / 100
}
