/** What is played live: short scripts of steps. Written by chance alone; `live.ts` performs them one step at a time. */
import type { Json, JsonObject } from '@rapport/core/base/json'
import { pickIndex, type Random } from '@rapport/core/base/random'
import type { Instant } from '@rapport/core/base/time'
import { appearAgain } from './doubles.ts'
import { contextFor, type Fact } from './fact.ts'
import { personOf, type Customer } from './people.ts'
import { afterPurchase, befriending, consent, joining, shipped, ticket, TOPICS } from './service.ts'
import { appVisit, shopSale, signIn, tillRecord, webVisit, type Purchase, type Visit } from './visit.ts'

/** One step of a script. */
export type Step =
  | { readonly is: 'fact'; readonly fact: Fact }
  /** Ask what to propose; showing it and perhaps a click follow by themselves. */
  | { readonly is: 'decide'; readonly who: Customer; readonly from: Fact; readonly placement: string; readonly context: JsonObject }
  /** Something that no collector can accept, or that is not as planned. */
  | { readonly is: 'bad'; readonly source: string; readonly message: Json }

/** A script. */
export type Act = readonly Step[]

/** Who may appear. */
export interface Cast {
  readonly seed: number
  /** People by what can happen to them. */
  readonly steady: readonly Customer[]
  readonly lapsed: readonly Customer[]
  readonly strangers: readonly Customer[]
  /** Number of the next person whom nobody has met yet. */
  readonly nextNewcomer: () => number
  /** Purchases of this run whose parcel has not left; taking one removes it. */
  readonly takePurchase: () => { readonly who: Customer; readonly purchase: Purchase } | undefined
  readonly bought: (who: Customer, purchase: Purchase) => void
}

/** Kinds of act and how often they are played. */
const ACTS: readonly (readonly [weight: number, write: (cast: Cast, at: Instant, random: Random) => Act])[] = [
  [20, webShopping],
  [10, strangerSignsIn],
  [9, newcomer],
  [14, appShopping],
  [12, tillSale],
  [12, parcelLeaves],
  [8, lapsedLooksAgain],
  [9, strangerLooks],
  [6, trouble],
  [3, saysNo],
  [6, mistake],
  [5, offPlan],
  [1, twice],
]
const TOTAL = ACTS.reduce((sum, [weight]) => sum + weight, 0)

/** What is played first, so that every page has its story while somebody looks for the first time. */
const OPENING: readonly (typeof ACTS)[number][1][] = [
  webShopping,
  mistake,
  lapsedLooksAgain,
  strangerSignsIn,
  offPlan,
  tillSale,
  newcomer,
  lateParcel,
  offPlan,
  appShopping,
  twice,
  trouble,
  saysNo,
]

/** The act after so many others. */
export function writeAct(cast: Cast, after: number, at: Instant, random: Random): Act {
  const opening = OPENING[after]
  if (opening !== undefined) return opening(cast, at, random)
  let left = random() * TOTAL
  for (const [weight, write] of ACTS) {
    left -= weight
    if (left < 0) return write(cast, at, random)
  }
  return []
}

/** A visit of a known person, as after a click in a mail. */
export function returnVisit(cast: Cast, who: Customer, at: Instant, random: Random): Act {
  return web(cast, who, webVisit(who, { at, as: 'known', outcome: random() < 0.45 ? 'order' : 'look' }, random))
}

function webShopping(cast: Cast, at: Instant, random: Random): Act {
  const who = anyOf(cast.steady, random)
  const draw = random()
  return web(cast, who, webVisit(who, { at, as: 'known', outcome: draw < 0.28 ? 'order' : draw < 0.75 ? 'cart' : 'look' }, random))
}

/** A browser that nobody has seen, until its owner signs in: two people become one. */
function strangerSignsIn(cast: Cast, at: Instant, random: Random): Act {
  const who = anyOf(cast.steady, random)
  const browser = `web-live-${at.toString(36)}`
  const before = webVisit({ ...who, userId: undefined }, { at, as: 'stranger', browser, outcome: 'look' }, random)
  const after = webVisit(who, { at, as: 'known', browser, outcome: random() < 0.6 ? 'cart' : 'order' }, random)
  return [...web(cast, who, before), { is: 'fact', fact: signIn(who, browser, at) }, ...web(cast, who, { ...after, facts: after.facts.slice(1) })]
}

/** Somebody new looks around, then joins: the welcome mail follows. */
function newcomer(cast: Cast, at: Instant, random: Random): Act {
  const made = personOf(cast.seed, cast.nextNewcomer())
  if (made.userId === undefined) return web(cast, made, webVisit(made, { at, as: 'stranger', outcome: 'look' }, random))
  const visit = webVisit(made, { at, as: 'stranger', outcome: 'look' }, random)
  const facts = [signIn(made, made.browsers[0] ?? '', at), ...joining(made, at, random), ...(random() < 0.5 ? befriending(made, at, random) : [])]
  return [...web(cast, made, visit), ...facts.map((fact) => ({ is: 'fact', fact }) as const)]
}

function appShopping(cast: Cast, at: Instant, random: Random): Act {
  const who = anyOf(cast.steady.filter(({ phoneDevice }) => phoneDevice !== undefined), random)
  const visit = appVisit(who, { at, outcome: random() < 0.25 ? 'order' : random() < 0.5 ? 'cart' : 'look' }, random)
  return played(cast, who, visit, { screen_viewed: 'app-home' })
}

function tillSale(cast: Cast, at: Instant, random: Random): Act {
  const who = anyOf(cast.steady.filter(({ memberNo }) => memberNo !== undefined), random)
  const { facts: [sale] } = shopSale(who, at, random)
  if (sale === undefined) return []
  const question: Step = { is: 'decide', who, from: sale, placement: 'pos-till', context: { shop: who.shop.name } }
  return [question, { is: 'fact', fact: sale }, ...(random() < 0.25 ? [{ is: 'fact', fact: tillRecord(who, at) } as const] : [])]
}

/** The parcel of an order of a while ago; some are late, and then the next decision is about helping. */
function parcelLeaves(cast: Cast, at: Instant, random: Random): Act {
  const taken = cast.takePurchase()
  if (taken === undefined) return webShopping(cast, at, random)
  const { who, purchase } = taken
  const follow = afterPurchase(who, purchase, () => 0.01).find(({ type }) => type === 'order_shipped')
  if (follow === undefined) return []
  const left: Fact = { ...follow, properties: { order: purchase.order, ...shipped(who, purchase, at) } }
  if (random() > 0.3) return [{ is: 'fact', fact: left }]
  const late: Fact = { ...follow, type: 'order_delayed', properties: { order: purchase.order, reason: random() < 0.5 ? 'weather' : 'customs', days: 2 + pickIndex(random, 3) } }
  return [{ is: 'fact', fact: left }, { is: 'fact', fact: late }, ...web(cast, who, webVisit(who, { at, as: 'known', outcome: 'look' }, random))]
}

/** An older parcel is late, and its owner looks for it. */
function lateParcel(cast: Cast, at: Instant, random: Random): Act {
  const who = anyOf(cast.steady, random)
  const visit = webVisit(who, { at, as: 'known', outcome: 'look' }, random)
  const [first] = visit.facts
  if (first === undefined) return []
  const properties = { order: `${who.market.id}-W${pickIndex(random, 9_999_999)}`, reason: 'weather', days: 2 }
  const late: Fact = { at, type: 'order_delayed', source: 'logistics', identifiers: first.identifiers.slice(0, 1), properties }
  return [{ is: 'fact', fact: late }, ...web(cast, who, visit)]
}

function lapsedLooksAgain(cast: Cast, at: Instant, random: Random): Act {
  const who = anyOf(cast.lapsed, random)
  return web(cast, who, webVisit(who, { at, as: 'known', outcome: random() < 0.3 ? 'cart' : 'look' }, random))
}

function strangerLooks(cast: Cast, at: Instant, random: Random): Act {
  const who = anyOf(cast.strangers, random)
  return web(cast, who, webVisit(who, { at, as: 'stranger', browser: `web-live-${at.toString(36)}`, outcome: random() < 0.2 ? 'cart' : 'look' }, random))
}

function trouble(cast: Cast, at: Instant, random: Random): Act {
  const who = anyOf(cast.steady, random)
  const told = ticket(who, { at, topic: TOPICS[pickIndex(random, TOPICS.length)] ?? 'delivery' }, random).filter(({ type }) => type !== 'ticket_resolved')
  return [...told.map((fact) => ({ is: 'fact', fact }) as const), ...web(cast, who, webVisit(who, { at, as: 'known', outcome: 'look' }, random))]
}

function saysNo(cast: Cast, at: Instant, random: Random): Act {
  const who = anyOf(cast.steady, random)
  return [{ is: 'fact', fact: consent(who, at, { is: 'withdrawn', purpose: 'marketing', channel: random() < 0.5 ? '*' : 'email' }) }]
}

/** What broken senders send. */
function mistake(cast: Cast, _at: Instant, random: Random): Act {
  const who = anyOf(cast.steady, random)
  const order = { order: `X-${pickIndex(random, 9_999)}`, total: 1_280, currency: who.market.currency }
  const messages: readonly (readonly [source: string, message: Json])[] = [
    [who.shop.source, { type: 'order_completed', identifiers: { phone: '12345' }, properties: order }],
    ['web', { type: 'order_completed', identifiers: { userId: 'undefined' }, properties: order }],
    ['app', { type: 'screen_viewed', at: 'yesterday', identifiers: { userId: who.userId ?? '' }, properties: { screen: 'home' } }],
    [who.shop.source, { type: 'order_completed', user_id: who.userId ?? '', properties: order }],
    ['crm', { type: 'segment_entered', identifiers: { userId: who.userId ?? '' }, properties: { segment: 'vip' } }],
    ['service', { identifiers: { userId: who.userId ?? '' }, properties: { ticket: 'T-1' } }],
  ]
  const [source, message] = messages[pickIndex(random, messages.length)] ?? messages[0]!
  return [{ is: 'bad', source, message }]
}

/** What well-meant senders send that is not as planned: numbers as text, misspelt fields, a survey that cannot be counted. */
function offPlan(cast: Cast, _at: Instant, random: Random): Act {
  const who = anyOf(cast.steady, random)
  const user = { userId: who.userId ?? '' }
  const score = 6 + pickIndex(random, 5)
  const line = { sku: 'TE02', name: 'Jasmine green tea', category: 'tea', price: 680, quantity: 1 }
  const order = {
    order: `${who.market.id}-S${pickIndex(random, 9_999_999)}`,
    items: [line],
    currency: who.market.currency,
    total_twd: 680,
    category: 'tea',
    channel: 'shop',
    shop: who.shop.name,
  }
  const messages: readonly (readonly [source: string, message: Json])[] = [
    ['survey', { type: 'nps_answered', identifiers: user, properties: { score: String(score) } }],
    ['survey', { type: 'nps_answered', identifiers: user, properties: { Score: score, order: order.order } }],
    [who.shop.source, { type: 'order_completed', identifiers: user, properties: { ...order, total: '680' } }],
    ['app', { type: 'cart_updated', identifiers: user, properties: { cart: 'C-1', items: [{ ...line, qty: 1 }], total: 680, currency: who.market.currency.toLowerCase(), totalTwd: 680 } }],
    ['survey', { type: 'nps_answered', identifiers: user, properties: { score: score * 10 } }],
  ]
  const [source, message] = messages[random() < 0.4 ? 0 : pickIndex(random, messages.length)] ?? messages[0]!
  return [{ is: 'bad', source, message }]
}

/** Somebody who is known already comes by under another name: matching finds them. */
function twice(cast: Cast, at: Instant, random: Random): Act {
  return appearAgain(anyOf(cast.steady, random), at, random).map((fact) => ({ is: 'fact', fact }) as const)
}

function web(cast: Cast, who: Customer, visit: Visit): Act {
  return played(cast, who, visit, { page_viewed: 'web-home', product_viewed: 'web-product', cart_updated: 'web-cart' })
}

/** The facts of a visit, and a question after those that open a place for an offer. */
function played(cast: Cast, who: Customer, { facts, purchase }: Visit, places: { readonly [type: string]: string }): Act {
  if (purchase !== undefined) cast.bought(who, purchase)
  const asked = new Set<string>()
  return facts.flatMap((fact): Step[] => {
    const placement = places[fact.type]
    if (placement === undefined || asked.has(placement)) return [{ is: 'fact', fact }]
    asked.add(placement)
    return [{ is: 'fact', fact }, { is: 'decide', who, from: fact, placement, context: contextFor(fact) }]
  })
}

function anyOf(list: readonly Customer[], random: Random): Customer {
  return list[pickIndex(random, list.length)] as Customer
}
