/** Classifying labelled pairs: the same matcher, taught by the labels of the training and validation parts, measured on the test part. */
import { matchRecords } from '@rapport/core/match/index'
import type { LabelledPair } from '@rapport/core/match/types'
import { qualityOf, type Quality } from './measure.ts'
import { present, readColumns } from './read.ts'
import { PAIRS_SET } from './sets.ts'

/** Figures of the labelled pairs. */
export interface PairFigures {
  readonly set: string
  readonly pairs: number
  readonly taught: number
  readonly tested: number
  readonly pair: Quality
  readonly seconds: number
  readonly cpuSeconds: number
  readonly peakMemoryMB: number
  readonly floor: { readonly pairF1: number }
  readonly reached: boolean
}

const FIELDS = ['title', 'authors', 'venue', 'year'] as const

/** Runs the pairs, or says that the data is not there. Row n of the left side is record 2n, of the right side 2n + 1. */
export function evaluatePairs(): PairFigures | null {
  if (!present([PAIRS_SET.file])) return null
  const started = performance.now()
  const cpuStarted = process.cpuUsage()
  const given = readColumns([PAIRS_SET.file])
  const rows = given['label']!.length
  const valueOf = (field: string, record: number) => given[record % 2 === 0 ? `l_${field}` : `r_${field}`]![record >> 1]!
  const columns = Object.fromEntries(FIELDS.map((field) => [field, Array.from({ length: rows * 2 }, (_, record) => valueOf(field, record))]))
  const labels: LabelledPair[] = []
  const tests: number[] = []
  for (let row = 0; row < rows; row++) {
    if (given['split']![row] === 'test') tests.push(row)
    else labels.push({ a: row * 2, b: row * 2 + 1, same: given['label']![row] === '1' })
  }
  const found = matchRecords({ columns, roles: { title: 'text', authors: 'text', venue: 'category', year: 'number' } }, { labels })
  let right = 0
  let named = 0
  let all = 0
  for (const row of tests) {
    const same = found.explain(row * 2, row * 2 + 1).probability >= found.model.threshold
    const truth = given['label']![row] === '1'
    if (same) named++
    if (truth) all++
    if (same && truth) right++
  }
  const cpu = process.cpuUsage(cpuStarted)
  const pair = qualityOf(right, named, all)
  return {
    set: PAIRS_SET.name, pairs: rows, taught: labels.length, tested: tests.length, pair, seconds: (performance.now() - started) / 1_000,
    cpuSeconds: (cpu.user + cpu.system) / 1e6, peakMemoryMB: Math.round(process.resourceUsage().maxRSS / 1_024), floor: PAIRS_SET.floor, reached: pair.f1 >= PAIRS_SET.floor.pairF1,
  }
}
