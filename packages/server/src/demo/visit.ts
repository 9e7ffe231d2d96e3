/** One visit to the web shop or the app: looking, searching, filling a cart, buying. Pure: the same chance tells the same story. */
import type { JsonObject } from '@rapport/core/base/json'
import { pickIndex, type Random } from '@rapport/core/base/random'
import { SECOND, type Instant } from '@rapport/core/base/time'
import { languageOf, lineOf, pickProduct, searchWord, SITE, type Line } from './catalogue.ts'
import { contextOf, filled, identifiers, numberOf, type Fact } from './fact.ts'
import { typedAtHome, type Customer } from './people.ts'
import { isSaleDay } from './rhythm.ts'

/** How far a visit goes. */
export type Outcome = 'look' | 'cart' | 'checkout' | 'order'

/** A purchase, for what follows from it. */
export interface Purchase {
  readonly order: string
  readonly at: Instant
  readonly channel: 'web' | 'app' | 'shop'
  readonly lines: readonly Line[]
  readonly total: number
  readonly totalTwd: number
}

/** What a visit was. */
export interface Visit {
  readonly facts: readonly Fact[]
  readonly purchase?: Purchase
}

/** How a visit begins. */
export interface VisitStart {
  readonly at: Instant
  /** `login`: known only from the middle of the visit on, when the person signs in. */
  readonly as: 'stranger' | 'login' | 'known'
  readonly browser?: string
  /** Drawn when absent. */
  readonly outcome?: Outcome
}

const CAMPAIGNS = ['instagram-autumn', 'line-broadcast', 'google-brand', 'newsletter', 'friend-referral'] as const

/** Some look and some buy: how much likelier than usual somebody is to order once there. */
const KEEN: { readonly [tier: string]: number } = { green: 0.55, silver: 1.15, gold: 1.9, platinum: 2.6 }
const KEEN_WITHOUT_CARD = 0.75

/** How far people go, farther on sale days; who has climbed in the club buys more often. */
export function drawOutcome(random: Random, saleDay: boolean, tier: Customer['tier']): Outcome {
  const draw = random() * (saleDay ? 0.72 : 1)
  const order = 0.17 * (tier === undefined ? KEEN_WITHOUT_CARD : (KEEN[tier] ?? 1))
  return draw < order ? 'order' : draw < Math.max(0.22, order + 0.03) ? 'checkout' : draw < Math.max(0.36, order + 0.1) ? 'cart' : 'look'
}

/** A visit to the web shop. */
export function webVisit(who: Customer, start: VisitStart, random: Random): Visit {
  const { at, as } = start
  const browser = start.browser ?? who.browsers[0] ?? ''
  const stranger = identifiers({ anonymousId: browser })
  const known = identifiers({ userId: who.userId, anonymousId: browser })
  const campaign = random() < 0.28 ? CAMPAIGNS[pickIndex(random, CAMPAIGNS.length)] : undefined
  const context = contextOf(who, browser.startsWith('tablet') ? 'tablet' : random() < 0.66 ? 'mobile' : 'desktop', campaign)
  const facts: Fact[] = []
  let now: number = at
  let me = as === 'known' ? known : stranger
  const tell = (type: string, properties: JsonObject, waitSeconds: number): void => {
    facts.push({ at: Math.floor(now) as Instant, type, source: 'web', identifiers: me, properties, context })
    now += (waitSeconds * 0.4 + random() * waitSeconds * 1.2) * SECOND
  }
  tell('page_viewed', filled({ path: '/', url: `${SITE}/`, title: 'Home', campaign }), 15)
  if (as === 'login' && who.userId !== undefined) {
    me = known
    facts.push(signIn(who, browser, Math.floor(now) as Instant))
    now += 4 * SECOND
  }
  const outcome = start.outcome ?? drawOutcome(random, isSaleDay(at, who.market), who.tier)
  return { facts, ...browse({ who, random, outcome, channel: 'web', tell, at, clock: () => Math.floor(now) as Instant }) }
}

/** A visit in the app, where people are always signed in. */
export function appVisit(who: Customer, start: { readonly at: Instant; readonly outcome?: Outcome }, random: Random): Visit {
  const { at } = start
  const me = identifiers({ userId: who.userId, deviceId: who.phoneDevice })
  const context = contextOf(who, 'app')
  const facts: Fact[] = []
  let now: number = at
  const tell = (type: string, properties: JsonObject, waitSeconds: number): void => {
    facts.push({ at: Math.floor(now) as Instant, type, source: 'app', identifiers: me, properties, context })
    now += (waitSeconds * 0.4 + random() * waitSeconds * 1.2) * SECOND
  }
  if (random() < 0.3) tell('push_opened', { campaign: isSaleDay(at, who.market) ? 'double-day' : 'weekly-picks' }, 3)
  tell('screen_viewed', { screen: 'home' }, 10)
  const outcome = start.outcome ?? drawOutcome(random, isSaleDay(at, who.market), who.tier)
  return { facts, ...browse({ who, random, outcome, channel: 'app', tell, at, clock: () => Math.floor(now) as Instant }) }
}

interface Browsing {
  readonly who: Customer
  readonly random: Random
  readonly outcome: Outcome
  readonly channel: 'web' | 'app'
  readonly at: Instant
  readonly tell: (type: string, properties: JsonObject, waitSeconds: number) => void
  readonly clock: () => Instant
}

function browse({ who, random, outcome, channel, at, tell, clock }: Browsing): { readonly purchase?: Purchase } {
  if (random() < 0.34) tell('product_searched', { query: searchWord(random, who.interest, who.locale), results: 1 + pickIndex(random, 9) }, 20)
  const lines: Line[] = []
  let twd = 0
  const looks = 1 + pickIndex(random, outcome === 'look' ? 3 : 4)
  for (let look = 0; look < looks; look++) {
    const product = pickProduct(random, who.interest)
    const line = lineOf(product, who, random() < 0.15 ? 2 : 1)
    const { quantity: _, ...seen } = line
    tell('product_viewed', { ...seen, currency: who.market.currency, url: `${SITE}/p/${product.sku.toLowerCase()}` }, 40)
    if (outcome === 'look' || lines.some(({ sku }) => sku === line.sku) || (lines.length > 0 && random() < 0.35)) continue
    lines.push(line)
    twd += product.twd * line.quantity
  }
  if (lines.length === 0) return {}
  const total = lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0)
  const money = { items: lines, total, currency: who.market.currency, total_twd: twd, category: lines[0]?.category ?? who.interest }
  tell('cart_updated', { cart: numberOf('C', who, at), ...money, url: `${SITE}/cart` }, 50)
  if (outcome === 'cart') return {}
  tell('checkout_started', { cart: numberOf('C', who, at), total, currency: who.market.currency, total_twd: twd }, 60)
  if (outcome === 'checkout') return {}
  const bought = clock()
  const order = numberOf('W', who, bought)
  const coupon = isSaleDay(at, who.market) ? 'DOUBLEDAY' : random() < 0.12 ? 'WELCOME100' : undefined
  tell('order_completed', filled({ order, ...money, channel, coupon, payment: PAYMENTS[who.market.id][pickIndex(random, 3)] }), 30)
  return { purchase: { order, at: bought, channel, lines, total, totalTwd: twd } }
}

const PAYMENTS: { readonly [market in Customer['market']['id']]: readonly string[] } = {
  TW: ['credit_card', 'line_pay', 'convenience_store'],
  HK: ['credit_card', 'fps', 'octopus'],
  TH: ['promptpay', 'credit_card', 'cash_on_delivery'],
  CN: ['wechat_pay', 'alipay', 'wechat_pay'],
}

/** Signing in on the web: the moment at which a stranger's clicks become somebody's. The phone is as the person typed it. */
export function signIn(who: Customer, browser: string, at: Instant): Fact {
  const second = who.emails[1] !== undefined && at % 3 === 0
  const email = second ? who.emails[1] : who.emails[0]
  const traits = filled({
    name: who.name,
    family_name: who.familyName,
    given_name: who.givenName,
    email,
    phone: typedAtHome(who),
    locale: who.locale,
    language: languageOf(who.locale),
    timezone: who.timezone,
    country: who.country,
    city: who.city,
    district: who.district,
  })
  return {
    at,
    type: 'identified',
    source: 'web',
    identifiers: identifiers({ userId: who.userId, email, phone: who.phone, anonymousId: browser }),
    properties: { traits },
    context: contextOf(who, 'mobile'),
  }
}

/** A sale at the till of the person's shop. People are known there by their card, or by their number. */
export function shopSale(who: Customer, at: Instant, random: Random): Visit {
  const lines: Line[] = []
  let twd = 0
  for (let n = 0; n <= pickIndex(random, 3); n++) {
    const product = pickProduct(random, who.interest)
    if (lines.some(({ sku }) => sku === product.sku)) continue
    lines.push(lineOf(product, who, random() < 0.2 ? 2 : 1))
    twd += product.twd * (lines.at(-1)?.quantity ?? 1)
  }
  const total = lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0)
  const order = numberOf('S', who, at)
  const me = who.memberNo !== undefined && random() < 0.8 ? identifiers({ memberNo: who.memberNo }) : identifiers({
    memberNo: who.phone === undefined ? who.memberNo : undefined,
    phone: who.phone,
  })
  const properties = {
    order,
    items: lines,
    total,
    currency: who.market.currency,
    total_twd: twd,
    category: lines[0]?.category ?? who.interest,
    channel: 'shop',
    shop: who.shop.name,
    [who.shop.source === MISSPELLING_TILL ? 'clrek' : 'clerk']: `clerk-${1 + pickIndex(random, 9)}`,
  }
  return { facts: [{ at, type: 'order_completed', source: who.shop.source, identifiers: me, properties }], purchase: { order, at, channel: 'shop', lines, total, totalTwd: twd } }
}

/** A till whose software misspells a field: the plan marks what it sends. */
const MISSPELLING_TILL = 'pos-mongkok'

/**
 * What the till writes down when somebody asks for a card: the name in capitals, and the number that the clerk checked. Now and then the clerk also
 * writes down a birthday, with day and month the wrong way round.
 */
export function tillRecord(who: Customer, at: Instant): Fact {
  const misread = who.nr % 9 === 6 ? who.birthday?.replace(/^(\d{4})-(\d\d)-(0[1-9]|1[0-2])$/, '$1-$3-$2') : undefined
  const traits = filled({
    name: who.latin?.toUpperCase(),
    phone: who.phone,
    member_no: who.memberNo,
    store: who.shop.name,
    city: who.city,
    birthday: misread === who.birthday ? undefined : misread,
  })
  return { at, type: 'identified', source: who.shop.source, identifiers: identifiers({ memberNo: who.memberNo, phone: who.phone }), properties: { traits } }
}
