/** Phone numbers as people type them, in the one international spelling (E.164), with the numbering plans of libphonenumber. */
import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max'
import { DIFFERENT, likenesses, MISSING, type Likeness } from './level.ts'
import { edits } from './similarity.ts'

const COUNTRY_OF_ZONE: { readonly [zone: string]: CountryCode } = {
  'Asia/Taipei': 'TW',
  'Asia/Hong_Kong': 'HK',
  'Asia/Macau': 'MO',
  'Asia/Shanghai': 'CN',
  'Asia/Chongqing': 'CN',
  'Asia/Urumqi': 'CN',
  'Asia/Bangkok': 'TH',
  'Asia/Tokyo': 'JP',
  'Asia/Seoul': 'KR',
  'Asia/Singapore': 'SG',
  'Asia/Kuala_Lumpur': 'MY',
  'Asia/Manila': 'PH',
  'Asia/Jakarta': 'ID',
  'Asia/Ho_Chi_Minh': 'VN',
  'Asia/Saigon': 'VN',
  'Asia/Kolkata': 'IN',
  'Europe/London': 'GB',
}

/** What hints at a person's country, strongest first. */
export interface PhoneHints {
  /** Setting of the source. */
  readonly country?: string
  /** `Asia/Taipei` */
  readonly timezone?: string
  /** `zh-TW` */
  readonly locale?: string
}

/** What a phone field says. */
export interface PhoneForms {
  /** `national`: digits that may be a number, without a country that is certain. `invalid`: text that is no number. */
  readonly is: 'international' | 'national' | 'placeholder' | 'invalid' | 'empty'
  /** `+886912345678`; empty unless `international`. */
  readonly e164: string
  /** What a `national` number may be in E.164, the likeliest first, at most 3. */
  readonly candidates: readonly string[]
  /** Digits without country code, trunk zero and extension, as far as they are known; empty for placeholders. */
  readonly digits: string
  /** Last eight of the digits, which every spelling of the number shares; empty for placeholders. */
  readonly key: string
  /** Extension behind the number: `轉 123`, `#123`, `ต่อ 12`, `ext. 5`; empty when there is none. */
  readonly extension: string
}

const nothing = (is: PhoneForms['is']): PhoneForms => ({ is, e164: '', candidates: [], digits: '', key: '', extension: '' })
const EMPTY = nothing('empty')
const INVALID = nothing('invalid')
const PLACEHOLDER = nothing('placeholder')

/** National spellings that are plainly a mobile or city number of one of the four home markets: digits, then the code they get in front. */
const HOME: readonly (readonly [RegExp, string])[] = [[/^9\d{8}$/, '+886'], [/^[689]\d{8}$/, '+66'], [/^1[3-9]\d{9}$/, '+86'], [/^[5679]\d{7}$/, '+852'], [/^[2-8]\d{7,8}$/, '+886'], [/^[2-7]\d{7}$/, '+66'], [/^[23]\d{7}$/, '+852']]

/** Longest codes first; what follows is the national number. */
const CODES = /^(886|852|853|66|86|81|82|65|60|84|62|63|44|49|33|61|91|1)(?=\d{6})/

/** Reads a phone number. Never throws; total over all texts. */
export function phoneOf(raw: string | null | undefined, hints: PhoneHints = {}): PhoneForms {
  if (!raw) return EMPTY
  const plain = plainDigits(raw.slice(0, 80))
  if (plain === '' || /^(?:n\/?a|none|null|-+|無|无|ไม่มี)$/i.test(plain)) return EMPTY
  const cut = /[\s(,;]*(?:ext?\.?|分機|分机|轉|转|ต่อ|#|x)\s*(\d{1,6})\)?$/i.exec(plain)
  const text = cut && cut.index > 5 ? plain.slice(0, cut.index) : plain
  const extension = cut && cut.index > 5 ? cut[1]! : ''
  const all = text.replace(/\D/g, '')
  if (all.length < 5 || all.length > 20) return /^0*$/.test(all) && all !== '' ? PLACEHOLDER : INVALID
  if (/[\p{L}]{3,}/u.test(text)) return INVALID
  const abroad = /^\s*(?:\+|00)/.test(text)
  const digits = abroad ? all.replace(/^00/, '').replace(CODES, '').replace(/^0/, '') : all.replace(/^0+/, '')
  if (isPlaceholder(digits)) return PLACEHOLDER
  const e164 = toE164(text, hints)
  if (e164) {
    const national = e164.slice(1).replace(CODES, '')
    return { is: 'international', e164, candidates: NONE, digits: national, key: national.slice(-8), extension }
  }
  // A country code without its plus: 886912345678.
  const coded = abroad ? null : /^(?:886|852|66|86)(?=\d{8,11}$)/.exec(all)
  const found = coded && all.length >= 11 ? valid(`+${all}`) : null
  if (found) return { is: 'international', e164: found, candidates: NONE, digits: found.slice(1).replace(CODES, ''), key: found.slice(-8), extension }
  const candidates = abroad ? NONE : HOME.filter(([form]) => form.test(digits)).map(([, code]) => code + digits)
  return { is: 'national', e164: '', candidates: candidates.slice(0, 3), digits, key: digits.slice(-8), extension }
}

const NONE: readonly string[] = []

/** Whether nobody has such a number: one digit over and over behind the first two, or a run up or down of eight. */
function isPlaceholder(digits: string): boolean {
  if (/(\d)\1{6,}$/.test(digits) || /^(\d)\1+$/.test(digits) || digits === '') return true
  return /01234567|12345678|23456789|98765432|87654321|76543210/.test(digits)
}

/**
 * `+886912345678` for `0912-345-678`, `０９１２３４５６７８` or `+886 912 345 678`; null when no hint makes it a number that can exist.
 * Countries are tried in the order setting, time zone, locale, so a Thai number typed in a Taiwanese shop still finds its country.
 */
export function toE164(typed: string, hints: PhoneHints): string | null {
  const text = plainDigits(typed)
  if (text.length > 40 || !/\d{5}/.test(text.replace(/\D/g, ''))) return null
  if (/^(\+|00)/.test(text)) return valid(text.replace(/^00/, '+'))
  for (const country of countries(hints)) {
    const found = valid(text, country)
    if (found) return found
  }
  return null
}

function plainDigits(typed: string): string {
  return typed
    .normalize('NFKC')
    .replace(/[\u0e50-\u0e59]/g, (digit) => String(digit.charCodeAt(0) - 0x0e50))
    .trim()
}

function valid(text: string, country?: CountryCode): string | null {
  const number = parsePhoneNumberFromString(text, { defaultCountry: country, extract: false })
  return number?.isValid() ? number.number : null
}

function countries(hints: PhoneHints): readonly CountryCode[] {
  const region = /[-_]([A-Za-z]{2})(?![A-Za-z])/.exec(hints.locale ?? '')?.[1]
  const named = [hints.country, COUNTRY_OF_ZONE[hints.timezone ?? ''], region].map((code) => code?.toUpperCase() ?? '')
  return named.filter((code): code is CountryCode => isSupportedCountry(code))
}

/** Names of the levels by their number. `one_off`: one digit differs, is missing, or two are turned. `ending`: the last eight digits agree. */
export const PHONE_LEVELS = ['missing', 'different', 'one_off', 'ending', 'same'] as const

const LIKE = likenesses(PHONE_LEVELS)

/** How two phone numbers agree. Symmetric and total; makes no object. */
export function comparePhones(one: PhoneForms, other: PhoneForms): Likeness {
  return LIKE[phoneLevel(one, other)]!
}

/** The level alone, for loops. */
export function phoneLevel(one: PhoneForms, other: PhoneForms): number {
  if (one.key === '' || other.key === '') return MISSING
  if (one.e164 !== '' && other.e164 !== '') {
    if (one.e164 === other.e164) return 4
    return one.key === other.key ? 3 : edits(one.e164, other.e164, 1) <= 1 ? 2 : DIFFERENT
  }
  if (one.digits === other.digits) return one.e164 === '' && other.e164 === '' ? 4 : one.candidates.includes(other.e164) || other.candidates.includes(one.e164) ? 4 : 3
  return one.key === other.key ? 3 : edits(one.digits, other.digits, 1) <= 1 ? 2 : DIFFERENT
}
