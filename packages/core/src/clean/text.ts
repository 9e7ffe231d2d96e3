/** Repairing a text without touching what is right: damaged encodings, widths, invisible characters, inserted pinyin, spaces; every change is kept and can be undone. */
// This file is about such characters.
/* oxlint-disable no-control-regex, no-misleading-character-class */
import { undamaged } from './encoding.ts'
import { readingsOf } from './pinyin.ts'

/** One step of a repair: the whole text before and after it. */
export interface Repair {
  readonly is: 'damaged_encoding' | 'control' | 'invisible' | 'full_width' | 'composed' | 'thai_order' | 'inserted_pinyin' | 'spaces'
  readonly before: string
  readonly after: string
}

/** A repaired text and the steps that led to it, the first one first. */
export interface Repaired {
  readonly text: string
  readonly repairs: readonly Repair[]
}

/** Texts of these characters alone need no step: printable ASCII with single spaces inside. */
const PLAIN = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/

/** A step: what it is called, and the text after it (the very same when there is nothing to do). */
export type RepairStep = readonly [is: Repair['is'], step: (text: string) => string]

/** All steps, in the order in which they are tried. */
export const REPAIR_STEPS: readonly RepairStep[] = [
  ['damaged_encoding', (text) => undamaged(text) ?? text],
  ['control', (text) => (/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]/.test(text) ? text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]/g, '') : text)],
  ['invisible', withoutInvisible],
  ['full_width', (text) => text.replace(/[\u3000\uff01-\uff5e]/g, (wide) => (wide === '\u3000' ? ' ' : String.fromCharCode(wide.charCodeAt(0) - 0xfee0)))],
  ['composed', (text) => text.normalize('NFC')],
  ['thai_order', thaiOrder],
  ['inserted_pinyin', withoutPinyin],
  ['spaces', (text) => text.replace(/[\s\u00a0\u2000-\u200a\u202f\u205f]+/g, ' ').trim()],
]

/** Repairs a text. Never throws; repairing twice changes nothing more; a sound text of any writing comes back as it is. */
export function repairText(raw: string): Repaired {
  return PLAIN.test(raw) ? { text: raw, repairs: NONE } : repairBy(raw, REPAIR_STEPS)
}

/** Repairs a text by these steps alone. */
export function repairBy(raw: string, steps: readonly RepairStep[]): Repaired {
  let text = raw
  const repairs: Repair[] = []
  // A step can uncover work for an earlier one (spaces between damaged letters); a few rounds settle it.
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = text
    for (const [is, step] of steps) {
      const after = step(text)
      if (after === text) continue
      repairs.push({ is, before: text, after })
      text = after
    }
    if (text === before) break
  }
  return { text, repairs }
}

const NONE: readonly Repair[] = []
const MOST_ROUNDS = 6

/** The text as it came. */
export function undoRepair(repaired: Repaired): string {
  return repaired.repairs[0]?.before ?? repaired.text
}

/** Zero-width characters, marks of direction, soft hyphens, byte order marks, variation selectors after anything but an emoji, Hangul fillers. */
const INVISIBLE = /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0]/g

/** Joiners are part of Indic and Arabic writing and of emoji; among Latin, Han and Thai letters they are dirt. */
function withoutInvisible(text: string): string {
  if (!/[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]/.test(text)) return text
  const bare = text.replace(INVISIBLE, '')
  return bare.replace(/(?<=^|[\x00-\u024f\u0e00-\u0e7f\u3000-\u9fff\uf900-\ufaff])[\u200c\u200d\ufe00-\ufe0e]+/g, '')
}

/** Thai vowels and tones in the one order and spelling: am in one letter, ae in one letter, tone after the vowel above or below. */
function thaiOrder(text: string): string {
  if (!/[\u0e31-\u0e4e]/.test(text)) return text
  return text
    .replace(/\u0e40\u0e40/g, '\u0e41')
    .replace(/\u0e4d([\u0e48-\u0e4b]?)\u0e32/g, '$1\u0e33')
    .replace(/([\u0e48-\u0e4b])\u0e4d\u0e32/g, '$1\u0e33')
    .replace(/([\u0e48-\u0e4c])([\u0e31\u0e34-\u0e3a])/g, '$2$1')
    .replace(/([\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])\1+/g, '$1')
}

/** Longest text that is looked through for readings: what is longer is no name, address or label. */
const LONGEST_ANNOTATED = 2_000

/** A Han character and what follows it: letters with or without tone, in brackets or not. */
const ANNOTATED = /([\u3400-\u9fff])(\s*[(（[]\s*([a-zA-Z\u00c0-\u01dc\u0300-\u030c]{1,8}[1-5]?)\s*[)）\]]|([a-zA-Z\u00c0-\u01dc\u0300-\u030c]{1,8}[1-5]?)(?![a-zA-Z\u00c0-\u01dc\u0300-\u030c]))/g

/**
 * Readings after each character: 王(wáng)小(xiǎo)明, 王wáng小xiǎo明, 王wang2小xiao3明. Only what is a reading of its character goes; without a tone only if
 * two of them stand between characters, since 王小明 (Ming) may be another name of the person.
 */
function withoutPinyin(text: string): string {
  if (text.length > LONGEST_ANNOTATED || !/[\u3400-\u9fff]\s*[(（[]?\s*[a-zA-Z\u00c0-\u01dc]/.test(text)) return text
  let toned = 0
  let plain = 0
  let between = 0
  for (const found of text.matchAll(ANNOTATED)) {
    const reading = found[3] ?? found[4]!
    if (!isReading(found[1]!, reading)) continue
    if (/[1-5]$/.test(reading) || /[^a-zA-Z]/.test(reading)) toned++
    else plain++
    if (/[\u3400-\u9fff]/.test(text[found.index + found[0].length] ?? '')) between++
  }
  if (toned === 0 && (plain < 2 || between === 0)) return text
  return text.replace(ANNOTATED, (whole, character: string, _, bracketed: string | undefined, naked: string | undefined) =>
    isReading(character, bracketed ?? naked!) ? character : whole,
  )
}

function isReading(character: string, written: string): boolean {
  const bare = written.normalize('NFD').replace(/u\u0308/g, 'v').replace(/[\u0300-\u036f1-5]/g, '').toLowerCase().replace(/v/g, 'u')
  return readingsOf(character).includes(bare)
}
