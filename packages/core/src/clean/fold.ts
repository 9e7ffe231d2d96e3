/** Folding: one spelling for what differs only in width, case, accents, or simplified and traditional forms. For keys and comparisons, never for showing. */
import { ConverterFactory } from 'opencc-js/core'
import { from, to } from 'opencc-js/preset/t2cn'
import { isHan } from './script.ts'

/** Made when the first Han character is folded: their dictionaries take a moment to load. */
let converters: readonly ((text: string) => string)[] | null = null

/** Simplified form of each Han character of the Basic Plane that was asked for; 0 means not looked up yet. Its size is the plane's. */
const simple = new Uint16Array(0x10000)

/** Latin letters that have no decomposition: ß, ø, ł and their kin. */
const LETTERS: { readonly [letter: string]: string } = {
  ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ħ: 'h', ı: 'i', ĸ: 'k', ŋ: 'n', ə: 'e', ƒ: 'f', ŧ: 't',
}

/** Small letters without accents, full-width forms narrow, Han simplified: `ＣＨＥＮ` and `chén` become `chen`, `陳` and `陈` become `陈`. Idempotent. */
export function fold(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text.toLowerCase()
  const small = text.normalize('NFKD').toLowerCase().normalize('NFKD')
  let bare = !/[\u0080-\uffff]/.test(small) ? small : small.replace(/[\u0300-\u036f]/g, '').replace(/[ßæœøđðþłħıĸŋəƒŧ]/g, (letter) => LETTERS[letter] ?? letter)
  bare = bare.normalize('NFC').replace(/\u0e4d([\u0e48-\u0e4b]?)\u0e32|([\u0e48-\u0e4b])\u0e4d\u0e32/g, (_, after: string, before: string) => `${after ?? ''}${before ?? ''}\u0e33`)
  return simplified(bare)
}

/** Han characters in the one form that keys use: simplified by OpenCC, character by character, Taiwan's and Hong Kong's variants included. */
export function simplified(text: string): string {
  let out = ''
  let changed = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const plain = code < 0x3400 ? code : isHan(code) ? simpleOf(code) : code
    changed ||= plain !== code
    out += String.fromCharCode(plain)
  }
  return changed ? out : text
}

function simpleOf(code: number): number {
  const known = simple[code] ?? 0
  if (known !== 0) return known
  if (code >= 0xd800 && code <= 0xdfff) return code
  const letter = String.fromCharCode(code)
  converters ??= [ConverterFactory(from.tw!, to.cn!), ConverterFactory(from.hk!, to.cn!)]
  const plain = converters.map((convert) => convert(letter)).find((one) => one !== letter) ?? letter
  const found = plain.length === 1 ? plain.charCodeAt(0) : code
  simple[code] = found
  return found
}
