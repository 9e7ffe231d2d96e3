/** The people of the demo: each is a pure function of (seed, number), so the same shop can be made again anywhere. */
import { hash53, shortHash } from '@rapport/core/base/hash'
import { pickIndex, seeded, type Random } from '@rapport/core/base/random'
import { CATEGORIES, type Category } from './catalogue.ts'
import { abroadOf, addressOf } from './homes.ts'
import { MARKET_SHARES, MARKETS, type Market, type MarketId, type Shop } from './markets.ts'
import { ENGLISH_NAMES, NAMES, pickName } from './names.ts'

/** How close somebody is: without any name, known by an account, or in the club. */
export type Closeness = 'anonymous' | 'customer' | 'member'
/** How somebody's last months went. */
export type Phase = 'steady' | 'new' | 'lapsed'

/** Somebody who shops here. */
export interface Customer {
  readonly nr: number
  readonly market: Market
  readonly closeness: Closeness
  readonly phase: Phase
  /** Visits in 90 days, about. */
  readonly visits: number
  readonly interest: Category
  readonly shop: Shop
  /** BCP 47 tag of what they read. */
  readonly locale: string
  /** Identifier of the browser they use; a second one for some. */
  readonly browsers: readonly string[]
  /** Set for those who use the app. */
  readonly phoneDevice?: string
  readonly userId?: string
  readonly memberNo?: string
  readonly name?: string
  readonly familyName?: string
  readonly givenName?: string
  /** The name in Latin letters, as a till prints it. */
  readonly latin?: string
  readonly emails: readonly string[]
  /** E.164. */
  readonly phone?: string
  readonly lineId?: string
  readonly wechatOpenid?: string
  readonly wechatUnionid?: string
  /** YYYY-MM-DD */
  readonly birthday?: string
  readonly city: string
  readonly district: string
  /** Street and number as people write it there; one household has one. */
  readonly address?: string
  /** ISO country in which they live: their market's, except for a few who moved to Europe. */
  readonly country: string
  readonly timezone: string
  /** True for those whose browser sends the Global Privacy Control. */
  readonly privacyControl?: true
  readonly tier?: 'green' | 'silver' | 'gold' | 'platinum'
}

/** People in one household in a dozen share a tablet. Two neighbouring numbers are one household. */
const HOUSEHOLDS = 12
/** One browser in so many says no to sharing by itself. */
const PRIVACY_CONTROL = 71
/** Domains that can belong to nobody (RFC 2606), so that no mail of a demo ever reaches a stranger. */
const DOMAINS = ['example.com', 'example.net', 'example.org'] as const

/** The first `count` people. */
export function makePeople(seed: number, count: number): readonly Customer[] {
  return Array.from({ length: count }, (_, nr) => personOf(seed, nr))
}

/** Person number `nr`. */
export function personOf(seed: number, nr: number): Customer {
  const random = seeded(hash53(`person:${nr}`, seed))
  const household = Math.floor(nr / 2)
  const shares = household % HOUSEHOLDS === 3
  const home = shares ? seeded(hash53(`household:${household}`, seed)) : random
  const market = MARKETS[marketOf(home())]
  const [familyName, familyLatin] = pickName(NAMES[market.id].family, home(), 1.7)
  const city = market.cities[Math.floor(home() ** 1.6 * market.cities.length)] ?? market.cities[0]!
  const [givenName, givenLatin] = pickName(NAMES[market.id].given, random())
  const closeness: Closeness = shares ? 'member' : closenessOf(random())
  const common = {
    nr,
    market,
    closeness,
    phase: closeness === 'anonymous' ? ('steady' as const) : phaseOf(random()),
    visits: closeness === 'anonymous' ? 1 + pickIndex(random, 3) : Math.min(26, 2 + Math.round(-Math.log(1 - random()) * 4.4)),
    interest: CATEGORIES[Math.floor(random() ** 1.5 * CATEGORIES.length)] ?? 'skincare',
    shop: market.shops.find((shop) => shop.city === city.name) ?? market.shops[pickIndex(random, market.shops.length)]!,
    browsers: browsersOf(seed, nr, shares ? household : null, random),
    city: city.name,
    district: city.districts[pickIndex(random, city.districts.length)] ?? '',
    country: market.id as string,
    timezone: market.timezone,
    ...(nr % PRIVACY_CONTROL === 29 && { privacyControl: true as const }),
  }
  if (closeness === 'anonymous') return { ...common, locale: market.locale, emails: [] }
  const english = market.id === 'HK' && random() < 0.3
  const nick = ENGLISH_NAMES[pickIndex(random, ENGLISH_NAMES.length)] ?? 'Joyce'
  const local = `${slug(english ? nick : givenLatin)}.${slug(familyLatin)}${nr}`
  const domain = DOMAINS[pickIndex(random, 3)]
  return {
    ...common,
    locale: english ? 'en-HK' : market.locale,
    userId: `c${100_000 + nr}`,
    name: english ? `${nick} ${familyLatin}` : market.id === 'TH' ? `${givenName} ${familyName}` : `${familyName}${givenName}`,
    familyName: english ? familyLatin : familyName,
    givenName: english ? nick : givenName,
    latin: market.id === 'TH' ? `${givenLatin} ${familyLatin}` : `${familyLatin} ${givenLatin}`,
    emails: random() < 0.9 ? [`${local}@${domain}`, ...(random() < 0.09 ? [`${slug(familyLatin)}${nr}@work.example`] : [])] : [],
    ...(random() < 0.86 && { phone: phoneOf(market, nr, random) }),
    ...((market.id === 'TW' || market.id === 'TH') && random() < 0.55 && { lineId: `U${hex(`line:${seed}:${nr}`, 32)}` }),
    ...(market.id === 'CN' && random() < 0.85 && { wechatOpenid: `o${letters(`openid:${seed}:${nr}`, 27)}`, wechatUnionid: `o6${letters(`unionid:${seed}:${nr}`, 26)}` }),
    ...(random() < 0.42 && { phoneDevice: `app-${shortHash(`app:${seed}:${nr}`).slice(0, 14)}` }),
    birthday: birthdayOf(random),
    ...(closeness === 'member' && { memberNo: `${market.id}${String(2_000_000 + nr)}`, tier: tierOf(common.visits, random()) }),
    address: addressOf(market, seeded(hash53(shares ? `address:household:${household}` : `address:${nr}`, seed))),
    ...(!shares && abroadOf(nr)),
  }
}

/** The number as somebody types it at home: 0912-345-678. */
export function typedAtHome({ market, phone }: Customer): string | undefined {
  if (phone === undefined) return undefined
  const local = market.trunk + phone.slice(market.country.length)
  return market.trunk === '' ? local : `${local.slice(0, 4)}-${local.slice(4, 7)}-${local.slice(7)}`.replace(/^(0\d{2})(\d)-/, market.id === 'TH' ? '$1-$2' : '$1$2-')
}

function marketOf(draw: number): MarketId {
  let left = draw * 100
  for (const [market, share] of MARKET_SHARES) {
    left -= share
    if (left < 0) return market
  }
  return 'TW'
}

function closenessOf(draw: number): Closeness {
  return draw < 0.18 ? 'anonymous' : draw < 0.34 ? 'customer' : 'member'
}

function phaseOf(draw: number): Phase {
  return draw < 0.2 ? 'lapsed' : draw < 0.27 ? 'new' : 'steady'
}

function tierOf(visits: number, draw: number): NonNullable<Customer['tier']> {
  const rank = visits / 26 + draw * 0.5
  return rank > 0.95 ? 'platinum' : rank > 0.7 ? 'gold' : rank > 0.42 ? 'silver' : 'green'
}

function browsersOf(seed: number, nr: number, household: number | null, random: Random): readonly string[] {
  const own = `web-${shortHash(`browser:${seed}:${nr}`).slice(0, 16)}`
  if (household !== null) return [own, `tablet-${shortHash(`tablet:${seed}:${household}`).slice(0, 12)}`]
  return random() < 0.18 ? [own, `web-${shortHash(`second:${seed}:${nr}`).slice(0, 16)}`] : [own]
}

/** The last digits are a different number for every person: an odd factor turns 0, 1, 2 … into a permutation of all numbers of that length. */
function phoneOf({ phone: { prefixes, digits } }: Market, nr: number, random: Random): string {
  const spread = (nr * 7_368_787 + 271_828) % 10 ** digits
  return `${prefixes[pickIndex(random, prefixes.length)] ?? ''}${String(spread).padStart(digits, '0')}`
}

function birthdayOf(random: Random): string {
  const year = 1958 + Math.floor((random() + random()) * 25)
  return `${year}-${two(1 + pickIndex(random, 12))}-${two(1 + pickIndex(random, 28))}`
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}

function slug(text: string): string {
  return text.toLowerCase().replace(/[^a-z]/g, '')
}

function hex(text: string, length: number): string {
  return [0, 1, 2, 3].map((part) => hash53(text, part).toString(16).padStart(14, '0')).join('').slice(-length)
}

function letters(text: string, length: number): string {
  return (shortHash(text) + shortHash(`${text}:more`)).slice(0, length)
}
