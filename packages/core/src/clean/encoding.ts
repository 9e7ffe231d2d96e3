/** Texts that were read with the wrong table of characters, turned back where that is certain: UTF-8 read as Windows-1252, TIS-620, GBK or Big5, and those read as Latin-1. */
import { cantoneseReadings } from './cantonese.ts'
import { simplified } from './fold.ts'
import { isHan } from './script.ts'

/** The platform's decoder (Encoding Standard): every browser and Node have it; it is a pure function of its bytes. */
declare const TextDecoder: new (label: string, options?: { readonly fatal?: boolean }) => { decode(bytes: Uint8Array): string }

/** What Windows-1252 shows for 0x80 to 0x9F. */
export const WINDOWS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009dž\u009f'

/** Longest text that is tried: what is longer is no name, address or label. */
const LONGEST = 2_000

type Table = 'gbk' | 'big5'

/** The text as it was meant, or null when nothing is certainly wrong. A text of one writing that reads well is never touched. */
export function undamaged(text: string): string | null {
  if (text.length > LONGEST) return null
  const suspect = suspicion(text)
  if (suspect === 0) return null
  if (suspect & WESTERN) return fromWestern(text)
  if (suspect & THAI) return fromThai(text)
  return fromHan(text)
}

const WESTERN = 1
const THAI = 2
const HAN = 4

/** Which damage a text may have: only its characters are looked at, so that a sound text costs one walk. */
function suspicion(text: string): number {
  let western = 0
  let thai = 0
  let han = 0
  let rare = 0
  let other = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x80) continue
    if (code <= 0xff || WINDOWS.includes(text[at]!)) western++
    else if (code >= 0x0e01 && code <= 0x0e5b) {
      if ((code === 0x0e40 || code === 0x0e18 || code === 0x0e19)) thai++
    } else if (isHan(code)) {
      han++
      if (cantoneseReadings(simplified(text[at]!)).length === 0) rare++
    } else other++
  }
  if (western >= 2 && thai === 0 && han === 0 && other === 0) return WESTERN
  if (thai >= 4) return THAI
  return han >= 3 && rare >= 1 && (other > 0 || rare * 4 >= han) ? HAN : 0
}

function fromWestern(text: string): string | null {
  const bytes = new Uint8Array(text.length)
  let plain = 0
  let high = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const windows = code >= 0x100 ? WINDOWS.indexOf(text[at]!) : -1
    if (code > 0xff && windows < 0) return null
    bytes[at] = windows >= 0 ? 0x80 + windows : code
    if (/[A-Za-z]/.test(text[at]!)) plain++
    if (bytes[at]! >= 0x80) high++
  }
  const utf8 = decoded(bytes, 'utf-8')
  if (utf8 !== null) return utf8 !== text && /\p{L}|[\u2010-\u2027]/u.test(utf8.replace(/[ -~]/g, '')) && !/[\u0080-\u009f]/.test(utf8) ? utf8 : null
  // Legacy tables read as Latin-1 leave no small letters but those that are second bytes; a Latin name would have some.
  if (high < 3) return null
  const candidates = [legacy(bytes, 'gbk'), legacy(bytes, 'big5'), plain === 0 ? thaiOf(bytes) : null].filter((one) => one !== null)
  return candidates.length === 1 ? candidates[0]! : null
}

/** Leads of the frequent characters: GB 2312 level 1, Big5 level 1. */
const FREQUENT: { readonly [table in Table]: readonly [number, number] } = { gbk: [0xb0, 0xd7], big5: [0xa4, 0xc6] }

/** Han text from bytes of a legacy table, if every character is a frequent one and every byte above ASCII leads or follows. */
function legacy(bytes: Uint8Array, table: Table): string | null {
  const [low, high] = FREQUENT[table]
  let symbols = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte < 0x80) {
      if (byte >= 0x41) return null
      continue
    }
    if (byte < low || byte > high || at + 1 >= bytes.length || bytes[at + 1]! < (table === 'gbk' ? 0xa1 : 0x40)) return null
    if (byte < 0xc0) symbols++
    if (bytes[at + 1]! >= 0xa1 && bytes[at + 1]! < 0xc0) symbols++
    at++
  }
  // Signs such as ¤ or ¡ inside a word: a text of accented capitals alone may be meant.
  if (symbols === 0) return null
  const text = decoded(bytes, table)
  return text !== null && allUsual(text, 2) ? text : null
}

/** Thai text from bytes of TIS-620, if vowels and tones stand where they can stand. */
function thaiOf(bytes: Uint8Array): string | null {
  let text = ''
  // As above: accented capitals alone may be meant; most Thai consonants are signs in Latin-1.
  if (!bytes.some((byte) => byte >= 0xa1 && byte < 0xc0)) return null
  for (const byte of bytes) {
    if (byte >= 0x80 && (byte < 0xa1 || byte > 0xfb || (byte > 0xda && byte < 0xdf))) return null
    text += byte < 0x80 ? String.fromCharCode(byte) : String.fromCharCode(0x0e00 + byte - 0xa0)
  }
  return wellFormedThai(text) ? text : null
}

function wellFormedThai(text: string): boolean {
  return /[\u0e30-\u0e45]/.test(text) && !/(?:^|[^\u0e01-\u0e4e])[\u0e31\u0e33-\u0e3a\u0e47-\u0e4e]|[\u0e40-\u0e44](?![\u0e01-\u0e2e])|[\u0e31\u0e34-\u0e39][\u0e30-\u0e3a]|[\u0e40-\u0e44]$|[\u0e3b-\u0e3f]|[\u0e01-\u0e4e][\u0e50-\u0e59]/.test(text)
}

/** UTF-8 read as TIS-620: เธชเธกเธŠเธฒเธข for สมชาย. Each letter is three characters that begin with เธ or เน. */
function fromThai(text: string): string | null {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const windows = code >= 0x100 ? WINDOWS.indexOf(text[at]!) : -1
    if (code < 0x80) bytes[at] = code
    else if (code >= 0x0e01 && code <= 0x0e5b) bytes[at] = code - 0x0e00 + 0xa0
    else if (windows >= 0 || code <= 0xff) bytes[at] = windows >= 0 ? 0x80 + windows : code
    else return null
  }
  const found = decoded(bytes, 'utf-8')
  return found !== null && (found.match(/[\u0e01-\u0e4e]/g)?.length ?? 0) >= 3 && wellFormedThai(found) ? found : null
}

function fromHan(text: string): string | null {
  const found: string[] = []
  for (const table of ['gbk', 'big5'] as const) {
    const bytes = encoded(text, table)
    const utf8 = bytes && decoded(bytes, 'utf-8')
    if (utf8 && utf8 !== text && (allUsual(utf8, 2) || wellFormedThai(utf8))) found.push(utf8)
  }
  return found.length === 1 ? found[0]! : null
}

/** Whether a text is Han of usual characters, with signs and digits between, at least `least` of them. */
function allUsual(text: string, least: number): boolean {
  let count = 0
  for (const letter of text) {
    const code = letter.charCodeAt(0)
    if (isHan(code)) {
      if (cantoneseReadings(simplified(letter)).length === 0) return false
      count++
    } else if (code >= 0x80 && !(code >= 0x3000 && code <= 0x3020) && !(code >= 0xff01 && code <= 0xff5e)) return false
  }
  return count >= least
}

function decoded(bytes: Uint8Array, table: 'utf-8' | Table): string | null {
  try {
    return new TextDecoder(table, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

const inverse: { [table in Table]?: ReadonlyMap<string, number> } = {}

/** Bytes of a text in a legacy table; null when it has a character that the table has not. */
function encoded(text: string, table: Table): Uint8Array | null {
  const codes = (inverse[table] ??= inverted(table))
  const bytes: number[] = []
  for (const letter of text) {
    const code = letter.charCodeAt(0)
    const pair = codes.get(letter)
    if (code < 0x80) bytes.push(code)
    else if (pair !== undefined) bytes.push(pair >> 8, pair & 255)
    else if (letter === '€' && table === 'gbk') bytes.push(0x80)
    else return null
  }
  return new Uint8Array(bytes)
}

function inverted(table: Table): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  const decoder = new TextDecoder(table)
  const pair = new Uint8Array(2)
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      pair[0] = lead
      pair[1] = trail
      const letter = decoder.decode(pair)
      if ([...letter].length === 1 && letter !== '\ufffd' && !found.has(letter)) found.set(letter, lead * 256 + trail)
    }
  }
  return found
}
