/** Goes through everybody's document: what each model says of each person, who bought what, and so what customers are worth. */
import type { ProfileId, WorkspaceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import { decodeState } from '@rapport/core/engine/codec'
import type { ProfileState } from '@rapport/core/engine/state'
import { momentsOf } from '@rapport/core/model/goals'
import type { Asked } from '@rapport/core/model/race/types'
import type { Prediction } from '@rapport/core/model/types'
import type { StoredProfile, StoreReads } from '../ports/store.ts'
import { likeliest } from './affinity.ts'
import type { Class } from './class.ts'
import { bandOf } from './figures.ts'
import { choicesOf, isAbout, look, type Lesson } from './pupil.ts'
import { newTimes, noteTimes, timesOf, type Times } from './times.ts'
import { checkValue, opportunityOf, personasOf, valueAt, type Buyers, type OpportunityFigures, type PersonaFigures, type ValueCheck } from './worth.ts'

/** What is written about one person: model → what is said, without its moment. An empty text takes back what was said before. */
export interface Written {
  readonly profile: ProfileId
  readonly predictions: { readonly [model: string]: Omit<Prediction, 'at'> }
}

/** What a model of value knows after a census. */
export interface ValueFigures {
  readonly check: ValueCheck
  readonly buyers: number
  readonly repeaters: number
  readonly ready: boolean
  readonly at: number
}

/** Somebody behind a number. */
export interface Behind extends Partial<Pick<Prediction, 'low' | 'high' | 'band'>> {
  readonly id: string
  readonly value: number | string
}

/** What is known after everybody was looked at. */
export interface CensusFigures {
  readonly at: number
  readonly people: number
  /** Model → people of whom something is foretold. */
  readonly foretold: { readonly [model: string]: number }
  /** Model → tenth (0 to 9, likeliest first) or value → people. */
  readonly spread: { readonly [model: string]: { readonly [part: string]: number } }
  readonly bands: { readonly [model: string]: { readonly [band: string]: number } }
  /** Model → part → some of the people in it. */
  readonly behind: { readonly [model: string]: { readonly [part: string]: readonly Behind[] } }
  readonly values: { readonly [model: string]: ValueFigures }
  readonly times: { readonly [model: string]: Times }
  readonly opportunity: OpportunityFigures | null
  readonly personas: PersonaFigures | null
}

const PAGE = 100
/** People kept for each part of a model's figures. */
const BEHIND_MAX = 500
/** A chance moved noticeably when its odds changed by this factor (as a logarithm), an amount by this share. */
const ODDS_MOVED = 0.25
const AMOUNT_MOVED = 0.1

/** Whether what is said now differs from what was said so much that it is worth writing. */
export function isMoved(before: Prediction | undefined, now: Omit<Prediction, 'at'>): boolean {
  if (before === undefined) return now.value !== ''
  if (before.band !== now.band || typeof before.value !== typeof now.value) return true
  if (typeof now.value === 'string' || typeof before.value === 'string') return before.value !== now.value
  if (now.value >= 0 && now.value <= 1 && before.value >= 0 && before.value <= 1) return Math.abs(odds(now.value) - odds(before.value)) > ODDS_MOVED
  return Math.abs(now.value - before.value) > AMOUNT_MOVED * Math.max(1, Math.abs(before.value))
}

/** What the models that look at one person alone say of these people; only what moved. */
export function sayOf(taught: Class, people: readonly ProfileState[], now: Instant, seen?: (person: ProfileState, model: string, said: Omit<Prediction, 'at'>) => void): Written[] {
  const { lessons, courses, affinities, school } = taught
  const looks = people.map(() => null as Asked | null)
  const said = people.map(() => ({}) as { [model: string]: Omit<Prediction, 'at'> })
  lessons.forEach((lesson, number) => {
    const { id } = lesson.model
    const course = courses[number]
    const affinity = affinities[number]
    if (affinity) {
      people.forEach((person, i) => {
        const choices = isAbout(lesson, person) ? choicesOf(lesson.goal, person) : []
        const likely = choices.length === 0 ? null : likeliest(affinity, choices)
        ;(said[i] as { [model: string]: Omit<Prediction, 'at'> })[id] = { value: likely?.value ?? '', version: 1 }
      })
      return
    }
    if (!course || lesson.spanMs === 0 || !course.ready()) return
    const asked = people.flatMap((person, i) => (isAbout(lesson, person) && person.events > 0 ? [{ i, look: (looks[i] ??= look(school, person, now)) }] : []))
    const edges = lesson.model.bands === true ? course.edges() : null
    course.predictAll(asked.map(({ look: one }) => one)).forEach(({ p, low, high }, at) => {
      const i = asked[at]?.i as number
      ;(said[i] as { [model: string]: Omit<Prediction, 'at'> })[id] = {
        value: round(p), low: round(low), high: round(high), ...(edges && { band: bandOf(edges, p) }), version: course.version,
      }
    })
    people.forEach((_, i) => ((said[i] as { [model: string]: Omit<Prediction, 'at'> })[id] ??= { value: '', version: course.version }))
  })
  return people.flatMap((person, i) => {
    const mine = said[i] as { [model: string]: Omit<Prediction, 'at'> }
    for (const [model, one] of Object.entries(mine)) if (one.value !== '') seen?.(person, model, one)
    const moved = Object.entries(mine).filter(([model, one]) => isMoved(standing(person.predictions[model]), one))
    return moved.length === 0 ? [] : [{ profile: person.id, predictions: Object.fromEntries(moved) }]
  })
}

/** Goes through everybody, a page at each step; gives what is to be written, and at the end the figures. */
export async function* census({ ws, reads, taught, now }: {
  readonly ws: WorkspaceId
  readonly reads: Pick<StoreReads, 'scan'>
  readonly taught: Class
  readonly now: () => Instant
}): AsyncGenerator<readonly Written[], CensusFigures> {
  const valued = taught.lessons.filter(({ goal }) => goal.goal.is === 'value')
  const timed = taught.lessons.filter(({ goal }) => goal.goal.is === 'hour' || goal.goal.is === 'channel')
  const buyers: Buyers[] = valued.map(() => ({ ids: [], orders: [], words: [], events: [] }))
  const standingValue = valued.map(() => [] as (Prediction | undefined)[])
  const times = timed.map(({ goal }) => newTimes(goal.goal.is === 'hour' ? 'hour' : 'channel'))
  const spread: { [model: string]: { [part: string]: number } } = {}
  const bands: { [model: string]: { [part: string]: number } } = {}
  const foretold: { [model: string]: number } = {}
  const deciles = new Map(taught.lessons.map(({ model }, number) => [model.id, taught.courses[number]?.ready() ? edgesOfTenths(taught.courses[number].record().p) : []]))
  const behind: { [model: string]: { [part: string]: Behind[] } } = {}
  const remember = (model: string, part: string, one: Behind): void => {
    const list = ((behind[model] ??= {})[part] ??= [])
    if (list.length < BEHIND_MAX) list.push(one)
  }
  const seen = (person: ProfileState, model: string, said: Omit<Prediction, 'at'>): void => {
    const { value, band, low, high } = said
    foretold[model] = (foretold[model] ?? 0) + 1
    const part = typeof value === 'string' ? value : String(tenthOf(deciles.get(model) ?? [], value))
    const parts = (spread[model] ??= {})
    parts[part] = (parts[part] ?? 0) + 1
    remember(model, part, { id: person.id, value, ...(low !== undefined && { low }), ...(high !== undefined && { high }), ...(band !== undefined && { band }) })
    if (band !== undefined) (bands[model] ??= {})[band] = ((bands[model] ?? {})[band] ?? 0) + 1
  }
  let people = 0
  let after: ProfileId | null = null
  for (;;) {
    const page: readonly StoredProfile[] = await reads.scan(ws, after, PAGE)
    const states = page.map(({ body }) => decodeState(body))
    people += states.length
    valued.forEach((lesson, v) => {
      for (const state of states) if (isAbout(lesson, state)) noteBuyer(taught, lesson, state, buyers[v] as Buyers, standingValue[v] as (Prediction | undefined)[])
    })
    timed.forEach((lesson, t) => {
      for (const state of states) noteTimes(times[t] as Times, lesson, state, taught.plan.workspace.definitions.sending.timezone)
    })
    yield sayOf(taught, states, now(), seen)
    if (page.length < PAGE) break
    after = page.at(-1)?.id ?? null
  }
  const at = now()
  const values: { [model: string]: ValueFigures } = {}
  let opportunity: OpportunityFigures | null = null
  let personas: PersonaFigures | null = null
  for (const [v, { model, goal }] of valued.entries()) {
    const own = buyers[v] as Buyers
    const days = goal.withinMs / 86_400_000
    const made = valueAt(own, at, days)
    const check = checkValue(own, at, days)
    yield []
    const repeaters = own.orders.filter((orders) => new Set(orders.map(([when]) => Math.floor(when / 86_400_000))).size > 1).length
    values[model.id] = { check, buyers: own.ids.length, repeaters, ready: made !== null, at }
    if (made === null) continue
    foretold[model.id] = made.of.length
    const edges = edgesOfTenths([...made.expected])
    const parts = (spread[model.id] = {} as { [part: string]: number })
    const moved = made.of.flatMap((i, place): Written[] => {
      const value = Math.round((made.expected[place] as number) * 100) / 100
      const tenth = String(tenthOf(edges, value))
      parts[tenth] = (parts[tenth] ?? 0) + 1
      remember(model.id, tenth, { id: own.ids[i] as string, value })
      const now = { value, version: 1 }
      return isMoved(standing(standingValue[v]?.[i]), now) ? [{ profile: own.ids[i] as ProfileId, predictions: { [model.id]: now } }] : []
    })
    for (let from = 0; from < moved.length; from += PAGE) yield moved.slice(from, from + PAGE)
    opportunity ??= opportunityOf(own, at, days, made)
    yield []
    personas ??= personasOf(own, at, made)
    yield []
  }
  const said: { [model: string]: Times } = {}
  for (const [t, { model }] of timed.entries()) {
    const own = times[t] as Times
    said[model.id] = own
    const moved = timesOf(own).flatMap(({ profile, value, before }): Written[] => {
      foretold[model.id] = (foretold[model.id] ?? 0) + 1
      const parts = (spread[model.id] ??= {})
      parts[value] = (parts[value] ?? 0) + 1
      remember(model.id, value, { id: profile, value })
      return before === value ? [] : [{ profile, predictions: { [model.id]: { value, version: 1 } } }]
    })
    for (let from = 0; from < moved.length; from += PAGE) yield moved.slice(from, from + PAGE)
    own.people.length = 0
  }
  return { at, people, foretold, spread, bands, behind, values, times: said, opportunity, personas }
}

function noteBuyer(taught: Class, { goal, model }: Lesson, state: ProfileState, into: Buyers, before: (Prediction | undefined)[]): void {
  const orders = momentsOf(goal, state.counters, 'moments').flatMap(([at, amount]) => (typeof amount === 'number' && amount > 0 ? [[at, amount] as const] : []))
  if (orders.length === 0) return
  into.ids.push(state.id)
  into.orders.push(orders)
  into.events.push(state.events)
  before.push(state.predictions[model.id])
  const words: { [feature: string]: string } = {}
  taught.plan.features.values(state, {}, state.lastSeen).forEach((value, i) => {
    const feature = taught.plan.features.definitions[i]
    if (typeof value === 'string' && feature !== undefined && feature.prediction === undefined && (feature.id.startsWith('auto:given:') || feature.id.startsWith('auto:trait:'))) words[feature.id] = value
  })
  into.words.push(words)
}

/** Lowest value of each of the upper nine tenths, highest first. */
export function edgesOfTenths(values: readonly number[]): readonly number[] {
  if (values.length < 100) return []
  const sorted = [...values].sort((one, other) => other - one)
  return Array.from({ length: 9 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / 10) - 1] as number)
}

/** The tenth (0 = highest) of a value. */
export function tenthOf(edges: readonly number[], value: number): number {
  const at = edges.findIndex((edge) => value >= edge)
  return at < 0 ? edges.length : at
}

function standing(prediction: Prediction | undefined): Prediction | undefined {
  return prediction?.value === '' ? undefined : prediction
}

function odds(p: number): number {
  const safe = Math.min(0.9999, Math.max(0.0001, p))
  return Math.log(safe / (1 - safe))
}

function round(p: number): number {
  return Math.round(p * 10_000) / 10_000
}
