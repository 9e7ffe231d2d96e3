/** Keys of how one part of a name sounds, each with the letter of its system; what shares a key may be the same name in another spelling or writing. */
import { cantoneseOf, cantoneseReadings } from './cantonese.ts'
import { COMPOUND_SURNAMES, SPELLINGS, SURNAMES } from './han-surname.ts'
import { latinSound } from './latin-sound.ts'
import { mandarinOf, products, readingsOf, soundClass, surnameReadings } from './pinyin.ts'
import { latinSkeletons, thaiSkeletons, thaiVariantKey } from './thai.ts'

/**
 * Systems by their letter. `s`: the Chinese surname itself (simplified). `m`: Pinyin without tones. `w`: Mandarin sound class, in which Wade-Giles and other systems meet
 * Pinyin. `c`: Cantonese sound class. `t`: Thai skeleton of consonants. `v`: Thai word without spelling variants. `l`: Latin sound.
 */
export type SoundSystem = 's' | 'm' | 'w' | 'c' | 't' | 'v' | 'l'

/** Which part of a name is meant: surnames have readings and spellings of their own. */
export type Role = 'family' | 'given'

/** Most parts whose keys are remembered, for each role; when it is full, it starts afresh. */
const MOST_REMEMBERED = 40_000

/** Systems in the order of their numbers in `codes`. */
export const SYSTEMS = 'smwctvl'

/** Keys of a part as texts and, in the same order, as numbers. */
export interface SoundKeys {
  readonly sounds: readonly string[]
  readonly codes: readonly number[]
}

const remembered: { readonly [role in Role]: Map<string, SoundKeys> } = { family: new Map(), given: new Map() }

/** Sound keys of a part, folded words in, the likeliest first, without doubles, at most 14. The words are all Latin, all Han, or all Thai. */
export function keysOf(words: readonly string[], script: 'latin' | 'han' | 'thai', role: Role): SoundKeys {
  const memory = remembered[role]
  const joined = words.length === 1 ? words[0]! : words.join(' ')
  const known = memory.get(joined)
  if (known) return known
  const keys = script === 'han' ? hanSounds(words.join(''), role) : script === 'thai' ? thaiSounds(words.join('')) : latinSounds(words, role)
  const sounds = [...new Set(keys)].slice(0, 14)
  const found = { sounds, codes: sounds.map(codeOf) }
  if (memory.size >= MOST_REMEMBERED) memory.clear()
  memory.set(joined, found)
  return found
}

/** FNV-1a over the letters; bit 3 says that the key is long enough to mean something alone, the lowest three are the system. */
function codeOf(sound: string): number {
  let hash = 0x811c9dc5
  for (let at = 1; at < sound.length; at++) hash = Math.imul(hash ^ sound.charCodeAt(at), 0x01000193)
  const long = sound.length > (sound[0] === 't' ? 2 : sound[0] === 'l' ? 4 : sound[0] === 'c' ? 5 : 6)
  return (hash & ~15) | (long ? 8 : 0) | SYSTEMS.indexOf(sound[0]!)
}

function hanSounds(text: string, role: Role): readonly string[] {
  const letters = [...text].slice(0, 6)
  const readings = role === 'family' ? surnameReadings(text) : products(letters.map((letter) => readingsOf(letter).slice(0, 2)), 4)
  const classes = role === 'family' && letters.length === 1 ? readings.map(soundClass) : products(letters.map((letter) => readingsOf(letter).slice(0, 2).map(soundClass)), 3)
  const keys = role === 'family' ? [`s${text}`] : []
  for (const one of readings) if (one !== '') keys.push(`m${one}`)
  for (const one of classes) if (one !== '') keys.push(`w${one}`)
  const cantonese = letters.map((letter) => cantoneseReadings(letter).slice(0, 2))
  if (cantonese.every((one) => one.length > 0)) for (const one of products(cantonese, 3)) keys.push(`c${one}`)
  return keys
}

function thaiSounds(text: string): readonly string[] {
  return [`v${thaiVariantKey(text)}`, ...thaiSkeletons(text).map((one) => `t${one}`)]
}

function latinSounds(words: readonly string[], role: Role): readonly string[] {
  const text = words.join('')
  const keys: string[] = []
  if (role === 'family' && text.length <= 12) for (const surname of surnamesOf(text)) keys.push(`s${surname}`)
  const mandarin = mandarinOf(text)
  if (mandarin?.exact) keys.push(`m${text.replace(/v/g, 'u')}`)
  for (const one of mandarin?.classes ?? []) keys.push(`w${one}`)
  if (words.length <= 3) for (const one of products(words.map(cantoneseOf), 3)) if (one !== '') keys.push(`c${one}`)
  for (const one of latinSkeletons(text)) keys.push(`t${one}`)
  const sound = latinSound(text)
  if (sound !== '') keys.push(`l${sound}`)
  return keys
}

/** Most Chinese surnames that one Latin spelling is read as. */
const MOST_SURNAMES = 6

let bySpelling: ReadonlyMap<string, readonly string[]> | null = null

/** Chinese surnames (simplified) that a Latin word may spell, the most frequent first, at most 6: `chan` is 陈, 詹, … */
export function surnamesOf(word: string): readonly string[] {
  const known = spelled.get(word)
  if (known) return known
  const table = (bySpelling ??= tabulate())
  const found = new Set(table.get(word) ?? [])
  for (const one of mandarinOf(word)?.classes ?? []) for (const surname of table.get(`w${one}`) ?? []) found.add(surname)
  for (const one of cantoneseOf(word)) for (const surname of table.get(`c${one}`) ?? []) found.add(surname)
  const surnames = [...found].slice(0, MOST_SURNAMES)
  if (spelled.size >= MOST_REMEMBERED) spelled.clear()
  spelled.set(word, surnames)
  return surnames
}

/** Words that were looked up; when it is full, it starts afresh. */
const spelled = new Map<string, readonly string[]>()

function tabulate(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  const add = (key: string, surname: string) => {
    const known = found.get(key)
    if (!known) found.set(key, [surname])
    else if (!known.includes(surname) && known.length < MOST_SURNAMES) known.push(surname)
  }
  for (const line of SPELLINGS) {
    const [surname, ...spellings] = line.split(' ') as [string, ...string[]]
    for (const spelling of spellings) add(spelling, surname)
  }
  for (const surname of [...SURNAMES, ...COMPOUND_SURNAMES.split(' ')]) for (const key of hanSounds(surname, 'family')) if (key[0] === 'w' || key[0] === 'c') add(key, surname)
  return found
}
