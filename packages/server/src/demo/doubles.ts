/**
 * Some people appear a second time, as in life: another identifier, another spelling, nothing that joins the two by itself. Matching proposes them.
 * A few others come by with somebody of their family, who must stay a person of their own.
 */
import { hash53 } from '@rapport/core/base/hash'
import { pickIndex, seeded, type Random } from '@rapport/core/base/random'
import { DAY, HOUR, type Instant } from '@rapport/core/base/time'
import { simplified } from '@rapport/core/clean/fold'
import { filled, identifiers, type Fact } from './fact.ts'
import { MARKETS, type MarketId } from './markets.ts'
import { MENS_NAMES, NAMES } from './names.ts'
import { typedAtHome, type Customer } from './people.ts'
import { shopSale } from './visit.ts'

/** Of a thousand people, so many appear twice, and so many have family who shops as well. */
const TWICE = 30
const FAMILY = 12
/** Days of history in which a second appearance lies. */
const WITHIN_DAYS = 60

type Appearance = (who: Customer, at: Instant, random: Random) => readonly Fact[]

/** How people appear again, by market; LINE is for Taiwan and Thailand, WeChat for China. */
const APPEARANCES: { readonly [market in MarketId]: readonly Appearance[] } = {
  TW: [mallCard, lineFriend, withTitle, atEvent],
  HK: [atEvent, mallCard, withTitle],
  TH: [atEvent, lineFriend, mallCard],
  CN: [miniProgram, mallCard, withTitle],
}

/** The second appearance of a person, or what their family did; empty for nearly everybody. */
export function doubleFor(who: Customer, { seed, until }: { readonly seed: number; readonly until: number }): readonly Fact[] {
  const draw = hash53(`double:${who.nr}`, seed) % 1_000
  if (who.phase === 'new' || draw >= TWICE + FAMILY) return []
  const random = seeded(hash53(`double-life:${who.nr}`, seed))
  const at = Math.floor(until - random() * WITHIN_DAYS * DAY) as Instant
  return draw < TWICE ? appearAgain(who, at, random) : relative(who, at, random)
}

/** Somebody known appears under another identifier; empty for those who have neither phone nor e-mail. */
export function appearAgain(who: Customer, at: Instant, random: Random): readonly Fact[] {
  if (who.phone === undefined || who.emails[0] === undefined || who.latin === undefined) return []
  const ways = APPEARANCES[who.market.id]
  return ways[pickIndex(random, ways.length)]?.(who, at, random) ?? []
}

/** At the till with the card of the department store: the name in Latin capitals, the phone and the birthday as the customer writes them. */
function mallCard(who: Customer, at: Instant, random: Random): readonly Fact[] {
  return atTill(who, { at, random, traits: { name: who.latin?.toUpperCase(), phone: typedAtHome(who), birthday: writtenLocally(who), city: who.city } })
}

/** The clerk writes 王先生 or คุณสมชาย. */
function withTitle(who: Customer, at: Instant, random: Random): readonly Fact[] {
  const title = MENS_NAMES.has(who.givenName ?? '') ? '先生' : '小姐'
  const name = who.market.id === 'TH' ? `คุณ${who.givenName ?? ''}` : `${hanFamily(who)}${who.market.id === 'CN' ? simplified(title) : title}`
  return atTill(who, { at, random, traits: { name, phone: typedAtHome(who), birthday: writtenLocally(who), address: who.address, city: who.city } })
}

/** A LINE friend whose account is not linked: simplified characters, or Thai in Latin letters. */
function lineFriend(who: Customer, at: Instant, random: Random): readonly Fact[] {
  const lineId = `U${hash53(`other-line:${who.nr}`, 7).toString(16).padStart(14, '0')}${hash53(`other-line:${who.nr}`, 8).toString(16).padStart(14, '0')}beef`
  const name = who.market.id === 'TH' ? who.latin : simplified(who.name ?? '')
  const traits = filled({ name, phone: typedAtHome(who), birthday: slashed(who), city: who.city, messenger: 'line' })
  const ids = identifiers({ lineId })
  return [
    { at, type: 'line_followed', source: 'line', identifiers: ids, properties: { via: random() < 0.5 ? 'shop_qr' : 'web_banner' } },
    { at: (at + HOUR) as Instant, type: 'identified', source: 'line', identifiers: ids, properties: { traits } },
  ]
}

/** A guest at an event: romanised, an e-mail with two letters swapped, the year as people there count it. */
function atEvent(who: Customer, at: Instant): readonly Fact[] {
  const email = mistyped(who.emails[0] ?? '')
  const traits = filled({ name: who.latin, email, phone: typedAtHome(who), birthday: writtenLocally(who), city: who.city, event: 'autumn-popup' })
  return [{ at, type: 'identified', source: 'events', identifiers: identifiers({ email }), properties: { traits } }]
}

/** The mini program has another openid, and knows the name in pinyin. */
function miniProgram(who: Customer, at: Instant): readonly Fact[] {
  const wechatOpenid = `mini/o${hash53(`mini:${who.nr}`, 7).toString(36)}${hash53(`mini:${who.nr}`, 8).toString(36)}`
  const traits = filled({ name: who.latin, phone: typedAtHome(who), birthday: slashed(who), city: who.city, messenger: 'wechat' })
  return [{ at, type: 'identified', source: 'wechat', identifiers: identifiers({ wechatOpenid }), properties: { traits } }]
}

/** Mother or daughter at the same till: the phone and the home of the person, and a name and birthday of her own. */
function relative(who: Customer, at: Instant, random: Random): readonly Fact[] {
  const { given } = NAMES[who.market.id]
  const [own, latin] = given[(given.findIndex(([name]) => name === who.givenName) + 3 + pickIndex(random, given.length - 6)) % given.length] ?? given[0]!
  const family = who.market.id === 'TH' ? (who.familyName ?? '') : hanFamily(who)
  const name = who.market.id === 'TH' ? `${own} ${family}` : `${family}${own}`
  const [year = '', ...day] = (who.birthday ?? '1990-05-12').split('-')
  const birthday = `${Number(year) + (Number(year) > 1984 ? -27 : 26)}-${day.reverse().map((part) => String((Number(part) % 12) + 1).padStart(2, '0')).join('-')}`
  const email = `${latin.toLowerCase().replace(/[^a-z]/g, '')}${who.nr}@example.net`
  const known = atTill(who, { at, random, traits: { name, phone: typedAtHome(who), address: who.address, birthday, city: who.city } })
  return known.map((fact) => (fact.type === 'identified' ? {
    ...fact,
    identifiers: [...fact.identifiers, ...identifiers({ email })],
    properties: { traits: { ...(fact.properties['traits'] as object), email } },
  } : fact))
}

function atTill(who: Customer, { at, random, traits }: { readonly at: Instant; readonly random: Random; readonly traits: Parameters<typeof filled>[0] }): readonly Fact[] {
  const ids = identifiers({ memberNo: `mall/88${String((who.nr * 7_919) % 1_000_000).padStart(6, '0')}` })
  const told: Fact = { at, type: 'identified', source: who.shop.source, identifiers: ids, properties: { traits: filled(traits) } }
  return [told, ...shopSale(who, (at - 60_000) as Instant, random).facts.map((sale) => ({ ...sale, identifiers: ids }))]
}

/** 陳 for somebody who signs in as Joyce Chan. */
function hanFamily({ familyName, market }: Customer): string {
  return NAMES[market.id].family.find(([own, latin]) => own === familyName || latin === familyName)?.[0] ?? familyName ?? ''
}

/** The birthday as a form in that market has it: Minguo years in Taiwan, Buddhist years in Thailand, the day first in Hong Kong. */
function writtenLocally({ birthday, market }: Customer): string | undefined {
  const [year, month, day] = (birthday ?? '').split('-')
  if (year === undefined || month === undefined || day === undefined) return undefined
  if (market === MARKETS.TW) return `民國${Number(year) - 1911}年${Number(month)}月${Number(day)}日`
  if (market === MARKETS.TH) return `${day}/${month}/${Number(year) + 543}`
  return market === MARKETS.HK ? `${day}/${month}/${year}` : `${year}.${month}.${day}`
}

function slashed({ birthday }: Customer): string | undefined {
  return birthday?.replaceAll('-', '/')
}

/** Two letters of the name swapped, so that the address is another one and still nobody's. */
function mistyped(email: string): string {
  const dot = Math.max(2, email.indexOf('.') - 1)
  const swapped = `${email.slice(0, dot - 1)}${email[dot] ?? ''}${email[dot - 1] ?? ''}${email.slice(dot + 1)}`
  return swapped === email || !/^[a-z]+(\.[a-z]+)?\d*@/.test(swapped) ? email.replace(/(\d)@/, '$1$1@') : swapped
}
