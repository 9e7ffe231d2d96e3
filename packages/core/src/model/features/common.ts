/** What the product looks at by itself among given traits and in the context of a request: a few common traits by their usual names, and short facts; never free text, identifiers or protected attributes. */
import type { Json, JsonObject } from '../../base/json.ts'
import { isProtected, wordsOf } from './protected.ts'
import type { FeatureValue } from './types.ts'

/** A common trait and the names it goes by, the first that has a value counts. */
export const COMMON_TRAITS: { readonly [feature: string]: readonly string[] } = {
  language: ['language', 'lang', 'locale', 'preferred_language', 'preferredLanguage', '語言', '语言', 'ภาษา'],
  country: ['country', 'country_code', 'countryCode', 'address.country', '國家', '国家', 'ประเทศ'],
  region: ['region', 'state', 'province', 'address.region', 'address.state', '省份', '地區', '地区', 'จังหวัด'],
  city: ['city', 'address.city', '城市', '縣市', '县市', 'เมือง'],
  tier: ['tier', 'level', 'member_level', 'memberLevel', 'member_tier', 'memberTier', 'membership', 'loyalty_tier', 'vip_level', '會員等級', '会员等级', '等級', '等级', 'ระดับสมาชิก', 'ระดับ'],
  plan: ['plan', 'subscription', 'package', '方案', '套餐', 'แพ็กเกจ'],
  kind: ['customer_type', 'customerType', 'account_type', 'accountType', '客戶類型', '客户类型', 'ประเภทลูกค้า'],
  industry: ['industry', 'sector', '產業', '行業', '行业', 'อุตสาหกรรม'],
  company_size: ['company_size', 'companySize', 'employees', '員工數', '员工数', 'จำนวนพนักงาน'],
  source: ['source', 'signup_source', 'lead_source', 'acquisition_channel', 'utm_source', '來源', '来源', 'แหล่งที่มา'],
  platform: ['platform', 'device_type', 'deviceType', 'os', '裝置', '设备', 'อุปกรณ์'],
  store: ['store', 'home_store', 'preferred_store', 'branch', '門市', '门店', '分行', 'สาขา'],
  interest: ['interest', 'preferred_category', 'favorite_category', 'favourite_category', '興趣', '兴趣', 'ความสนใจ'],
  preferred_channel: ['preferred_channel', 'preferredChannel', '偏好管道', '偏好渠道', 'ช่องทางที่ชอบ'],
}

/** Longest text that is taken for a word from a list rather than for prose, in characters. */
export const SHORT_TEXT = 40
/** Longest text that a feature which somebody defined looks at; the rest is cut off. */
export const LONG_TEXT = 64
/** Most facts of one request that are looked at without being asked for. */
export const FACTS_MAX = 16

/** Words of names behind which stand identifiers, moments, prose or addresses. */
const NO_FACTS: ReadonlySet<string> = new Set([
  'id', 'ids', 'uuid', 'guid', 'key', 'token', 'hash', 'session', 'cookie', 'email', 'mail', 'phone', 'mobile', 'tel', 'name', 'firstname', 'lastname', 'surname', 'user', 'username', 'customer', 'address', 'street', 'ip', 'agent', 'useragent',
  'url', 'uri', 'href', 'link', 'referrer', 'referer', 'query', 'search', 'keyword', 'q', 'text', 'message', 'comment', 'note', 'description', 'subject', 'body', 'at', 'time', 'timestamp', 'date', 'now', 'nonce', 'random', 'lat', 'lng', 'lon', 'latitude', 'longitude', 'password', 'secret', 'card',
])
const DIGITS = /\d{6}/
const judged = new Map<string, boolean>()
const JUDGED_MAX = 2_000

/** Whether a fact of this name may be looked at without being asked for. */
export function isCommonFact(name: string): boolean {
  const known = judged.get(name)
  if (known !== undefined) return known
  const usable = name.length <= SHORT_TEXT && !isProtected(name) && !wordsOf(name).some((word) => NO_FACTS.has(word))
  if (judged.size >= JUDGED_MAX) judged.clear()
  judged.set(name, usable)
  return usable
}

/** The value as a feature has it: numbers as they are, truth as text, text folded and no longer than `longest`; everything else is unknown. */
export function valueOf(json: Json | undefined, longest: number): FeatureValue {
  if (typeof json === 'number') return Number.isFinite(json) ? json : null
  if (typeof json === 'boolean') return json ? 'true' : 'false'
  if (typeof json !== 'string') return null
  const text = json.normalize('NFKC').trim().toLowerCase()
  return text === '' ? null : text.length > longest ? text.slice(0, longest) : text
}

/** The value of a common trait or fact: nothing that is long, or that looks like an identifier. */
export function commonValue(json: Json | undefined): FeatureValue {
  if (typeof json === 'string' && (json.length > SHORT_TEXT || json.includes('@') || DIGITS.test(json))) return null
  return valueOf(json, SHORT_TEXT)
}

/** The short facts of a request by dotted path, two levels deep, the first `FACTS_MAX` by name. */
export function factsOf(context: JsonObject): readonly (readonly [path: string, value: number | string])[] {
  const facts: (readonly [string, number | string])[] = []
  for (const name of Object.keys(context)) {
    const value = context[name]
    if (!isCommonFact(name)) continue
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [inner, deep] of Object.entries(value)) if (isCommonFact(inner)) note(facts, `${name}.${inner}`, deep)
    } else note(facts, name, value)
  }
  if (facts.length < 2) return facts
  return facts.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).slice(0, FACTS_MAX)
}

function note(facts: (readonly [string, number | string])[], path: string, json: Json | undefined): void {
  const value = commonValue(json)
  if (value !== null) facts.push([path, value])
}
