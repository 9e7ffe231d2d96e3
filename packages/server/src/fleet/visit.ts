/** Visits: clicks of one person that follow each other within half an hour, and what is known of a visit while it goes on. */
import type { JsonObject } from '@rapport/core/base/json'
import { MINUTE, type Instant } from '@rapport/core/base/time'
import type { Event } from '@rapport/core/event/event'

/** A visit that goes on. */
export interface Visit {
  readonly began: number
  readonly last: number
  readonly clicks: number
  /** Event type → how often in this visit; the first few types only. */
  readonly types: { readonly [type: string]: number }
  readonly lastType: string
  /** Numbers of the models whose goal this visit has reached. */
  readonly achieved: { readonly [model: number]: boolean }
}

/** A longer silence ends a visit. */
export const VISIT_GAP = 30 * MINUTE
const TYPES_MAX = 10
const CLICK = /view|search|cart|click|checkout|browse|wishlist|favou?rite|screen|page|app_open|push_opened/i

/** Whether an event of this type is something a person does on a site or in an app, by its name. */
export function isClick(type: string): boolean {
  return CLICK.test(type)
}

/** When the visit is over if nothing more comes. */
export function endOfVisit(visit: Visit): number {
  return visit.last + VISIT_GAP
}

/** The visit with one more click; a new one when there was none or it is over. */
export function clickOf(visit: Visit | null, event: Event, knownAt: number): Visit {
  const { type } = event
  if (visit === null || knownAt > endOfVisit(visit)) return { began: knownAt, last: knownAt, clicks: 1, types: { [type]: 1 }, lastType: type, achieved: {} }
  const isNew = visit.types[type] === undefined
  const types = isNew && Object.keys(visit.types).length >= TYPES_MAX ? visit.types : { ...visit.types, [type]: (visit.types[type] ?? 0) + 1 }
  return { ...visit, last: Math.max(visit.last, knownAt), clicks: visit.clicks + 1, types, lastType: type }
}

/** The visit as facts of the moment, which features read like the context of a request. */
export function visitContext(visit: Visit, now: Instant): JsonObject {
  return { visit: { clicks: visit.clicks, minutes: Math.max(0, now - visit.began) / MINUTE, last: visit.lastType, ...visit.types } }
}
