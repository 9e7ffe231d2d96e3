/** MAP.yml: how the rows of a file become events. Documented in docs/guides/import.md. */
import { IDENTIFIER_KINDS } from '@rapport/core/event/identifier'
import { parse } from 'yaml'
import { z } from 'zod'
import { Failure } from '../output.ts'

const column = z.string().min(1)
const valueTypes = ['text', 'number', 'boolean', 'moment', 'json'] as const

/** A value: a column's name, or a column with what to read it as, or a constant. */
const Value = z.union([
  column,
  z.strictObject({ column, type: z.enum(valueTypes).optional(), format: z.string().optional(), timezone: z.string().optional() }),
  z.strictObject({ value: z.union([z.string(), z.number(), z.boolean()]) }),
])
const Values = z.record(z.string(), Value)
const kinds = Object.keys(IDENTIFIER_KINDS) as [keyof typeof IDENTIFIER_KINDS]

const ImportMapShape = z.strictObject({
  /** Type of all events; or a column with it; or by what a column's text begins or ends with. */
  event: z.union([z.string().min(1), z.strictObject({ column, when: z.record(z.string(), z.string()).optional(), otherwise: z.string().optional() })]),
  at: z.union([column, z.strictObject({ column, format: z.string().optional(), timezone: z.string().optional() })]),
  identifiers: z.partialRecord(z.enum(kinds), Value),
  /** Makes the same row the same event: columns, or a text with {column} in it. Without it, the content of the row. */
  id: z.union([z.array(column).min(1), z.string().min(1)]).optional(),
  /** Lines that belong together become one event. */
  group: z
    .strictObject({
      by: z.array(column).min(1),
      items: z.strictObject({ name: z.string().default('items'), most: z.number().int().min(1).max(1_000).default(200), properties: Values }).optional(),
      /** property → columns that are multiplied and summed over the lines. */
      sum: z.record(z.string(), z.union([column, z.array(column).min(1)])).optional(),
      /** property that gets the number of lines. */
      count: z.string().optional(),
    })
    .optional(),
  properties: Values.optional(),
  traits: Values.optional(),
  currency: z.string().length(3).optional(),
  /** Source of the events when the import runs on its own (`--data`); with a server, the key's source counts. */
  source: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/i)
    .optional(),
  /** CSV only: the delimiter, and the names of the columns when the file has no header. */
  delimiter: z.string().length(1).optional(),
  columns: z.array(z.string()).optional(),
  encoding: z.string().optional(),
  /** How phone numbers without a country code are read: TW, HK, TH, CN … */
  country: z.string().length(2).optional(),
})

/** How the rows of a file become events. */
export type ImportMap = z.infer<typeof ImportMapShape>
/** A value in a map. */
export type MapValue = z.infer<typeof Value>

/** Reads the text of a MAP.yml. Throws a Failure that names every fault. */
export function readMap(text: string, file: string): ImportMap {
  let raw: unknown
  try {
    raw = parse(text)
  } catch (error) {
    throw new Failure({ what: `${file} is not readable YAML: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}.`, next: 'See docs/guides/import.md for what a map looks like.' })
  }
  return checkMap(raw, file)
}

/** Checks a map that was read or guessed. */
export function checkMap(raw: unknown, file: string): ImportMap {
  const read = ImportMapShape.safeParse(raw)
  if (read.success) return read.data
  const problems = read.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }))
  throw new Failure({ what: `${file} is not a map: ${problems[0]?.path ?? ''}: ${problems[0]?.message ?? ''}.`, next: 'See docs/guides/import.md for what a map looks like.', problems })
}

/** Columns that a map names, for checking against the file. */
export function columnsOf(map: ImportMap): readonly string[] {
  const inValue = (value: MapValue): readonly string[] => (typeof value === 'string' ? [value] : 'column' in value ? [value.column] : [])
  const inValues = (values: { readonly [name: string]: MapValue | undefined } = {}): readonly string[] =>
    Object.values(values).flatMap((value) => (value === undefined ? [] : inValue(value)))
  const template = typeof map.id === 'string' ? [...map.id.matchAll(/\{([^}]+)\}/g)].map((found) => found[1] ?? '') : (map.id ?? [])
  return [
    ...new Set([
      ...(typeof map.event === 'string' ? [] : [map.event.column]),
      typeof map.at === 'string' ? map.at : map.at.column,
      ...inValues(map.identifiers),
      ...template,
      ...(map.group?.by ?? []),
      ...inValues(map.group?.items?.properties),
      ...Object.values(map.group?.sum ?? {}).flat(),
      ...inValues(map.properties),
      ...inValues(map.traits),
    ]),
  ]
}
