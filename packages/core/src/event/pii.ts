/** How personal a property is, guessed from its name (English, Chinese, Thai) and from the form of its values (check digits included). */
import type { Json } from '../base/json.ts'
import { PII_CLASSES, type PiiClass } from './tracking-plan.ts'

/** What a value looks like. */
export type PiiKind =
  | 'email'
  | 'phone'
  | 'tw_id'
  | 'hk_id'
  | 'cn_id'
  | 'th_id'
  | 'passport'
  | 'card'
  | 'bank_account'
  | 'birth_date'
  | 'name'
  | 'address'
  | 'ip'
  | 'social'
  | 'account'
  | 'location'
  | 'health'
  | 'belief'
  | 'secret'

const CLASS_OF: { readonly [kind in PiiKind]: PiiClass } = {
  email: 'contact',
  phone: 'contact',
  tw_id: 'sensitive',
  hk_id: 'sensitive',
  cn_id: 'sensitive',
  th_id: 'sensitive',
  passport: 'sensitive',
  card: 'sensitive',
  bank_account: 'sensitive',
  birth_date: 'contact',
  name: 'contact',
  address: 'contact',
  ip: 'identifier',
  social: 'contact',
  account: 'identifier',
  location: 'sensitive',
  health: 'sensitive',
  belief: 'sensitive',
  secret: 'sensitive',
}

/** The class of a kind. */
export function classOf(kind: PiiKind): PiiClass {
  return CLASS_OF[kind]
}

/** The more personal of two classes. */
export function morePersonal(one: PiiClass, other: PiiClass): PiiClass {
  return PII_CLASSES.indexOf(one) >= PII_CLASSES.indexOf(other) ? one : other
}

// Whole words of the last step of a path, `_` between words; other scripts anywhere in it.
const WORDS: readonly (readonly [kind: PiiKind, words: RegExp])[] = [
  ['secret', /(^|_)(password|passwd|passcode|pin_code|otp|secret|access_token|auth_token|cvv|cvc)(_|$)|密碼|密码|รหัสผ่าน/],
  ['tw_id', /(^|_)(national_id|id_number|id_card|identity_number|idno|citizen_id|ssn|tax_id)(_|$)|身分證|身份證|身分证/],
  ['cn_id', /身份证/],
  ['th_id', /บัตรประชาชน|เลขประจำตัวประชาชน/],
  ['hk_id', /(^|_)(hkid)(_|$)/],
  ['passport', /(^|_)(passport)(_|$)|護照|护照|หนังสือเดินทาง/],
  ['card', /(^|_)(card_number|card_no|credit_card|pan)(_|$)|信用卡|卡號|卡号|บัตรเครดิต/],
  ['bank_account', /(^|_)(iban|bank_account|account_number|account_no)(_|$)|銀行帳|银行账|บัญชีธนาคาร|เลขบัญชี/],
  ['health', /(^|_)(health|medical|disease|diagnosis|allergy|allergies|pregnan\w*|blood_type|disability)(_|$)|病|過敏|过敏|懷孕|怀孕|血型|สุขภาพ|แพ้|หมู่เลือด/],
  ['belief', /(^|_)(religion|ethnicity|race|political\w*|sexual\w*|union_member)(_|$)|宗教|種族|种族|政治|ศาสนา|เชื้อชาติ/],
  ['birth_date', /(^|_)(birth\w*|dob|date_of_birth)(_|$)|生日|出生|วันเกิด/],
  ['email', /(^|_)(e_?mail\w*|mail_address)(_|$)|電郵|電子郵件|邮箱|邮件|信箱|อีเมล/],
  ['phone', /(^|_)(phone\w*|mobile|mobile_\w+|cell|cellphone|tel|telephone|msisdn|fax|whatsapp)(_|$)|電話|电话|手機|手机|行動電話|โทรศัพท์|เบอร์|มือถือ/],
  ['social', /(^|_)(line_id|line_user_id|wechat_\w+|openid|unionid|facebook\w*|instagram\w*)(_|$)|微信|賴/],
  ['address', /(^|_)(address\w*|street|address_line\w*|postal_address|zip|zip_code|postcode|postal_code)(_|$)|地址|住址|郵遞區號|邮编|ที่อยู่|รหัสไปรษณีย์/],
  ['location', /(^|_)(lat|latitude|lng|lon|longitude|geo|coordinates|gps)(_|$)|經緯度|经纬度|พิกัด/],
  ['name', /(^|_)(first_name|last_name|full_name|given_name|family_name|surname|middle_name|nickname|customer_name|recipient|contact_name|display_name)(_|$)|姓名|名字|暱稱|昵称|收件人|ชื่อ|นามสกุล/],
  ['ip', /(^|_)(ip|ip_address|remote_addr)(_|$)/],
  ['account', /(^|_)(user_id|userid|customer_id|member_id|member_no|member_number|account_id|device_id|anonymous_id|cookie_id|idfa|gaid|imei)(_|$)|會員編號|会员号|รหัสสมาชิก/],
]

// Names are compared in NFKC, which writes the Thai sara am in two signs; so are the words.
const NAMES = WORDS.map(([kind, words]) => [kind, new RegExp(words.source.normalize('NFKC'))] as const)

/** What a property's path says about it, or null. `shippingAddress` and `shipping-address` are one; only the last two steps count. */
export function piiOfName(path: string): PiiKind | null {
  const steps = path.replaceAll('[]', '').split('.').slice(-2)
  for (const step of steps.toReversed()) {
    const name = step.normalize('NFKC').replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/[\s-]+/g, '_').toLowerCase()
    const found = NAMES.find(([, words]) => words.test(name))
    if (found) return found[0]
  }
  // A person's whole name, but not a product's.
  return /(^|\.)(user|customer|person|member|profile|traits|contact|recipient)\.name$/.test(path) ? 'name' : null
}

/** What the form of one value says, or null. Check digits are checked, so that an order number is rarely taken for an identity card. */
export function piiOfValue(value: Json): PiiKind | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const text = String(value).normalize('NFKC').trim()
  if (text.length < 7 || text.length > 254) return null
  if (/^[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)+$/.test(text)) return 'email'
  const bare = text.replace(/[\s\-()]/g, '').toUpperCase()
  if (/^[A-Z][1289AB-D]\d{8}$/.test(bare) && isTaiwaneseId(bare)) return 'tw_id'
  if (/^[A-Z]{1,2}\d{6}[\dA]$/.test(bare) && isHongKongId(bare)) return 'hk_id'
  if (/^\d{17}[\dX]$/.test(bare) && isChineseId(bare)) return 'cn_id'
  if (/^[1-8]\d{12}$/.test(bare) && isThaiId(bare)) return 'th_id'
  if (/^[2-6]\d{12,18}$/.test(bare) && isLuhn(bare)) return 'card'
  // A number is an amount or an id; phone numbers come as texts.
  if (typeof value === 'string' && isPhone(bare)) return 'phone'
  if (/^U[0-9A-F]{32}$/.test(bare)) return 'social'
  if (/^(\d{1,3}\.){3}\d{1,3}$/.test(text) && text.split('.').every((part) => Number(part) < 256)) return 'ip'
  return null
}

/** What name and values together say. A share of 60 % of the values decides; a name alone decides too, as collecting is better taken too seriously. */
export function guessPii(path: string, kinds: { readonly [kind in PiiKind]?: number }, values: number): { readonly kind: PiiKind; readonly by: 'name' | 'values' | 'both' } | null {
  const named = piiOfName(path)
  const [most] = Object.entries(kinds).sort((a, b) => b[1] - a[1]) as [PiiKind, number][]
  const shaped = most !== undefined && values > 0 && most[1] / values >= 0.6 ? most[0] : null
  if (shaped === null) return named === null ? null : { kind: named, by: 'name' }
  // 13 to 19 digits that pass Luhn by chance are one in ten; a whole column of them is not.
  return { kind: shaped, by: named !== null && classOf(named) === classOf(shaped) ? 'both' : 'values' }
}

/** A value that may be shown: the form stays, what tells who it is does not. */
export function masked(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const at = text.indexOf('@')
  if (at > 0) return `${[...text][0] ?? ''}***@***${/\.[^.@\s]{2,10}$/.exec(text)?.[0] ?? ''}`
  const letters = [...text.slice(0, 60)]
  if (letters.length <= 2) return '***'
  const inside = letters.slice(1, -1).map((letter) => (/[\p{L}\p{M}\p{N}]/u.test(letter) ? '*' : letter))
  return `${letters[0] ?? ''}${inside.join('').slice(0, 12)}${letters.length > 6 ? (letters.at(-1) ?? '') : '*'}`
}

function isPhone(bare: string): boolean {
  return /^(\+|00)(886|852|66|86|81|82|65|60|1|44)\d{7,12}$/.test(bare) || /^09\d{8}$/.test(bare) || /^0[689]\d{8}$/.test(bare) || /^1[3-9]\d{9}$/.test(bare) || /^0[2-8]\d{7,8}$/.test(bare)
}

/** ISO/IEC 7812: every second digit from the right doubled. */
function isLuhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    sum += i % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0)
  }
  return sum % 10 === 0
}

const TAIWAN_LETTERS = 'ABCDEFGHJKLMNPQRSTUVXYWZIO'

/** National id and (since 2021) resident certificate of Taiwan: letter as 10 to 35, weights 1 9 8 7 6 5 4 3 2 1 1. */
function isTaiwaneseId(text: string): boolean {
  const code = TAIWAN_LETTERS.indexOf(text[0] ?? '') + 10
  const second = text[1] ?? ''
  const digits = [Math.floor(code / 10), code % 10, /\d/.test(second) ? Number(second) : (TAIWAN_LETTERS.indexOf(second) + 10) % 10, ...[...text.slice(2)].map(Number)]
  const weights = [1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1]
  return weighted(digits, weights) % 10 === 0
}

/** Hong Kong identity card: letters as 10 to 35, a missing first letter as 36, weights 9 to 1, divisible by 11. */
function isHongKongId(text: string): boolean {
  const body = text.length === 8 ? ` ${text}` : text
  const values = [...body].map((sign, i) => (sign === ' ' ? 36 : /\d/.test(sign) ? Number(sign) : i === 8 ? 10 : sign.charCodeAt(0) - 55))
  return weighted(values, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0
}

/** GB 11643-1999: ISO 7064 MOD 11-2, and a birth date inside. */
function isChineseId(text: string): boolean {
  const month = Number(text.slice(10, 12))
  const day = Number(text.slice(12, 14))
  if (month < 1 || month > 12 || day < 1 || day > 31 || !/^(19|20)/.test(text.slice(6, 8))) return false
  const sum = weighted([...text.slice(0, 17)].map(Number), [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
  return '10X98765432'[sum % 11] === text[17]
}

/** Thai identity card: weights 13 to 2, modulo 11. */
function isThaiId(text: string): boolean {
  const sum = weighted([...text.slice(0, 12)].map(Number), [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2])
  return (11 - (sum % 11)) % 10 === Number(text[12])
}

function weighted(values: readonly number[], weights: readonly number[]): number {
  return values.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0)
}
