/** The demo's segments and computed traits: questions a marketer asks, and between them the whole rule language. */
import type { Rule, SegmentDefinition } from '@rapport/core/segment/rule'
import type { TraitDefinition } from '@rapport/core/trait/types'
import { DAY, parseInstant } from '@rapport/core/base/time'

/** Values worked out from what people do. Money is in Taiwan dollars, whatever was paid with. */
export const TRAITS: readonly TraitDefinition[] = [
  { id: 'orders_90d', name: 'Orders in 90 days', compute: 'count', event: 'order_completed', within: '90d' },
  { id: 'revenue_total', name: 'Spent in all (TWD)', compute: 'sum', event: 'order_completed', property: 'total_twd' },
  { id: 'biggest_order', name: 'Biggest order (TWD)', compute: 'max', event: 'order_completed', property: 'total_twd' },
  { id: 'last_category', name: 'Department last bought from', compute: 'last', event: 'order_completed', property: 'category' },
  { id: 'first_channel', name: 'Where the first order came from', compute: 'first', event: 'order_completed', property: 'channel' },
  { id: 'distinct_categories', name: 'Departments looked at', compute: 'distinct', event: 'product_viewed', property: 'category' },
  { id: 'last_nps', name: 'Last answer to "would you recommend us"', compute: 'last', event: 'nps_answered', property: 'score', within: '90d' },
  { id: 'shop_visits', name: 'Purchases in a shop', compute: 'count', event: 'order_completed', where: { trait: 'channel', is: 'equals', than: 'shop' } },
]

/** The segments. `saleDay` is the last double day (9/9, 11/11), as `2026-11-11`. */
export function segments(saleDay: string): readonly SegmentDefinition[] {
  return [
    { id: 'members', name: 'Club members', description: 'Everybody with a membership card. 會員。สมาชิก', rule: { trait: 'member_no', is: 'exists' } },
    { id: 'not-yet-members', name: 'Not in the club yet', description: 'Known to us or not, without a card. 還不是會員。', rule: { not: { in: 'members' } } },
    { id: 'new-members', name: 'Joined this week', description: 'They get the welcome mail.', rule: { did: 'member_joined', within: '7d' } },
    {
      id: 'best-customers',
      name: 'Best customers',
      description: 'Spent 12,000 or more with us, and bought at least twice in 90 days.',
      rule: { all: [{ trait: 'revenue_total', is: 'at_least', than: 12_000 }, { trait: 'orders_90d', is: 'at_least', than: 2 }] },
    },
    { id: 'gold-and-platinum', name: 'Gold and platinum, and happy', description: 'The upper tiers without those who are cross with us.', rule: { all: [{ trait: 'tier', is: 'in', than: ['gold', 'platinum'] }, { not: { in: 'unhappy' } }] } },
    {
      id: 'open-cart',
      name: 'Left a full cart today',
      description: 'A cart worth 800 or more in the last day, and no order since.',
      rule: { all: [{ did: 'cart_updated', where: { trait: 'total_twd', is: 'at_least', than: 800 }, within: '1d' }, { not: { did: 'order_completed', within: '1d' } }] },
    },
    { id: 'open-ticket', name: 'Waiting for our answer', description: 'Opened a ticket in the last fortnight that nobody has resolved.', rule: { all: [{ did: 'ticket_opened', within: '14d' }, { not: { did: 'ticket_resolved', within: '14d' } }] } },
    { id: 'parcel-late', name: 'Parcel is late', description: 'The carrier reported a delay, and nothing was delivered since.', rule: { all: [{ did: 'order_delayed', within: '5d' }, { not: { did: 'order_delivered', within: '4d' } }] } },
    {
      id: 'unhappy',
      name: 'Unhappy: handle with care',
      description: 'Complained this month, or would not recommend us. No selling until this is mended.',
      rule: { any: [{ did: 'complaint', within: '30d' }, { trait: 'last_nps', is: 'at_most', than: 6 }, { did: 'product_reviewed', where: { trait: 'rating', is: 'less_than', than: 3 }, within: '60d' }] },
    },
    { id: 'fans', name: 'Fans who recommend us', description: 'Nine or ten points, or five stars twice.', rule: { any: [{ trait: 'last_nps', is: 'at_least', than: 9 }, { did: 'product_reviewed', where: { trait: 'rating', is: 'equals', than: 5 }, atLeast: 2 }] } },
    {
      id: 'slipping-away',
      name: 'Good customers slipping away',
      description: 'Bought at least twice, but not for 45 days.',
      rule: { all: [{ did: 'order_completed', atLeast: 2 }, { not: { did: 'order_completed', within: '45d' } }] },
    },
    { id: 'back-again', name: 'Slipped away, but looking again', description: 'The moment to win somebody back.', rule: { all: [{ in: 'slipping-away' }, recentlySeen('1d')] } },
    {
      id: 'skincare-lovers',
      name: 'Skincare lovers',
      description: 'Looked at skincare three times this month, or bought it last.',
      rule: { any: [{ did: 'product_viewed', where: { trait: 'category', is: 'equals', than: 'skincare' }, atLeast: 3, within: '30d' }, { trait: 'last_category', is: 'equals', than: 'skincare' }] },
    },
    {
      id: 'tea-people',
      name: 'Tea people',
      description: 'Looked at tea three times this month, or bought it last.',
      rule: { any: [{ did: 'product_viewed', where: { trait: 'category', is: 'equals', than: 'tea' }, atLeast: 3, within: '30d' }, { trait: 'last_category', is: 'equals', than: 'tea' }] },
    },
    {
      id: 'line-friends',
      name: 'LINE friends we may write to',
      description: 'Followed us, stayed, and agreed.',
      rule: { all: [{ did: 'line_followed' }, { not: { did: 'line_unfollowed' } }, { consents: 'marketing', channel: 'line' }] },
    },
    {
      id: 'abroad-by-mail',
      name: 'Hong Kong and Thailand, reachable by e-mail',
      rule: { all: [{ trait: 'country', is: 'in', than: ['HK', 'TH'] }, { trait: 'email', is: 'exists' }, { consents: 'marketing', channel: 'email' }] },
    },
    {
      id: 'sale-day-buyers',
      name: `Bought on ${saleDay.slice(5).replace('-', '.')}`,
      description: 'Customers of the last double day.',
      rule: { did: 'order_completed', ...dayOf(saleDay) },
    },
    { id: 'winter-birthdays', name: 'Birthday in November, December or January', rule: { all: [{ trait: 'birth_month', is: 'in', than: [11, 12, 1] }, { trait: 'member_no', is: 'exists' }] } },
    { id: 'no-number', name: 'Members without a phone number', description: 'To ask for it at the till.', rule: { all: [{ in: 'members' }, { trait: 'phone', is: 'missing' }] } },
    { id: 'reads-chinese', name: 'Reads Chinese', rule: { trait: 'locale', is: 'starts_with', than: 'zh' } },
    { id: 'long-standing', name: 'Members for over a month', rule: { all: [{ in: 'members' }, { trait: 'joined_at', is: 'before_last', than: '30d' }] } },
  ]
}

function recentlySeen(within: string): Rule {
  return { any: [{ did: 'page_viewed', within }, { did: 'screen_viewed', within }, { did: 'product_viewed', within }] }
}

/** The day from midnight to midnight in Taipei. */
function dayOf(day: string): { readonly after: string; readonly before: string } {
  const next = new Date((parseInstant(day) ?? 0) + DAY).toISOString().slice(0, 10)
  return { after: `${day}T00:00+08:00`, before: `${next}T00:00+08:00` }
}
