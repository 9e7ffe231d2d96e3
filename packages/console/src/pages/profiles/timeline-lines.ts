/** How a timeline is cut into days, and which properties are worth a place on the line. */
import type { TimelineItem } from '../../api/types.ts'

/** A day with its items, newest first. */
export interface DayGroup {
  readonly day: string
  readonly at: number
  readonly items: readonly TimelineItem[]
}

/** Groups by the reader's own calendar day; the order is kept. */
export function byDay(items: readonly TimelineItem[], dayOf: (at: number) => string = (at) => new Date(at).toDateString()): readonly DayGroup[] {
  const groups: { day: string; at: number; items: TimelineItem[] }[] = []
  for (const item of items) {
    const day = dayOf(item.event.at)
    const last = groups.at(-1)
    if (last?.day === day) last.items.push(item)
    else groups.push({ day, at: item.event.at, items: [item] })
  }
  return groups
}

const FIRST = ['name', 'title', 'product', 'total', 'value', 'revenue', 'currency', 'offer', 'placement', 'segment', 'journey', 'channel', 'template', 'purpose', 'url', 'path', 'query', 'why', 'reason']
const MOST = 4
const LONGEST = 80

/** At most four single values, the telling ones first. */
export function highlights(properties: { readonly [name: string]: unknown }): readonly (readonly [name: string, value: string | number | boolean])[] {
  const rank = (name: string) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length)
  return Object.entries(properties)
    .flatMap(([name, value]) => (
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[
        name,
        typeof value === 'string' && value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value,
      ] as const] : []
    ))
    .toSorted(([a], [b]) => rank(a) - rank(b))
    .slice(0, MOST)
}
