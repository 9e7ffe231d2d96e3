/** The tally as it is stored between two runs of the process. */
import { isJsonObject, type Json, type JsonObject } from '@rapport/core/base/json'
import { guessPii } from '@rapport/core/event/pii'
import { PEOPLE_MIN, type SeenProperty, type SeenType } from './seen.ts'

/** A type as it is stored: values that too few people shared stay out, personal ones are masked. */
export function encoded(seen: SeenType): Json {
  const properties = [...seen.properties].map(([path, one]): Json => {
    const personal = guessPii(path, one.kinds, one.values) !== null
    const shared = [...one.examples.values()].filter(({ value: given, people }) => people.length >= PEOPLE_MIN || typeof given === 'boolean')
    const examples = personal ? [] : shared.map(({ value: given, n }) => [given, n] as const)
    const hidden = [...one.examples.values()].reduce((sum, { n }) => sum + n, 0) - examples.reduce((sum, [, n]) => sum + n, 0)
    const { n, types, kinds, values, others, first, last, min, max, size } = one
    const range = { ...(min !== undefined && { min }), ...(max !== undefined && { max }) }
    return [path, { n, types, kinds: kinds as JsonObject, values, others: others + hidden, first, last, size, examples, ...range }]
  })
  const { type, total, examined, first, last, size } = seen
  const plain = (map: ReadonlyMap<string, { readonly n: number; readonly last: number }>): Json => [...map].map(([key, one]) => [key, { ...one }])
  return { type, total, examined, first, last, size, days: [...seen.days], sources: plain(seen.sources), problems: plain(seen.problems), properties }
}

/** A stored type; null when the value is none. */
export function decoded(stored: Json): SeenType | null {
  if (!isJsonObject(stored) || typeof stored['type'] !== 'string' || !Array.isArray(stored['properties'])) return null
  const { properties, days, sources, problems, ...rest } = stored as unknown as Omit<SeenType, 'days' | 'sources' | 'problems' | 'properties'> & {
    readonly days: [number, [number, number, number]][]
    readonly sources: [string, { n: number; last: number }][]
    readonly problems: [string, { n: number; last: number }][]
    readonly properties: [string, Omit<SeenProperty, 'examples'> & { readonly examples: [Json, number][] }][]
  }
  // Values that are stored were shared by enough people.
  const shared = Array.from({ length: PEOPLE_MIN }, (_, i) => -1 - i)
  return {
    ...rest,
    // A type of which only kept-out events came has no first one; JSON has no infinity.
    first: rest.first ?? Infinity,
    days: new Map(days),
    sources: new Map(sources),
    problems: new Map(problems),
    properties: new Map(properties.map(([path, one]) => {
      const examples = new Map(one.examples.map(([given, n]) => [JSON.stringify(given), { value: given, n, people: [...shared] }]))
      return [path, { ...one, examples }]
    })),
  }
}
