/** What stands after the question mark of an address. */

/** Texts only. */
export type Search = { readonly [name: string]: string | undefined }

/** Reads it; numbers and truth values become texts, everything else is left out. */
export const readSearch = (given: Record<string, unknown>): Search =>
  Object.fromEntries(Object.entries(given).flatMap(([name, value]) => (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[name, String(value)]] : [])))
