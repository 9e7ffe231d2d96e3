/** Who a message is about: ids of the dialect, and identifiers that hide in traits (e-mail, phone, LINE, member number). */
import { isJsonObject, type Json, type JsonObject } from '@rapport/core/base/json'
import { IDENTIFIER_KINDS, normaliseIdentifier, scopeOf, type Identifier, type IdentifierKind } from '@rapport/core/event/identifier'
import { isPlaceholder } from '@rapport/core/event/placeholder'
import { repairGiven } from '@rapport/core/clean/given'
import { toE164, type PhoneHints } from '@rapport/core/clean/phone'

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

/** Names of traits that say inside of which channel, account, platform or programme an identifier beside them means somebody. */
const SCOPE_OF_KIND: { readonly [kind in IdentifierKind]?: readonly string[] } = {
  lineId: ['linechannel', 'linechannelid', 'lineproviderid'],
  wechatOpenid: ['wechataccount', 'wechatappid'],
  wechatUnionid: ['wechatplatform', 'wechatplatformid'],
  memberNo: ['memberprogramme', 'memberprogram', 'loyaltyprogramme', 'loyaltyprogram'],
}

/**
 * The identifier, or null for what points at nobody. Phones become E.164. Numbers count as text: old SDKs send them.
 * `scope`: the channel, account, programme or session inside of which it means somebody, for kinds that have one.
 */
export function identifier(kind: IdentifierKind, value: Json | undefined, hints: PhoneHints, scope?: Json): Identifier | null {
  const given = idText(value)
  if (given === null) return null
  // What nobody sees makes no other person: addresses and numbers copied from messages often have it. Ids of systems stay as they are.
  const text = kind === 'email' || kind === 'phone' ? (repairGiven(kind, given)?.text ?? given) : given
  if (kind !== 'phone') return normaliseIdentifier(kind, text, idText(scope) ?? undefined)
  const number = toE164(text, hints)
  return number === null ? null : normaliseIdentifier(kind, number)
}

/** Whether somebody typed a value that many people type because they have to type something: no identifier, and no fault of the sender. */
export function isNobodys(kind: IdentifierKind, value: Json | undefined, hints: PhoneHints): boolean {
  const text = idText(value)?.normalize('NFKC').trim()
  if (text === undefined) return false
  if (kind !== 'phone') return isPlaceholder(kind, text.toLowerCase())
  return [text.replace(/[\s\-().]/g, ''), toE164(text, hints) ?? ''].some((number) => isPlaceholder(kind, number))
}

/** A text or whole number as text; null for everything else, so that `{}` never becomes somebody's id. */
export function idText(value: Json | undefined): string | null {
  if (typeof value === 'string') return value
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : null
}

/** Identifiers among traits, with their scope when it stands beside them. A value that cannot be one stays a plain trait. */
export function traitIdentifiers(traits: JsonObject | undefined, hints: PhoneHints): readonly Identifier[] {
  const found: Identifier[] = []
  for (const name of Object.keys(traits ?? {})) {
    const kind = kindNamed(name)
    const one = kind ? identifier(kind, traits?.[name], hints, scopeAmong(kind, traits)) : null
    if (one) found.push(one)
  }
  return found
}

/** Identifiers in `context.externalIds`: `[{type: 'line_id', id: 'U1', collection: 'my-channel'}]`, also with `kind`, `value` and `scope`. */
export function externalIdentifiers(context: JsonObject, hints: PhoneHints): readonly Identifier[] {
  const list = context['externalIds']
  if (!Array.isArray(list)) return []
  return list.slice(0, MOST_EXTERNAL).flatMap((item) => {
    if (!isJsonObject(item)) return []
    const { kind = item['type'], value = item['id'], scope = item['collection'] } = item
    const found = typeof kind === 'string' ? kindNamed(kind) : undefined
    const one = found && identifier(found, value, hints, scope === 'users' ? undefined : scope)
    return one ? [one] : []
  })
}

const MOST_EXTERNAL = 20

function kindNamed(name: string): IdentifierKind | undefined {
  if (Object.hasOwn(IDENTIFIER_KINDS, name)) return name === 'userId' || name === 'anonymousId' || name === 'deviceId' ? undefined : (name as IdentifierKind)
  const plain = plainName(name)
  return Object.hasOwn(KIND_OF_TRAIT, plain) ? KIND_OF_TRAIT[plain] : undefined
}

function scopeAmong(kind: IdentifierKind, traits: JsonObject | undefined): Json | undefined {
  const names = SCOPE_OF_KIND[kind]
  const name = names && Object.keys(traits ?? {}).find((one) => names.includes(plainName(one)))
  return name === undefined ? undefined : traits?.[name]
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[\s_\-.$]/g, '')
}

/**
 * On a device that many people use in turn (`context.sharedDevice: true`: a shop tablet, a kiosk) an anonymous id or device id means somebody only
 * inside of its session, `context.sessionId`; without a session it means nobody and is left out, unless it is all there is.
 */
export function sessionScoped(identifiers: readonly (Identifier | null)[], context: JsonObject): readonly (Identifier | null)[] {
  if (context['sharedDevice'] !== true) return identifiers
  const session = idText(context['sessionId'])
  const isShared = (one: Identifier | null): one is Identifier => one !== null && (one.kind === 'anonymousId' || one.kind === 'deviceId') && scopeOf(one).scope === null
  if (session === null) return identifiers.some((one) => one !== null && !isShared(one)) ? identifiers.filter((one) => !isShared(one)) : identifiers
  return identifiers.map((one) => (isShared(one) ? normaliseIdentifier(one.kind, one.value, session) : one))
}

/** Without repeats and gaps, in the order given. */
export function distinct(identifiers: readonly (Identifier | null)[]): readonly Identifier[] {
  const seen = new Map<string, Identifier>()
  for (const one of identifiers) if (one && !seen.has(`${one.kind}:${one.value}`)) seen.set(`${one.kind}:${one.value}`, one)
  return [...seen.values()]
}
