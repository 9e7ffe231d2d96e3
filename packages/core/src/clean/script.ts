/** Which writing a text uses: enough to choose how it is read, sounded out and compared. */

/** `mixed` is a text with at least two of Latin, Han and Thai; `none` has no letters at all. */
export type Script = 'latin' | 'han' | 'thai' | 'other' | 'mixed' | 'none'

const LATIN = 1
const HAN = 2
const THAI = 4
const OTHER = 8

const NAMES: readonly Script[] = ['none', 'latin', 'han', 'mixed', 'thai', 'mixed', 'mixed', 'mixed']

/** The writing of a text. Digits, spaces and marks have none; other alphabets count only where no Latin, Han or Thai letter stands. */
export function scriptOf(text: string): Script {
  let seen = 0
  for (let at = 0; at < text.length; at++) seen |= kindOf(text.charCodeAt(at))
  return seen === OTHER ? 'other' : (NAMES[seen & 7] ?? 'none')
}

/** Whether a UTF-16 unit belongs to a Han character (Unified Ideographs, extensions, compatibility forms, 〇 and 々). */
export function isHan(code: number): boolean {
  if (code < 0x3005) return false
  return (code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3400 && code <= 0x4dbf) || (code >= 0xf900 && code <= 0xfaff)
    || code === 0x3005 || code === 0x3007 || (code >= 0xd840 && code <= 0xd88c)
}

/** Whether a UTF-16 unit is Thai (letters, vowels, tone marks and digits). */
export function isThai(code: number): boolean {
  return code >= 0x0e01 && code <= 0x0e5b
}

/** Whether a UTF-16 unit is a Latin letter, accented ones and full-width ones included. */
export function isLatin(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || (code >= 0xc0 && code <= 0x24f && code !== 0xd7 && code !== 0xf7)
    || (code >= 0x1e00 && code <= 0x1eff) || (code >= 0xff21 && code <= 0xff3a) || (code >= 0xff41 && code <= 0xff5a)
}

function kindOf(code: number): number {
  if (isLatin(code)) return LATIN
  if (code < 0xc0) return 0
  if (isThai(code)) return code >= 0x0e50 && code <= 0x0e59 ? 0 : THAI
  if (isHan(code) || (code >= 0xdc00 && code <= 0xdfff)) return isHan(code) ? HAN : 0
  if ((code >= 0x0370 && code <= 0x1dff) || (code >= 0x3040 && code <= 0x30ff) || (code >= 0xac00 && code <= 0xd7a3)) return OTHER
  return 0
}
