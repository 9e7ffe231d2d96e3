/** Where somebody is taken to live, from what they and their devices say. Never from an address of the network. */
import type { Json } from '../base/json.ts'
import type { Located } from './types.ts'

/** Countries or regions, and how they are known. Several when the signs disagree: then the strictest law holds. */
export interface Place {
  readonly places: readonly string[]
  /** `said`: a trait `jurisdiction` or a statement names it. `country`: the country of the record. `hints`: phone, language, time zone. `none`: nobody knows. */
  readonly from: 'said' | 'country' | 'hints' | 'none'
}

/** Traits that the place is read from. When one of them changes, another law may hold. */
export const PLACE_TRAITS: readonly string[] = ['jurisdiction', 'country', 'country_code', 'countryCode', 'region', 'state', 'address', 'phone', 'locale', 'language', 'timezone']

/** Time zone and language of a device of whom nothing else is known. */
export interface DeviceHints {
  readonly timezone?: Json | undefined
  readonly locale?: Json | undefined
}

/**
 * The place of a person. The first of these that says anything counts alone: what was said about the jurisdiction (trait, or statements of consent that name
 * their place), the country of the record, and all of phone, language, time zone and the device together. Countries are ISO codes, regions `US-CA`.
 */
export function placeOf(person: Located, device?: DeviceHints): Place {
  const said = new Set(codesIn(text(person, 'jurisdiction')))
  for (const channels of Object.values(person.consent)) {
    for (const { place } of Object.values(channels)) for (const code of codesIn(place)) said.add(code)
  }
  if (said.size > 0) return { places: [...said].sort(), from: 'said' }
  const country = countryOf(person)
  if (country !== null) return { places: [country], from: 'country' }
  const hints = new Set<string>()
  const hint = (code: string | undefined): void => {
    if (code !== undefined) hints.add(code)
  }
  hint(ofPhone(text(person, 'phone')))
  hint(ofLocale(text(person, 'locale') ?? text(person, 'language')))
  hint(ZONES.get(text(person, 'timezone') ?? ''))
  if (device !== undefined) {
    hint(ofLocale(typeof device.locale === 'string' ? device.locale : undefined))
    hint(ZONES.get(typeof device.timezone === 'string' ? device.timezone : ''))
  }
  return hints.size === 0 ? NOWHERE : { places: [...hints].sort(), from: 'hints' }
}

const NOWHERE: Place = { places: [], from: 'none' }

function text(person: Located, name: string): string | undefined {
  const value = Object.hasOwn(person.traits, name) ? person.traits[name]?.[0]?.value : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}

const CODE = /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/

/** Codes in a text: `TW`, `us-ca`, `TW, HK`. */
function codesIn(value: string | undefined): readonly string[] {
  if (value === undefined || value.length > 64) return []
  return value.split(/[\s,+;]+/).map((code) => code.toUpperCase()).filter((code) => CODE.test(code))
}

const NAMES: { readonly [name: string]: string } = {
  taiwan: 'TW', 台灣: 'TW', 臺灣: 'TW', 台湾: 'TW', 'hong kong': 'HK', 香港: 'HK', thailand: 'TH', ไทย: 'TH', ประเทศไทย: 'TH', 泰國: 'TH', china: 'CN', 中国: 'CN', 中國: 'CN',
  germany: 'DE', deutschland: 'DE', france: 'FR', italy: 'IT', spain: 'ES', netherlands: 'NL', austria: 'AT', 'united kingdom': 'GB', uk: 'GB', japan: 'JP', 日本: 'JP', singapore: 'SG', 新加坡: 'SG',
  'united states': 'US', usa: 'US', twn: 'TW', hkg: 'HK', tha: 'TH', chn: 'CN', deu: 'DE', fra: 'FR', gbr: 'GB',
}

function countryOf(person: Located): string | null {
  const address = Object.hasOwn(person.traits, 'address') ? person.traits['address']?.[0]?.value : undefined
  const fields = typeof address === 'object' && address !== null && !Array.isArray(address) ? (address as { readonly [name: string]: Json }) : {}
  const first = (...values: readonly (Json | undefined)[]): string | undefined => values.find((value): value is string => typeof value === 'string' && value !== '')
  const named = first(text(person, 'country_code'), text(person, 'countryCode'), text(person, 'country'), fields['country'])
  if (named === undefined || named.length > 64) return null
  const upper = named.trim().toUpperCase()
  const code = CODE.test(upper) ? upper : NAMES[named.trim().toLowerCase()]
  if (code === undefined) return null
  const region = first(text(person, 'region'), text(person, 'state'), fields['region'], fields['state'])?.trim().toUpperCase()
  if (code !== 'US' || region === undefined) return code
  return region === 'CALIFORNIA' ? 'US-CA' : /^(US-)?[A-Z]{2}$/.test(region) ? `US-${region.slice(-2)}` : code
}

/** The country of an international number; longest code first. */
function ofPhone(phone: string | undefined): string | undefined {
  if (phone === undefined || !phone.startsWith('+')) return undefined
  for (const length of [4, 3, 2]) {
    const country = CALLING.get(phone.slice(0, length))
    if (country !== undefined) return country
  }
  return undefined
}

/** The region of a language tag: `zh-Hant-TW` is TW. A tag without one says nothing. */
function ofLocale(locale: string | undefined): string | undefined {
  return locale === undefined || locale.length > 35 ? undefined : /^[A-Za-z]{2,3}(?:[-_][A-Za-z]{4})?[-_]([A-Za-z]{2})(?:[-_]|$)/.exec(locale)?.[1]?.toUpperCase()
}

const pairs = (list: string): readonly (readonly [string, string])[] => list.split(' ').map((pair) => pair.split('=') as [string, string])

/** Calling codes of ITU E.164; those that several countries share are read as the largest. */
const CALLING: ReadonlyMap<string, string> = new Map(pairs(
  '+1=US +30=GR +31=NL +32=BE +33=FR +34=ES +36=HU +39=IT +40=RO +41=CH +43=AT +44=GB +45=DK +46=SE +47=NO +48=PL +49=DE +351=PT +352=LU +353=IE +354=IS +356=MT +357=CY +358=FI +359=BG ' +
  '+370=LT +371=LV +372=EE +385=HR +386=SI +420=CZ +421=SK +423=LI +60=MY +61=AU +62=ID +63=PH +64=NZ +65=SG +66=TH +81=JP +82=KR +84=VN +86=CN +91=IN +852=HK +853=MO +855=KH +856=LA +886=TW +95=MM',
))

/** Time zones (IANA) with the country in which they lie. */
const ZONES: ReadonlyMap<string, string> = new Map(pairs(
  'Asia/Taipei=TW Asia/Hong_Kong=HK Asia/Bangkok=TH Asia/Shanghai=CN Asia/Chongqing=CN Asia/Harbin=CN Asia/Urumqi=CN Asia/Kashgar=CN Asia/Macau=MO Asia/Tokyo=JP Asia/Seoul=KR ' +
  'Asia/Singapore=SG Asia/Kuala_Lumpur=MY Asia/Jakarta=ID Asia/Manila=PH Asia/Ho_Chi_Minh=VN Asia/Saigon=VN Asia/Kolkata=IN ' +
  'Europe/Vienna=AT Europe/Brussels=BE Europe/Sofia=BG Europe/Zagreb=HR Asia/Nicosia=CY Europe/Nicosia=CY Europe/Prague=CZ Europe/Copenhagen=DK Europe/Tallinn=EE Europe/Helsinki=FI ' +
  'Europe/Mariehamn=FI Europe/Paris=FR Europe/Berlin=DE Europe/Busingen=DE Europe/Athens=GR Europe/Budapest=HU Europe/Dublin=IE Europe/Rome=IT Europe/Riga=LV Europe/Vilnius=LT ' +
  'Europe/Luxembourg=LU Europe/Malta=MT Europe/Amsterdam=NL Europe/Warsaw=PL Europe/Lisbon=PT Atlantic/Madeira=PT Atlantic/Azores=PT Europe/Bucharest=RO Europe/Bratislava=SK ' +
  'Europe/Ljubljana=SI Europe/Madrid=ES Atlantic/Canary=ES Africa/Ceuta=ES Europe/Stockholm=SE Atlantic/Reykjavik=IS Europe/Vaduz=LI Europe/Oslo=NO Europe/London=GB Europe/Belfast=GB Europe/Zurich=CH ' +
  'America/New_York=US America/Chicago=US America/Denver=US America/Phoenix=US America/Los_Angeles=US America/Anchorage=US Pacific/Honolulu=US America/Detroit=US America/Boise=US',
))
