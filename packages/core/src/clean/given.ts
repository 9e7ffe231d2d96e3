/** Repairs of what is told about a person, as it comes in: only steps that are certain for this kind of text, and next to nothing to pay where nothing is wrong. */
// This file is about such characters.
/* oxlint-disable no-control-regex, no-misleading-character-class */
import { cantoneseReadings } from './cantonese.ts'
import { WINDOWS } from './encoding.ts'
import { simplified } from './fold.ts'
import { isHan } from './script.ts'
import { REPAIR_STEPS, repairBy, type Repair, type RepairStep } from './text.ts'

/** Longest text that is repaired as it comes in, in UTF-16 units: what is longer is a text of its own and stays as its author left it. */
export const LONGEST_GIVEN = 500

/** A repaired value and what was done to it, in order, each once. */
export interface GivenRepair {
  readonly text: string
  readonly is: readonly Repair['is'][]
}

/**
 * The text of a trait, or of a field inside of one, without damage; null when it stays as it is. Damaged encodings, invisible and control characters, inserted readings and Thai
 * letters in a wrong order are repaired everywhere, full-width letters and digits only in what holds a name, an address, an e-mail or a phone. Spaces, punctuation of
 * sentences and composed forms are left alone, and a text of which nothing would be left. Repairing what was repaired changes nothing more.
 */
export function repairGiven(field: string, text: string): GivenRepair | null {
  if (text.length > LONGEST_GIVEN || !isSuspicious(text)) return null
  const repaired = repairBy(text, CONTACT.test(field) ? CONTACT_STEPS : NAME_OR_ADDRESS.test(field) ? NAME_STEPS : STEPS)
  if (repaired.repairs.length === 0 || repaired.text === text || repaired.text.trim() === '') return null
  return { text: repaired.text, is: [...new Set(repaired.repairs.map(({ is }) => is))] }
}

const CONTACT = /e-?mail|phone|mobile|msisdn|(?:^|[ _.])tel|fax|電話|电话|手機|手机|信箱|邮箱|郵件|邮件|อีเมล|โทร|มือถือ/i
const NAME_OR_ADDRESS = /name|addr|street|road|city|town|district|county|province|zip|postal|postcode|姓|名|地址|住址|縣市|ชื่อ|สกุล|ที่อยู่/i

/** Writings in which joiners, marks of direction and fillers mean something. */
const NEEDS_INVISIBLE = /[\u0590-\u08ff\u0900-\u0dff\u1000-\u109f\u1100-\u11ff\u1780-\u18af\ufb1d-\ufdff\ufe70-\ufefc]/

const CERTAIN: ReadonlySet<Repair['is']> = new Set<Repair['is']>(['damaged_encoding', 'control', 'invisible', 'thai_order', 'inserted_pinyin'])

/** Some steps are more careful here. U+0080 to U+009F are what is left of a damaged encoding that was not certain enough: without them nobody could ever mend it. */
const CAREFUL: { readonly [is in Repair['is']]?: (text: string, step: (text: string) => string) => string } = {
  control: (text) => text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]/g, ''),
  invisible: (text, step) => (NEEDS_INVISIBLE.test(text) ? text : step(text)),
}
const STEPS: readonly RepairStep[] = REPAIR_STEPS.filter(([is]) => CERTAIN.has(is)).map(([is, step]) => {
  const careful = CAREFUL[is]
  return [is, careful === undefined ? step : (text) => careful(text, step)]
})
const NAME_STEPS = withWidth((text) => text.replace(/[\u3000\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/g, narrow))
const CONTACT_STEPS = withWidth((text) => text.replace(/[\u3000\uff01-\uff5e]/g, narrow))

/** The steps with one for widths in its usual place, before the readings. */
function withWidth(step: (text: string) => string): readonly RepairStep[] {
  const at = STEPS.findIndex(([is]) => is === 'thai_order')
  return [...STEPS.slice(0, at), ['full_width', step], ...STEPS.slice(at)]
}

function narrow(wide: string): string {
  return wide === '\u3000' ? ' ' : String.fromCharCode(wide.charCodeAt(0) - 0xfee0)
}

const LOOK = 1
const WESTERN = 2
const HAN = 4
const LATIN = 8
const ASCII_LETTER = 16

/** For each UTF-16 unit what it may be a sign of. */
const KINDS = kinds()

/** For each Han unit whether it has a usual reading: 0 = not looked up yet, 1 = it has, 2 = it has none. */
const USUAL = new Uint8Array(0x1_0000)

/**
 * One walk that never says no where a step would do something: a reading needs Han and Latin letters, UTF-8 that was misread pairs of high letters (เธ or เน in Thai, unusual
 * characters in Han), the legacy tables three high letters and no small one that does not follow a high one.
 */
function isSuspicious(text: string): boolean {
  let western = 0
  let pairs = 0
  let thai = 0
  let han = 0
  let rare = 0
  let latin = false
  let isLoose = false
  let last = 0
  let wasWestern = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const kind = KINDS[code]!
    if (kind !== 0) {
      if (kind & LOOK) return true
      if (kind & LATIN) latin = true
      if (kind & ASCII_LETTER && !wasWestern) isLoose = true
      if (kind & WESTERN) {
        western++
        if (wasWestern) pairs++
      }
      if (kind & HAN) {
        han++
        if ((USUAL[code] ||= cantoneseReadings(simplified(text[at]!)).length === 0 ? 2 : 1) === 2) rare++
      }
    } else if (code >= 0x0e01 && code <= 0x0e5b) {
      if (last === 0x0e40 && (code === 0x0e18 || code === 0x0e19)) thai++
      if (isMisplaced(last, code)) return true
    }
    wasWestern = (kind & WESTERN) !== 0
    last = code
  }
  return (han === 0 && (pairs > 0 || (western >= 3 && !isLoose))) || thai >= 3 || (han >= 3 && rare >= 1) || (han >= 1 && latin)
}

/** Two letters that Thai never has in this order: two e for ae, am in two letters, a tone before its vowel, the same mark twice. */
function isMisplaced(last: number, code: number): boolean {
  if (code === 0x0e40) return last === 0x0e40
  if (code === 0x0e4d) return true
  const isVowel = code === 0x0e31 || (code >= 0x0e34 && code <= 0x0e3a)
  if (isVowel && last >= 0x0e48 && last <= 0x0e4c) return true
  return last === code && (isVowel || (code >= 0x0e47 && code <= 0x0e4e))
}

function kinds(): Uint8Array {
  const table = new Uint8Array(0x1_0000)
  for (let code = 0; code < 0x1_0000; code++) if (isHan(code)) table[code] = HAN
  for (let code = 0xa0; code <= 0xff; code++) table[code] = WESTERN
  for (const letter of WINDOWS) table[letter.charCodeAt(0)] = WESTERN
  for (let code = 0xc0; code <= 0x1dc; code++) table[code]! |= LATIN
  for (let code = 65; code <= 90; code++) table[code] = table[code + 32] = LATIN | ASCII_LETTER
  const odd = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uff01-\uff5e\uffa0\ufffe\uffff]/
  for (let code = 0; code < 0x1_0000; code++) if (odd.test(String.fromCharCode(code))) table[code]! |= LOOK
  return table
}
