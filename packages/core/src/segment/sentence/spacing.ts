/** Chinese text with a space where it meets Latin letters or digits, as careful typesetting in Taiwan and China has it. */

const HAN_END = /\p{Script=Han}$/u
const HAN_START = /^\p{Script=Han}/u
const LATIN_END = /[\p{Script=Latin}\p{Nd}%]$/u
const LATIN_START = /^[\p{Script=Latin}\p{Nd}]/u

/** Puts pieces together. What is inside a piece stays as it is, so names that people gave are not touched. */
export function spaced(...pieces: readonly (string | null)[]): string {
  return pieces.reduce<string>((text, piece) => {
    if (piece === null || piece === '') return text
    const gap = (HAN_END.test(text) && LATIN_START.test(piece)) || (LATIN_END.test(text) && HAN_START.test(piece))
    return `${text}${gap ? ' ' : ''}${piece}`
  }, '')
}
