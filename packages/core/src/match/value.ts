/** Values made ready for comparing: each text is read once through core/clean into the form that its kind of field compares. */
import { addressOf } from '../clean/address.ts'
import { dateOf, type PlainDate } from '../clean/date.ts'
import { emailOf } from '../clean/email.ts'
import { fold } from '../clean/fold.ts'
import { phoneOf } from '../clean/phone.ts'
import { grams, lettersOf } from '../clean/similarity.ts'
import { marksOf } from './hash.ts'
import type { NameValue } from './name-value.ts'
import type { FieldKind } from './types.ts'

/** A value of any field but a name. `text` decides sameness; `sound` is a wider sameness (other spelling of the same), `share` how common each is. */
export interface PlainValue {
  readonly is: 'plain'
  readonly text: string
  readonly sound: string
  /** Sorted pieces (words, letter groups) for comparing long texts. */
  readonly pieces: readonly string[]
  /** The pieces as hashes, ascending: comparing numbers is many times faster than comparing texts. */
  readonly marks: readonly number[]
  /** A bit for each piece: values without a bit in common have no piece in common. */
  readonly bits: number
  /** Which letters the text has that is compared letter by letter (`sound` of an address or mailbox, else `text`), a bit each. */
  readonly letters: number
  /** House numbers and the like in the order written; of a mailbox its digits in one. */
  readonly numbers: readonly string[]
  readonly number: number
  share: number
  loose: number
}

/** A date with its doubts. */
export interface DateValue {
  readonly is: 'date'
  readonly text: string
  readonly sound: string
  readonly dates: readonly PlainDate[]
  share: number
  loose: number
}

/** A value of one field of one record. */
export type Value = PlainValue | DateValue | NameValue

/** Kinds read from one text each. */
export type PlainKind = Exclude<FieldKind, 'given' | 'family' | 'middle'>

const PIECES_MAX = 64

/** Reads a text as a value of a kind; null when it says nothing. Total over all texts. */
export function valueOf(kind: PlainKind, raw: string): PlainValue | DateValue | null {
  if (raw === '') return null
  switch (kind) {
    case 'email': {
      const email = emailOf(raw)
      return email.is === 'address' || email.is === 'role' ? plain(email.mailbox, email.local, [...email.words].sort(), [email.local.replace(/\D/g, '')], true) : null
    }
    case 'phone': {
      const phone = phoneOf(raw)
      return phone.key === '' || phone.is === 'placeholder' ? null : plain(phone.key, phone.digits, [])
    }
    case 'date':
      return dateValue(raw)
    case 'address': {
      const address = addressOf(raw)
      return address.is === 'address' ? plain(address.folded, [...address.words].join(' '), address.words.slice(0, PIECES_MAX), address.numbers, true) : null
    }
    case 'id':
    case 'postcode': {
      const bare = fold(raw).replace(/[^\p{L}\p{N}]+/gu, '')
      return bare === '' || /^(.)\1*$/u.test(bare) && bare.length > 3 ? null : plain(bare, bare, [])
    }
    case 'number': {
      const bare = fold(raw).trim()
      const number = Number(bare.replace(/[\s,]/g, ''))
      return bare === '' ? null : { ...plain(bare, bare, []), number }
    }
    case 'text': {
      const words = wordsOf(withoutEntities(raw))
      return words.length === 0 ? null : plain(words.join(' '), [...words].sort().join(' '), textPieces(words))
    }
    default: {
      const words = wordsOf(raw)
      return words.length === 0 ? null : plain(words.join(' '), [...words].sort().join(' '), [...new Set(words)].sort().slice(0, PIECES_MAX))
    }
  }
}

/** `barbar &#225;` is `barbará`: numbered entities, and the spaces that a tokeniser put around them. */
function withoutEntities(text: string): string {
  return text.includes('&') ? text.replace(/ ?& ?# ?(\d{2,5}) ?; ?(?=[\p{Ll} ,;]|$)/gu, (_, code: string) => String.fromCharCode(Number(code))) : text
}

/** Folded words of a text, Han characters each by itself. */
export function wordsOf(raw: string): string[] {
  return fold(raw).match(/[\p{Script=Han}]|[\p{L}\p{M}\p{N}]+/gu) ?? []
}

function dateValue(raw: string): DateValue | null {
  const date = dateOf(raw)
  const first = date.candidates[0]
  if (!first || date.is === 'placeholder' || date.is === 'empty') return null
  return { is: 'date', text: date.iso === '' ? `${first.year}-${first.month}-${first.day}` : date.iso, sound: '', dates: date.candidates, share: 0, loose: 0 }
}

function textPieces(words: readonly string[]): string[] {
  const found = new Set<string>()
  for (const word of words) for (const piece of grams(word, 3)) found.add(piece)
  return [...found].sort().slice(0, 200)
}

function plain(text: string, sound: string, pieces: readonly string[], numbers: readonly string[] = [], bySound = false): PlainValue {
  const marks = marksOf(pieces)
  const bits = marks.reduce((bits, mark) => bits | 1 << (mark & 31), 0)
  return { is: 'plain', text, sound, pieces, marks, bits, letters: lettersOf(bySound ? sound : text), numbers, number: Number.NaN, share: 0, loose: 0 }
}
