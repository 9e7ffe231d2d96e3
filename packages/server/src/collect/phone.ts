/** Phone numbers as people type them, in the one international spelling (E.164), with the numbering plans of libphonenumber. */
import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max'

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

/**
 * `+886912345678` for `0912-345-678`, `０９１２３４５６７８` or `+886 912 345 678`; null when no hint makes it a number that can exist.
 * Countries are tried in the order setting, time zone, locale, so a Thai number typed in a Taiwanese shop still finds its country.
 */
export function toE164(typed: string, hints: PhoneHints): string | null {
  const text = typed
    .normalize('NFKC')
    .replace(/[\u0e50-\u0e59]/g, (digit) => String(digit.charCodeAt(0) - 0x0e50))
    .trim()
  if (text.length > 40 || !/\d{5}/.test(text.replace(/\D/g, ''))) return null
  if (/^(\+|00)/.test(text)) return valid(text.replace(/^00/, '+'))
  for (const country of countries(hints)) {
    const found = valid(text, country)
    if (found) return found
  }
  return null
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
