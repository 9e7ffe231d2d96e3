/** The columns of the golden record: what an export or a destination can have, by id, and how each is read from a person's document. */
import { canonical, type Json } from '@rapport/core/base/json'
import { EARLIEST, LATEST, type Instant } from '@rapport/core/base/time'
import { allowed } from '@rapport/core/consent/consent'
import type { Plan } from '@rapport/core/engine/plan'
import type { ProfileState } from '@rapport/core/engine/state'
import { IDENTIFIER_KINDS } from '@rapport/core/event/identifier'
import { displayName } from '@rapport/core/profile/display'
import { givenValue } from '@rapport/core/profile/traits'
import { predictionValue } from '@rapport/core/trait/prediction'
import { traitReader } from '@rapport/core/trait/value'

/** What a column holds. A `moment` is milliseconds since 1970, UTC; `json` any value. */
export type ColumnType = 'text' | 'number' | 'truth' | 'moment' | 'json'

/** One column, ready to be read. */
export interface Column {
  readonly id: string
  /** Its heading. */
  readonly name: string
  readonly type: ColumnType
  /** The person's value, null when there is none. A value that is not of the type is given as it is. */
  readonly read: (state: ProfileState, now: Instant) => Json
}

/** Traits seen among people, with the type that all of their values have. */
export type SeenTraits = ReadonlyMap<string, ColumnType>

/** Ids that stand for all columns of a kind. */
export const WHOLE_KINDS = ['trait:*', 'identifier:*', 'consent:*', 'segment:*', 'counter:*', 'prediction:*'] as const
const FIXED: { readonly [id: string]: readonly [ColumnType, Column['read']] } = {
  id: ['text', ({ id }) => id],
  name: ['text', ({ traits, identity }) => displayName(traits, identity.ids)],
  first_seen: ['moment', ({ firstSeen }) => momentOr(firstSeen)],
  last_seen: ['moment', ({ lastSeen }) => momentOr(lastSeen)],
  events: ['number', ({ events }) => events],
  identifiers: ['json', ({ identity }) => [...identity.ids]],
}
const KINDS = Object.keys(IDENTIFIER_KINDS)
const NUMERIC = new Set(['count', 'sum', 'distinct'])

/** All columns that there are for these definitions and these traits. */
export function everyColumn(plan: Plan, seen: SeenTraits): readonly string[] {
  const { purposes, segments, traits, models } = plan.workspace.definitions
  return [
    ...Object.keys(FIXED),
    ...KINDS.map((kind) => `identifier:${kind}`),
    ...[...seen.keys()].sort().map((name) => `trait:${name}`),
    ...traits.map(({ id }) => `counter:${id}`),
    ...models.map(({ id }) => `prediction:${id}`),
    ...purposes.map(({ id }) => `consent:${id}`),
    ...segments.map(({ id }) => `segment:${id}`),
  ]
}

/** The columns of a file for which nobody chose any: everything but devices and memberships. */
export function usualColumns(plan: Plan, seen: SeenTraits): readonly string[] {
  return everyColumn(plan, seen).filter((id) => !id.startsWith('segment:') && id !== 'identifiers' && id !== 'identifier:deviceId' && id !== 'identifier:anonymousId')
}

/** The columns, or the ids that lead nowhere. */
export type FoundColumns = { readonly is: 'ok'; readonly columns: readonly Column[] } | { readonly is: 'unknown'; readonly ids: readonly string[] }

/** The columns with these ids, in their order, each once; `KIND:*` stands for all of a kind. Answers the ids that lead nowhere instead when there are any. */
export function columnsOf(ids: readonly string[], plan: Plan, seen: SeenTraits): FoundColumns {
  const every = everyColumn(plan, seen)
  const wanted = [...new Set(ids.flatMap((id) => (id.endsWith(':*') ? every.filter((one) => one.startsWith(id.slice(0, -1))) : [id])))]
  const found = wanted.map((id) => columnOf(id, plan, seen))
  const unknown = wanted.filter((_, i) => found[i] === null)
  if (unknown.length > 0) return { is: 'unknown', ids: unknown }
  const columns = found.filter((column) => column !== null)
  const taken = new Map<string, number>()
  for (const { name } of columns) taken.set(name.toLowerCase(), (taken.get(name.toLowerCase()) ?? 0) + 1)
  // A trait called like something else keeps its kind in the heading.
  const isTaken = ({ id, name }: Column): boolean => id.includes(':') && (taken.get(name.toLowerCase()) ?? 0) > 1
  return { is: 'ok', columns: columns.map((column) => (isTaken(column) ? { ...column, name: column.id.replace(':', '_') } : column)) }
}

function columnOf(id: string, plan: Plan, seen: SeenTraits): Column | null {
  const fixed = Object.hasOwn(FIXED, id) ? FIXED[id] : undefined
  if (fixed) return { id, name: id, type: fixed[0], read: fixed[1] }
  const cut = id.indexOf(':')
  const [kind, of] = [id.slice(0, cut), id.slice(cut + 1)]
  if (of === '') return null
  const { definitions } = plan.workspace
  switch (kind) {
    case 'trait':
      return { id, name: of, type: seen.get(of) ?? 'text', read: (state) => givenValue(state.traits, of) ?? null }
    case 'identifier':
      return KINDS.includes(of) ? { id, name: `identifier_${of}`, type: 'text', read: (state) => identifierOf(state, of) } : null
    case 'counter': {
      const definition = definitions.traits.find((trait) => trait.id === of)
      if (!definition) return null
      const read = traitReader(plan.rules.traits, of)
      return { id, name: of, type: NUMERIC.has(definition.compute) ? 'number' : 'json', read: (state, now) => read(state, now, { until: now }, undefined) ?? null }
    }
    case 'prediction':
      return definitions.models.some((one) => one.id === of.split('.', 1)[0]) ? predictionColumn(id, of) : null
    case 'consent': {
      const [purpose = '', channel] = of.split('/')
      const { purposes } = definitions
      if (!purposes.some((one) => one.id === purpose)) return null
      return { id, name: `consent_${of.replace('/', '_')}`, type: 'truth', read: (state) => allowed(plan.laws.purposesFor(state), state.consent, purpose, channel) }
    }
    case 'segment':
      return definitions.segments.some((one) => one.id === of) ? { id, name: `segment_${of}`, type: 'truth', read: (state) => state.segments[of]?.since !== undefined } : null
    default:
      return null
  }
}

function predictionColumn(id: string, of: string): Column {
  return { id, name: `prediction_${of.replace('.', '_')}`, type: 'json', read: ({ predictions }) => predictionValue(predictions, of) ?? null }
}

/** Of several values of a kind, the one that the record of the same name holds, else the one linked last, else the first. */
function identifierOf({ identity, traits }: ProfileState, kind: string): string | null {
  const own = identity.ids.filter((id) => id.startsWith(`${kind}:`))
  if (own.length < 2) return own[0]?.slice(kind.length + 1) ?? null
  const said = givenValue(traits, kind)
  const same = typeof said === 'string' ? own.find((id) => id.slice(kind.length + 1) === said.trim().toLowerCase()) : undefined
  if (same !== undefined) return same.slice(kind.length + 1)
  const linked = (id: string): number => Math.max(0, ...identity.edges.filter(({ a, b }) => a === id || b === id).map(({ at }) => at))
  return own.reduce((best, id) => (linked(id) > linked(best) ? id : best)).slice(kind.length + 1)
}

/** Collects the types of traits while people pass by. */
export function traitTypes(): { see(state: ProfileState): void; readonly seen: Map<string, ColumnType> } {
  const seen = new Map<string, ColumnType>()
  return {
    seen,
    see({ traits }) {
      for (const name of Object.keys(traits)) {
        const value = givenValue(traits, name)
        if (value === undefined) continue
        const type = typeOf(value)
        const known = seen.get(name)
        if (known === undefined) seen.set(name, type)
        else if (known !== type) seen.set(name, known === 'json' || type === 'json' ? 'json' : 'text')
      }
    },
  }
}

function typeOf(value: Json): ColumnType {
  if (typeof value === 'number') return 'number'
  if (typeof value === 'boolean') return 'truth'
  return typeof value === 'string' ? 'text' : 'json'
}

function momentOr(at: Instant): number | null {
  return at >= EARLIEST && at < LATEST ? at : null
}

/** A value as text: as it is for texts, ISO for moments, canonical JSON for lists and objects. Empty for none. */
export function textOf(value: Json, type: ColumnType): string {
  if (value === null) return ''
  if (type === 'moment' && typeof value === 'number') return new Date(value).toISOString()
  return typeof value === 'string' ? value : typeof value === 'object' ? canonical(value) : String(value)
}
