/** The schema catalogue as the console shows it: what was seen beside what is planned, and who uses it. */
import { DAY } from '@rapport/core/base/time'
import { usesOf, type Use, type Uses } from '@rapport/core/engine/uses'
import type { Definitions } from '@rapport/core/engine/workspace'
import { RESERVED } from '@rapport/core/event/event'
import { classOf, guessPii, morePersonal, piiOfName } from '@rapport/core/event/pii'
import type { ViolationCode } from '@rapport/core/event/tracking'
import { wordsIn, type EventDefinition, type PiiClass, type PropertyDefinition } from '@rapport/core/event/tracking-plan'
import { shownExamples } from './examples.ts'
import type { SeenProperty, SeenType } from './seen.ts'
import { DAYS, type Tally } from './tally.ts'

/** One event type in a list. */
export interface CatalogueLine {
  readonly type: string
  readonly name?: string
  readonly description?: string
  readonly owner?: string
  readonly state: 'planned' | 'unplanned' | 'unseen'
  readonly system: boolean
  readonly enforce: EventDefinition['enforce'] | null
  readonly deprecated: boolean
  readonly last30Days: number
  readonly total: number
  readonly days: number[]
  readonly firstSeen: number | null
  readonly lastSeen: number | null
  readonly properties: number
  readonly violations: number
  readonly blocked: number
  readonly pii: PiiClass
  readonly sources: string[]
  readonly usedBy: number
}

/** One property, seen or planned. */
export interface CatalogueProperty {
  readonly path: string
  readonly type: string
  readonly types: { readonly [type: string]: number }
  readonly presence: number
  readonly examples: unknown[]
  readonly firstSeen: number | null
  readonly lastSeen: number | null
  readonly pii: PiiClass
  readonly piiBecause: { readonly kind: string; readonly by: 'plan' | 'name' | 'values' | 'both' } | null
  readonly planned: boolean
  readonly required: boolean
  readonly violations: number
  readonly usedBy: Use[]
  readonly min?: number
  readonly max?: number
}

/** Everything about one event type. */
export interface CatalogueEntry extends CatalogueLine {
  readonly plan: EventDefinition | null
  readonly seen: CatalogueProperty[]
  readonly bySource: { readonly source: string; readonly count: number; readonly lastSeen: number }[]
  readonly uses: Use[]
  readonly problems: { readonly code: ViolationCode; readonly path: string; readonly count: number; readonly lastAt: number }[]
  readonly examined: number
}

const indexes = new WeakMap<Definitions, Uses>()

/** The uses of definitions, worked out once for each version. */
export function usesFor(definitions: Definitions): Uses {
  const known = indexes.get(definitions)
  if (known) return known
  const uses = usesOf(definitions)
  indexes.set(definitions, uses)
  return uses
}

/** What the catalogue is made of. */
export interface CatalogueSources {
  readonly tally: Tally
  readonly definitions: Definitions
  readonly now: number
  readonly locale?: string | undefined
}

/** Every type that was seen or is planned, the busiest first. */
export function catalogueLines(sources: CatalogueSources): readonly CatalogueLine[] {
  const { tally, definitions } = sources
  const planned = new Map(definitions.events.map((definition) => [definition.id, definition]))
  const types = new Set([...tally.types.keys(), ...planned.keys()])
  const lines = [...types].map((type) => lineOf(sources, type, tally.types.get(type), planned.get(type)))
  return lines.sort((a, b) => b.last30Days - a.last30Days || b.total - a.total || (a.type < b.type ? -1 : 1))
}

/** One type with all its properties; null when it was neither seen nor planned. */
export function catalogueEntry(sources: CatalogueSources, type: string): CatalogueEntry | null {
  const seen = sources.tally.types.get(type)
  const plan = sources.definitions.events.find(({ id }) => id === type) ?? null
  if (!seen && !plan) return null
  const uses = usesFor(sources.definitions)
  const planned = new Map(plan?.properties.map((property) => [property.path, property]))
  const paths = new Set([...planned.keys(), ...(seen?.properties.keys() ?? [])])
  return {
    ...lineOf(sources, type, seen, plan ?? undefined),
    plan,
    seen: [...paths].map((path) => propertyOf(type, path, seen, planned.get(path), uses)),
    bySource: [...(seen?.sources ?? [])].map(([source, { n, last }]) => ({ source, count: n, lastSeen: last })).sort((a, b) => b.count - a.count),
    uses: [...uses.ofEvent(type)],
    problems: problemsOf(seen),
    examined: seen?.examined ?? 0,
  }
}

function lineOf({ definitions, now, locale }: CatalogueSources, type: string, seen: SeenType | undefined, plan: EventDefinition | undefined): CatalogueLine {
  const description = wordsIn(plan?.description, locale)
  const days = daysOf(seen, now)
  const sum = (i: 0 | 1 | 2): number => days.reduce((total, day) => total + day[i], 0)
  const pii = [
    ...(plan?.properties ?? []).map((property) => property.pii ?? 'none'),
    ...[...(seen?.properties ?? [])].map(([path, one]) => piiOf(path, one, plan?.properties.find((property) => property.path === path)).pii),
  ].reduce(morePersonal, 'none')
  return {
    type,
    ...(plan?.name !== undefined && { name: plan.name }),
    ...(description !== undefined && { description }),
    ...(plan?.owner !== undefined && { owner: plan.owner }),
    state: !plan ? 'unplanned' : seen && seen.total > 0 ? 'planned' : 'unseen',
    system: RESERVED.has(type) || type.startsWith('message_'),
    enforce: plan?.enforce ?? null,
    deprecated: plan?.deprecated !== undefined,
    last30Days: sum(0),
    total: seen?.total ?? 0,
    days: days.map(([events]) => events),
    firstSeen: seen && seen.total > 0 ? seen.first : null,
    lastSeen: seen && seen.total > 0 ? seen.last : null,
    properties: new Set([...(seen?.properties.keys() ?? []), ...(plan?.properties.map(({ path }) => path) ?? [])]).size,
    violations: sum(1),
    blocked: sum(2),
    pii,
    sources: [...(seen?.sources.keys() ?? [])],
    usedBy: usesFor(definitions).ofEvent(type).length,
  }
}

function daysOf(seen: SeenType | undefined, now: number): readonly (readonly [number, number, number])[] {
  const today = Math.floor(now / DAY)
  return Array.from({ length: DAYS }, (_, i) => seen?.days.get(today - DAYS + 1 + i) ?? [0, 0, 0])
}

/** How personal a property is, and who says so: the plan, or a guess. */
export function piiOf(path: string, seen: SeenProperty | undefined, plan: PropertyDefinition | undefined): Pick<CatalogueProperty, 'pii' | 'piiBecause'> {
  const guess = seen ? guessPii(path, seen.kinds, seen.values) : null
  const named = guess ?? ((kind) => (kind === null ? null : { kind, by: 'name' as const }))(piiOfName(path))
  if (plan?.pii !== undefined) return { pii: plan.pii, piiBecause: plan.pii === 'none' ? null : { kind: named?.kind ?? plan.pii, by: 'plan' } }
  return named === null ? { pii: 'none', piiBecause: null } : { pii: classOf(named.kind), piiBecause: named }
}

function propertyOf(type: string, path: string, event: SeenType | undefined, plan: PropertyDefinition | undefined, uses: Uses): CatalogueProperty {
  const seen = event?.properties.get(path)
  const values = Object.values(seen?.types ?? {}).reduce((sum, n) => sum + n, 0)
  const personal = piiOf(path, seen, plan)
  return {
    path,
    type: seen ? mainType(seen) : (plan?.type ?? 'any'),
    types: Object.fromEntries(Object.entries(seen?.types ?? {}).sort((a, b) => b[1] - a[1]).map(([name, n]) => [name, Math.round((n / values) * 1_000) / 1_000])),
    presence: seen && event ? Math.min(1, seen.n / Math.max(1, event.examined)) : 0,
    examples: seen ? [...shownExamples(path, seen, personal.pii !== 'none')] : [],
    firstSeen: seen?.first ?? null,
    lastSeen: seen?.last ?? null,
    ...personal,
    planned: plan !== undefined,
    required: plan?.required === true,
    violations: [...(event?.problems ?? [])].reduce((sum, [key, { n }]) => (key.slice(key.indexOf(' ') + 1) === path ? sum + n : sum), 0),
    usedBy: [...uses.ofProperty(type, path)],
    ...(seen?.min !== undefined && { min: seen.min }),
    ...(seen?.max !== undefined && { max: seen.max }),
  }
}

/** The type that 95 % of the values have; whole numbers are numbers when some are not whole; else `any`. */
export function mainType({ types }: Pick<SeenProperty, 'types'>): string {
  const merged = { ...types }
  if (merged['number'] && merged['integer']) {
    merged['number'] += merged['integer']
    delete merged['integer']
  }
  const all = Object.values(merged).reduce((sum, n) => sum + n, 0)
  const [most] = Object.entries(merged).sort((a, b) => b[1] - a[1])
  return most && most[1] >= 0.95 * all ? most[0] : 'any'
}

/** What was wrong, most frequent first. */
export function problemsOf(seen: SeenType | undefined): CatalogueEntry['problems'] {
  const problems = [...(seen?.problems ?? [])].map(([key, { n, last }]) => {
    const cut = key.indexOf(' ')
    return { code: key.slice(0, cut) as ViolationCode, path: key.slice(cut + 1), count: n, lastAt: last }
  })
  return problems.sort((a, b) => b.count - a.count)
}
