/** Texts as people compare them: full-width and half-width forms alike, capital and small letters alike. */
import { z } from 'zod'

/** A text in Unicode form NFKC and lower case. */
export function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

/** Reads a text to search for: 1 to 1,000 characters, folded. */
export const searchText = z
  .string()
  .min(1)
  .max(1_000)
  .transform((text) => folded(text))

/** The expression for the folded text of a text expression. */
export function foldedSql(text: string): string {
  return `lowerUTF8(normalizeUTF8NFKC(${text}))`
}
