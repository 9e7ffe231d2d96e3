/** The model as JSON: everything that was fitted, enough to score single pairs and to find candidates without the records it was fitted to. */
import { LEVEL_COUNT } from './compare-field.ts'
import { planOf, RARE, type Field, type Plan } from './fields.ts'
import { PRIOR_M } from './fit.ts'
import { keysOfValue } from './keys.ts'
import { newPart, type PartOf } from './name-value.ts'
import { valueScorer } from './score.ts'
import { readSlot, type Column, type Table } from './table.ts'
import type { FieldKind, FieldModel, MatchModel, PairScore, PreparedRecord, Role, Roles } from './types.ts'
import type { Value } from './value.ts'
import type { Weights } from './weigh.ts'

/** Values of a field whose shares a model keeps. */
const COMMON_MAX = 1_000

/** Chances of levels 1 to 5 among any two people, from general knowledge. */
const PRIOR_U: { readonly [kind in FieldKind]: readonly number[] } = {
  id: [1e-6, 1e-6, 2e-5, 2e-4, 0.99978],
  given: [0.006, 0.003, 0.003, 0.01, 0.978],
  family: [0.006, 0.002, 0.002, 0.008, 0.982],
  middle: [0.02, 0.005, 0.005, 0.04, 0.93],
  email: [1e-6, 5e-5, 5e-5, 5e-4, 0.9994],
  phone: [2e-6, 1e-6, 2e-6, 2e-5, 0.99998],
  date: [5e-5, 5e-5, 5e-4, 0.004, 0.9954],
  address: [1e-5, 1e-5, 1e-4, 0.003, 0.99688],
  city: [0.05, 0.005, 0.002, 0.01, 0.933],
  postcode: [0.002, 0.0005, 0.004, 0.02, 0.9735],
  gender: [0.5, 0.001, 0.001, 0.001, 0.497],
  category: [0.2, 0.01, 0.01, 0.02, 0.76],
  text: [1e-4, 4e-4, 0.001, 0.01, 0.9885],
  number: [0.02, 0.001, 0.02, 0.03, 0.929],
}

/** People among whom a single pair is looked up when nothing was fitted. */
const PEOPLE = 100_000

/** A model for these columns without any data to fit it to. */
export function defaultModel(roles: Roles): MatchModel {
  const fields = planOf(roles).fields.map((field): FieldModel => ({
    field: field.field, kind: field.kind, columns: field.columns, m: [0, ...PRIOR_M[field.kind]], u: [0, ...PRIOR_U[field.kind]], common: {}, rare: RARE[field.kind],
  }))
  return { version: 1, roles: usedRoles(roles), fields, lambda: 1 / PEOPLE, household: 0.2 / PEOPLE, threshold: 0.5, origin: 'default' }
}

function usedRoles(roles: Roles): Roles {
  return Object.fromEntries(Object.entries(roles).filter(([, role]) => role !== 'ignore'))
}

/** The model that a fit to a table gives. */
export function modelOf(table: Table, roles: Roles, weights: Weights, origin: MatchModel['origin']): MatchModel {
  const fields = table.plan.fields.map((field, index): FieldModel => {
    const at = (level: number) => index * LEVEL_COUNT + level
    const levels = [1, 2, 3, 4, 5]
    const { common, rare } = sharesOf(field, table)
    return {
      field: field.field, kind: field.kind, columns: field.columns, common, rare,
      m: [0, ...levels.map((level) => Math.exp(weights.logM[at(level)]!))], u: [0, ...levels.map((level) => Math.exp(weights.logU[at(level)]!))],
    }
  })
  return { version: 1, roles: usedRoles(roles), fields, lambda: weights.lambda, household: weights.household, threshold: 0.5, origin }
}

function sharesOf(field: Field, table: Table): { readonly common: { readonly [value: string]: number }; readonly rare: number } {
  const column = table.columns[field.slot]!
  const shares = field.kind === 'given' || field.kind === 'family' ? partShares(table, field.kind) : column.slot.kind === 'name' ? [] : valueShares(column)
  const sorted = shares.sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1))
  const kept = sorted.slice(0, COMMON_MAX).filter(([, share]) => share * column.present >= 2)
  const rest = sorted.slice(kept.length)
  const rare = rest.length === 0 ? 1 / Math.max(1, column.present) : rest.reduce((sum, [, share]) => sum + share, 0) / rest.length
  return { common: Object.fromEntries(kept), rare }
}

function partShares(table: Table, kind: 'given' | 'family'): [string, number][] {
  return table.parts.filter((part) => part.role === kind).map((part) => [part.text, part.share])
}

function valueShares(column: Column): [string, number][] {
  return column.values.map((value) => [value.text, value.share])
}

/** The weights of a model. */
export function weightsOfModel(model: MatchModel): Weights {
  const logM = new Float64Array(model.fields.length * LEVEL_COUNT)
  const logU = new Float64Array(model.fields.length * LEVEL_COUNT)
  model.fields.forEach((field, index) => {
    for (let level = 1; level < LEVEL_COUNT; level++) {
      logM[index * LEVEL_COUNT + level] = Math.log(Math.max(field.m[level] ?? 0, 1e-6))
      logU[index * LEVEL_COUNT + level] = Math.log(Math.max(field.u[level] ?? 0, 1e-7))
    }
  })
  return { logM, logU, lambda: model.lambda, household: model.household }
}

interface Ready {
  readonly plan: Plan
  readonly score: ReturnType<typeof valueScorer>
}

const readyOf = new WeakMap<MatchModel, Ready>()

function ready(model: MatchModel): Ready {
  let found = readyOf.get(model)
  if (found) return found
  const plan = planOf(model.roles)
  readyOf.set(model, found = { plan, score: valueScorer(plan, weightsOfModel(model)) })
  return found
}

/** Reads one record's values (by column) for `scorePair` and `keysOf`. */
export function readRecord(model: MatchModel, values: { readonly [column: string]: string }): PreparedRecord {
  const { plan } = ready(model)
  const partOf: PartOf = (forms, role) => {
    const made = newPart(forms, role)
    const field = model.fields.find((candidate) => candidate.kind === role)
    if (field) made.share = made.loose = shareIn(field, made.text)
    return made
  }
  const prepared = plan.slots.map((slot, index) => {
    const value = readSlot(slot, (column) => values[column] ?? '', partOf)
    const field = plan.fields.findIndex((candidate) => candidate.slot === index)
    if (value && value.is !== 'name' && model.fields[field]) value.share = value.loose = shareIn(model.fields[field], value.text)
    return value
  })
  return { values: prepared }
}

/** Gives the values of a table the shares that a model knows. */
export function shareByModel(table: Table, model: MatchModel): void {
  for (const [index, column] of table.columns.entries()) {
    const field = model.fields[table.plan.fields.findIndex((candidate) => candidate.slot === index)]
    if (field && column.slot.kind !== 'name') for (const value of column.values) value.share = value.loose = shareIn(field, value.text)
  }
  for (const part of table.parts) {
    const field = model.fields.find((candidate) => candidate.kind === part.role)
    if (field) part.share = part.loose = shareIn(field, part.text)
  }
}

function shareIn(field: FieldModel, text: string): number {
  return Object.hasOwn(field.common, text) ? field.common[text]! : field.rare
}

/** How sure it is that two records are one person, and why. Symmetric. */
export function scorePair(model: MatchModel, one: PreparedRecord, other: PreparedRecord): PairScore {
  return ready(model).score(one.values as readonly (Value | null)[], other.values as readonly (Value | null)[])
}

/** Keys of one record at most. */
const KEYS_MAX = 12

/**
 * Keys for a live index, strongest first, at most 12: two records that are one person nearly always share one. What alone would be shared by thousands
 * (a family name, a city) appears only together with something else.
 */
export function keysOf(model: MatchModel, record: PreparedRecord): string[] {
  const { plan } = ready(model)
  const keys = new Set<string>()
  const narrow: number[] = []
  const wide: { readonly hash: number; readonly root: number }[] = []
  record.values.forEach((value, index) => {
    if (value === null) return
    const slot = plan.slots[index]!
    for (const key of keysOfValue(slot, index, value as Value)) {
      if (key.strong && ALONE.has(slot.kind)) narrow.push(key.hash)
      else if (WITH_ANOTHER.has(slot.kind) && key.strong) wide.push(key)
    }
  })
  for (const hash of narrow) keys.add(`k${hash.toString(36)}`)
  for (let one = 0; one < wide.length; one++) {
    for (let other = one + 1; other < wide.length; other++) {
      if (wide[one]!.root === wide[other]!.root || keys.size >= KEYS_MAX) continue
      const [low, high] = wide[one]!.hash < wide[other]!.hash ? [wide[one]!.hash, wide[other]!.hash] : [wide[other]!.hash, wide[one]!.hash]
      keys.add(`c${low.toString(36)}.${high.toString(36)}`)
    }
  }
  return [...keys].slice(0, KEYS_MAX)
}

const ALONE: ReadonlySet<Role | 'name'> = new Set(['id', 'email', 'phone'])
const WITH_ANOTHER: ReadonlySet<Role | 'name'> = new Set(['name', 'date', 'postcode', 'city', 'address'])
