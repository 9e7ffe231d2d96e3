/** Stories that every identity graph knows, told by hand: a family with one phone, two people whom a phone has made one, a tablet that half the town signs in on. */
import { DAY, HOUR, type Instant } from '@rapport/core/base/time'
import { CATALOGUE, lineOf } from './catalogue.ts'
import { filled, identifiers, type Fact } from './fact.ts'
import { MARKETS, type MarketId } from './markets.ts'
import type { Customer } from './people.ts'
import { signIn } from './visit.ts'

/** A person of a story, as one system knows them. */
interface Record {
  readonly source: string
  readonly userId?: string
  /** Card of the department store. */
  readonly card?: string
  readonly email?: string
  readonly name: string
  readonly birthday: string
}

/** People who gave the same phone. */
interface Household {
  readonly id: string
  readonly country: MarketId
  readonly phone: string
  readonly city: string
  readonly address: string
  /** In the order in which they came; days before the end of history. */
  readonly people: readonly (Record & { readonly daysAgo: number })[]
}

const HOUSEHOLDS: readonly Household[] = [
  // Four accounts and one phone: an account is one person, so the graph refuses three of the links and says why.
  {
    id: 'lin-family',
    country: 'TW',
    phone: '+886927301946',
    city: '台北市',
    address: '和平東路二段106號5樓',
    people: [
      { source: 'crm', userId: 'c900101', email: 'chihming.lin@example.com', name: '林志明', birthday: '1966-08-21', daysAgo: 80 },
      { source: 'crm', userId: 'c900102', email: 'meiling.lin@example.com', name: '林美玲', birthday: '1969-02-03', daysAgo: 71 },
      { source: 'crm', userId: 'c900103', email: 'shihhan.lin@example.net', name: '林詩涵', birthday: '1996-11-17', daysAgo: 44 },
      { source: 'crm', userId: 'c900104', email: 'tsunghan.lin@example.net', name: '林宗翰', birthday: '2000-05-30', daysAgo: 12 },
    ],
  },
  // A daughter's account and her mother's card of the department store, with the daughter's phone: one person until somebody takes them apart.
  // Their family names differ, as they do where women keep theirs or take a husband's.
  {
    id: 'mother-and-daughter-kaohsiung',
    country: 'TW',
    phone: '+886935718264',
    city: '高雄市',
    address: '博愛一路88號7樓',
    people: [
      { source: 'crm', userId: 'c900201', email: 'yuting.wu@example.com', name: '吳郁婷', birthday: '1993-04-09', daysAgo: 66 },
      { source: 'pos-kaohsiung', card: 'mall/88900202', name: '黃麗華', birthday: '1961-12-24', daysAgo: 25 },
    ],
  },
  {
    id: 'mother-and-daughter-bangkok',
    country: 'TH',
    phone: '+66863917245',
    city: 'กรุงเทพมหานคร',
    address: '41/7 ถนนสุขุมวิท',
    people: [
      { source: 'crm', userId: 'c900301', email: 'napatsorn.srisuk@example.org', name: 'นภัสสร ศรีสุข', birthday: '1995-07-02', daysAgo: 58 },
      { source: 'pos-siam', card: 'mall/88900302', name: 'มาลี บุญมี', birthday: '1964-01-19', daysAgo: 9 },
    ],
  },
]

/** The tablet at the door of the Taipei shop, on which people look up their points and forget to sign out. */
const SHOP_TABLET = 'tablet-shop-xinyi'
const TABLET_DAYS = 40

/** One story as facts, oldest first. */
export interface Story {
  readonly id: string
  readonly facts: readonly Fact[]
}

/** All stories up to a moment. `people`: who lives in the demo, for the tablet. */
export function stories(people: readonly Customer[], until: Instant): readonly Story[] {
  return [...HOUSEHOLDS.map((household) => ({ id: household.id, facts: household.people.flatMap((one) => arrives(household, one, until)) })), shopTablet(people, until)]
}

function arrives({ phone, country, city, address }: Household, one: Household['people'][number], until: Instant): readonly Fact[] {
  const at = (until - one.daysAgo * DAY - 3 * HOUR) as Instant
  const ids = identifiers({ userId: one.userId, memberNo: one.card, email: one.email, phone })
  const traits = filled({ name: one.name, birthday: one.birthday, email: one.email, phone, city, address, country })
  const joined: Fact = { at, type: 'identified', source: one.source, identifiers: ids, properties: { traits } }
  const mine = identifiers({ userId: one.userId, memberNo: one.card })
  const shop = one.card !== undefined
  const product = CATALOGUE.find(({ category }) => category === 'tea') ?? CATALOGUE[0]!
  const line = lineOf(product, { market: MARKETS[country], locale: MARKETS[country].locale }, 1)
  const order = {
    order: `${country}-${shop ? 'S' : 'W'}${(Number(phone.slice(-7)) + one.daysAgo).toString(36).toUpperCase()}`,
    items: [line],
    total: line.price,
    currency: MARKETS[country].currency,
    total_twd: product.twd,
    category: product.category,
    channel: shop ? 'shop' : 'web',
  }
  const bought: Fact = { at: (at + HOUR) as Instant, type: 'order_completed', source: shop ? one.source : 'web', identifiers: mine, properties: order }
  return [joined, bought]
}

/** Every few days somebody else signs in on it. After ten accounts the graph believes it no more. */
function shopTablet(people: readonly Customer[], until: Instant): Story {
  const visitors = people.filter(({ nr, market, userId, phase }) => market.id === 'TW' && userId !== undefined && phase === 'steady' && nr % 17 === 9)
  const facts = visitors.map((who, index) => signIn(who, SHOP_TABLET, (until - TABLET_DAYS * DAY + Math.floor((index * (TABLET_DAYS - 2) * DAY) / visitors.length)) as Instant))
  return { id: 'shop-tablet', facts }
}
