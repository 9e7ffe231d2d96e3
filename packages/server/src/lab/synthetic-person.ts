/** A synthetic person as they really are: name in four ways of writing, birth, home, and how they can be reached. */
import { hash53 } from '@rapport/core/base/hash'
import { pickIndex, seeded, type Random } from '@rapport/core/base/random'
import {
  CITIES, HAN_FAMILY, HAN_FIRST, HAN_SECOND, LATIN_FAMILY, LATIN_GIVEN, STREETS, THAI_FAMILY_FIRST, THAI_FAMILY_SECOND, THAI_FIRST, THAI_SECOND,
  type HanPart, type ThaiPart,
} from './synthetic-names.ts'

/** How somebody's own name is written. */
export type Writing = 'hant' | 'hans' | 'th' | 'en'

/** Somebody as they really are. */
export interface SyntheticPerson {
  readonly writing: Writing
  /** In the own writing. */
  readonly family: string
  readonly given: string
  /** The same name in the other Chinese writing; equal for names that are not Chinese. */
  readonly otherFamily: string
  readonly otherGiven: string
  readonly latinFamily: string
  /** Usual spellings in Latin letters, the commonest first. */
  readonly latinGiven: readonly string[]
  /** A short name or a Western one that is used instead; empty for none. */
  readonly nickname: string
  readonly female: boolean
  readonly birth: { readonly year: number; readonly month: number; readonly day: number }
  /** National digits with the trunk zero, and the country. */
  readonly phones: readonly string[]
  readonly countryCode: string
  readonly emails: readonly string[]
  readonly city: string
  readonly address: string
  readonly memberNo: string
}

const WRITINGS: readonly (readonly [Writing, number])[] = [['hant', 0.42], ['hans', 0.18], ['th', 0.25], ['en', 0.15]]

const MAILS = ['gmail.com', 'yahoo.com.tw', 'hotmail.com', 'qq.com', 'icloud.com', 'outlook.com', 'proton.me']

/** A person of a home. */
export function personOf({ person, home, seed }: { readonly person: number; readonly home: number; readonly seed: number }): SyntheticPerson {
  const shared = seeded(hash53(`shared ${home}`, seed))
  const writing = writingOf(shared())
  const random = seeded(hash53(`person ${person}`, seed))
  const family = familyOf(writing, shared)
  const given = givenOf(writing, random)
  const { countryCode, phone } = phoneOf(writing, shared)
  const own = random() < 0.45 ? phone : phoneOf(writing, random).phone
  const later = random() < 0.15 ? [phoneOf(writing, random).phone] : []
  const handle = `${given.latin[0] ?? ''}${random() < 0.5 ? '.' : ''}${random() < 0.7 ? family.latin : ''}`.toLowerCase().replace(/[^a-z.]/g, '')
  const birth = { year: 1940 + pickIndex(random, 68), month: 1 + pickIndex(random, 12), day: 1 + pickIndex(random, 28) }
  const numbered = (n: number): string => (random() < 0.6 ? String(n === 0 ? birth.year % 100 : pickIndex(random, 1_000)) : `.${person}`)
  const mail = (n: number): string => `${handle || 'user'}${numbered(n)}@${pick(MAILS, random)}`
  return {
    writing,
    family: family.own,
    given: given.own,
    otherFamily: family.other,
    otherGiven: given.other,
    latinFamily: family.latin,
    latinGiven: given.latin,
    nickname: given.nickname,
    female: random() < 0.5,
    birth,
    phones: [own, ...later],
    countryCode,
    emails: [mail(0), ...(random() < 0.3 ? [mail(1)] : [])],
    city: pick(CITIES[writing], shared),
    address: addressOf(writing, shared),
    memberNo: `M${String(hash53(`member ${person}`, seed) % 100_000_000).padStart(8, '0')}`,
  }
}

function writingOf(draw: number): Writing {
  let sum = 0
  return WRITINGS.find(([, share]) => (sum += share) > draw)?.[0] ?? 'en'
}

interface NamePart {
  readonly own: string
  readonly other: string
  readonly latin: string
}

function familyOf(writing: Writing, random: Random): NamePart {
  if (writing === 'en') {
    const name = pickCommon(LATIN_FAMILY, random)
    return { own: name, other: name, latin: name }
  }
  if (writing === 'th') return thaiName([pickCommon(THAI_FAMILY_FIRST, random), pickCommon(THAI_FAMILY_SECOND, random)], 0)
  return hanName([pickCommon(HAN_FAMILY, random)], writing)
}

function givenOf(writing: Writing, random: Random): Omit<NamePart, 'latin'> & { readonly latin: readonly string[]; readonly nickname: string } {
  const western = pick(LATIN_GIVEN, random)
  if (writing === 'en') return { own: western[0], other: western[0], latin: [western[0]], nickname: western[1] ?? '' }
  if (writing === 'th') {
    const parts = [pickCommon(THAI_FIRST, random), pickCommon(THAI_SECOND, random)]
    const [one, other] = [thaiName(parts, 0), thaiName(parts, 1)]
    return { own: one.own, other: one.own, latin: [...new Set([one.latin, other.latin])], nickname: '' }
  }
  const parts = random() < 0.93 ? [pickCommon(HAN_FIRST, random), pickCommon(HAN_SECOND, random)] : [pickCommon(HAN_SECOND, random)]
  const spelled = parts.map((part) => (writing === 'hant' ? part.wade : part.pinyin))
  const usual = hanName(parts, writing)
  const joined = [capital(spelled.join('')), spelled.map(capital).join(' ')]
  const latin = writing === 'hant' ? [spelled.map(capital).join('-'), ...joined] : joined
  return { own: usual.own, other: usual.other, latin, nickname: writing === 'hant' && random() < 0.3 ? western[0] : '' }
}

function hanName(parts: readonly HanPart[], writing: Writing): NamePart {
  const [hant, hans] = [parts.map((part) => part.hant).join(''), parts.map((part) => part.hans).join('')]
  const latin = capital(parts.map((part) => (writing === 'hant' ? part.wade : part.pinyin)).join(''))
  return writing === 'hant' ? { own: hant, other: hans, latin } : { own: hans, other: hant, latin }
}

function thaiName(parts: readonly ThaiPart[], spelling: number): NamePart {
  const own = parts.map((part) => part.thai).join('')
  return { own, other: own, latin: capital(parts.map((part) => part.latin[spelling] ?? part.latin[0] ?? '').join('')) }
}

function phoneOf(writing: Writing, random: Random): { readonly countryCode: string; readonly phone: string } {
  const digits = (n: number): string => Array.from({ length: n }, () => pickIndex(random, 10)).join('')
  switch (writing) {
    case 'hant':
      return { countryCode: '886', phone: `09${digits(8)}` }
    case 'hans':
      return { countryCode: '86', phone: `1${pick(['35', '38', '39', '86', '59'], random)}${digits(8)}` }
    case 'th':
      return { countryCode: '66', phone: `0${pick(['81', '86', '89', '92'], random)}${digits(7)}` }
    case 'en':
      return { countryCode: '44', phone: `07${pick(['700', '911', '400'], random)}${digits(6)}` }
  }
}

function addressOf(writing: Writing, random: Random): string {
  const street = pick(STREETS[writing], random)
  const n = 1 + pickIndex(random, 400)
  switch (writing) {
    case 'hant':
      return `${street}${1 + pickIndex(random, 5)}段${n}號${1 + pickIndex(random, 20)}樓`
    case 'hans':
      return `${street}${n}号${1 + pickIndex(random, 30)}栋${101 + pickIndex(random, 1_900)}室`
    case 'th':
      return `${n}/${1 + pickIndex(random, 99)} ${street}`
    case 'en':
      return `${n} ${street}`
  }
}

/** One of a list, all equally often. */
function pick<T>(list: readonly T[], random: Random): T {
  return list[pickIndex(random, list.length)] as T
}

/** One of a list, those in front more often, as names are. */
function pickCommon<T>(list: readonly T[], random: Random): T {
  return list[Math.floor(random() ** 1.6 * list.length)] as T
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
