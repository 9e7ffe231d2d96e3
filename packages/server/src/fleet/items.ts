/** What people may want next: learns from every item that is looked at or bought, and remembers each person's latest. */
import type { Json } from '@rapport/core/base/json'
import type { Event } from '@rapport/core/event/event'
import { emptyNextItems, learnClick, nextItems, type NextItems } from '@rapport/core/model/session/next'
import { restoreNextItems, snapshotNextItems } from '@rapport/core/model/session/snapshot'
import { VISIT_GAP } from './visit.ts'

/** What is learned of items. */
export interface Items {
  readonly next: NextItems
  /** Person → latest items, oldest first, the moment of the last and the number of the visit. */
  readonly people: Map<string, Latest>
  clicks: number
}

interface Latest {
  readonly items: readonly string[]
  readonly bought: readonly string[]
  readonly at: number
  readonly visit: number
  /** Items of the visit that goes on. */
  readonly from: number
}

/** A recommendation as the API tells it. */
export interface Recommended {
  readonly items: readonly { readonly item: string; readonly score: number; readonly by: string; readonly because: readonly string[] }[]
  readonly from: readonly string[]
  readonly sessions: number
  readonly at: number | null
  readonly why: 'not_enough_data' | 'nothing' | null
}

/** Properties by which shops name an item, the first that is there counts. */
const NAMES = ['sku', 'product_id', 'productId', 'item_id', 'itemId', 'variant_id']
const LISTS = ['items', 'products', 'lines']
const LATEST = 20
const PEOPLE_MAX = 200_000
/** Visits with items before anything is recommended. */
const SESSIONS_MIN = 50

/** Nothing learned. */
export function newItems(): Items {
  return { next: emptyNextItems(), people: new Map(), clicks: 0 }
}

/** Learns what an event says of items; of people as the log knows them. */
export function learnItems(state: Items, who: string, event: Event): void {
  const isBought = /order|purchase|checkout_completed/i.test(event.type)
  if (!isBought && !/product.*view|view.*product|item.*view|view.*item|add.*cart|cart/i.test(event.type)) return
  const items = itemsOf(event.properties)
  if (items.length === 0) return
  const known = state.people.get(who)
  const isSame = known !== undefined && event.at - known.at <= VISIT_GAP && event.at >= known.at - VISIT_GAP
  const visit = isSame ? known.visit : (known?.visit ?? 0) + 1
  for (const item of items) {
    if (isSame && known.items.slice(known.from).includes(item)) continue
    learnClick(state.next, `${who} ${visit}`, item)
    state.clicks++
  }
  const all = [...(known?.items ?? []).filter((item) => !items.includes(item) || isSame), ...items.filter((item) => !isSame || !known.items.includes(item))]
  const cut = Math.max(0, all.length - LATEST)
  const from = isSame ? Math.max(0, known.from - cut) : Math.max(0, all.length - items.length - cut)
  state.people.delete(who)
  state.people.set(who, {
    items: all.slice(cut),
    bought: isBought ? [...(known?.bought ?? []), ...items].slice(-LATEST) : (known?.bought ?? []),
    at: Math.max(event.at, known?.at ?? 0),
    visit,
    from,
  })
  if (state.people.size <= PEOPLE_MAX) return
  const [oldest] = state.people.keys()
  if (oldest !== undefined) state.people.delete(oldest)
}

/** Two people are one: the later life goes on. */
export function joinItems(state: Items, winner: string, loser: string): void {
  const [one, other] = [state.people.get(winner), state.people.get(loser)]
  if (other === undefined) return
  state.people.delete(loser)
  if (one === undefined) state.people.set(winner, other)
  else if (other.at > one.at) state.people.set(winner, { ...other, bought: [...one.bought, ...other.bought].slice(-LATEST), visit: Math.max(one.visit, other.visit) + 1 })
}

/** The likeliest next items of a person; not what was bought just now. */
export function recommend(state: Items, who: string, count: number): Recommended {
  const { next } = state
  const known = state.people.get(who)
  const sessions = next.log.sessions
  const session = known === undefined ? [] : known.items.slice(known.from)
  if (sessions < SESSIONS_MIN) return { items: [], from: session, sessions, at: known?.at ?? null, why: 'not_enough_data' }
  const bought = new Set(known?.bought ?? [])
  const found = nextItems(next, { session, count, allowed: (item) => !bought.has(item) })
  return {
    items: found.map(({ item, score, because }) => ({ item, score, by: because, because: because === 'popular' ? [] : session.slice(-3) })),
    from: session,
    sessions,
    at: known?.at ?? null,
    why: found.length === 0 ? 'nothing' : null,
  }
}

/** As plain data, and back. */
export function saveItems({ next, people, clicks }: Items): { readonly next: Uint8Array; readonly people: Map<string, Latest>; readonly clicks: number } {
  return { next: snapshotNextItems(next), people, clicks }
}

/** See `saveItems`. */
export function restoreItems(saved: ReturnType<typeof saveItems>): Items {
  return { next: restoreNextItems(saved.next), people: saved.people, clicks: saved.clicks }
}

/** The items that an event is about, each once. */
export function itemsOf(properties: Event['properties']): readonly string[] {
  for (const list of LISTS) {
    const lines = properties[list]
    if (Array.isArray(lines)) return [...new Set(lines.flatMap((line) => nameOf(line)))]
  }
  return nameOf(properties)
}

function nameOf(line: Json): readonly string[] {
  if (typeof line !== 'object' || line === null || Array.isArray(line)) return []
  for (const name of NAMES) {
    const value = (line as { readonly [name: string]: Json })[name]
    if ((typeof value === 'string' && value !== '' && value.length <= 200) || typeof value === 'number') return [String(value)]
  }
  return []
}
