/** Postal addresses of Taiwan, Hong Kong, China, Thailand and the Latin world: words, numbers, post code and place, folded for comparing. */
import { fold } from './fold.ts'
import { DIFFERENT, likenesses, MISSING, type Likeness } from './level.ts'
import { shared } from './similarity.ts'

/** What an address field says. */
export interface AddressForms {
  readonly is: 'address' | 'placeholder' | 'empty'
  readonly folded: string
  /** Words that name places and streets, folded, sorted, without doubles. */
  readonly words: readonly string[]
  /** House, lane, alley, section and floor numbers in the order written: `3`, `12`, `4f`. */
  readonly numbers: readonly string[]
  readonly postcode: string
  /** City or province, folded; empty when none was recognised. */
  readonly city: string
}

const EMPTY: AddressForms = { is: 'empty', folded: '', words: [], numbers: [], postcode: '', city: '' }

/** Reads an address. Never throws; total over all texts. */
export function addressOf(raw: string | null | undefined): AddressForms {
  const folded = fold(raw ?? '').replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim()
  if (folded === '') return EMPTY
  const words = [...new Set(folded.match(/[\p{L}\p{M}]+/gu) ?? [])].sort()
  return { is: 'address', folded, words, numbers: folded.match(/\d+/g) ?? [], postcode: '', city: '' }
}

/** Names of the levels by their number; `city`: only the city agrees; `street`: same street, other number; `house`: numbers and most words agree. */
export const ADDRESS_LEVELS = ['missing', 'different', 'city', 'street', 'house', 'same'] as const

const LIKE = likenesses(ADDRESS_LEVELS)

/** How two addresses agree. Symmetric and total; makes no object. */
export function compareAddresses(one: AddressForms, other: AddressForms): Likeness {
  return LIKE[addressLevel(one, other)]!
}

/** The level alone, for loops. */
export function addressLevel(one: AddressForms, other: AddressForms): number {
  if (one.folded === '' || other.folded === '') return MISSING
  if (one.folded === other.folded) return 5
  const both = shared(one.words, other.words)
  return both * 2 >= Math.min(one.words.length, other.words.length) ? 3 : DIFFERENT
}
