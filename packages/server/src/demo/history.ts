/** Ninety days of one person's life with the shop, as facts in the order in which they happened. Pure. */
import { hash53, unit } from '@rapport/core/base/hash'
import { pickIndex, seeded, type Random } from '@rapport/core/base/random'
import { DAY, HOUR, type Instant } from '@rapport/core/base/time'
import { doubleFor } from './doubles.ts'
import { identifiers, type Fact } from './fact.ts'
import { partnerFacts } from './partners.ts'
import type { Customer } from './people.ts'
import { momentIn } from './rhythm.ts'
import { afterPurchase, befriending, consent, joining, joiningLater, ticket, TOPICS, unfriending } from './service.ts'
import { appVisit, shopSale, tillRecord, webVisit, type Visit } from './visit.ts'

/** Days that history reaches back. */
export const HISTORY_DAYS = 90
/** People who lapsed have been silent for so long. */
const SILENCE_DAYS = 47
/** Every so many steady members were customers first and took the card after a purchase, not before so many days. The first people are those of the stories. */
const LATE_EVERY = 3
const LATE_FROM = 30
const JOINS_AFTER_DAYS = 5
const JOINS_SPREAD_DAYS = 65
/** People who are new joined within so many days. */
const NEW_DAYS = 6

/** What a person did up to `until`, oldest first. The same seed and `until` tell the same story. */
export function historyOf(who: Customer, { seed, until }: { readonly seed: number; readonly until: Instant }): readonly Fact[] {
  const random = seeded(hash53(`history:${who.nr}`, seed))
  const range = rangeOf(who, until, random)
  // A second life of somebody who left long ago would begin before the history does.
  const oldest = until - (HISTORY_DAYS + 1) * DAY
  const facts =
    who.closeness === 'anonymous' ? strangerLife(who, range, random) : [
      ...knownLife(who, range, random),
      ...partnerFacts(who, until, seed),
      ...doubleFor(who, { seed, until: range.until })
    ]
  return facts.map((fact) => ({ ...fact, at: Math.max(oldest, Math.floor(fact.at)) as Instant })).filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)
}

interface Range {
  readonly from: number
  readonly until: number
}

function rangeOf(who: Customer, until: number, random: Random): Range {
  const from = until - HISTORY_DAYS * DAY
  if (who.phase === 'lapsed') return { from, until: until - (SILENCE_DAYS + random() * 12) * DAY }
  return who.phase === 'new' ? { from: until - random() * NEW_DAYS * DAY, until } : { from, until }
}

function strangerLife(who: Customer, range: Range, random: Random): Fact[] {
  return times(who.visits, () => webVisit(who, { at: momentIn(range, who.market, 'web', random), as: 'stranger', outcome: random() < 0.12 ? 'cart' : 'look' }, random).facts)
}

function knownLife(who: Customer, range: Range, random: Random): Fact[] {
  const moments = momentsOf(who, range, random)
  const [first = { at: range.from as Instant, in: 'web' as const }] = moments
  const joined = Math.floor(who.phase === 'new' ? first.at : range.from + random() * HOUR) as Instant
  const facts: Fact[] = []
  const isLate = joinsLater(who)
  facts.push(...joining(who, joined, random, who.memberNo !== undefined && !isLate))
  facts.push(...befriending(who, (joined + random() * 30 * DAY) as Instant, random))
  if (who.lineId !== undefined && random() < 0.06) facts.push(unfriending(who, (range.from + random() * (range.until - range.from)) as Instant))
  if (random() < 0.06) facts.push(consent(who, (joined + 5 * DAY + random() * 60 * DAY) as Instant, { is: 'withdrawn', purpose: 'marketing', channel: random() < 0.5 ? '*' : 'email' }))
  if (random() < 0.02) facts.push(consent(who, (joined + 2 * DAY) as Instant, { is: 'withdrawn', purpose: 'personalisation', channel: '*' }))
  const seen = new Set<string>()
  let joinsAt: number | null = null
  for (const { at, in: place } of moments) {
    const { facts: told, purchase } = visitAt(who, at, place, seen, random)
    facts.push(...told)
    if (purchase) facts.push(...afterPurchase(who, purchase, random))
    // The card is offered with the parcel: who has just bought takes it.
    if (purchase && isLate && at > range.from + (JOINS_AFTER_DAYS + unit(`when:${who.nr}`) * JOINS_SPREAD_DAYS) * DAY) joinsAt ??= at + (0.2 + unit(`joins:${who.nr}`) * 4) * DAY
    if (purchase === undefined && random() < 0.16) facts.push(...offered(who, told, random))
  }
  if (isLate) facts.push(...joiningLater(who, Math.floor(joinsAt ?? range.until - unit(`joins:${who.nr}`) * 2 * DAY) as Instant))
  if (random() < 0.07) facts.push(...ticket(who, { at: momentIn(range, who.market, 'web', random), topic: TOPICS[pickIndex(random, TOPICS.length)] ?? 'delivery' }, random))
  return facts
}

/** A part of the members were customers first: they are what a lead score is learned from. */
function joinsLater(who: Customer): boolean {
  return who.closeness === 'member' && who.phase === 'steady' && who.nr > LATE_FROM && who.nr % LATE_EVERY === 1
}

interface Moment {
  readonly at: Instant
  readonly in: 'web' | 'app' | 'shop'
}

/** When and where somebody comes by. */
function momentsOf(who: Customer, range: Range, random: Random): readonly Moment[] {
  const visits = who.phase === 'new' ? 1 + pickIndex(random, 4) : who.visits
  const moments = Array.from({ length: visits }, (): Moment => {
    const draw = random()
    const place = who.phoneDevice !== undefined && draw < 0.45 ? 'app' : draw > 0.87 && who.phone !== undefined ? 'shop' : 'web'
    return { at: momentIn(range, who.market, place, random), in: place }
  })
  return moments.sort((one, other) => one.at - other.at)
}

function visitAt(who: Customer, at: Instant, place: Moment['in'], seen: Set<string>, random: Random): Visit {
  if (place === 'app') return appVisit(who, { at }, random)
  if (place === 'shop') {
    const sale = shopSale(who, at, random)
    if (seen.has('shop') || who.memberNo === undefined) return sale
    seen.add('shop')
    return { ...sale, facts: [...sale.facts, tillRecord(who, (at + 90_000) as Instant)] }
  }
  const browser = who.browsers[random() < 0.72 ? 0 : who.browsers.length - 1] ?? ''
  const as = seen.has(browser) ? 'known' : 'login'
  seen.add(browser)
  return webVisit(who, { at, as, browser }, random)
}

/** An offer that was seen on the way, sometimes with a click. */
function offered(who: Customer, visit: readonly Fact[], random: Random): readonly Fact[] {
  const last = visit.at(-1)
  if (last === undefined || (last.source !== 'web' && last.source !== 'app')) return []
  const placement = last.type === 'cart_updated' ? 'web-cart' : `${last.source}-home`
  const about = { source: last.source, identifiers: identifiers({ userId: who.userId }), properties: { offer: offerFor(who, last, random), placement } }
  const shown: Fact = { ...about, at: (last.at + 5_000) as Instant, type: 'offer_shown' }
  const draw = random()
  return draw < 0.24 ? [shown, { ...about, at: (last.at + 15_000) as Instant, type: draw < 0.19 ? 'offer_clicked' : 'offer_dismissed' }] : [shown]
}

function offerFor(who: Customer, last: Fact, random: Random): string {
  if (last.type === 'cart_updated') return random() < 0.5 ? 'free-delivery' : 'cart-coupon'
  if (who.memberNo === undefined) return 'club-invite'
  if (random() < 0.08) return random() < 0.5 ? 'help-late-parcel' : 'help-open-ticket'
  if (who.tier === 'gold' || who.tier === 'platinum') return 'gold-preview'
  return FOR_INTEREST[who.interest] ?? 'tea-gift-box'
}

const FOR_INTEREST: { readonly [category: string]: string } = { skincare: 'serum-with-cream', home: 'pour-over-set', kitchen: 'pour-over-set', makeup: 'lip-tint-trio' }

function times(count: number, tell: () => readonly Fact[]): Fact[] {
  return Array.from({ length: count }, tell).flat()
}
