/** Who a message is about: ids of the dialect, and identifiers that hide in traits (e-mail, phone, LINE, member number). */
import type { Json, JsonObject } from '@rapport/core/base/json'
import { normaliseIdentifier, type Identifier, type IdentifierKind } from '@rapport/core/event/identifier'
import { toE164, type PhoneHints } from './phone.ts'

/** Names of traits that are identifiers, in lower case without separators: `line_user_id`, `LINE-User-ID` and `lineUserId` are one. */
const KIND_OF_TRAIT: { readonly [name: string]: IdentifierKind } = {
  email: 'email',
  emailaddress: 'email',
  phone: 'phone',
  phonenumber: 'phone',
  mobile: 'phone',
  mobilephone: 'phone',
  mobilenumber: 'phone',
  cellphone: 'phone',
  lineid: 'lineId',
  lineuserid: 'lineId',
  memberno: 'memberNo',
  membernumber: 'memberNo',
  memberid: 'memberNo',
  wechatunionid: 'wechatUnionid',
  unionid: 'wechatUnionid',
  wechatopenid: 'wechatOpenid',
  openid: 'wechatOpenid',
}

/** The identifier, or null for what points at nobody. Phones become E.164. Numbers count as text: old SDKs send them. */
export function identifier(kind: IdentifierKind, value: Json | undefined, hints: PhoneHints): Identifier | null {
  const text = idText(value)
  if (text === null) return null
  if (kind !== 'phone') return normaliseIdentifier(kind, text)
  const number = toE164(text, hints)
  return number === null ? null : { kind, value: number }
}

/** A text or whole number as text; null for everything else, so that `{}` never becomes somebody's id. */
export function idText(value: Json | undefined): string | null {
  if (typeof value === 'string') return value
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : null
}

/** Identifiers among traits. A value that cannot be one stays a plain trait. */
export function traitIdentifiers(traits: JsonObject | undefined, hints: PhoneHints): readonly Identifier[] {
  const found: Identifier[] = []
  for (const name of Object.keys(traits ?? {})) {
    const plain = name.toLowerCase().replace(/[\s_\-.$]/g, '')
    const kind = Object.hasOwn(KIND_OF_TRAIT, plain) ? KIND_OF_TRAIT[plain] : undefined
    const one = kind ? identifier(kind, traits?.[name], hints) : null
    if (one) found.push(one)
  }
  return found
}

/** Without repeats and gaps, in the order given. */
export function distinct(identifiers: readonly (Identifier | null)[]): readonly Identifier[] {
  const seen = new Map<string, Identifier>()
  for (const one of identifiers) if (one && !seen.has(`${one.kind}:${one.value}`)) seen.set(`${one.kind}:${one.value}`, one)
  return [...seen.values()]
}
