/** The customers of the simulated shop: who they are, which devices they share, and what they do in a moment. */
import type { EventId, SourceId } from '@rapport/core/base/id'
import type { Json, JsonObject } from '@rapport/core/base/json'
import { DAY, HOUR, MINUTE, type Instant } from '@rapport/core/base/time'
import type { Event } from '@rapport/core/event/event'
import type { Identifier } from '@rapport/core/event/identifier'
import type { Chance } from './chance.ts'

/** One customer. */
export interface Customer {
  readonly name: string
  readonly city: string
  readonly timezone: string
  readonly user: Identifier
  readonly emails: readonly Identifier[]
  readonly phone: Identifier
  /** Devices; some belong to several people. */
  readonly devices: readonly Identifier[]
}

const NAMES = ['林美玲', '陳志明', '王小華', '張雅婷', '李建國', '黃詩涵', '吳宗翰', '蔡依珊', '陳大文', '何嘉欣', '梁子軒', '黎穎彤', 'สมชาย ใจดี', 'กัญญา ศรีสุข', 'ธนากร วงศ์ไทย', 'พิมพ์ชนก แสงทอง']
const PLACES = [
  { city: '台北', timezone: 'Asia/Taipei' },
  { city: '香港', timezone: 'Asia/Hong_Kong' },
  { city: 'กรุงเทพ', timezone: 'Asia/Bangkok' },
] as const

/** So many customers; every fifth shares a tablet with the one before. */
export function customersOf(count: number, chance: Chance): readonly Customer[] {
  const customers: Customer[] = []
  for (let i = 0; i < count; i++) {
    const own: Identifier[] = Array.from({ length: 1 + chance.below(3) }, (_, n) => ({ kind: 'anonymousId', value: `a${i}-${n}` }))
    const shared = i % 5 === 4 ? customers.at(-1)?.devices[0] : undefined
    customers.push({
      name: `${NAMES[i % NAMES.length]}${i >= NAMES.length ? ` ${i}` : ''}`,
      ...chance.pick(PLACES),
      user: { kind: 'userId', value: `u${i}` },
      emails: [
        { kind: 'email', value: `kehu${i}@example.com` },
        { kind: 'email', value: `kehu${i}@work.example` },
      ],
      phone: { kind: 'phone', value: `+8869${String(10_000_000 + i)}` },
      devices: shared ? [...own, shared] : own,
    })
  }
  return customers
}

/** What a customer may know while acting. */
export interface Moment {
  readonly now: Instant
  readonly chance: Chance
  /** A fresh number. */
  nr(): number
  /** A message that this customer may have opened, if there is any. */
  readonly message?: { readonly id: string; readonly channel: string }
}

const ODD: readonly Json[] = ['120', null, -5, 1e300, [], { deep: { er: [1, 2, { x: null }] } }, 'ยอด', true, 0.1]

/** What happens next in a customer's life: one to three facts. */
export function act(customer: Customer, moment: Moment): readonly Event[] {
  const { chance, now, message } = moment
  const device = chance.pick(customer.devices)
  const email = customer.emails[chance.often(0.85) ? 0 : 1] as Identifier
  const at = moved(now, chance)
  const say = (type: string, identifiers: readonly Identifier[], properties: JsonObject = {}): Event => {
    const source = chance.often(0.8) ? 'web' : 'pos-taipei'
    return { id: `${source}:e${moment.nr()}` as EventId, type, at, receivedAt: now, source: source as SourceId, identifiers, properties }
  }
  const total: Json = chance.often(0.9) ? 50 + chance.below(1_500) : chance.pick(ODD)
  const dice = chance.next()
  if (dice < 0.26) return [say('page_viewed', [device], { path: `/p/${chance.below(20)}` })]
  if (dice < 0.46) return [say('cart_updated', chance.often(0.5) ? [device] : [device, customer.user], { sku: `T${chance.below(9)}` })]
  if (dice < 0.56) return [say('order_completed', chance.often(0.5) ? [customer.user, email] : [device, customer.user], { total, sku: 'T1' })]
  if (dice < 0.74) {
    const traits = {
      email: email.value,
      name: customer.name,
      city: chance.often(0.7) ? customer.city : 'Tokyo',
      timezone: customer.timezone,
      seen_on: new Date(at + (chance.below(30) - 15) * MINUTE).toISOString(),
    }
    const ids = chance.often(0.6) ? [device, customer.user, email] : chance.often(0.5) ? [customer.user, customer.phone] : [device, email]
    return [say('identified', ids, { traits, ...(chance.often(0.2) ? { once: { first_store: `店${chance.below(4)}` } } : {}) })]
  }
  if (dice < 0.84) return [say('consent_given', [customer.user], { purpose: chance.often(0.9) ? 'marketing' : '*', channel: chance.often(0.7) ? '*' : 'email' })]
  if (dice < 0.88) return [say('consent_withdrawn', [chance.often(0.7) ? customer.user : email], { purpose: chance.often(0.8) ? 'marketing' : '*' })]
  if (dice < 0.95 && message) return [say(chance.often(0.75) ? 'message_opened' : chance.often(0.7) ? 'message_clicked' : 'message_complained', [customer.user], { message: message.id, channel: message.channel })]
  if (dice < 0.97) return [say('offer_shown', [device], { offer: `o${chance.below(3)}` })]
  return [say('aliased', [customer.user, email, device]), say('order_completed', [email], { total })]
}

/** When it is said to have happened: mostly now, sometimes hours or days ago, sometimes by a clock that is a little ahead. */
function moved(now: Instant, chance: Chance): Instant {
  const dice = chance.next()
  if (dice < 0.75) return now
  if (dice < 0.85) return (now - chance.below(2 * MINUTE)) as Instant
  if (dice < 0.92) return (now - chance.below(8 * HOUR)) as Instant
  if (dice < 0.94) return (now - chance.below(20 * DAY)) as Instant
  return (now + chance.below(MINUTE)) as Instant
}
