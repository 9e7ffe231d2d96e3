/**
 * A person's document as text, for the store: JSON with positions instead of names, and moments as steps from one to the next. Written by hand
 * where documents are large (counters, segments, edges), because every event writes one.
 */
import { assert } from '../base/assert.ts'
import type { Json } from '../base/json.ts'
import type { Instant } from '../base/time.ts'
import type { Edge } from '../identity/types.ts'
import type { Memberships } from '../segment/membership.ts'
import type { Prediction, Predictions } from '../trait/prediction.ts'
import type { Counters, CounterState } from '../trait/types.ts'
import type { ProfileState } from './state.ts'

/** Version of the text, its first character. */
const VERSION = '1'

/** The text of a document. The order of its parts is the format; a new part goes to the end. */
export function encodeState(state: ProfileState): string {
  const { identity, pressure, journeys } = state
  return (
    `${VERSION}[${JSON.stringify(state.id)},${state.firstSeen},${state.lastSeen},${state.events},${state.wakeAt},${state.version},` +
    `${JSON.stringify(identity.ids)},${edgesText(identity.edges)},${JSON.stringify(state.consent)},${JSON.stringify(state.traits)},` +
    `${countersText(state.counters)},${segmentsText(state.segments)},${JSON.stringify(state.offers)},` +
    `${JSON.stringify(pressure.claims)},${JSON.stringify(pressure.suppressed)},${JSON.stringify(journeys.runs)},${JSON.stringify(journeys.entered)}` +
    `${predictionsText(state.predictions)}]`
  )
}

/** Reads what `encodeState` wrote. Throws on any other text. */
export function decodeState(text: string): ProfileState {
  assert(text.startsWith(VERSION), `a document begins with the version ${VERSION}, this one with '${text.slice(0, 1)}': it was written by a newer release`)
  const [
    id, firstSeen, lastSeen, events, wakeAt, version, ids, edges, consent, traits, counters, segments, offers, claims, suppressed, runs, entered, predictions,
  ] = JSON.parse(text.slice(1))
  return {
    id,
    firstSeen,
    lastSeen,
    events,
    identity: { ids, edges: edges.map(edgeOf) },
    consent,
    traits,
    counters: countersOf(counters),
    segments: segmentsOf(segments),
    offers,
    pressure: { claims, suppressed },
    journeys: { runs, entered },
    predictions: predictionsOf(predictions),
    wakeAt,
    version,
  }
}

/** Their places are the format; a new rule goes to the end. */
const RULES: readonly Edge['rule'][] = ['together', 'alias', 'joined', 'cut', 'apart', 'open']

function edgesText(edges: readonly Edge[]): string {
  let text = ''
  for (const { a, b, at, by, rule } of edges) text += `${text === '' ? '' : ','}[${JSON.stringify(a)},${JSON.stringify(b)},${at},${JSON.stringify(by)},${RULES.indexOf(rule)}]`
  return `[${text}]`
}

function edgeOf([a, b, at, by, rule]: [string, string, Instant, Edge['by'], number]): Edge {
  return { a, b, at, by, rule: RULES[rule] ?? 'together' }
}

/** A counter: how many, its moments, their values (0 when it has none), and the running value, its moment and the set where it has them. */
type PackedCounter = [n: number, moments: number[] | 0, values?: Json[] | 0, value?: Json, at?: Instant | 0, set?: string[]]

function countersText(counters: Counters): string {
  let text = ''
  for (const key in counters) {
    const counter = counters[key]
    if (counter !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${counterText(counter)}`
  }
  return `{${text}}`
}

function counterText({ n, recent, value, at, set }: CounterState): string {
  const moments = momentsText(recent)
  const hasValues = recent?.some(([, one]) => one !== null) === true
  if (!hasValues && value === undefined && set === undefined) return `[${n},${moments}]`
  const values = hasValues ? JSON.stringify(recent?.map(([, one]) => one)) : '0'
  return `[${n},${moments},${values},${JSON.stringify(value ?? null)},${at ?? 0}${set === undefined ? '' : `,${JSON.stringify(set)}`}]`
}

/** The first moment, then the steps between moments: a step is a few digits, a moment thirteen. */
function momentsText(recent: CounterState['recent']): string {
  if (recent === undefined) return '0'
  let text = ''
  let before = 0
  for (const [at] of recent) {
    text += `${text === '' ? '' : ','}${at - before}`
    before = at
  }
  return `[${text}]`
}

function countersOf(packed: { readonly [key: string]: PackedCounter }): Counters {
  const counters: { [key: string]: CounterState } = {}
  for (const key in packed) counters[key] = counterOf(packed[key] as PackedCounter)
  return counters
}

function counterOf([n, moments, values, value, at, set]: PackedCounter): CounterState {
  if (moments === 0 && value === undefined) return { n }
  const recent = moments === 0 ? undefined : momentsOf(moments, values || undefined)
  if (value === undefined) return { n, recent }
  return { n, ...(recent && { recent }), ...(value !== null && { value }), ...(at && { at }), ...(set && { set }) }
}

function momentsOf(steps: readonly number[], values: readonly Json[] | undefined): CounterState['recent'] {
  let at = 0
  return steps.map((step, i) => [(at += step) as Instant, values?.[i] ?? null] as const)
}

/** A membership that nothing but an event can end is one number, any other a pair; 0 stands for what is absent. */
function segmentsText(segments: Memberships): string {
  let text = ''
  for (const id in segments) {
    const membership = segments[id]
    if (membership === undefined) continue
    const { since, until } = membership
    text += `${text === '' ? '' : ','}${JSON.stringify(id)}:${until === undefined ? (since ?? 0) : `[${since ?? 0},${until}]`}`
  }
  return `{${text}}`
}

function segmentsOf(packed: { readonly [id: string]: Instant | [Instant, Instant] }): Memberships {
  const segments: { [id: string]: Memberships[string] } = {}
  for (const id in packed) {
    const one = packed[id] as Instant | [Instant, Instant]
    if (typeof one === 'number') segments[id] = one === 0 ? {} : { since: one }
    else segments[id] = one[0] === 0 ? { until: one[1] } : { since: one[0], until: one[1] }
  }
  return segments
}

/** A prediction: value, moment, version of the model, and where it has them band, low, high. Nothing at all stands where nothing is foretold, as in documents from before there were predictions. */
type PackedPrediction = [value: number | string, at: Instant, version: number, band?: string | 0, low?: number | null, high?: number | null]

function predictionsText(predictions: Predictions): string {
  let text = ''
  for (const model in predictions) {
    const { value, at, version, band, low, high } = predictions[model] as Prediction
    const more = low === undefined && high === undefined ? (band === undefined ? [] : [band]) : [band ?? 0, low ?? null, high ?? null]
    text += `${text === '' ? '' : ','}${JSON.stringify(model)}:${JSON.stringify([value, at, version, ...more])}`
  }
  return text === '' ? '' : `,{${text}}`
}

function predictionsOf(packed: { readonly [model: string]: PackedPrediction } | undefined): Predictions {
  const predictions: { [model: string]: Prediction } = {}
  for (const model in packed) {
    const [value, at, version, band, low, high] = packed[model] as PackedPrediction
    predictions[model] = { value, ...(typeof low === 'number' && { low }), ...(typeof high === 'number' && { high }), ...(typeof band === 'string' && { band }), at, version }
  }
  return predictions
}
