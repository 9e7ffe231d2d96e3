/**
 * What is foretold of a person: traits that the product writes itself. `prediction.MODEL` is the value, `prediction.MODEL.band`, `.low` and `.high` what belongs to it.
 * Of two predictions of one model the newer stands, so order, repetition and merges do not matter.
 */
import { canonical, isJsonObject, type Json } from '../base/json.ts'
import type { Instant } from '../base/time.ts'
import type { Event } from '../event/event.ts'

/** What is foretold of one person by one model: a trait `prediction.MODEL` that segments, offers and templates may use. */
export interface Prediction {
  /** A chance (0..1), an amount, or for `next`, `hour` and `channel` the likeliest value. An empty text takes it back: nothing is foretold any more. */
  readonly value: number | string
  /** Where the truth lies with 90 % certainty, where the model can say. */
  readonly low?: number
  readonly high?: number
  /** A to D, where the model has bands. */
  readonly band?: string
  readonly at: Instant
  /** Version of the model that said it. */
  readonly version: number
}

/** model id → the newest prediction of a person. */
export interface Predictions {
  readonly [model: string]: Prediction
}

/** Type of the event that brings predictions; only the product itself writes it. properties: predictions (model id → value, low, high, band, version). */
export const PREDICTIONS_MADE = 'predictions_made'
/** Beginning of the names of traits that are predictions. */
export const PREDICTION_PREFIX = 'prediction.'
/** Source of the product's own events (engine/react SYSTEM). */
const OWN = 'system'
/** Most models of which a person keeps predictions; those with the smallest ids stay. */
const MODELS_MAX = 100
/** Most characters of a foretold value. */
const VALUE_LENGTH = 200

/** The predictions after an event, and the names of traits whose value is another one; the same object when nothing changes. */
export function foldPredictions(state: Predictions, event: Event): { readonly predictions: Predictions; readonly changed: readonly string[] } {
  if (event.type !== PREDICTIONS_MADE || event.source !== OWN) return { predictions: state, changed: NONE }
  const told = event.properties['predictions']
  if (!isJsonObject(told)) return { predictions: state, changed: NONE }
  const said: { [model: string]: Prediction } = {}
  for (const [model, raw] of Object.entries(told)) {
    const prediction = predictionOf(raw, event.at)
    if (prediction !== null) said[model] = prediction
  }
  const predictions = mergePredictions(state, said)
  if (predictions === state) return { predictions, changed: NONE }
  const changed = Object.keys(said).flatMap((model) => namesThatChange(model, state[model], predictions[model]))
  return { predictions, changed }
}

/** The predictions of two profiles that became one: of each model the newer. The very first object when the other adds nothing. */
export function mergePredictions(one: Predictions, other: Predictions): Predictions {
  let merged: { [model: string]: Prediction } | null = null
  for (const model of Object.keys(other)) {
    const ours = Object.hasOwn(one, model) ? one[model] : undefined
    const theirs = other[model] as Prediction
    if (ours !== undefined && !stands(theirs, ours)) continue
    merged ??= { ...one }
    merged[model] = theirs
  }
  if (merged === null) return one
  const models = Object.keys(merged)
  if (models.length <= MODELS_MAX) return merged
  const kept = merged
  return Object.fromEntries(models.sort().slice(0, MODELS_MAX).map((model) => [model, kept[model] as Prediction]))
}

/** The value of `prediction.MODEL`, `.band`, `.low` or `.high`; undefined where nothing is foretold. `path` is the name without the beginning. */
export function predictionValue(predictions: Predictions | undefined, path: string): Json | undefined {
  if (predictions === undefined) return undefined
  const dot = path.indexOf('.')
  const model = dot < 0 ? path : path.slice(0, dot)
  const prediction = Object.hasOwn(predictions, model) ? predictions[model] : undefined
  if (prediction === undefined || prediction.value === '') return undefined
  if (dot < 0) return prediction.value
  const part = path.slice(dot + 1)
  return part === 'band' ? prediction.band : part === 'low' ? prediction.low : part === 'high' ? prediction.high : undefined
}

/** Names of all traits that a person's predictions are. */
export function predictionNames(predictions: Predictions): readonly string[] {
  return Object.keys(predictions).flatMap((model) => namesOf(model).filter((name) => predictionValue(predictions, name.slice(PREDICTION_PREFIX.length)) !== undefined))
}

const NONE: readonly string[] = []

function namesOf(model: string): readonly string[] {
  const name = `${PREDICTION_PREFIX}${model}`
  return [name, `${name}.band`, `${name}.low`, `${name}.high`]
}

function namesThatChange(model: string, before: Prediction | undefined, after: Prediction | undefined): readonly string[] {
  const [old, young] = [before === undefined ? {} : { [model]: before }, after === undefined ? {} : { [model]: after }]
  return namesOf(model).filter((name) => predictionValue(old, name.slice(PREDICTION_PREFIX.length)) !== predictionValue(young, name.slice(PREDICTION_PREFIX.length)))
}

/** Whether the first stands and not the second: the newer, then that of the younger model, then by what it says. */
function stands(one: Prediction, other: Prediction): boolean {
  if (one.at !== other.at) return one.at > other.at
  if (one.version !== other.version) return one.version > other.version
  return canonical(one as unknown as Json) > canonical(other as unknown as Json)
}

function predictionOf(raw: Json | undefined, at: Instant): Prediction | null {
  if (!isJsonObject(raw)) return null
  const { value, low, high, band, version } = raw
  if (typeof value !== 'number' && (typeof value !== 'string' || value.length > VALUE_LENGTH)) return null
  return {
    value,
    ...(typeof low === 'number' && { low }),
    ...(typeof high === 'number' && { high }),
    ...(typeof band === 'string' && { band }),
    at,
    version: typeof version === 'number' ? version : 0,
  }
}
