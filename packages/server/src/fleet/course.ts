/** A model that foretells yes or no while it is taught: a race of learners, and a record of what was foretold before anybody could know. */
import type { Instant } from '@rapport/core/base/time'
import type { FeaturePlan } from '@rapport/core/model/features/compile'
import type { FeatureValue } from '@rapport/core/model/features/types'
import { ENOUGH } from '@rapport/core/model/race/card'
import { raceOptions } from '@rapport/core/model/race/candidates'
import { openRace } from '@rapport/core/model/race/race'
import type { Asked, ModelCard as RaceCard, Promotion, Race, SavedRace } from '@rapport/core/model/race/types'
import { bandEdges, type Pairs } from './figures.ts'
import type { Lesson, Open, Outcome } from './pupil.ts'
import { treeBlock } from './tree-block.ts'

/** Foretold and observed, oldest first. `clicks` of visits. */
export interface Record {
  readonly p: number[]
  readonly y: number[]
  readonly clicks: number[]
}

/** A course as it is kept; plain data. */
export interface SavedCourse {
  readonly race: SavedRace
  readonly early: Record
  readonly late: Record
  readonly rows: { readonly row: readonly FeatureValue[]; readonly y: number }[]
  readonly promotions: Promotion[]
  readonly lastAt: number | null
  readonly examples: number
  readonly positives: number
}

/** A course. */
export interface Course {
  readonly examples: number
  readonly positives: number
  readonly lastAt: number | null
  /** Rises with every change of champion; 0 before the first that may be believed. */
  readonly version: number
  readonly promotions: readonly Promotion[]
  readonly rows: SavedCourse['rows']
  readonly race: Race
  /** Whether what it says may be believed. */
  ready(): boolean
  ask(open: Open): void
  /** Answers a change of champion. */
  learn(outcome: Outcome): Promotion | null
  /** Chances with their 90 % intervals. */
  predictAll(asked: readonly Asked[]): readonly { readonly p: number; readonly low: number; readonly high: number }[]
  /** What was foretold at the moment of the look where there is enough of it (`embargo` true), else just before it was learned. */
  record(): Pairs & { readonly clicks: readonly number[]; readonly embargo: boolean }
  edges(): readonly [number, number, number] | null
  card(): RaceCard
  save(): SavedCourse
}

/** Pairs kept. */
const RECORD_MAX = 20_000
/** Rows kept to look for drift and for features that know too much. */
const ROWS_MAX = 4_000
/** Pairs with an embargo from which figures are taken, positives and negatives each. */
const EMBARGO_MIN = 300
const EMBARGO_RARER = 30
const Z_90 = 1.645

/** Opens one, or takes it up again. */
export function openCourse(lesson: Lesson, features: FeaturePlan, saved?: SavedCourse): Course {
  const ids = features.definitions.map(({ id }) => id)
  const isVisit = lesson.goal.goal.is === 'in_session'
  const options = raceOptions(isVisit ? [] : [treeBlock(ids, { leaves: 15, rate: 0.05 }), treeBlock(ids, { leaves: 31, rate: 0.1 })])
  const race = openRace(options, saved?.race)
  const early: Record = saved?.early ?? { p: [], y: [], clicks: [] }
  const late: Record = saved?.late ?? { p: [], y: [], clicks: [] }
  const rows = saved?.rows ?? []
  const promotions = saved?.promotions ?? []
  let examples = saved?.examples ?? 0
  let positives = saved?.positives ?? 0
  let lastAt = saved?.lastAt ?? null
  let edges: { readonly at: number; readonly value: ReturnType<typeof bandEdges> } = { at: -1, value: null }

  // Until a learner is better than saying the same of everybody, there is nothing to say.
  const ready = (): boolean => race.champion !== 'base' && examples >= ENOUGH.examples && positives >= ENOUGH.positives && examples - positives >= ENOUGH.negatives

  function record(): ReturnType<Course['record']> {
    const hits = early.y.reduce((sum, y) => sum + y, 0)
    const isEnough = early.y.length >= EMBARGO_MIN && Math.min(hits, early.y.length - hits) >= EMBARGO_RARER
    return isEnough ? { ...early, embargo: true } : { ...late, embargo: false }
  }

  return {
    get examples() {
      return examples
    },
    get positives() {
      return positives
    },
    get lastAt() {
      return lastAt
    },
    get version() {
      return ready() ? promotions.length + 1 : 0
    },
    promotions,
    rows,
    race,
    ready,
    ask(open) {
      open.p = ready() ? race.predict(open).p : null
    },
    learn({ snapshot, due, isTaught }) {
      const happened = snapshot.n > 0
      const y = (lesson.goal.goal.is === 'stops' ? !happened : happened) ? 1 : 0
      const { x, row, at, p, clicks = 0 } = snapshot
      if (ready() && isTaught) note(late, race.predict({ x, row }).p, y, clicks)
      if (p !== null) note(early, p, y, clicks)
      if (!isTaught) return null
      examples++
      positives += y
      lastAt = due
      if (row.length > 0) rows.push({ row, y })
      if (rows.length > 2 * ROWS_MAX) rows.splice(0, rows.length - ROWS_MAX)
      const { promotion } = race.learn({ x, row, y, at: at as Instant })
      if (promotion === undefined) return null
      const dated = { ...promotion, at: due as Instant }
      promotions.push(dated)
      return dated
    },
    predictAll(asked) {
      const isTrees = race.champion.startsWith('trees')
      const all = race.predictAll(asked)
      return asked.map((one, i) => {
        const p = all[i] as number
        const of = Math.max(1, isTrees ? examples / 10 : race.predict(one).n)
        const middle = p + Z_90 ** 2 / (2 * of)
        const half = Z_90 * Math.sqrt((p * (1 - p)) / of + Z_90 ** 2 / (4 * of ** 2))
        const scale = 1 + Z_90 ** 2 / of
        return { p, low: Math.max(0, (middle - half) / scale), high: Math.min(1, (middle + half) / scale) }
      })
    },
    record,
    edges() {
      if (edges.at < 0 || examples > edges.at * 1.2) edges = { at: examples, value: bandEdges(record().p) }
      return edges.value
    },
    card: () => race.card(features.nameOf),
    save: () => ({ race: race.save(), early, late, rows, promotions, lastAt, examples, positives }),
  }
}

function note(record: Record, p: number, y: number, clicks: number): void {
  record.p.push(p)
  record.y.push(y)
  record.clicks.push(clicks)
  if (record.p.length < 2 * RECORD_MAX) return
  for (const list of [record.p, record.y, record.clicks]) list.splice(0, list.length - RECORD_MAX)
}
