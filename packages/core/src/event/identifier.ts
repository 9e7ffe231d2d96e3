/** What points at a person: a kind and a value, and for some kinds a scope inside of which the value means somebody. */
import { isPlaceholder } from './placeholder.ts'

/**
 * Kinds of identifier, strongest first. `unique`: one person has at most one (of one scope); `known`: it names a person rather than a device;
 * `scoped`: what the scope of a value is, for kinds that may have one. E-mail, phone and user id mean the same person everywhere.
 */
export const IDENTIFIER_KINDS = {
  userId: { unique: true, known: true, scoped: null },
  memberNo: { unique: true, known: true, scoped: 'programme' },
  email: { unique: false, known: true, scoped: null },
  phone: { unique: false, known: true, scoped: null },
  lineId: { unique: false, known: true, scoped: 'channel' },
  wechatUnionid: { unique: false, known: true, scoped: 'platform' },
  wechatOpenid: { unique: false, known: true, scoped: 'account' },
  deviceId: { unique: false, known: false, scoped: 'session' },
  anonymousId: { unique: false, known: false, scoped: 'session' },
} as const satisfies { readonly [kind: string]: { readonly unique: boolean; readonly known: boolean; readonly scoped: string | null } }

/** The name of an identifier kind. */
export type IdentifierKind = keyof typeof IDENTIFIER_KINDS

/** One way of pointing at a person. */
export interface Identifier {
  readonly kind: IdentifierKind
  /** Already normalised (see `normaliseIdentifier`); `SCOPE/VALUE` for a scoped kind with a scope. */
  readonly value: string
}

/** `userId:u1`, `lineId:1650000000/U12ab`: the text form of an identifier, used as key and in addresses. */
export function identifierKey(identifier: Identifier): string {
  return `${identifier.kind}:${identifier.value}`
}

/** Reads `kind:value`; null when the kind is unknown or the value points at nobody. The value may contain colons. */
export function parseIdentifierKey(key: string): Identifier | null {
  const colon = key.indexOf(':')
  if (colon < 1) return null
  const kind = key.slice(0, colon)
  return Object.hasOwn(IDENTIFIER_KINDS, kind) ? normaliseIdentifier(kind as IdentifierKind, key.slice(colon + 1)) : null
}

const LONGEST = 256
const LONGEST_SCOPE = 64

/**
 * The one spelling of an identifier: full-width forms folded, trimmed, e-mail in lower case, phone as digits with a leading +, the scope before a slash.
 * Null for what points at nobody: empty, too long, what `isPlaceholder` knows, an e-mail without @, a phone without 6 to 15 digits.
 * A scope is left out where the kind has none. A value of a scoped kind that has a slash already is read as having its scope.
 */
export function normaliseIdentifier(kind: IdentifierKind, raw: string, scope?: string): Identifier | null {
  const text = raw.normalize('NFKC').trim()
  if (text === '' || text.length > LONGEST + LONGEST_SCOPE + 1) return null
  if (kind === 'email') {
    const value = text.toLowerCase()
    return text.length <= LONGEST && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) && !isPlaceholder(kind, value) ? { kind, value } : null
  }
  if (kind === 'phone') {
    const value = text.replace(/[\s\-().]/g, '')
    return /^\+?\d{6,15}$/.test(value) && !isPlaceholder(kind, value) ? { kind, value } : null
  }
  const within = IDENTIFIER_KINDS[kind].scoped === null ? '' : scopeText(scope)
  const value = within === '' ? text : `${within}/${text}`
  const own = scopeOf({ kind, value })
  const longest = own.scope === null ? LONGEST : LONGEST + own.scope.length + 1
  return value.length > longest || isPlaceholder(kind, text) || isPlaceholder(kind, own.value) ? null : { kind, value }
}

/** The scope of an identifier and its value without it. `scope` is null for kinds that have none and values that carry none. */
export function scopeOf({ kind, value }: Identifier): { readonly scope: string | null; readonly value: string } {
  if (IDENTIFIER_KINDS[kind].scoped === null) return { scope: null, value }
  const slash = value.indexOf('/')
  if (slash < 1 || slash > LONGEST_SCOPE || slash === value.length - 1) return { scope: null, value }
  return { scope: value.slice(0, slash), value: value.slice(slash + 1) }
}

function scopeText(scope: string | undefined): string {
  const text = (scope ?? '').normalize('NFKC').trim().replace(/[/\s]+/g, '_')
  return text.length > LONGEST_SCOPE ? '' : text
}
