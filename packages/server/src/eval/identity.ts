/** One run over one set: match with the default settings, measure against the truth, compare with the floor. */
import { matchRecords } from '@rapport/core/match/index'
import type { MatchInput, Roles } from '@rapport/core/match/types'
import { syntheticRecords } from '../lab/synthetic.ts'
import { clusterQuality, pairQuality, type Quality } from './measure.ts'
import { present, readColumns } from './read.ts'
import { IDENTITY_SETS, type Floor, type IdentitySet } from './sets.ts'

/** Figures of one set. */
export interface IdentityFigures {
  readonly set: string
  readonly records: number
  readonly pair: Quality
  readonly cluster: Quality
  /** Share of the true pairs that were compared; null where it was not looked at. */
  readonly blockingRecall: number | null
  readonly comparedPairs: number
  readonly clusters: number
  readonly people: number
  /** Reading the file and matching, without measuring. */
  readonly seconds: number
  /** The same in time of the processor, which other programs on the machine do not lengthen. */
  readonly cpuSeconds: number
  readonly peakMemoryMB: number
  readonly floor: Floor
  readonly reached: boolean
  readonly made: string
}

/** Runs one set, or says that its data is not there. */
export function evaluateSet(set: IdentitySet): IdentityFigures | null {
  if (!present(set.files)) return null
  const started = performance.now()
  const cpuStarted = process.cpuUsage()
  const columns = readColumns(set.files)
  const input: MatchInput = { columns, roles: set.roles }
  return evaluate({ set: set.name, input, truth: columns[set.truth] ?? [], floor: set.floor, made: set.made, started, cpuStarted, withRecall: true })
}

/** Roles of the synthetic people. */
const SYNTHETIC_ROLES: Roles = { name: 'name', email: 'email', phone: 'phone', birth_date: 'date', address: 'address', city: 'city', member_no: 'id' }

/** Runs over generated people. Making them is not counted. */
export function evaluateSynthetic(records: number, seed = 1): IdentityFigures {
  const columns: { [column: string]: string[] } = {}
  for (const column of Object.keys(SYNTHETIC_ROLES)) columns[column] = []
  const truth: string[] = []
  for (const record of syntheticRecords({ records, seed })) {
    const values: { readonly [column: string]: string } = { ...record.values }
    for (const column of Object.keys(SYNTHETIC_ROLES)) columns[column]!.push(values[column] ?? '')
    truth.push(String(record.person))
  }
  const input: MatchInput = { columns, roles: SYNTHETIC_ROLES }
  return evaluate({ set: `synthetic-${records}`, input, truth, floor: {}, made: 'synthetic', started: performance.now(), cpuStarted: process.cpuUsage(), withRecall: false })
}

interface Run {
  readonly set: string
  readonly input: MatchInput
  readonly truth: readonly string[]
  readonly floor: Floor
  readonly made: string
  readonly started: number
  readonly cpuStarted: NodeJS.CpuUsage
  readonly withRecall: boolean
}

function evaluate({ set, input, truth, floor, made, started, cpuStarted, withRecall }: Run): IdentityFigures {
  const found = matchRecords(input)
  const seconds = (performance.now() - started) / 1_000
  const cpu = process.cpuUsage(cpuStarted)
  const pair = pairQuality(found.pairs, truth, found.model.threshold)
  const cluster = clusterQuality(found.clusters, truth)
  const blockingRecall = withRecall ? pairQuality(matchRecords(input, { floor: 0 }).pairs, truth, 0).recall : null
  const reached = pair.f1 >= (floor.pairF1 ?? 0) && cluster.f1 >= (floor.clusterF1 ?? 0) && (blockingRecall === null || blockingRecall >= (floor.blockingRecall ?? 0))
  return {
    set, records: truth.length, pair, cluster, blockingRecall, comparedPairs: found.figures.comparedPairs, clusters: found.figures.clusters, people: new Set(truth).size,
    seconds, cpuSeconds: (cpu.user + cpu.system) / 1e6, peakMemoryMB: Math.round(process.resourceUsage().maxRSS / 1_024), floor, reached, made,
  }
}

/** The sets of this name, or all. */
export function setsNamed(name: string | undefined): readonly IdentitySet[] {
  return name === undefined ? IDENTITY_SETS : IDENTITY_SETS.filter((set) => set.name === name)
}
