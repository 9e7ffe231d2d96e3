/** Sample people, events and messages for developing the console. Same numbers at every start. */
import type * as C from '../../server/src/api/contract.ts'

type EventView = C.Of<typeof C.EventView>
type ProfileView = C.Of<typeof C.ProfileView>
type LiveEntry = C.Of<typeof C.LiveEntry>
type LiveDetail = C.Of<typeof C.LiveDetail>
type MessageView = C.Of<typeof C.MessageView>
type PersonLine = C.Of<typeof C.PersonLine>

export const NOW = Date.now()
const MIN = 60_000
const DAY = 86_400_000
const NAMES = ['陳怡君', 'สมชาย ใจดี', 'Ann Chen', '林志豪', 'ณัฐธิดา ศรีสุข', '张伟', 'Ploy S.', '黃雅婷', '王小明', 'Kittipong R.', '李佳穎', '刘洋', 'Maria Garcia', 'さくら 田中', 'พิมพ์ชนก วงศ์']
export const EVENTS = ['page_viewed', 'product_viewed', 'cart_updated', 'order_completed', 'identified', 'search_performed', 'coupon_used', 'app_opened']
const SOURCES = ['web', 'app-ios', 'pos-taipei', 'line-oa']
const PRODUCTS = ['高山烏龍茶 150g', 'ชาเขียวมะลิ', 'Earl Grey tin', '日月潭紅茶禮盒', 'กาแฟดริปดอยช้าง']

/** A fixed stream of chances. */
export function chance(seed: number): number {
  const x = Math.sin(seed * 12.9898) * 43758.5453
  return x - Math.floor(x)
}
const pick = <T>(list: readonly T[], seed: number): T => list[Math.floor(chance(seed) * list.length)] as T

export const people: readonly PersonLine[] = Array.from({ length: 240 }, (_, i) => ({
  id: `p_${(i + 1000).toString(36)}`,
  name: i % 7 === 6 ? null : `${NAMES[i % NAMES.length]}${i >= NAMES.length ? ` ${Math.floor(i / NAMES.length) + 1}` : ''}`,
  identifiers: [
    ...(i % 7 === 6 ? [] : [`userId:u${i + 1}`, `email:person${i + 1}@example.com`]),
    ...(i % 3 === 0 ? [`phone:+8869123${String(i).padStart(5, '0')}`] : []),
    `anonymousId:a-${i}`,
  ],
  lastSeen: NOW - Math.floor(chance(i) ** 3 * 40 * DAY),
  events: 3 + Math.floor(chance(i + 50) * 140),
}))

export function eventOf(seed: number, at: number, person: PersonLine): EventView {
  const type = pick(EVENTS, seed)
  const product = pick(PRODUCTS, seed + 3)
  return {
    id: `web:evt-${seed}`,
    type,
    at,
    receivedAt: at + 120,
    source: pick(SOURCES, seed + 1),
    identifiers: person.identifiers.map((key) => ({ kind: key.slice(0, key.indexOf(':')), value: key.slice(key.indexOf(':') + 1) })),
    properties: type === 'order_completed' ? {
      total: 380 + Math.floor(chance(seed) * 2600),
      currency: 'TWD',
      items: [{ sku: 'T-14', name: product, quantity: 2 }],
    } : type === 'identified' ? { traits: { name: person.name, city: '台北市' } } : { product, path: '/tea/oolong', value: Math.floor(chance(seed + 8) * 900) },
    context: { locale: 'zh-TW', timezone: 'Asia/Taipei', page: { url: 'https://shop.example/tea/oolong' } },
  }
}
const derived = (type: string, of: EventView, properties: Record<string, unknown>): EventView => ({
  id: `${of.id}/${type}`,
  type,
  at: of.at,
  receivedAt: of.receivedAt,
  source: 'rapport',
  identifiers: [],
  properties,
  cause: of.id,
})

export function derivedOf(event: EventView, seed: number): EventView[] {
  const list: EventView[] = []
  if (seed % 4 === 0) list.push(derived('segment_entered', event, { segment: 'browsing-oolong', name: '正在看烏龍茶' }))
  if (seed % 9 === 0) list.push(derived('journey_entered', event, { journey: 'cart-reminder' }), derived('message_planned', event, { message: 'm_3', channel: 'email', template: 'cart' }))
  if (seed % 6 === 1) list.push(derived('decision_made', event, { offer: 'free-shipping', placement: 'home-hero' }))
  return list
}

export function timelineOf(id: string, offset: number) {
  const person = people.find((one) => one.id === id) ?? people[0]!
  const base = people.indexOf(person) * 100
  return Array.from({ length: 25 }, (_, i) => {
    const n = offset + i
    const event = eventOf(base + n, person.lastSeen - n * n * 7 * MIN - n * 3 * MIN, person)
    return { event, derived: derivedOf(event, base + n), ref: String(10_000 - n) }
  })
}

export function profileOf(id: string): ProfileView | null {
  const line = people.find((one) => one.id === id || one.identifiers.includes(id))
  if (!line) return null
  const i = people.indexOf(line)
  const trait = (name: string, value: unknown, because: string, source: string, rivals: ProfileView['traits'][number]['rivals'] = []) => ({
    name,
    value,
    kind: 'given' as const,
    at: line.lastSeen - i * MIN - DAY,
    source,
    from: `web:evt-${i * 100}`,
    because,
    rivals,
  })
  const ids = line.identifiers.map((key) => ({ kind: key.slice(0, key.indexOf(':')), value: key.slice(key.indexOf(':') + 1) }))
  return {
    id: line.id,
    name: line.name,
    firstSeen: line.lastSeen - 90 * DAY,
    lastSeen: line.lastSeen,
    events: line.events,
    identifiers: ids,
    edges: ids.slice(1).map((one, n) => (
      { a: `${ids[0]!.kind}:${ids[0]!.value}`, b: `${one.kind}:${one.value}`, at: line.lastSeen - (80 - n) * DAY, by: `web:evt-${n}`, rule: n === 1 ? 'alias' : 'together', accepted: n !== 2 }
    )),
    traits: [
      ...(line.name ? [trait('name', line.name, 'most_recent', 'web', [{ value: 'Ann', at: line.lastSeen - 60 * DAY, source: 'pos-taipei', from: 'pos:evt-4' }])] : []),
      trait('city', i % 2 ? 'กรุงเทพฯ' : '台北市', 'most_trusted', 'crm', [{ value: '新北市', at: line.lastSeen - 2 * DAY, source: 'web', from: 'web:evt-9' }]),
      trait('language', i % 2 ? 'th' : 'zh-Hant', 'only_source', 'web'),
      trait('birthday', '1988-04-12', 'set_once', 'crm'),
      { name: 'orders_90d', value: i % 9, kind: 'computed', because: 'computed', rivals: [] },
      { name: 'lifetime_value', value: 380 * (i % 23), kind: 'computed', because: 'computed', rivals: [] },
    ],
    segments: [
      { segment: 'loyal', name: '九十天內三次購買', since: line.lastSeen - 20 * DAY },
      { segment: 'browsing-oolong', name: '正在看烏龍茶', since: line.lastSeen - 5 * MIN, until: line.lastSeen + DAY },
    ],
    consent: [
      { purpose: 'marketing', name: 'Marketing', basis: 'ask', allowed: i % 2 === 0, entries: [{ channel: 'email', is: i % 2 === 0 ? 'given' : 'withdrawn', at: line.lastSeen - 40 * DAY, from: 'web:evt-2', text: '2026-05' }] },
      { purpose: 'personalisation', name: 'Personalisation', basis: 'inform', allowed: true, entries: [] },
      { purpose: 'service', name: 'Service', basis: 'always', allowed: true, entries: [] },
    ],
    journeys: [
      { run: 'r_1', journey: 'cart-reminder', name: '購物車提醒', is: 'waiting', step: 'wait-1', enteredAt: line.lastSeen, wakeAt: NOW + 40 * MIN },
      { run: 'r_0', journey: 'welcome', name: '歡迎新朋友', is: 'done', step: null, enteredAt: line.lastSeen - 88 * DAY, at: line.lastSeen - 80 * DAY, why: 'finished' },
    ],
    offers: [{ offer: 'free-shipping', name: '滿千免運', shown: 3, lastShown: line.lastSeen - DAY, clicked: line.lastSeen - DAY }],
    pressure: { last7Days: 2, suppressed: i % 5 === 4 ? [{ channel: 'sms', why: 'hard_bounce', at: line.lastSeen - 9 * DAY }] : [] },
  }
}

export function liveEntry(n: number, at: number): LiveEntry {
  const person = people[Math.floor(chance(n) * 60)]!
  const event = eventOf(n, at, person)
  if (n % 17 === 5) return { ref: `bad:${String(n).padStart(8, '0')}`, at, source: 'web', type: '', state: 'bad', segmentsEntered: [], messages: 0, reason: 'Event has no type: say what happened in `type`, like "order_completed".' }
  return {
    ref: String(n).padStart(8, '0'),
    at,
    source: event.source,
    type: event.type,
    state: 'ok',
    profile: person.id,
    profileName: person.name,
    lagMs: Math.round(20 + chance(n + 4) ** 6 * 4_000),
    segmentsEntered: n % 4 === 0 ? ['browsing-oolong'] : [],
    messages: n % 9 === 0 ? 1 : 0,
  }
}

export function liveDetail(ref: string): LiveDetail {
  const n = Number(ref.replace('bad:', ''))
  const entry = liveEntry(n, NOW - 30_000)
  if (ref.startsWith('bad:')) return {
    entry,
    raw: { event: '', userId: 'u7', properties: { total: 'NT$1,280' } },
    event: null,
    merged: [],
    identifiers: [],
    traitsChanged: [],
    segments: [],
    derived: [],
    bad: { id: `b_${n}`, code: 'no_type', reason: entry.reason ?? '' },
  }
  const person = people.find((one) => one.id === entry.profile)!
  const event = eventOf(n, entry.at, person)
  return {
    entry,
    raw: { type: 'track', event: event.type, messageId: `evt-${n}`, userId: 'u7', properties: event.properties, sentAt: new Date(entry.at).toISOString() },
    event,
    merged: n % 5 === 0 ? ['p_old1'] : [],
    identifiers: person.identifiers,
    traitsChanged: n % 3 === 0 ? [{ name: 'city', value: '台北市' }] : [],
    segments: n % 4 === 0 ? [{ segment: 'browsing-oolong', name: '正在看烏龍茶', is: 'entered' }] : [],
    derived: derivedOf(event, n),
  }
}

const STATES = ['sent', 'sent', 'sent', 'planned', 'refused', 'rejected', 'unknown', 'cancelled'] as const
const WHYS = ['no_consent', 'cap', 'quiet_hours', 'suppressed', 'no_address']
export const messages: readonly MessageView[] = Array.from({ length: 80 }, (_, i) => {
  const state = STATES[i % STATES.length]!
  const person = people[(i * 7) % 60]!
  return {
    id: `m_${i}`,
    profile: person.id,
    profileName: person.name,
    state,
    channel: i % 4 === 3 ? 'line' : 'email',
    template: 'cart',
    purpose: 'marketing',
    journey: 'cart-reminder',
    step: 'send-1',
    plannedAt: NOW - i * 11 * MIN,
    dueAt: NOW - i * 11 * MIN,
    notAfter: NOW - i * 11 * MIN + DAY,
    updatedAt: NOW - i * 10 * MIN,
    attempts: state === 'planned' ? 0 : 1,
    to: `person${i}@example.com`,
    ...(state === 'sent' && { provider: 'mailbox', providerId: `x-${i}` }),
    ...((state === 'refused' || state === 'planned') && {
      why: WHYS[i % WHYS.length]!,
      detail: i % 5 === 1 ? { most: 3, within: '7d' } : i % 5 === 2 ? {
        from: 22,
        to: 8,
        timezone: 'Asia/Taipei',
      } : i % 5 === 0 ? { purpose: 'marketing', channel: 'email' } : { channel: 'email', reason: 'hard_bounce' },
    }),
  }
})
export const rendered = { locale: 'zh-Hant', subject: '怡君，你的購物車還在等你', html: '<h2>你的烏龍茶還在購物車裡</h2><p>親愛的怡君，今天下單，明天就能泡一壺好茶。</p><p><a href="https://shop.example/cart">回到購物車</a></p>', text: '你的烏龍茶還在購物車裡' }
