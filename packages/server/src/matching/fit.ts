/** Fits the model of live matching to the people who are there: a bounded sample of people and those who share a key with them, no labels. */
import type { Json } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import { PERSON_ROLES, type PersonColumn } from '@rapport/core/engine/matchable'
import { defaultModel, matchSteps } from '@rapport/core/match/index'
import type { MatchModel } from '@rapport/core/match/types'
import type { IndexFile } from './index-file.ts'

/** A model in use, as the index keeps it. */
export interface KeptModel {
  /** Rises with every fit; 0 = nothing was fitted. */
  readonly version: number
  readonly model: MatchModel
  readonly at: Instant | null
  /** People it was fitted to. */
  readonly sample: number
  /** People in the index at that time. */
  readonly people: number
}

/** Fewer people teach nothing. */
export const FIT_FROM = 500
/** Fitted again when there are so many times as many people as at the last fit. */
const GROWTH = 2
const SEEDS = 2_000
const SAMPLE_MAX = 6_000
const KEY = 'model'
/** People per person already there who turn out to be the same, before anything is known. */
const DUPLICATES = 0.1

/** The model that the index keeps, or the default one. */
export function keptModel(index: IndexFile): KeptModel {
  return (index.value(KEY) as unknown as KeptModel | null) ?? { version: 0, model: defaultModel(PERSON_ROLES), at: null, sample: 0, people: 0 }
}

/** Whether it is time to fit. */
export function wantsFit(kept: KeptModel, people: number): boolean {
  return people >= FIT_FROM && people >= kept.people * GROWTH
}

/** The model for so many people: the more there are, the less likely is it that any two are one. */
export function modelFor(kept: KeptModel, people: number): MatchModel {
  const size = Math.max(1_000, people)
  if (kept.version === 0) return { ...kept.model, lambda: DUPLICATES / size, household: (2 * DUPLICATES) / size }
  const scale = Math.max(1_000, kept.people) / size
  return { ...kept.model, lambda: kept.model.lambda * scale, household: kept.model.household * scale }
}

/** Fits in small steps and keeps the result; the caller may rest between steps. */
export function* fitSteps(index: IndexFile, at: Instant): Generator<void, KeptModel> {
  const seeds = index.sample(SEEDS)
  const numbers = new Set<number>(seeds)
  for (const n of seeds) {
    if (numbers.size >= SAMPLE_MAX) break
    for (const key of index.keysOf(n)) for (const other of index.under(key) ?? []) if (numbers.size < SAMPLE_MAX) numbers.add(other)
    yield
  }
  const sample = [...numbers].sort((one, other) => one - other)
  const columns = Object.fromEntries((Object.keys(PERSON_ROLES) as PersonColumn[]).map((column) => [column, [] as string[]]))
  for (const n of sample) {
    const row = index.byNumber(n)?.rows[0] ?? {}
    for (const column of Object.keys(PERSON_ROLES) as PersonColumn[]) columns[column]?.push(row[column] ?? '')
  }
  yield
  const steps = matchSteps({ columns, roles: PERSON_ROLES })
  for (;;) {
    const step = steps.next()
    if (step.done !== true) {
      yield
      continue
    }
    const before = keptModel(index)
    const people = index.people()
    const { pairs, model } = step.value
    const chances = priors({ pairs, model, seeds: new Set(seeds), sample, people })
    const kept: KeptModel = { version: before.version + 1, model: { ...model, ...chances }, at, sample: sample.length, people }
    index.setValue(KEY, kept as unknown as Json)
    return kept
  }
}

/** The sample holds more likely pairs than all people do, so chances are counted at the people who were drawn by chance. */
function priors({ pairs, model, seeds, sample, people }: {
  readonly pairs: { readonly a: Int32Array; readonly b: Int32Array; readonly probability: Float32Array }
  readonly model: MatchModel
  readonly seeds: ReadonlySet<number>
  readonly sample: readonly number[]
  readonly people: number
}): Pick<MatchModel, 'lambda' | 'household'> {
  let expected = 0
  for (let i = 0; i < pairs.a.length; i++) {
    const ends = [sample[pairs.a[i] ?? 0] ?? 0, sample[pairs.b[i] ?? 0] ?? 0]
    expected += (pairs.probability[i] ?? 0) * ends.filter((n) => seeds.has(n)).length
  }
  const perPerson = Math.min(1, Math.max(0.01, expected / Math.max(1, seeds.size)))
  return { lambda: perPerson / people, household: (perPerson * Math.min(5, Math.max(0.2, model.household / model.lambda))) / people }
}
