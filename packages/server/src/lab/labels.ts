/** Pairs that somebody judged, from a CSV with two ids and a verdict: what can be used of them, and what cannot and why. */
import type { LabelledPair } from '@rapport/core/match/types'
import { openCsv } from './csv-file.ts'
import { LabProblem } from './problem.ts'
import { countRejects, type RejectKind } from './rejects.ts'

/** A labelled pair; `sure`: somebody said yes or no and no number in between, so the result keeps to it. */
export interface JudgedPair extends LabelledPair {
  readonly sure: boolean
}

/** Labels ready for a match. */
export interface Labels {
  readonly pairs: readonly JudgedPair[]
  readonly rows: number
  /** Rows that were left out, by reason. */
  readonly leftOut: readonly RejectKind[]
  /** Groups of labels of which not all can be true: A is B, B is C, but A is not C. Their "not the same" pairs are left out. */
  readonly cycles: number
}

const LEFT = /(?:^|[_ .-])(?:l|left|a|1|from)$/i
const RIGHT = /(?:^|[_ .-])(?:r|right|b|2|to)$/i
const VERDICT = /label|match|same|verdict|score|truth|duplicate|is_/i
const YES = new Set(['1', 'true', 'yes', 'y', 'same', 'match', 't', '是', '同', 'ใช่'])
const NO = new Set(['0', 'false', 'no', 'n', 'different', 'non-match', 'nonmatch', 'f', '否', '不同', 'ไม่'])

/** Reads the pairs file. Ids are those of the table. */
export async function readLabels(path: string, ids: readonly string[]): Promise<Labels> {
  const file = await openCsv(path)
  const { left, right, verdict } = placesOf(path, file.columns)
  const rowOf = new Map(ids.map((id, row) => [id, row]))
  const rejects = countRejects()
  const judged = new Map<string, { readonly pair: JudgedPair; readonly line: number; contradicted: boolean }>()
  let rows = 0
  for await (const record of file.records) {
    rows++
    const refuse = (reason: string, detail?: string): void => rejects.add({ file: file.name, line: record.line, reason, ...(detail === undefined ? {} : { detail }), raw: '' })
    if (record.is === 'broken') {
      refuse(record.reason)
      continue
    }
    const one = (record.cells[left] ?? '').trim()
    const other = (record.cells[right] ?? '').trim()
    const said = verdict === null ? 1 : verdictOf(record.cells[verdict] ?? '')
    const a = rowOf.get(one)
    const b = rowOf.get(other)
    if (a === undefined || b === undefined) refuse('an id is not among the records', `'${(a === undefined ? one : other).slice(0, 80)}'`)
    else if (a === b) refuse('both ids are the same')
    else if (said === null) refuse('the verdict is neither yes nor no', `'${(record.cells[verdict ?? -1] ?? '').slice(0, 80)}'`)
    else {
      const same = said >= 0.5
      const pair = { a: Math.min(a, b), b: Math.max(a, b), same, sure: said === 0 || said === 1 }
      const key = `${pair.a} ${pair.b}`
      const before = judged.get(key)
      if (before === undefined) judged.set(key, { pair, line: record.line, contradicted: false })
      else if (before.pair.same !== same) {
        before.contradicted = true
        refuse('another row says the opposite; neither is used', `line ${before.line}`)
      }
    }
  }
  const usable: { readonly pair: JudgedPair; readonly line: number }[] = []
  for (const { pair, line, contradicted } of judged.values()) {
    if (contradicted) rejects.add({ file: file.name, line, reason: 'another row says the opposite; neither is used', raw: '' })
    else usable.push({ pair, line })
  }
  const { kept, broken } = consistent(usable, ids.length)
  for (const { line } of broken) rejects.add({ file: file.name, line, reason: 'other labels, taken together, say that the two are the same', raw: '' })
  return { pairs: kept.map(({ pair }) => pair), rows, leftOut: rejects.kinds(), cycles: broken.length }
}

function placesOf(path: string, columns: readonly string[]): { readonly left: number; readonly right: number; readonly verdict: number | null } {
  const matching = (pattern: RegExp): number[] => columns.flatMap((name, i) => (pattern.test(name) ? [i] : []))
  const ids = (places: readonly number[]): number | undefined => places.find((i) => /id|record|key/i.test(columns[i] ?? '')) ?? places[0]
  const left = ids(matching(LEFT)) ?? 0
  const right = ids(matching(RIGHT)) ?? 1
  if (columns.length < 2 || left === right)
    throw new LabProblem(`${path} holds no pairs: its columns are ${columns.join(', ')}.`, 'It needs two ids and a verdict: id_l, id_r, label (1 = the same, 0 = not).', 2)
  const rest = columns.flatMap((_, i) => (i === left || i === right ? [] : [i]))
  const verdict = rest.find((i) => VERDICT.test(columns[i] ?? '')) ?? (rest.length === 1 ? rest[0] : undefined)
  return { left, right, verdict: verdict ?? null }
}

/** Yes is 1, no is 0; a number between them is how sure somebody was. */
function verdictOf(cell: string): number | null {
  const text = cell.trim().toLowerCase()
  if (YES.has(text)) return 1
  if (NO.has(text)) return 0
  const number = text === '' ? NaN : Number(text)
  return Number.isFinite(number) && number >= 0 && number <= 1 ? number : null
}

/** Takes out every "not the same" whose two records other labels chain together. */
function consistent<T extends { readonly pair: LabelledPair }>(labels: readonly T[], records: number): { readonly kept: readonly T[]; readonly broken: readonly T[] } {
  const parent = Int32Array.from({ length: records }, (_, i) => i)
  const rootOf = (row: number): number => {
    let here = row
    while (parent[here] !== here) {
      parent[here] = parent[parent[here] ?? here] ?? here
      here = parent[here] ?? here
    }
    return here
  }
  for (const { pair } of labels) if (pair.same) parent[rootOf(pair.a)] = rootOf(pair.b)
  const broken = labels.filter(({ pair }) => !pair.same && rootOf(pair.a) === rootOf(pair.b))
  const out = new Set(broken)
  return { kept: labels.filter((label) => !out.has(label)), broken }
}
