/** Sample definitions for developing the console. */
import type * as C from '../../server/src/api/contract.ts'
import type { JourneyDefinition } from '../../core/src/journey/types.ts'
import type { OfferDefinition } from '../../core/src/decision/types.ts'
import { EVENTS, NOW, chance, people } from './people.ts'

export const segments: C.Of<typeof C.SegmentView>[] = [
  {
    id: 'loyal',
    name: '九十天內三次購買',
    description: 'Bought three times in ninety days',
    rule: { all: [{ did: 'order_completed', atLeast: 3, within: '90d' }, { not: { did: 'order_refunded', within: '90d' } }] },
    sentence: 'did “order completed” at least 3 times in the last 90 days and did not do “order refunded” in the last 90 days',
    members: 48,
    usedBy: [{ kind: 'offer', id: 'vip-gift', name: 'VIP 茶禮' }],
  },
  { id: 'browsing-oolong', name: '正在看烏龍茶', rule: { did: 'product_viewed', where: { trait: 'product', is: 'contains', than: '烏龍' }, within: '1d' }, sentence: 'did “product viewed” where product contains “烏龍” in the last 1 day', members: 23, usedBy: [] },
  {
    id: 'bangkok-lapsed',
    name: 'ลูกค้ากรุงเทพฯ ที่หายไป',
    rule: {
      all: [
        { trait: 'city', is: 'in', than: ['กรุงเทพฯ', 'Bangkok'] },
        { not: { did: 'order_completed', within: '60d' } },
        { any: [{ trait: 'lifetime_value', is: 'at_least', than: 3000 }, { in: 'loyal' }] },
        { consents: 'marketing', channel: 'email' },
      ]
    },
    sentence: 'city is one of กรุงเทพฯ, Bangkok; did not do “order completed” in the last 60 days; …',
    members: 112,
    usedBy: [{ kind: 'journey', id: 'win-back', name: 'Win back' }],
  },
]
export const offers: (OfferDefinition & { figures: { shown: number; clicked: number } })[] = [
  {
    id: 'free-shipping',
    name: '滿千免運',
    placements: ['home-hero', 'cart'],
    value: 120,
    rate: 0.08,
    cap: { most: 3, within: '7d' },
    content: { 'zh-Hant': { title: '滿 NT$1,000 免運', text: '今天下單，明天到家' }, th: { title: 'ส่งฟรีเมื่อครบ 1,000 บาท', text: 'สั่งวันนี้ ได้รับพรุ่งนี้' } },
    figures: { shown: 1840, clicked: 212 },
  },
  { id: 'vip-gift', name: 'VIP 茶禮', value: 300, rate: 0.04, cost: 40, eligible: { in: 'loyal' }, cap: { most: 1, within: '30d' }, figures: { shown: 260, clicked: 61 } },
  { id: 'late-parcel', name: 'Where is my parcel?', tier: 2, value: 10, rate: 0.5, eligible: { did: 'delivery_delayed', within: '3d' }, figures: { shown: 31, clicked: 22 } },
]
export const placements = [
  { id: 'home-hero', name: 'Home page, top', channel: 'inapp', exploration: 0.05 },
  { id: 'cart', name: 'Cart', channel: 'inapp' },
]
export const journeys: (JourneyDefinition & { figures: { entered: number; inside: number; sent: number } })[] = [
  {
    id: 'cart-reminder',
    name: '購物車提醒',
    state: 'live',
    enter: { event: 'cart_updated' },
    again: { after: '7d' },
    exit: [{ event: 'order_completed' }],
    steps: [{ id: 'wait-1', wait: '1h' }, { id: 'send-1', send: { channel: 'email', template: 'cart', purpose: 'marketing', notAfter: '24h' } }],
    figures: { entered: 812, inside: 44, sent: 590 },
  },
  {
    id: 'win-back',
    name: 'Win back',
    state: 'draft',
    enter: { segment: 'bangkok-lapsed' },
    steps: [{ id: 'send-1', send: { channel: 'line', template: 'hello', purpose: 'marketing' } }],
    figures: { entered: 0, inside: 0, sent: 0 },
  },
]
export const templates = [
  { id: 'cart', name: '購物車還在等你', channel: 'email', defaultLocale: 'zh-Hant', bodies: { 'zh-Hant': { subject: '{{ name }}，你的購物車還在等你', html: '<h2>你的茶還在購物車裡</h2><p>親愛的 {{ name }}</p>', text: '你的茶還在購物車裡' }, th: { subject: 'ตะกร้าของคุณ {{ name }} รออยู่', text: 'ชาของคุณยังอยู่ในตะกร้า' } } },
  { id: 'hello', name: 'Hello again', channel: 'line', defaultLocale: 'th', bodies: { th: { text: 'คิดถึงนะ' } } },
]
export const purposes = [
  { id: 'marketing', name: 'Marketing', basis: 'ask' },
  { id: 'personalisation', name: 'Personalisation', basis: 'inform' },
  { id: 'service', name: 'Service', basis: 'always' },
]
export const sending = {
  caps: [{ most: 3, within: '7d', purpose: 'marketing' }, { most: 1, within: '1d', channel: 'line' }],
  quietHours: { from: 22, to: 8, except: ['service'] },
  timezone: 'Asia/Taipei',
  paused: false,
}
export const keys = [
  { id: 'k1', kind: 'write', name: 'Web shop', source: 'web', scopes: ['append'], prefix: 'rpw_9f2k', createdAt: NOW - 9e9 },
  { id: 'k2', kind: 'api', name: 'Console', scopes: ['read', 'write', 'decide', 'admin', 'append'], prefix: 'rpk_x81m', createdAt: NOW - 9e9 },
  { id: 'k3', kind: 'write', name: 'Old app', source: 'app', scopes: ['append'], prefix: 'rpw_old1', createdAt: NOW - 2e10, revokedAt: NOW - 1e9 },
]
export const catalog = {
  events: EVENTS.map((type, i) => (
    {
      type,
      count: 40_000 - i * 4_200,
      lastAt: NOW - i * 90_000,
      properties: [{ path: 'product', type: 'text', examples: ['高山烏龍茶 150g', 'ชาเขียวมะลิ'] }, { path: 'value', type: 'number', examples: [120, 380] }, { path: 'total', type: 'number', examples: [1280] }],
    }
  )),
  traits: [
    { name: 'city', type: 'text', examples: ['台北市', 'กรุงเทพฯ', '高雄市'], computed: false },
    { name: 'lifetime_value', type: 'number', examples: [380, 4200], computed: true },
    { name: 'language', type: 'text', examples: ['zh-Hant', 'th'], computed: false },
    { name: 'birthday', type: 'moment', examples: ['1988-04-12'], computed: false },
    { name: 'vip', type: 'boolean', examples: [true], computed: false },
  ],
  operators: ['equals', 'not_equals', 'in', 'not_in', 'contains', 'starts_with', 'ends_with', 'greater_than', 'at_least', 'less_than', 'at_most', 'between', 'exists', 'missing', 'is_true', 'is_false', 'within_last', 'before_last', 'after_date', 'before_date'].map((name) => ({ name, argument: '' })),
}
export const health = (position: number): C.Of<typeof C.Health> => ({
  version: '0.1.0',
  startedAt: NOW - 3 * 3_600_000,
  now: Date.now(),
  position,
  profiles: people.length,
  eventsPerSecond: 12.4,
  tally: { in: 84_210 + position, accepted: 84_010 + position, duplicate: 161, bad: 39 },
  outbox: { planned: 14, calling: 0, sent: 590, refused: 31, rejected: 2, unknown: 1, cancelled: 9 },
  oldestPlannedMs: 42_000,
  timers: { pending: 58, lateMsP99: 12 },
  warehouse: { is: 'ready', behind: 0 },
  providers: [{ name: 'mailbox', channel: 'email', state: 'ready' }, { name: 'sms', channel: 'sms', state: 'off', why: 'No settings' }],
  checklist: (['first_event', 'first_identity', 'first_segment', 'first_offer', 'first_decision', 'first_journey', 'first_message', 'mail_provider', 'consent'] as const).map((id, i) => ({ id, done: i < 5 })),
  demo: true,
  fakes: true,
})
export function decision(person: string | null, placement: string, locale: string): C.Of<typeof C.DecisionView> {
  const say = (en: string, hant: string, th: string) => (locale === 'th' ? th : locale.startsWith('zh') ? hant : en)
  return {
    id: `d_${Math.floor(chance(placement.length) * 1e6)}`,
    profile: person,
    placement,
    at: Date.now(),
    chosen: 'free-shipping',
    content: { title: '滿 NT$1,000 免運', text: '今天下單，明天到家' },
    propensity: 0.966,
    explored: false,
    version: 7,
    context: { page: '/tea' },
    why: say('“滿千免運” brings most: 8% × 120 = 9.60.', '「滿千免運」價值最高：8% × 120 = 9.60。', '“滿千免運” ให้มูลค่าสูงสุด: 8% × 120 = 9.60'),
    candidates: [
      { offer: 'free-shipping', name: '滿千免運', score: 9.6, probability: 0.966, why: say('Ranked first', '排名第一', 'อันดับหนึ่ง') },
      { offer: null, name: say('Nothing', '保持安靜', 'ไม่แสดงอะไร'), score: 0, probability: 0.034, why: say('Worth 0', '價值為 0', 'มูลค่า 0') },
      { offer: 'vip-gift', name: 'VIP 茶禮', out: { check: 'eligibility', detail: { segment: 'loyal' } }, why: say('Not eligible: is not in “九十天內三次購買”.', '不符資格：不在「九十天內三次購買」分眾。', 'ไม่มีสิทธิ์: ไม่อยู่ในกลุ่ม “九十天內三次購買”') },
      { offer: 'late-parcel', name: 'Where is my parcel?', out: { check: 'cap', detail: { most: 1, within: '3d' } }, why: say('Shown once in the last 3 days, which is the most allowed.', '三天內已顯示一次，達到上限。', 'แสดงแล้ว 1 ครั้งใน 3 วัน ครบเพดานแล้ว') },
    ],
  }
}
