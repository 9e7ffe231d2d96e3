/** A stable, fast, non-cryptographic hash: the same text gives the same number on every machine and for ever. */

/**
 * 53-bit hash of a text (cyrb53 by bryc, public domain). Even enough for sampling, keys and seeds; never for secrets.
 * `seed` makes independent hashes of one text.
 */
export function hash53(text: string, seed = 0): number {
  let high = 0xdeadbeef ^ seed
  let low = 0x41c6ce57 ^ seed
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return 4294967296 * (2097151 & low) + (high >>> 0)
}

/** A number in [0, 1) that depends on the text and seed alone. */
export function unit(text: string, seed = 0): number {
  return hash53(text, seed) / 9007199254740992
}

/** A short text (up to 22 characters, a-z0-9) that depends on the text alone; 106 bits, so collisions are out of practical reach. */
export function shortHash(text: string): string {
  return hash53(text, 0).toString(36).padStart(11, '0') + hash53(text, 1).toString(36).padStart(11, '0')
}
