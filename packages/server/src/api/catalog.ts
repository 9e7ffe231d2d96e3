/** What there is to build rules from: event types with their properties, traits, operators. What the catalogue has counted, completed by a sample of the log (events of the system, examples). */
import { isJsonObject, type Json, type JsonObject } from '@rapport/core/base/json'
import { classOf, piiOfName, piiOfValue } from '@rapport/core/event/pii'
import { operators } from '@rapport/core/segment/operators/index'
import { z } from 'zod'
import { catalogueEntry, catalogueLines } from '../tracking/catalogue.ts'
import { scanPeople } from './people-scan.ts'
import { ok, type ApiContext, type ApiServer } from './route.ts'

const FRESH_MS = 15_000
const MOST_EVENTS = 3_000
const MOST_RECORDS = 1_000
const MOST_PEOPLE = 1_000
const MOST_PATHS = 100
const MOST_EXAMPLES = 5
const LONGEST_EXAMPLE = 60
const DEEPEST = 3

const Property = z.object({ path: z.string(), type: z.string(), examples: z.array(z.unknown()) })
const Catalog = z.object({
  events: z.array(z.object({ type: z.string(), count: z.number(), lastAt: z.number(), properties: z.array(Property) })),
  traits: z.array(z.object({ name: z.string(), type: z.string(), examples: z.array(z.unknown()), computed: z.boolean() })),
  operators: z.array(z.object({ name: z.string(), argument: z.string() })),
})
type CatalogView = z.infer<typeof Catalog>
interface EventChoice {
  readonly type: string
  readonly count: number
  readonly lastAt: number
  readonly properties: { path: string; type: string; examples: Json[] }[]
}

/** Events of the machinery, of no use in a rule. */
const HOUSEKEEPING: ReadonlySet<string> = new Set(['definitions_applied', 'timer_fired', 'turn_cut_short', 'trait_refused'])

interface Seen {
  readonly types: Set<string>
  readonly examples: Map<string, Json>
}

/** GET /v1/catalog. Counts are of the last 30 days; for events of the system, of a sample of recent ones. */
export function catalogRoutes(api: ApiServer, context: ApiContext): void {
  const { app } = context
  let kept: { readonly at: number; readonly catalog: Promise<CatalogView> } | null = null
  api.get('/v1/catalog', {
    config: { scope: 'read' },
    schema: { summary: 'Event types, traits and operators for building rules', tags: ['segments'], response: ok(Catalog) },
  }, async () => {
    if (!kept || app.now() - kept.at > FRESH_MS) {
      kept = { at: app.now(), catalog: collect(context) }
      kept.catalog.catch(() => (kept = null))
    }
    return kept.catalog
  })
}

async function collect({ app, log, tracking }: ApiContext): Promise<CatalogView> {
  const events = new Map<string, { count: number; lastAt: number; readonly properties: Map<string, Seen> }>()
  for (const { entry } of await log.newest(MOST_EVENTS, MOST_RECORDS, ({ event }) => !HOUSEKEEPING.has(event.type))) {
    for (const { type, at, properties } of [entry.event, ...entry.derived]) {
      if (HOUSEKEEPING.has(type)) continue
      const seen = events.get(type) ?? { count: 0, lastAt: 0, properties: new Map() }
      events.set(type, seen)
      seen.count++
      seen.lastAt = Math.max(seen.lastAt, at)
      note(seen.properties, properties, '', 0)
    }
  }
  const traits = new Map<string, Seen>()
  await scanPeople(app, MOST_PEOPLE, (state) => {
    for (const [name, [winner]] of Object.entries(state.traits)) if (winner && winner.value !== null) note(traits, { [name]: winner.value }, '', 0)
  })
  const computed = app.workspace().definitions.traits.map(({ id, compute }) => ({ name: id, type: compute === 'last' || compute === 'first' ? 'any' : 'number', examples: [], computed: true }))
  const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : 1)
  const sampled = new Map<string, EventChoice>([...events].map(([type, { count, lastAt, properties }]) => [
    type,
    { type, count, lastAt, properties: [...properties].map(([path, seen]) => ({ path, ...described(path, seen) })) },
  ]))
  for (const one of counted({ tracking, app }, sampled)) sampled.set(one.type, one)
  return {
    events: [...sampled.values()].sort((a, b) => b.count - a.count),
    traits: [...[...traits].map(([name, seen]) => ({ name, ...described(`traits.${name}`, seen), computed: false })), ...computed].sort(byName),
    operators: Object.values(operators).map(({ name, needs }) => ({ name, argument: needs })),
  }
}

/** Types that were counted or planned, with what the sample adds to their examples. Planned values are the best examples there are. */
function counted({ tracking, app }: Pick<ApiContext, 'tracking' | 'app'>, sampled: ReadonlyMap<string, EventChoice>): readonly EventChoice[] {
  const sources = { tally: tracking.tally, definitions: app.workspace().definitions, now: app.now() }
  return catalogueLines(sources).map(({ type, last30Days, lastSeen }): EventChoice => {
    const beside = sampled.get(type)
    const entry = catalogueEntry(sources, type)
    const planned = new Map(entry?.plan?.properties.map((property) => [property.path, property]))
    const known = (entry?.seen ?? []).map(({ path, type: name, examples, pii }) => {
      const recent = beside?.properties.find((one) => one.path === path)?.examples ?? []
      const values = planned.get(path)?.oneOf ?? (pii === 'none' ? ([...new Set([...examples, ...recent])].slice(0, MOST_EXAMPLES) as Json[]) : [])
      return { path, type: CHOICES[name] ?? name, examples: [...values] }
    })
    const paths = new Set(known.map(({ path }) => path))
    const others = (beside?.properties ?? []).filter(({ path }) => !paths.has(path))
    // Rules cannot look at every item of a list, so these are no choices.
    const properties = [...known.filter(({ path }) => !path.includes('[]')), ...others]
    return { type, count: Math.max(last30Days, beside?.count ?? 0), lastAt: Math.max(lastSeen ?? 0, beside?.lastAt ?? 0), properties }
  })
}

/** Types of the catalogue in the words of the rule builder. */
const CHOICES: { readonly [type: string]: string } = { moment: 'date', integer: 'number' }

function note(into: Map<string, Seen>, object: JsonObject, prefix: string, depth: number): void {
  for (const [name, value] of Object.entries(object)) {
    const path = prefix + name
    if (isJsonObject(value) && depth < DEEPEST) {
      note(into, value, `${path}.`, depth + 1)
      continue
    }
    const seen = into.get(path) ?? { types: new Set(), examples: new Map() }
    if (!into.has(path) && into.size >= MOST_PATHS) continue
    into.set(path, seen)
    seen.types.add(typeOf(value))
    if (seen.examples.size < MOST_EXAMPLES && typeof value !== 'object') seen.examples.set(String(value), typeof value === 'string' ? value.slice(0, LONGEST_EXAMPLE) : value)
  }
}

/** Examples of what is personal are left out: a list to choose from is read by everybody. */
function described(path: string, { types, examples }: Seen): { type: string; examples: Json[] } {
  const known = [...types].filter((type) => type !== 'null')
  return { type: known.length === 1 ? (known[0] ?? 'any') : 'any', examples: isPersonal(path, [...examples.values()]) ? [] : [...examples.values()] }
}

function isPersonal(path: string, values: readonly Json[]): boolean {
  const named = piiOfName(path)
  return (named !== null && classOf(named) !== 'none') || (values.length > 0 && values.every((value) => piiOfValue(value) !== null))
}

function typeOf(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'string') return /^\d{4}-\d{2}-\d{2}([T ]|$)/.test(value) ? 'date' : 'text'
  return typeof value === 'object' ? 'object' : typeof value
}
