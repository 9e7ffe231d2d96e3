/** Phone numbers as people type them, in the one international spelling (E.164), with the numbering plans of libphonenumber. */
import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max'
import { DIFFERENT, likenesses, MISSING, type Likeness } from './level.ts'

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
  /** `national`: digits that may be a number, without a country that would make them valid. */
  readonly is: 'international' | 'national' | 'placeholder' | 'empty'
  /** `+886912345678`; empty unless `international`. */
  readonly e164: string
  /** Last eight digits, which every spelling of the number shares; empty for placeholders. */
  readonly key: string
  /** Digits without country code and trunk zero. */
  readonly digits: string
}

const EMPTY: PhoneForms = { is: 'empty', e164: '', key: '', digits: '' }

/** Reads a phone number. Never throws; total over all texts. */
export function phoneOf(raw: string | null | undefined, hints: PhoneHints = {}): PhoneForms {
  const text = plainDigits(raw ?? '')
  const e164 = toE164(text, hints)
  const digits = text.replace(/\D/g, '').replace(/^(00|0)/, '')
  if (digits.length < 5 || digits.length > 20) return EMPTY
  if (/^(\d)\1+$/.test(digits)) return { is: 'placeholder', e164: '', key: '', digits }
  return { is: e164 ? 'international' : 'national', e164: e164 ?? '', key: digits.slice(-8), digits }
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

/** Names of the levels by their number; `ending`: the last eight digits agree; `one_off`: one digit differs or two are turned. */
export const PHONE_LEVELS = ['missing', 'different', 'one_off', 'ending', 'same'] as const

const LIKE = likenesses(PHONE_LEVELS)

/** How two phone numbers agree. Symmetric and total; makes no object. */
export function comparePhones(one: PhoneForms, other: PhoneForms): Likeness {
  return LIKE[phoneLevel(one, other)]!
}

/** The level alone, for loops. */
export function phoneLevel(one: PhoneForms, other: PhoneForms): number {
  if (one.key === '' || other.key === '') return MISSING
  if (one.e164 !== '' && one.e164 === other.e164) return 4
  return one.key === other.key ? 3 : DIFFERENT
}
