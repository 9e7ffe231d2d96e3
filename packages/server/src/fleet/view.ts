/** The fleet as the API tells it: plain data made of what the trainer knows. Shapes as in the contract of the API. */
import { DAY } from '@rapport/core/base/time'
import type { Measured } from '@rapport/core/experiment/types'
import { ENOUGH } from '@rapport/core/model/race/card'
import type { Standing } from '@rapport/core/model/race/types'
import type { Goal, ModelDefinition } from '@rapport/core/model/types'
import { CHOICES_MIN } from './affinity.ts'
import type { Class } from './class.ts'
import type { Course } from './course.ts'
import { aloneOf, aucInterval, shareOf, stabilityOf } from './figures.ts'
import { ANSWERS_MIN, answersOf } from './times.ts'
import type { TrainerState } from './trainer.ts'
import { BUYERS_MIN, REPEATERS_MIN } from './worth.ts'

/** What is missing, flags and so on: as in the contract. */
export interface MissingPart {
  readonly what: 'people' | 'examples' | 'positives' | 'negatives' | 'time' | 'values'
  readonly have: number
  readonly need: number
}
/** Something a person should look at. */
export interface FlagPart {
  readonly is: 'decides_alone' | 'constant' | 'uncalibrated' | 'drift'
  readonly feature: string | null
  readonly figure: number
}
/** Whether people differ from what the champion learned on. */
export interface DriftPart {
  readonly state: 'unknown' | 'none' | 'watch' | 'alarm'
  readonly score: number | null
  readonly since: number | null
}

/** A single feature that separates better than this knows the answer. */
const ALONE = 0.98
const DRIFT_WATCH = 0.1
const DRIFT_ALARM = 0.25
/** Foretold over observed beyond these is no chance any more. */
const UNCALIBRATED = { low: 0.75, high: 1.33 } as const

/** One model of the fleet. */
export type ModelPart = ReturnType<typeof modelOf>

/** All models. */
export function overviewOf(state: TrainerState) {
  const models = state.workspace?.definitions.models ?? []
  return { status: statusOf(state), models: models.map((model) => modelOf(state, model)) }
}

/** How the trainer is doing. */
export function statusOf({ class: made, last, caughtUp, census, written, profiles }: TrainerState) {
  const reading = made?.reader.state
  return {
    state: made === null ? ('idle' as const) : !caughtUp ? ('reading' as const) : census === null ? ('training' as const) : ('ready' as const),
    why: null as string | null,
    position: made?.position() ?? 0,
    last: Math.max(last, made?.position() ?? 0),
    sampled: reading?.pupils.size ?? 0,
    profiles,
    snapshots: made?.courses.reduce((sum, course) => sum + (course?.examples ?? 0), 0) ?? 0,
    written,
  }
}

/** One model of the fleet as of now. */
export function modelOf(state: TrainerState, model: ModelDefinition) {
  const number = state.class?.lessons.findIndex((lesson) => lesson.model.id === model.id) ?? -1
  const found = number < 0 || state.class === null ? nothing(model) : factsOf(state, state.class, number)
  const named = state.workspace?.definitions.segments.find(({ id }) => id === model.segment)
  const segment = model.segment === undefined ? null : { id: model.segment, name: named?.name ?? model.segment }
  const drift = found.drift
  const flags: readonly FlagPart[] = [...found.flags, ...(drift.state === 'alarm' ? [{ is: 'drift' as const, feature: null, figure: drift.score ?? 0 }] : [])]
  return {
    id: model.id,
    name: model.name,
    predict: goalOf(model.predict),
    segment,
    bands: model.bands === true,
    state: found.state,
    missing: [...found.missing],
    champion: found.champion,
    quality: found.quality,
    examples: found.examples,
    positives: found.positives,
    open: found.open,
    lastTrained: found.lastTrained,
    drift,
    flags: [...flags],
    people: state.census?.foretold[model.id] ?? 0,
    next: nextOf(found.state, flags, found.due),
  }
}

interface Facts {
  readonly state: 'learning' | 'ready' | 'not_enough_data' | 'off'
  readonly missing: readonly MissingPart[]
  readonly champion: { readonly name: string; readonly algorithm: string; readonly since: number; readonly version: number } | null
  readonly quality: { readonly measure: 'auc' | 'rank' | 'hit'; readonly value: Measured; readonly base: number } | null
  readonly examples: number
  readonly positives: number
  readonly open: number
  readonly lastTrained: number | null
  readonly drift: DriftPart
  readonly flags: readonly FlagPart[]
  readonly due: number | null
}

const NO_DRIFT: DriftPart = { state: 'unknown', score: null, since: null }

function nothing({ state }: ModelDefinition): Facts {
  return {
    state: state === 'off' ? 'off' : 'learning', missing: [], champion: null, quality: null, examples: 0, positives: 0, open: 0, lastTrained: null, drift: NO_DRIFT, flags: [], due: null,
  }
}

function factsOf(state: TrainerState, made: Class, number: number): Facts {
  const lesson = made.lessons[number] as Class['lessons'][number]
  const none = nothing(lesson.model)
  const course = made.courses[number]
  const affinity = made.affinities[number]
  if (course) return binaryFacts(state, made, number, course)
  if (affinity) {
    const ready = affinity.learned >= CHOICES_MIN && affinity.popular.size > 1
    const missing: MissingPart[] = ready ? [] : [
      { what: 'examples', have: affinity.learned, need: CHOICES_MIN },
      ...(affinity.popular.size < 2 ? [{ what: 'values' as const, have: affinity.popular.size, need: 2 }] : []),
    ]
    const { tried, right, popularRight } = affinity
    return {
      ...none,
      state: stateOf(state, ready),
      missing: state.caughtUp ? missing : [],
      champion: ready ? { name: 'own choices and what others chose next', algorithm: 'affinity', since: made.reader.state.began ?? 0, version: 1 } : null,
      quality: tried > 0 ? { measure: 'hit', value: shareOf(right, tried), base: popularRight / tried } : null,
      examples: affinity.learned,
      lastTrained: made.reader.state.clock || null,
    }
  }
  const value = state.census?.values[lesson.model.id]
  if (lesson.goal.goal.is === 'value') {
    const missing: MissingPart[] = [{ what: 'people', have: value?.buyers ?? 0, need: BUYERS_MIN }, { what: 'positives', have: value?.repeaters ?? 0, need: REPEATERS_MIN }]
    const { ratio } = value?.check ?? { ratio: null }
    return {
      ...none,
      state: value === undefined ? 'learning' : value.ready ? 'ready' : 'not_enough_data',
      missing: value === undefined || value.ready ? [] : missing.filter(({ have, need }) => have < need),
      champion: value?.ready ? { name: 'MBG/NBD, Pareto/NBD and Gamma-Gamma', algorithm: 'lifetime', since: value.at, version: 1 } : null,
      quality: value?.ready ? { measure: 'rank', value: value.check.rank, base: 0 } : null,
      examples: value?.check.examples ?? 0,
      lastTrained: value?.at ?? null,
      flags: value?.ready && ratio !== null && (ratio < UNCALIBRATED.low || ratio > UNCALIBRATED.high) ? [{ is: 'uncalibrated', feature: null, figure: ratio }] : [],
    }
  }
  const times = state.census?.times[lesson.model.id]
  const answers = times === undefined ? 0 : answersOf(times)
  const ready = answers >= ANSWERS_MIN
  return {
    ...none,
    state: times === undefined ? 'learning' : ready ? 'ready' : 'not_enough_data',
    missing: times === undefined || ready ? [] : [{ what: 'positives', have: answers, need: ANSWERS_MIN }],
    champion: ready ? { name: 'rates by hour, own habits drawn to everybody\'s', algorithm: 'timing', since: state.census?.at ?? 0, version: 1 } : null,
    examples: times === undefined ? 0 : [...times.sent.values()].reduce((sum, n) => sum + n, 0),
    positives: answers,
    lastTrained: state.census?.at ?? null,
  }
}

function binaryFacts(state: TrainerState, made: Class, number: number, course: Course): Facts {
  const { examples, positives, lastAt, race } = course
  const isEnough = examples >= ENOUGH.examples && positives >= ENOUGH.positives && examples - positives >= ENOUGH.negatives
  const all: readonly MissingPart[] = [
    { what: 'examples', have: examples, need: ENOUGH.examples },
    { what: 'positives', have: positives, need: ENOUGH.positives },
    { what: 'negatives', have: examples - positives, need: ENOUGH.negatives },
  ]
  const pairs = course.record()
  const last = course.promotions.at(-1)
  return {
    state: !state.caughtUp && examples === 0 ? 'learning' : !isEnough ? 'not_enough_data' : course.ready() ? 'ready' : 'learning',
    missing: isEnough ? [] : all.filter(({ have, need }) => have < need),
    champion: course.ready() ? { name: race.champion, algorithm: algorithmOf(race.champion), since: last?.at ?? made.reader.state.began ?? 0, version: course.version } : null,
    quality: course.ready() ? { measure: 'auc', value: aucInterval(pairs), base: 0.5 } : null,
    examples,
    positives,
    open: [...made.reader.state.pupils.values()].reduce((sum, { open }) => sum + (open[number]?.length ?? 0), 0),
    lastTrained: lastAt,
    drift: driftOf(course),
    flags: flagsOf(made, course, pairs),
    due: (made.lessons[number]?.spanMs ?? 0) > 0 ? (state.class?.reader.state.clock ?? 0) + DAY : null,
  }
}

function stateOf(state: TrainerState, ready: boolean): Facts['state'] {
  return ready ? 'ready' : state.caughtUp ? 'not_enough_data' : 'learning'
}

function driftOf(course: Course): DriftPart {
  const { p } = course.record()
  const half = Math.min(2_000, p.length >> 1)
  const score = half < 200 ? null : stabilityOf(p.slice(-2 * half, -half), p.slice(-half))
  if (score === null) return NO_DRIFT
  return { state: score >= DRIFT_ALARM ? 'alarm' : score >= DRIFT_WATCH ? 'watch' : 'none', score, since: null }
}

const flagged = new WeakMap<Course, { readonly at: number; readonly flags: readonly FlagPart[] }>()

function flagsOf(made: Class, course: Course, pairs: { readonly p: readonly number[]; readonly y: readonly number[] }): readonly FlagPart[] {
  const { examples, positives, rows } = course
  const known = flagged.get(course)
  if (known && examples < known.at * 1.2) return known.flags
  const flags: FlagPart[] = []
  if (examples >= ENOUGH.examples && (positives === 0 || positives === examples)) flags.push({ is: 'constant', feature: null, figure: positives === 0 ? 0 : 1 })
  if (rows.length >= ENOUGH.examples) {
    const y = rows.map((row) => row.y)
    made.plan.features.definitions.forEach(({ id }, i) => {
      const alone = aloneOf(rows.map(({ row }) => row[i] ?? null), y)
      if (alone !== null && alone >= ALONE) flags.push({ is: 'decides_alone', feature: id, figure: alone })
    })
  }
  const came = pairs.y.reduce((sum, y) => sum + y, 0)
  const ratio = came < ENOUGH.positives ? 1 : pairs.p.reduce((sum, p) => sum + p, 0) / came
  if (course.ready() && (ratio < UNCALIBRATED.low || ratio > UNCALIBRATED.high)) flags.push({ is: 'uncalibrated', feature: null, figure: ratio })
  flagged.set(course, { at: examples, flags })
  return flags
}

/** The kind of a learner by its name in the race. */
export function algorithmOf(name: string): string {
  return name === 'base' ? 'base_rate' : name.startsWith('trees') ? 'trees' : 'linear'
}

/** The settings that stand in a learner's name. */
export function settingsOf({ id, is }: Pick<Standing, 'id' | 'is'>): { [name: string]: number | string | boolean } {
  if (is === 'base') return {}
  const number = (name: string): { [name: string]: number } => {
    const found = new RegExp(`${name} ([\\d.]+)`).exec(id)?.[1]
    return found === undefined ? {} : { [name]: Number(found) }
  }
  return { ...number('rate'), ...number('half-life'), ...number('leaves'), ...(is === 'ftrl' && { pairs: id.includes('with pairs') }) }
}

function goalOf(goal: Goal) {
  const { is, ...rest } = goal as Goal & { readonly event?: string; readonly property?: string; readonly within?: string; readonly where?: unknown }
  return { is, ...rest }
}

function nextOf(state: Facts['state'], flags: readonly FlagPart[], due: number | null): { is: 'wait' | 'look' | 'use' | 'switch_on'; at: number | null } {
  if (state === 'off') return { is: 'switch_on', at: null }
  if (flags.length > 0) return { is: 'look', at: null }
  return state === 'ready' ? { is: 'use', at: null } : { is: 'wait', at: due }
}
