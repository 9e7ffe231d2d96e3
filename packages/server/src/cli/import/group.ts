/** Lines that belong together become one event: order lines an order. Streaming, with a bounded number of groups open at a time. */
import { hash53, shortHash } from '@rapport/core/base/hash'
import type { Json, JsonObject } from '@rapport/core/base/json'
import type { ImportMap } from './map.ts'
import { rounded, textOf, type MappedRow, type PlainEvent, type Row } from './mapper.ts'

/** Collects rows into groups. */
export interface Grouper {
  /** Adds a row; answers the groups that are complete now, or why the row cannot be taken. */
  add(row: Row, mapped: MappedRow): readonly PlainEvent[] | string
  /** All groups that are still open, oldest first. */
  rest(): readonly PlainEvent[]
  /** The first row of the oldest open group, or null: everything before it has been answered. */
  oldestOpenRow(): number | null
}

interface Open {
  readonly row: Row
  readonly first: MappedRow
  lastRow: number
  lines: number
  readonly items: JsonObject[]
  readonly sums: { [property: string]: number }
  properties: JsonObject
}

/** A group is complete when this many rows have passed without a line of it. */
export const WINDOW_ROWS = 20_000
/** The collector takes 1,000 keys and list items an event; the rest of the event needs some. */
const MOST_KEYS = 900
/** Answered groups that are remembered, so that a straggler is told and not lost. */
const MOST_ANSWERED = 5_000_000

/** A grouper for a map with `group`. */
export function createGrouper(map: ImportMap, windowRows = WINDOW_ROWS): Grouper {
  const { by, items, count } = map.group ?? { by: [], items: undefined, count: undefined }
  const mostItems = items ? Math.min(items.most, Math.floor(MOST_KEYS / (Object.keys(items.properties).length + 1))) : 0
  // Insertion order is the order of last use: a touched group is put at the end.
  const open = new Map<string, Open>()
  const answered = new Set<number>()

  function close(key: string, group: Open): PlainEvent {
    open.delete(key)
    if (answered.size < MOST_ANSWERED) answered.add(hash53(key))
    const { type, at, identifiers, traits, id } = group.first
    const list: readonly Json[] = group.items
    const properties: JsonObject = {
      ...group.properties,
      ...rounded(group.sums),
      ...(count !== undefined && { [count]: group.lines }),
      ...(items && { [items.name]: list }),
      ...(items && group.lines > list.length && { [`${items.name}_left_out`]: group.lines - list.length }),
    }
    const event: JsonObject = { id: id ?? `import-${shortHash(key)}`, type, at, identifiers, properties, ...(Object.keys(traits).length > 0 && { traits }) }
    return { line: group.row.line, row: group.row.row, event }
  }

  function straggler({ cells }: Row): string {
    const group = by.map((column) => `${column} ${textOf(cells[column])}`).join(', ')
    return `it belongs to ${group}, whose other lines are more than ${windowRows} rows away; sort the file by ${by.join(', ')}`
  }

  return {
    add(row, mapped) {
      const key = by.map((column) => textOf(row.cells[column])).join('\u001F')
      const known = open.get(key)
      if (known) {
        merge(known, mapped, mostItems)
        known.lastRow = row.row
        open.delete(key)
        open.set(key, known)
      } else {
        if (answered.has(hash53(key))) return straggler(row)
        open.set(key, { row, first: mapped, lastRow: row.row, lines: 1, items: mapped.item && items ? [mapped.item] : [], sums: { ...mapped.sums }, properties: mapped.properties })
      }
      const done: PlainEvent[] = []
      for (const [other, group] of open) {
        if (row.row - group.lastRow < windowRows) break
        done.push(close(other, group))
      }
      return done
    },
    rest: () => [...open].sort(([, a], [, b]) => a.row.row - b.row.row).map(([key, group]) => close(key, group)),
    oldestOpenRow() {
      let oldest: number | null = null
      for (const { row } of open.values()) if (oldest === null || row.row < oldest) oldest = row.row
      return oldest
    },
  }
}

/** Properties of the first line stand; later lines fill in what was empty there. */
function merge(group: Open, mapped: MappedRow, mostItems: number): void {
  group.lines++
  if (mapped.item && group.items.length < mostItems) group.items.push(mapped.item)
  for (const [name, amount] of Object.entries(mapped.sums)) group.sums[name] = (group.sums[name] ?? 0) + amount
  group.properties = { ...mapped.properties, ...group.properties }
}
