/** Which characters of a Chinese name are the family's: surname first, surnames of one or two characters, foreign names with a dot, names with a space. */
import { fold } from './fold.ts'
import { COMPOUND_SURNAMES, SURNAMES } from './han-surname.ts'
import { partOf, type NameReading } from './name-part.ts'
import { hanPetForm } from './nickname.ts'

const RANK = new Map<string, number>()
for (const [rank, surname] of [...SURNAMES].entries()) if (!RANK.has(fold(surname))) RANK.set(fold(surname), rank)
const COMPOUND = new Set(COMPOUND_SURNAMES.split(' ').map(fold))

/** Ways to read folded Han words, the likeliest first. `leaves`: what a title says about what is left. */
export function readHan(words: readonly string[], leaves: 'family' | 'given' | 'any'): readonly NameReading[] {
  const text = words.join('')
  if (words.length >= 2) return parted(words)
  const letters = [...text]
  if (letters.length === 1) return single(text, leaves)
  if (letters.length === 2) return pair(text, letters, leaves)
  const compound = COMPOUND.has(letters[0]! + letters[1]!)
  const one: NameReading = { family: partOf([letters[0]!], 'family'), given: partOf([letters.slice(1).join('')], 'given'), chance: 0.95 }
  const two: NameReading = { family: partOf([letters[0]! + letters[1]!], 'family'), given: partOf([letters.slice(2).join('')], 'given'), chance: 0.95 }
  if (letters.length === 3) return compound ? [two, { ...one, chance: 0.05 }] : [one]
  // Four characters: 歐陽小明, or two surnames of a married woman: 陳林美玉.
  const married = letters.length === 4 && RANK.has(letters[0]!) && RANK.has(letters[1]!)
  return compound ? [two] : married ? [{ ...two, chance: 0.6 }, { ...one, chance: 0.4 }] : [{ ...one, chance: 0.7 }, { ...two, chance: 0.3 }]
}

function single(text: string, leaves: 'family' | 'given' | 'any'): readonly NameReading[] {
  const family: NameReading = { family: partOf([text], 'family'), given: null, chance: 1 }
  const given: NameReading = { family: null, given: partOf([text], 'given'), chance: 1 }
  if (leaves === 'family') return [family]
  return RANK.has(text) ? [{ ...given, chance: 0.5 }, { ...family, chance: 0.5 }] : [given]
}

function pair(text: string, letters: readonly string[], leaves: 'family' | 'given' | 'any'): readonly NameReading[] {
  const family: NameReading = { family: partOf([text], 'family'), given: null, chance: 1 }
  const given: NameReading = { family: null, given: partOf([text], 'given'), chance: 1 }
  const full: NameReading = { family: partOf([letters[0]!], 'family'), given: partOf([letters[1]!], 'given'), chance: 1 }
  if (COMPOUND.has(text)) return leaves === 'family' ? [family] : [{ ...family, chance: 0.6 }, { ...full, chance: 0.4 }]
  const rank = RANK.get(letters[0]!)
  if (hanPetForm(text) !== null && (rank === undefined || rank > 150 || letters[0] === letters[1])) return [given]
  if (rank === undefined) return [{ ...given, chance: 0.8 }, { ...full, chance: 0.2 }]
  const chance = rank < 150 ? 0.85 : 0.6
  return [{ ...full, chance }, { ...given, chance: 1 - chance }]
}

/** Words with spaces or dots between them: 孟 怡伶, 怡伶 孟, 約翰·史密斯. */
function parted(words: readonly string[]): readonly NameReading[] {
  const first = words[0]!
  const rest = words.slice(1)
  const last = words[words.length - 1]!
  // One character each, 王 小 明: spaces carry no meaning.
  if (words.length >= 3 && words.every((word) => word.length === 1)) return readHan([words.join('')], 'any')
  const familyFirst: NameReading = { family: partOf([first], 'family'), given: partOf([rest.join('')], 'given'), chance: 0.9 }
  const familyLast: NameReading = { family: partOf([last], 'family'), given: partOf([words.slice(0, -1).join('')], 'given'), chance: 0.9 }
  if (isSurname(first) && !(isSurname(last) && first.length > last.length)) return isSurname(last) ? [familyFirst, { ...familyLast, chance: 0.1 }] : [{ ...familyFirst, chance: 1 }]
  return isSurname(last) ? [familyLast, { ...familyFirst, chance: 0.1 }] : [{ ...familyLast, chance: 0.6 }, { ...familyFirst, chance: 0.4 }]
}

function isSurname(word: string): boolean {
  return RANK.has(word) || COMPOUND.has(word)
}
