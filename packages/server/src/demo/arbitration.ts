/** How the demo's offers compete: what matters more, when help and quiet come before selling, what runs out, and what channels cost. Money is in Taiwan dollars. */
import type { ArbitrationPolicy } from '@rapport/core/decision/policy'

/** The policy. An ordinary offer is worth 40 to 130 here, so that a moment of 150 silences selling, and one of 60 leaves only what is worth most. */
export const ARBITRATION: ArbitrationPolicy = {
  mode: 'learned',
  exploration: 0.05,
  levers: { club: 1.2 },
  moments: [
    { id: 'waiting-for-answer', name: 'Waits for our answer', when: { in: 'open-ticket' }, on: ['sell', 'keep'], costs: 60 },
    { id: 'parcel-late', name: 'Parcel is late', when: { in: 'parcel-late' }, on: ['sell', 'keep'], costs: 60 },
    { id: 'unhappy', name: 'Unhappy with us', when: { in: 'unhappy' }, on: ['sell'], costs: 150 },
    { id: 'just-bought', name: 'Bought within the day: leave time', when: { did: 'order_completed', within: '1d' }, on: ['sell'], costs: 30 },
  ],
  budgets: [
    { id: 'coupons', name: 'Coupons this week', counts: 'money', most: 30_000, per: 'week', offers: ['cart-coupon', 'come-back-15'] },
  ],
  channels: [
    // A small LINE plan pays for so many messages a month; what goes beyond is charged one by one.
    { channel: 'line', each: 0.2, quota: 3_000 },
    // After somebody followed or wrote, WeChat lets a service account answer for two days, five times.
    { channel: 'wechat', each: 0.3, window: { event: 'wechat_followed', within: '48h', most: 5 } },
  ],
  control: 0.02,
  steadyFor: '1d',
}
