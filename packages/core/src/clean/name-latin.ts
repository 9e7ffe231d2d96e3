/** Which words of a Latin or Thai name are the family's: order, commas, capitals, particles, and Chinese surnames among them. */
import { partOf, type NameReading } from './name-part.ts'
import { surnamesOf } from './name-sound.ts'

/** What is known beside the folded words. */
export interface Written {
  /** The text before folding, for commas and capitals. */
  readonly written: string
  /** What a title says about what is left. */
  readonly leaves: 'family' | 'given' | 'any'
  readonly thai: boolean
  readonly order?: 'family_first' | 'given_first'
}

const PARTICLES = new Set(['van', 'von', 'der', 'den', 'de', 'del', 'della', 'da', 'di', 'do', 'dos', 'la', 'le', 'du', 'des', 'bin', 'binti', 'al', 'el', 'ter', 'ten', 'st', 'san', 'na', 'ณ'])

/** Most words that are read; a longer text is hardly a name. */
const MOST_WORDS = 8

/** Ways to read the words, the likeliest first, at most 4. */
export function readLatin(all: readonly string[], about: Written): readonly NameReading[] {
  const words = all.slice(0, MOST_WORDS)
  if (words.length === 1) return alone(words, about)
  const comma = about.written.indexOf(',')
  if (comma > 0) {
    const before = Math.min(words.length - 1, Math.max(1, about.written.slice(0, comma).trim().split(/\s+/).length))
    return between(words, { cut: before, familyFirst: 0.95 })
  }
  const capitals = capitalCut(words, about.written)
  if (capitals) return between(words, capitals)
  if (about.order) return between(words, { cut: about.order === 'family_first' ? 1 : lastCut(words), familyFirst: about.order === 'family_first' ? 0.9 : 0.1 })
  if (about.thai) return between(words, { cut: 1, familyFirst: 0.12, thai: true })
  return guessed(words)
}

function alone(words: readonly string[], about: Written): readonly NameReading[] {
  const family: NameReading = { family: partOf(words, 'family'), given: null, chance: 1 }
  const given: NameReading = { family: null, given: partOf(words, 'given'), chance: 1 }
  if (about.leaves === 'family') return [family]
  if (about.leaves === 'given') return [given]
  return about.thai ? [{ ...given, chance: 0.9 }, { ...family, chance: 0.1 }] : [{ ...given, chance: 0.65 }, { ...family, chance: 0.35 }]
}

function between(words: readonly string[], how: { readonly cut: number; readonly familyFirst: number; readonly thai?: boolean }): readonly NameReading[] {
  const first: NameReading = { family: partOf(words.slice(0, how.cut), 'family'), given: partOf(words.slice(how.cut), 'given'), chance: how.familyFirst }
  const cut = how.thai ? 1 : how.cut === 1 && how.familyFirst < 0.9 ? lastCut(words) : how.familyFirst >= 0.9 ? how.cut : lastCut(words)
  const last: NameReading = { family: partOf(words.slice(cut), 'family'), given: partOf(words.slice(0, cut), 'given'), chance: 1 - how.familyFirst }
  return how.familyFirst >= 0.5 ? [first, last] : [last, first]
}

/** Where the family name begins when it stands last: particles belong to it (Ludwig van Beethoven), a single initial does not. */
function lastCut(words: readonly string[]): number {
  let cut = words.length - 1
  while (cut > 1 && PARTICLES.has(words[cut - 1]!)) cut--
  return cut
}

/** CHAN Tai Man, Tai Man CHAN: the words in capitals are the family's, if the others are not. */
function capitalCut(words: readonly string[], written: string): { readonly cut: number; readonly familyFirst: number } | null {
  if (!/[A-Z]{2}/.test(written) || !/[a-z]/.test(written)) return null
  const parts = written.split(/[\s.]+/).filter((part) => /\p{L}/u.test(part))
  if (parts.length !== words.length) return null
  const loud = parts.map((part) => /^[A-Z'’-]{2,}$/.test(part))
  const count = loud.filter(Boolean).length
  if (count === 0 || count === parts.length) return null
  if (loud.slice(0, count).every(Boolean)) return { cut: count, familyFirst: 0.95 }
  return loud.slice(-count).every(Boolean) ? { cut: parts.length - count, familyFirst: 0.05 } : null
}

function guessed(words: readonly string[]): readonly NameReading[] {
  const first = words[0]!
  const last = words[words.length - 1]!
  const firstChinese = first.length > 1 && surnamesOf(first).length > 0
  const lastChinese = last.length > 1 && surnamesOf(last).length > 0
  const familyFirst = firstChinese ? (lastChinese ? 0.5 : words.length >= 3 ? 0.6 : 0.65) : lastChinese ? 0.15 : last.length === 1 && first.length > 1 ? 0.4 : 0.2
  const out = [...between(words, { cut: 1, familyFirst })]
  // Peter Chan Tai Man: the Chinese name follows the English one.
  if (words.length >= 4 && surnamesOf(words[1]!).length > 0) out.push({ family: partOf([words[1]!], 'family'), given: partOf([...words.slice(2)], 'given'), chance: 0.3 })
  return out
}
