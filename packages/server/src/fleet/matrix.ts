/** Opportunity, personas and the people behind each number: as in the contract of the API. */
import type { TrainerState } from './trainer.ts'
import { BUYERS_MIN, REPEATERS_MIN, type OpportunityFigures, type PersonaFigures } from './worth.ts'

/** Which people are asked for. */
export type PeopleAsk =
  | { readonly of: 'model'; readonly id: string; readonly band?: string | undefined; readonly decile?: number | undefined; readonly value?: string | undefined }
  | { readonly of: 'opportunity'; readonly quadrant?: string | undefined; readonly past?: number | undefined; readonly future?: number | undefined }
  | { readonly of: 'persona'; readonly id: string }

/** Somebody behind a number, before names are looked up. */
export interface Person {
  readonly id: string
  readonly value: number | string | null
  readonly low: number | null
  readonly high: number | null
  readonly band: string | null
  readonly money: number | null
}

/** The matrix for the API. */
export interface OpportunityPart {
  readonly at: number | null
  readonly why: 'no_value_model' | 'not_enough_data' | 'absent' | 'reading' | null
  readonly missing: { what: 'people' | 'positives'; have: number; need: number }[]
  readonly model: { id: string; name: string; within: string } | null
  readonly people: number
  readonly quadrants: OpportunityFigures['quadrants'][number][]
  readonly cells: OpportunityFigures['cells'][number][]
  readonly moves: OpportunityFigures['moves'][number][]
  readonly since: number | null
}

/** The personas for the API. */
export interface PersonasPart {
  readonly at: number | null
  readonly why: 'not_enough_data' | 'absent' | 'reading' | null
  readonly missing: { what: 'people'; have: number; need: number }[]
  readonly k: number
  readonly people: number
  readonly separation: number | null
  readonly tried: { k: number; separation: number }[]
  readonly personas: (Omit<PersonaFigures['personas'][number], 'traits' | 'common'> & {
    readonly traits: PersonaFigures['personas'][number]['traits'][number][]
    readonly common: PersonaFigures['personas'][number]['common'][number][]
  })[]
  readonly since: number | null
}

/** The matrix, or why there is none. */
export function opportunityOf({ census, class: made, workspace }: TrainerState): OpportunityPart {
  const lesson = made?.lessons.find(({ goal }) => goal.goal.is === 'value')
  const model = workspace?.definitions.models.find(({ id }) => id === lesson?.model.id)
  const named = model && model.predict.is === 'value' ? { id: model.id, name: model.name, within: model.predict.within } : null
  const figures = census?.opportunity ?? null
  const known = named === null ? undefined : census?.values[named.id]
  const missing = [
    { what: 'people' as const, have: known?.buyers ?? 0, need: BUYERS_MIN },
    { what: 'positives' as const, have: known?.repeaters ?? 0, need: REPEATERS_MIN },
  ].filter(({ have, need }) => have < need)
  const why = named === null ? ('no_value_model' as const) : census === null ? ('reading' as const) : figures === null ? ('not_enough_data' as const) : null
  return {
    at: figures?.at ?? null,
    why,
    missing: why === 'not_enough_data' ? missing : [],
    model: named,
    people: figures?.ids.length ?? 0,
    quadrants: [...(figures?.quadrants ?? [])],
    cells: [...(figures?.cells ?? [])],
    moves: [...(figures?.moves ?? [])],
    since: figures?.since ?? null,
  }
}

/** The personas, or why there are none. */
export function personasOf({ census }: TrainerState): PersonasPart {
  const figures = census?.personas ?? null
  const buyers = Math.max(0, ...Object.values(census?.values ?? {}).map(({ buyers: n }) => n))
  return {
    at: figures?.at ?? null,
    why: census === null ? ('reading' as const) : figures === null ? ('not_enough_data' as const) : null,
    missing: census !== null && figures === null ? [{ what: 'people' as const, have: buyers, need: BUYERS_MIN }] : [],
    k: figures?.k ?? 0,
    people: figures?.ids.length ?? 0,
    separation: figures?.separation ?? null,
    tried: [...(figures?.tried ?? [])],
    personas: (figures?.personas ?? []).map((one) => ({ ...one, traits: [...one.traits], common: [...one.common] })),
    since: null as number | null,
  }
}

/** People behind a number, the likeliest or most valuable first, from the `after`th on. */
export function peopleOf({ census }: TrainerState, ask: PeopleAsk, after: number, limit: number): { readonly items: readonly Person[]; readonly next: number | null } {
  const all = census === null ? [] : everybody(census, ask)
  const items = all.slice(after, after + limit)
  return { items, next: after + limit < all.length ? after + limit : null }
}

function everybody(census: NonNullable<TrainerState['census']>, ask: PeopleAsk): readonly Person[] {
  if (ask.of === 'model') {
    const parts = census.behind[ask.id] ?? {}
    const part = ask.value ?? (ask.decile === undefined ? undefined : String(ask.decile - 1))
    const found = (part === undefined ? Object.values(parts).flat() : (parts[part] ?? [])).filter(({ band }) => ask.band === undefined || band === ask.band)
    return found.map(({ id, value, low, high, band }) => ({ id, value, low: low ?? null, high: high ?? null, band: band ?? null, money: null })).sort(byValue)
  }
  if (ask.of === 'persona') {
    const figures = census.personas
    const cluster = figures?.personas.findIndex(({ id }) => id === ask.id) ?? -1
    if (!figures || cluster < 0) return []
    const inside = figures.ids.flatMap((id, i) => (figures.of[i] === cluster ? [{ ...NOBODY, id, money: figures.spent[i] ?? null }] : []))
    return inside.sort((one, other) => (other.money ?? 0) - (one.money ?? 0))
  }
  const figures = census.opportunity
  if (!figures) return []
  return figures.ids.flatMap((id, i) => {
    const isCell = (ask.past === undefined || figures.past[i] === ask.past) && (ask.future === undefined || figures.future[i] === ask.future)
    const fits = isCell && (ask.quadrant === undefined || figures.of[i] === ask.quadrant)
    return fits ? [{ ...NOBODY, id, value: Math.round((figures.expected[i] ?? 0) * 100) / 100, money: figures.spent[i] ?? null }] : []
  }).sort(byValue)
}

const NOBODY = { value: null, low: null, high: null, band: null, money: null }

function byValue(one: Person, other: Person): number {
  return typeof one.value === 'number' && typeof other.value === 'number' ? other.value - one.value : 0
}
