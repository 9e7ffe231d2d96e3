/** What points at a person: a kind and a value. */

/** Kinds of identifier, strongest first. `unique`: one person has at most one; `known`: it names a person rather than a device. */
export const IDENTIFIER_KINDS = {
  userId: { unique: true, known: true },
  memberNo: { unique: true, known: true },
  email: { unique: false, known: true },
  phone: { unique: false, known: true },
  lineId: { unique: false, known: true },
  wechatUnionid: { unique: false, known: true },
  wechatOpenid: { unique: false, known: true },
  deviceId: { unique: false, known: false },
  anonymousId: { unique: false, known: false },
} as const satisfies { readonly [kind: string]: { readonly unique: boolean; readonly known: boolean } }

/** The name of an identifier kind. */
export type IdentifierKind = keyof typeof IDENTIFIER_KINDS

/** One way of pointing at a person. `value` is already normalised (see `normaliseIdentifier`). */
export interface Identifier {
  readonly kind: IdentifierKind
  readonly value: string
}

/** `userId:u1`: the text form of an identifier, used as key and in addresses. */
export function identifierKey(identifier: Identifier): string {
  return `${identifier.kind}:${identifier.value}`
}

/** Reads `kind:value`; null when the kind is unknown or the value empty. The value may contain colons. */
export function parseIdentifierKey(key: string): Identifier | null {
  const colon = key.indexOf(':')
  if (colon < 1) return null
  const kind = key.slice(0, colon)
  return Object.hasOwn(IDENTIFIER_KINDS, kind) ? normaliseIdentifier(kind as IdentifierKind, key.slice(colon + 1)) : null
}

const JUNK: ReadonlySet<string> = new Set(['null', 'undefined', 'none', 'nan', 'n/a', 'na', '0', '-1', 'anonymous', 'guest', 'unknown', 'true', 'false', '[object object]', '00000000-0000-0000-0000-000000000000'])
const LONGEST = 256

/**
 * The one spelling of an identifier: full-width forms folded, trimmed, e-mail in lower case, phone as digits with a leading +.
 * Null for what points at nobody: empty, too long, `null`, `undefined`, `guest` and their like, an e-mail without @, a phone without 6 to 15 digits.
 */
export function normaliseIdentifier(kind: IdentifierKind, raw: string): Identifier | null {
  const text = raw.normalize('NFKC').trim()
  if (text === '' || text.length > LONGEST || JUNK.has(text.toLowerCase())) return null
  if (kind === 'email') return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? { kind, value: text.toLowerCase() } : null
  if (kind === 'phone') {
    const digits = text.replace(/[\s\-().]/g, '')
    return /^\+?\d{6,15}$/.test(digits) ? { kind, value: digits } : null
  }
  return { kind, value: text }
}
