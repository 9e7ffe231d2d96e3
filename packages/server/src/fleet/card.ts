/** The card of one model, and the people behind its numbers: as in the contract of the API. */
import type { ModelDefinition } from '@rapport/core/model/types'
import type { Class } from './class.ts'
import type { Course } from './course.ts'
import { aucInterval, bandOf, calibrationOf, decilesOf, lacking, shareOf, stabilityOf, type Decile, type Pairs } from './figures.ts'
import type { TrainerState } from './trainer.ts'
import { algorithmOf, modelOf, settingsOf } from './view.ts'

/** The card. */
export type CardPart = ReturnType<typeof cardOf>

/** A feature drifted noticeably from here on. */
const FEATURES = 25

/** The card of a model; null when there is none of this id. */
export function cardOf(state: TrainerState, id: string) {
  const model = state.workspace?.definitions.models.find((one) => one.id === id)
  if (model === undefined) return null
  const number = state.class?.lessons.findIndex((lesson) => lesson.model.id === id) ?? -1
  const course = state.class?.courses[number]
  const parts = course && state.class ? binaryParts(state, state.class, course, model) : otherParts(state, model, number)
  const within = 'within' in model.predict ? model.predict.within : '30m'
  return { ...modelOf(state, model), ...parts, embargo: course && !course.record().embargo ? '0d' : within }
}

function binaryParts(state: TrainerState, made: Class, course: Course, model: ModelDefinition) {
  const card = course.card()
  const pairs = course.record()
  const isVisit = model.predict.is === 'in_session'
  const spread = state.census?.spread[model.id] ?? {}
  const edges = course.ready() && model.bands === true ? course.edges() : null
  return {
    candidates: card.standings.map((standing) => ({
      name: standing.id,
      algorithm: algorithmOf(standing.id),
      settings: settingsOf(standing),
      state: standing.role === 'champion' ? ('champion' as const) : standing.role === 'dropped' ? ('dropped' as const) : ('challenger' as const),
      examples: standing.examples,
      loss: standing.loss === null || 'none' in standing.gain ? lacking(standing.examples, 200) : aroundLoss(standing.loss, standing.gain),
      auc: standing.role === 'champion' ? aucInterval(pairs) : lacking(0, 1),
      calibration: standing.role === 'champion' ? card.calibration.ratio : null,
      gain: standing.role === 'champion' ? null : standing.ahead,
    })),
    calibration: course.ready() ? [...calibrationOf(pairs)] : [],
    deciles: course.ready() ? decilesOf(pairs).map((one) => withPeople(one, spread)) : [],
    features: card.features.slice(0, FEATURES).map(({ feature, share }) => ({ feature, name: nameOf(made, feature), share, direction: directionOf(made, course, feature) })),
    promotions: course.promotions.map(({ at, from, to, examples, gain, back }, i) => ({
      at,
      is: back ? ('rolled_back' as const) : i === 0 ? ('first' as const) : ('promoted' as const),
      version: i + 2,
      from: from as string | null,
      to,
      examples,
      gain: { estimate: gain.estimate, low: gain.low, high: 2 * gain.estimate - gain.low, level: 1 - gain.alpha, valid: 'always' as const },
      alpha: gain.alpha as number | null,
    })),
    featureDrift: featureDrift(made, course),
    bandTable: edges === null ? [] : bandTable(pairs, edges, state.census?.bands[model.id] ?? {}),
    prefixes: isVisit && course.ready() ? prefixesOf(pairs) : [],
    values: [] as ReturnType<typeof valuesOf>,
    base: shareOf(course.positives, course.examples),
  }
}

function otherParts(state: TrainerState, model: ModelDefinition, number: number) {
  const none = {
    candidates: [] as ReturnType<typeof binaryParts>['candidates'],
    calibration: [] as ReturnType<typeof binaryParts>['calibration'],
    deciles: [] as ReturnType<typeof binaryParts>['deciles'],
    features: [] as ReturnType<typeof binaryParts>['features'],
    promotions: [] as ReturnType<typeof binaryParts>['promotions'],
    featureDrift: [] as ReturnType<typeof binaryParts>['featureDrift'],
    bandTable: [] as ReturnType<typeof binaryParts>['bandTable'],
    prefixes: [] as ReturnType<typeof binaryParts>['prefixes'],
    values: valuesOf(state, model, number),
    base: lacking(0, 1),
  }
  const value = state.census?.values[model.id]
  if (value === undefined) return none
  const spread = state.census?.spread[model.id] ?? {}
  return {
    ...none,
    deciles: value.check.deciles.map((one) => withPeople(one, spread)),
    base: value.check.base,
  }
}

function valuesOf(state: TrainerState, model: ModelDefinition, number: number) {
  const affinity = state.class?.affinities[number]
  const spread = state.census?.spread[model.id] ?? {}
  if (affinity) {
    const values = new Set([...affinity.foretold.keys(), ...Object.keys(spread)])
    return [...values].map((value) => {
      const { n, right } = affinity.foretold.get(value) ?? { n: 0, right: 0 }
      return { value, people: spread[value] ?? 0, examples: n, observed: shareOf(right, n) }
    }).sort((one, other) => other.people - one.people || other.examples - one.examples).slice(0, 50)
  }
  const times = state.census?.times[model.id]
  if (times === undefined) return []
  return [...new Set([...times.sent.keys(), ...times.answered.keys()])].map((value) => {
    const sent = Math.max(times.sent.get(value) ?? 0, times.answered.get(value) ?? 0)
    return { value, people: spread[value] ?? 0, examples: sent, observed: shareOf(times.answered.get(value) ?? 0, sent) }
  }).sort((one, other) => other.people - one.people || other.examples - one.examples)
}

function withPeople({ decile, examples, predicted, observed, lift, captured }: Decile, spread: { readonly [part: string]: number }) {
  return { decile, examples, predicted, observed, lift, captured, people: spread[String(decile - 1)] ?? 0 }
}

/** The loss of a runner is known as well as its gain over the base rate. */
function aroundLoss(loss: number, gain: { readonly estimate: number; readonly low: number; readonly high: number; readonly level: number; readonly valid: 'always' | 'once' }) {
  return { estimate: loss, low: loss - (gain.high - gain.estimate), high: loss + (gain.estimate - gain.low), level: gain.level, valid: gain.valid }
}

function nameOf(made: Class, feature: string): string | null {
  return made.plan.features.definitions.find(({ id, name }) => id === feature || name === feature)?.name ?? null
}

/** Whether people with higher values reach the goal more often. */
function directionOf(made: Class, course: Course, feature: string): 'up' | 'down' | 'mixed' {
  const i = made.plan.features.definitions.findIndex(({ id, name }) => id === feature || name === feature)
  const known = course.rows.flatMap(({ row, y }) => (typeof row[i] === 'number' ? [[row[i], y] as const] : []))
  if (i < 0 || known.length < 200) return 'mixed'
  const sorted = known.map(([value]) => value).sort((one, other) => one - other)
  const middle = sorted[sorted.length >> 1] as number
  const rate = (some: readonly (readonly [number, number])[]): number => some.reduce((sum, [, y]) => sum + y, 0) / Math.max(1, some.length)
  const [low, high] = [known.filter(([value]) => value <= middle), known.filter(([value]) => value > middle)]
  if (low.length < 50 || high.length < 50) return 'mixed'
  const difference = rate(high) - rate(low)
  return Math.abs(difference) < 0.01 ? 'mixed' : difference > 0 ? 'up' : 'down'
}

function featureDrift(made: Class, { rows }: Course): { feature: string | null; score: number }[] {
  const half = rows.length >> 1
  return made.plan.features.definitions.flatMap(({ id }, i) => {
    const score = stabilityOf(rows.slice(0, half).map(({ row }) => row[i] ?? null), rows.slice(half).map(({ row }) => row[i] ?? null))
    return score === null ? [] : [{ feature: id as string | null, score }]
  }).sort((one, other) => other.score - one.score).slice(0, FEATURES)
}

function bandTable({ p, y }: Pairs, edges: readonly [number, number, number], people: { readonly [band: string]: number }) {
  const bounds = { A: [edges[0], 1], B: [edges[1], edges[0]], C: [edges[2], edges[1]], D: [0, edges[2]] } as const
  return (['A', 'B', 'C', 'D'] as const).map((band) => {
    const inside = p.flatMap((one, i) => (bandOf(edges, one) === band ? [i] : []))
    const hits = inside.reduce((sum, i) => sum + (y[i] as number), 0)
    return {
      band,
      from: bounds[band][0],
      to: bounds[band][1],
      examples: inside.length,
      predicted: inside.length === 0 ? 0 : inside.reduce((sum, i) => sum + (p[i] as number), 0) / inside.length,
      observed: shareOf(hits, inside.length),
      people: people[band] ?? 0,
    }
  })
}

function prefixesOf({ p, y, clicks }: { readonly p: readonly number[]; readonly y: readonly number[]; readonly clicks: readonly number[] }) {
  return [1, 2, 3, 5, 10].flatMap((count) => {
    const inside = clicks.flatMap((one, i) => (one === count ? [i] : []))
    if (inside.length < 30) return []
    const own = { p: inside.map((i) => p[i] as number), y: inside.map((i) => y[i] as number) }
    return [{
      clicks: count,
      examples: inside.length,
      auc: aucInterval(own),
      predicted: own.p.reduce((sum, one) => sum + one, 0) / inside.length,
      observed: shareOf(own.y.reduce((sum, one) => sum + one, 0), inside.length),
    }]
  })
}
