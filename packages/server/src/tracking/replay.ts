/** Events that the plan kept out, once more: as they are for a plan that was corrected, or repaired. Their ids stay, so that none comes in twice. */
import type { SourceId } from '@rapport/core/base/id'
import { isJsonObject, type Json, type JsonObject } from '@rapport/core/base/json'
import type { Event } from '@rapport/core/event/event'
import { checkEvent, type Violation } from '@rapport/core/event/tracking'
import { repair, suggestFix, suggestRepair, violationSentence, type Fix } from '@rapport/core/event/tracking-fix'
import { fromPlain } from '../collect/plain.ts'
import type { BadRow } from '../ports/store.ts'
import type { AcceptResult, App, Arrival } from '../runtime/app.ts'
import { BLOCKED, type Tracking } from './tracking.ts'

/** What a replay does to each event. */
export interface ReplayWish {
  readonly fixes: readonly Fix[]
  /** Also apply the repairs that suggest themselves. */
  readonly suggested: boolean
}

/** What one event would be; `still` is why it would be kept out again. */
export type Again = { readonly is: 'ready'; readonly event: Event } | { readonly is: 'still'; readonly why: readonly string[] }

/** Rows looked at in one bulk replay. */
const ROWS_MAX = 20_000
const PAGE = 500
/** Events handed over at a time. */
const TOGETHER = 200

/** The event of a bad row after repairs. `edited` takes the place of what came, but keeps its id: type, identifiers, properties and context may differ. */
export function again(app: App, tracking: Tracking, row: BadRow, wish: ReplayWish, edited?: Json): Again {
  const before = eventIn(row)
  if (before === null) return { is: 'still', why: ['what was kept of it is no event'] }
  const read = edited === undefined ? before : editedEvent(app, before, edited)
  if ('why' in read) return { is: 'still', why: [read.why] }
  const plan = tracking.plan()
  const own = plan.get(read.type)
  const given = repair(read.properties, wish.fixes)
  const properties = own && wish.suggested ? suggestRepair(own, { ...read, properties: given }).properties : given
  const event = { ...read, properties }
  const { verdict, violations } = checkEvent(plan, event)
  if (verdict === 'block' && own) return { is: 'still', why: violations.map((one) => sentence(own, event, one)) }
  // The door marks what is not quite right; the mark says, too, that this one was kept out at first.
  const mark = { replayed: true, ...(violations.length > 0 && { violations: violations.map(({ code, at }) => `${code}:${at}`) }) }
  return { is: 'ready', event: { ...event, context: { ...event.context, plan: mark } } }
}

function sentence(own: Parameters<typeof suggestFix>[0], event: Event, violation: Violation): string {
  return violationSentence(violation, suggestFix(own, event, violation))
}

/** The event that a bad row keeps; null when it is none. */
export function eventIn(row: BadRow): Event | null {
  if (row.code !== BLOCKED) return null
  try {
    const event = JSON.parse(row.raw) as Json
    return isJsonObject(event) && typeof event['type'] === 'string' && typeof event['id'] === 'string' && isJsonObject(event['properties']) ? (event as unknown as Event) : null
  } catch {
    return null
  }
}

function editedEvent(app: App, before: Event, edited: Json): Event | { readonly why: string } {
  if (!isJsonObject(edited)) return { why: 'the repaired event must be an object' }
  const { id: _, receivedAt: __, source: ___, ...rest } = edited as JsonObject
  const plain = { type: before.type, at: before.at, identifiers: before.identifiers as unknown as Json, context: (before.context ?? {}) as Json, ...rest }
  const [one] = fromPlain(plain, { source: before.source as SourceId, receivedAt: app.now(), newId: () => app.newId() })
  if (!one || one.is === 'bad') return { why: one?.reason ?? 'nothing is left of the event' }
  return { ...one.event, id: before.id, receivedAt: before.receivedAt, at: one.event.at }
}

/** What a bulk replay did, or (dry) would do. */
export interface Replayed {
  readonly looked: number
  readonly replayed: number
  readonly duplicate: number
  readonly still: number
  readonly why: readonly { readonly message: string; readonly count: number }[]
  readonly more: boolean
}

/** Open rows that the plan kept out, oldest first; `type` keeps those of one event type. */
export async function blockedRows(app: App, type: string | undefined, limit: number): Promise<{ readonly rows: readonly BadRow[]; readonly more: boolean }> {
  const found: BadRow[] = []
  let after: string | undefined
  for (let looked = 0; looked < ROWS_MAX; looked += PAGE) {
    const { items, next } = await app.reads.badPage(app.ws, { state: 'open', limit: PAGE, ...(after !== undefined && { after }) })
    for (const row of items) if (row.code === BLOCKED && (type === undefined || eventIn(row)?.type === type)) found.push(row)
    if (next === null) break
    after = next
  }
  return { rows: found.reverse().slice(0, limit), more: found.length > limit }
}

/**
 * Replays many. A row is settled only after its event is durable: a crash in between leaves it open, and the next replay finds a duplicate. Stops when
 * the product is too busy; what was not done stays open and `more` is true.
 */
export async function replayAll(
  app: App,
  tracking: Tracking,
  wish: ReplayWish & { readonly event?: string | undefined; readonly dry: boolean; readonly limit: number },
): Promise<Replayed> {
  const { rows, more } = await blockedRows(app, wish.event, wish.limit)
  const why = new Map<string, number>()
  const ready: { readonly row: BadRow; readonly event: Event }[] = []
  for (const row of rows) {
    const outcome = again(app, tracking, row, wish)
    if (outcome.is === 'ready') ready.push({ row, event: outcome.event })
    else why.set(outcome.why[0] ?? '', (why.get(outcome.why[0] ?? '') ?? 0) + 1)
  }
  let replayed = 0
  let duplicate = 0
  if (!wish.dry) for (let i = 0; i < ready.length; i += TOGETHER) {
    const group = ready.slice(i, i + TOGETHER)
    const result: AcceptResult = await app.accept(group.map(({ event }): Arrival => ({ is: 'event', event })))
    if (result.is !== 'ok') break
    duplicate += result.duplicate
    for (const { row } of group) await app.settleBad(row.id, 'replayed')
    replayed += group.length
  }
  return {
    looked: rows.length,
    replayed: wish.dry ? ready.length : replayed,
    duplicate,
    still: rows.length - ready.length,
    why: [...why].map(([message, count]) => ({ message, count })).sort((a, b) => b.count - a.count).slice(0, 10),
    more: more || (!wish.dry && replayed < ready.length),
  }
}
