/** Kinds of customers described in English. */
import type { GroupWords } from './words.ts'

/** English. */
export const en: GroupWords = {
  kinds: { champions: 'Best customers', loyal: 'Regulars', big_spenders: 'Rare but large buyers', new: 'Newcomers', fading: 'Good customers going quiet', lost: 'Bought little, long gone', occasional: 'Occasional buyers' },
  numbered: (kind, n) => `${kind} (${n})`,
  quadrants: {
    protect: { name: 'Protect', advice: 'They were worth much and will be. Serve them first; do not spend discounts on them.' },
    grow: { name: 'Grow', advice: 'More is expected of them than they have spent so far. Show them what else there is.' },
    win_back: { name: 'Win back', advice: 'They were worth much and are going quiet. Ask why, and give them a reason to return.' },
    serve_cheaply: { name: 'Serve cheaply', advice: 'Little was spent and little is expected. Let inexpensive channels look after them.' },
  },
  size: (people, share) => `${people} people, ${share} of all.`,
  money: (share, each) => `They bring ${share} of the money, ${each} each.`,
  recency: (days, everybody) => `Last bought ${days} ${days === '1' ? 'day' : 'days'} ago (typical: ${everybody}).`,
  orders: (orders, everybody) => `${orders} ${orders === '1' ? 'order' : 'orders'} so far (typical: ${everybody}).`,
  perOrder: (money, everybody) => `${money} per order (typical: ${everybody}).`,
  tenure: (days, everybody) => `First bought ${days} days ago (typical: ${everybody}).`,
  gap: (days, everybody) => `${days} days between two orders (typical: ${everybody}).`,
  refunds: (share, everybody) => `${share} of what they bought was given back (all together: ${everybody}).`,
  higher: (feature, value, everybody) => `${feature} is high: ${value} (typical: ${everybody}).`,
  lower: (feature, value, everybody) => `${feature} is low: ${value} (typical: ${everybody}).`,
  ordinary: 'Much like everybody else.',
  report: {
    title: 'Kinds of customers', people: 'People', share: 'Share', persona: 'Persona', moneyShare: 'Share of money', recency: 'Days since last order', orders: 'Orders', money: 'Money',
    howMany: 'How many kinds there are', separation: 'How clearly they differ (silhouette, -1 to 1)', picture: 'Everybody by orders and days since the last one',
    blurred: 'The kinds run into each other: these are sections of one crowd rather than separate groups.',
  },
}
