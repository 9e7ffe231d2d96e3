/** How a person is called on screen, and the text by which people are found. */
import type { IdentifierKind } from '../event/identifier.ts'
import { IDENTIFIER_KINDS } from '../event/identifier.ts'
import { givenValue } from './traits.ts'
import type { GivenTraits } from './types.ts'

/** Longest name shown and longest text searched, in UTF-16 code units. */
export const DISPLAY_LIMITS = { name: 120, search: 512 } as const

const FULL_NAME = ['name', 'full_name', 'fullName', 'display_name', 'displayName']
const FAMILY_NAME = ['family_name', 'familyName', 'last_name', 'lastName']
const GIVEN_NAME = ['given_name', 'givenName', 'first_name', 'firstName']
const SEARCHED = [...FULL_NAME, ...FAMILY_NAME, ...GIVEN_NAME, 'nickname', 'email', 'phone', 'member_no', 'memberNo', 'company']

/** Names of Chinese, Japanese and Korean script are written family name first and without a space. */
const EAST_ASIAN = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}々ー·・\s]+$/u

/**
 * The name to show: the full name, else family and given name in the order of their script (王小明, but Somchai Jaidee and สมชาย ใจดี),
 * else what stands before the @ of the e-mail, else the strongest of `ids` that names a person (a member number, not a device), else null: a stranger.
 */
export function displayName(traits: GivenTraits, ids: readonly string[] = []): string | null {
  const full = text(traits, FULL_NAME)
  if (full !== null) return cut(full, DISPLAY_LIMITS.name)
  const family = text(traits, FAMILY_NAME)
  const given = text(traits, GIVEN_NAME)
  if (family !== null && given !== null) {
    const name = EAST_ASIAN.test(family) && EAST_ASIAN.test(given) ? `${family}${given}` : `${given} ${family}`
    return cut(name, DISPLAY_LIMITS.name)
  }
  const part = family ?? given
  if (part !== null) return cut(part, DISPLAY_LIMITS.name)
  const local = text(traits, ['email'])?.split('@')[0] ?? ''
  return local === '' ? knownId(ids) : cut(local, DISPLAY_LIMITS.name)
}

const KNOWN_PREFIXES = Object.entries(IDENTIFIER_KINDS).flatMap(([kind, { known }]) => (known ? [`${kind}:`] : []))

function knownId(ids: readonly string[]): string | null {
  for (const prefix of KNOWN_PREFIXES) {
    const id = ids.find((one) => one.startsWith(prefix))
    if (id !== undefined) return cut(id.slice(prefix.length), DISPLAY_LIMITS.name)
  }
  return null
}

/**
 * What a search looks through, as one line per item: names, e-mail, phone (also its digits alone), member number and the values of `ids`
 * (`identifierKey` texts), devices last. Compatibility forms folded (NFKC), lower case, at most DISPLAY_LIMITS.search long.
 * Fold the words of a query with `searchable` and look for them as substrings.
 */
export function searchText(traits: GivenTraits, ids: readonly string[]): string {
  const items = new Set<string>()
  const add = (item: string | null) => {
    if (item === null) return
    const folded = searchable(item)
    if (folded === '') return
    items.add(folded)
    if (/^\+?[\d\s\-().]{6,}$/.test(folded)) items.add(folded.replace(/\D/g, ''))
  }
  add(displayName(traits))
  for (const name of SEARCHED) add(text(traits, [name]))
  for (const kind of Object.keys(IDENTIFIER_KINDS) as IdentifierKind[]) {
    for (const id of ids) if (id.startsWith(`${kind}:`)) add(id.slice(kind.length + 1))
  }
  return cut([...items].join('\n'), DISPLAY_LIMITS.search)
}

/** The form in which texts are compared in a search: NFKC, lower case, single spaces. */
export function searchable(raw: string): string {
  return raw.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
}

/** The first of these traits that holds a text or number, trimmed. */
function text(traits: GivenTraits, names: readonly string[]): string | null {
  for (const name of names) {
    const value = givenValue(traits, name)
    const found = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''
    if (found !== '') return found
  }
  return null
}

/** Cuts between characters, never through a surrogate pair. */
function cut(long: string, most: number): string {
  if (long.length <= most) return long
  const code = long.charCodeAt(most - 1)
  return long.slice(0, code >= 0xd800 && code <= 0xdbff ? most - 1 : most)
}
