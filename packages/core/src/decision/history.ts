/** What a person has been shown and did with it. Order-free, harmless when repeated, bounded. */
import type { Instant } from '../base/time.ts'
import { KNOWN } from '../event/event.ts'
import type { Event } from '../event/event.ts'
import type { OfferHistory } from './types.ts'

/** Showings remembered per offer; caps on offers reach no higher. */
export const SHOWN_MAX = 100
/** Offers remembered per person; beyond it the one that was longest without any sign of life is forgotten. */
export const OFFERS_MAX = 300

type OfferRecord = OfferHistory[string]

/** Folds offer_shown, offer_clicked and offer_dismissed in; every other event leaves the history as it is (the same object). Two showings of one offer in one millisecond are one. */
export function foldOffers(history: OfferHistory, event: Event): OfferHistory {
  const offer = event.properties['offer']
  if (typeof offer !== 'string' || offer === '' || offer.length > 128) return history
  if (event.type === KNOWN.offerShown) return mergeHistory(history, one(offer, { shown: [event.at] }))
  if (event.type === KNOWN.offerClicked) return mergeHistory(history, one(offer, { shown: [], clicked: event.at }))
  if (event.type === KNOWN.offerDismissed) return mergeHistory(history, one(offer, { shown: [], dismissed: event.at }))
  return history
}

function one(offer: string, record: OfferRecord): OfferHistory {
  return Object.fromEntries([[offer, record]])
}

/** Both people's histories as one person's: the union of showings, the latest click and dismissal. Commutative, associative, idempotent. */
export function mergeHistory(a: OfferHistory, b: OfferHistory): OfferHistory {
  const merged = new Map(Object.entries(a))
  for (const [offer, record] of Object.entries(b)) {
    const rival = merged.get(offer)
    merged.set(offer, rival ? mergeRecords(rival, record) : record)
  }
  if (merged.size <= OFFERS_MAX) return Object.fromEntries(merged)
  const byLife = [...merged].sort(([x, a], [y, b]) => lastSign(b) - lastSign(a) || (x < y ? -1 : 1))
  return Object.fromEntries(byLife.slice(0, OFFERS_MAX))
}

function mergeRecords(a: OfferRecord, b: OfferRecord): OfferRecord {
  const clicked = later(a.clicked, b.clicked)
  const dismissed = later(a.dismissed, b.dismissed)
  return { shown: mergeShown(a.shown, b.shown), ...(clicked !== undefined && { clicked }), ...(dismissed !== undefined && { dismissed }) }
}

function mergeShown(a: readonly Instant[], b: readonly Instant[]): readonly Instant[] {
  if (a.length === 0) return b
  if (b.length === 0) return a
  return [...new Set([...a, ...b])].sort((x, y) => x - y).slice(-SHOWN_MAX)
}

function later(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return a > b ? a : b
}

function lastSign({ shown, clicked, dismissed }: OfferRecord): number {
  return Math.max(shown.at(-1) ?? 0, clicked ?? 0, dismissed ?? 0)
}

/** How often the offer was shown in `(now - within, now]`. */
export function shownWithin(record: OfferRecord | undefined, now: Instant, within: number): number {
  let n = 0
  const shown = record?.shown ?? []
  for (let i = shown.length - 1; i >= 0; i--) {
    const at = shown[i] ?? 0
    if (at <= now - within) break
    if (at <= now) n++
  }
  return n
}
