/** What surrounds shopping: joining, consent, friends on LINE and WeChat, parcels, tickets, complaints, returns, reviews. Pure. */
import type { JsonObject } from '@rapport/core/base/json'
import { pickIndex, type Random } from '@rapport/core/base/random'
import { DAY, HOUR, MINUTE, type Instant } from '@rapport/core/base/time'
import { languageOf, SITE } from './catalogue.ts'
import { filled, identifiers, numberOf, type Fact } from './fact.ts'
import type { Customer } from './people.ts'
import type { Purchase } from './visit.ts'

/** Version of the wording that people agree to. */
const WORDING = 'privacy-2026-03'

/** Becoming known: the record of the membership system, the card, and what the person allowed. */
export function joining(who: Customer, at: Instant, random: Random, isMember = who.memberNo !== undefined): readonly Fact[] {
  const everywhere = identifiers({ userId: who.userId, ...(isMember && { memberNo: who.memberNo }), email: who.emails[0], phone: who.phone })
  const traits = filled({
    name: who.name,
    family_name: who.familyName,
    given_name: who.givenName,
    latin_name: who.latin,
    email: who.emails[0],
    phone: who.phone,
    birthday: who.birthday,
    birth_month: who.birthday === undefined ? undefined : Number(who.birthday.slice(5, 7)),
    city: who.city,
    district: who.district,
    address: who.address,
    country: who.country,
    locale: who.locale,
    language: languageOf(who.locale),
    timezone: who.timezone,
    currency: who.market.currency,
    store: who.shop.name,
    ...(isMember && { tier: who.tier, member_no: who.memberNo, joined_at: new Date(at).toISOString() }),
  })
  const facts: Fact[] = [{ at, type: 'identified', source: 'crm', identifiers: everywhere, properties: { traits } }]
  if (isMember) facts.push(joinedClub(who, (at + 1_000) as Instant, random() < 0.6 ? 'web' : 'shop'))
  if (random() < 0.84) facts.push(consent(who, (at + 2_000) as Instant, { is: 'given', purpose: 'marketing', channel: random() < 0.85 ? '*' : 'email' }))
  if (random() < 0.25) facts.push(consent(who, (at + 3_000) as Instant, { is: 'given', purpose: 'research', channel: '*' }))
  return facts
}

/** A customer of some time takes the card after a purchase: the membership system knows it, and says so. */
export function joiningLater(who: Customer, at: Instant): readonly Fact[] {
  const traits = filled({ tier: who.tier, member_no: who.memberNo, joined_at: new Date(at).toISOString() })
  const fact: Fact = { at, type: 'identified', source: 'crm', identifiers: identifiers({ userId: who.userId, memberNo: who.memberNo }), properties: { traits } }
  return [fact, joinedClub(who, (at + 1_000) as Instant, 'web')]
}

function joinedClub(who: Customer, at: Instant, channel: 'web' | 'shop'): Fact {
  return { at, type: 'member_joined', source: 'crm', identifiers: identifiers({ userId: who.userId, memberNo: who.memberNo }), properties: { program: 'leaf-club', tier: who.tier ?? 'green', channel } }
}

/** What somebody said about being written to. */
export function consent(who: Customer, at: Instant, said: { readonly is: 'given' | 'withdrawn'; readonly purpose: string; readonly channel: string }): Fact {
  const { is, ...what } = said
  return { at, type: is === 'given' ? 'consent_given' : 'consent_withdrawn', source: 'web', identifiers: identifiers({ userId: who.userId }), properties: { ...what, text: WORDING } }
}

/** Becoming a friend on LINE or WeChat: the messenger's id, and the account it was joined with. */
export function befriending(who: Customer, at: Instant, random: Random): readonly Fact[] {
  const line = who.lineId !== undefined
  if (!line && who.wechatOpenid === undefined) return []
  const source = line ? 'line' : 'wechat'
  const ids = identifiers({ lineId: who.lineId, wechatUnionid: who.wechatUnionid, wechatOpenid: who.wechatOpenid })
  const facts: Fact[] = [{ at, type: line ? 'line_followed' : 'wechat_followed', source, identifiers: ids, properties: { via: random() < 0.5 ? 'shop_qr' : 'web_banner' } }]
  const account = [...identifiers({ userId: who.userId }), ...ids]
  if (random() < 0.9) facts.push({
    at: (at + MINUTE) as Instant,
    type: 'identified',
    source,
    identifiers: account,
    properties: { traits: filled({ nickname: who.givenName, messenger: source }) },
  })
  if (random() < 0.8) facts.push({ ...consent(who, (at + 2 * MINUTE) as Instant, { is: 'given', purpose: 'marketing', channel: source }), source, identifiers: account })
  return facts
}

/** Leaving again. */
export function unfriending(who: Customer, at: Instant): Fact {
  return { at, type: 'line_unfollowed', source: 'line', identifiers: identifiers({ lineId: who.lineId }), properties: {} }
}

/** What follows a purchase: the parcel, now and then trouble with it, now and then an opinion. */
export function afterPurchase(who: Customer, purchase: Purchase, random: Random): readonly Fact[] {
  const facts: Fact[] = []
  const me = reached(who)
  const tell = (at: number, type: string, source: string, properties: JsonObject): void => void facts.push({
    at: Math.floor(at) as Instant,
    type,
    source,
    identifiers: me,
    properties: { order: purchase.order, ...properties },
  })
  let received: number = purchase.at
  if (purchase.channel !== 'shop') {
    const packed = purchase.at + (8 + random() * 30) * HOUR
    tell(packed, 'order_shipped', 'logistics', shipped(who, purchase, packed))
    received = packed + (1 + random() * 2.5) * DAY
    if (random() < 0.09) {
      tell(packed + 20 * HOUR, 'order_delayed', 'logistics', { carrier: CARRIERS[who.market.id], reason: random() < 0.5 ? 'customs' : 'weather', days: 2 + pickIndex(random, 4) })
      received += (2 + random() * 3) * DAY
      if (random() < 0.5) facts.push(...ticket(who, { at: Math.floor(packed + 26 * HOUR) as Instant, topic: 'delivery', order: purchase.order }, random))
    }
    tell(received, 'order_delivered', 'logistics', { carrier: CARRIERS[who.market.id] })
  }
  if (random() < 0.05) tell(
    received + (1 + random() * 3) * DAY,
    'refund_requested',
    'service',
    { reason: REASONS[pickIndex(random, REASONS.length)] ?? 'other', amount: purchase.total, currency: who.market.currency, amount_twd: purchase.totalTwd },
  )
  const liked = random()
  if (random() < 0.14) tell(received + (2 + random() * 5) * DAY, 'product_reviewed', 'web', { sku: purchase.lines[0]?.sku ?? '', rating: liked < 0.1 ? 2 : liked < 0.35 ? 4 : 5 })
  if (random() < 0.11) tell(
    received + (3 + random() * 4) * DAY,
    'nps_answered',
    'service',
    { score: liked < 0.12 ? 2 + pickIndex(random, 4) : liked < 0.4 ? 7 + pickIndex(random, 2) : 9 + pickIndex(random, 2) },
  )
  return facts
}

/** The properties of `order_shipped`; the shipping notice is written from them. */
export function shipped(who: Customer, { lines, total }: Purchase, at: number): JsonObject {
  const carrier = CARRIERS[who.market.id]
  const tracking = `${who.market.id}${String(Math.floor(at / 1_000) % 1_000_000_000).padStart(9, '0')}`
  return { carrier, tracking, items: lines, total, currency: who.market.currency, expected: new Date(at + 2 * DAY).toISOString(), url: `${SITE}/track/${tracking}` }
}

/** A question or a complaint, and its answer. */
export function ticket(who: Customer, { at, topic, order }: { readonly at: Instant; readonly topic: string; readonly order?: string }, random: Random): readonly Fact[] {
  const number = numberOf('T', who, at)
  const channel = ['phone', 'chat', 'email', 'shop'][pickIndex(random, 4)] ?? 'chat'
  const me = reached(who)
  const about = { ticket: number, topic, channel, ...(order !== undefined && { order }) }
  const tell = (moment: number, type: string, more: JsonObject): Fact => ({
    at: Math.floor(moment) as Instant,
    type,
    source: 'service',
    identifiers: me,
    properties: { ...about, ...more },
  })
  const facts = [tell(at, 'ticket_opened', {})]
  if (random() < 0.22) facts.push(tell(at + 10 * MINUTE, 'complaint', { severity: random() < 0.3 ? 'high' : 'normal' }))
  if (random() < 0.7) facts.push(tell(at + (1 + random() * 40) * HOUR, 'ticket_resolved', { satisfied: random() < 0.8 }))
  return facts
}

/** How the back office names a person: by account, else by number. */
function reached(who: Customer): Fact['identifiers'] {
  return who.userId === undefined ? identifiers({ anonymousId: who.browsers[0] }) : identifiers({ userId: who.userId })
}

/** Topics of tickets. */
export const TOPICS = ['delivery', 'return', 'product_question', 'points', 'payment'] as const
const REASONS = ['too_small', 'damaged', 'not_as_described', 'changed_mind'] as const
const CARRIERS: { readonly [market in Customer['market']['id']]: string } = { TW: '山線宅配', HK: 'Harbour Courier', TH: 'Siam Courier', CN: '迅鸽速运' }
