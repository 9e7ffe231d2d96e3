/** Blocking keys: what two records of one person are likely to share. Strong keys stand alone, weak ones only together with another. */
import { fnv, mix } from './hash.ts'
import type { Slot } from './fields.ts'
import type { NameValue, Part } from './name-value.ts'
import type { DateValue, PlainValue, Value } from './value.ts'

/** A key of a value. Keys of one `root` say the same thing in several ways and are never combined with each other. */
export interface Key {
  readonly hash: number
  readonly root: number
  readonly strong: boolean
}

/** Keys of one value at most. */
const KEYS_PER_VALUE = 10

/** Systems of sounds that names are blocked by: Pinyin, Cantonese, Thai, Latin. */
export const ALL_SYSTEMS = 'mctl'

/** The systems that a table needs, from the writings of its names. */
export function systemsOf(parts: readonly Part[]): string {
  const scripts = new Set(parts.map((part) => part.forms.script))
  return `${scripts.has('han') ? 'mc' : ''}${scripts.has('thai') ? 't' : ''}l`
}

/** Keys of a value; `root` is the number of its slot. */
export function keysOfValue(slot: Slot, root: number, value: Value, systems: string = ALL_SYSTEMS): readonly Key[] {
  const keys: Key[] = []
  const seed = root * 0x9e3779b1
  const add = (text: string, strong: boolean, branch = 0) => {
    const hash = fnv(text, mix(seed + branch + 1))
    if (keys.length < KEYS_PER_VALUE && !keys.some((key) => key.hash === hash)) keys.push({ hash, root: root * 8 + branch, strong })
  }
  if (value.is === 'name') nameKeys(value, root, keys, systems)
  else if (value.is === 'date') dateKeys(value, add)
  else plainKeys(slot, value, add)
  return keys
}

/** Given and family parts share one space of keys, so that swapped and lone parts meet. */
function nameKeys(value: NameValue, root: number, keys: Key[], systems: string): void {
  const add = (text: string, strong: boolean, part: number) => {
    const hash = fnv(text, mix(root + 7))
    if (keys.length < KEYS_PER_VALUE && !keys.some((key) => key.hash === hash)) keys.push({ hash, root: root * 8 + part, strong })
  }
  for (const reading of value.readings) {
    for (const [part, which] of [[reading.family, 0], [reading.given, 1]] as const) {
      if (!part || part.forms.initial) continue
      for (const sound of soundsOf(part, systems)) add(sound, true, which)
      if (part.forms.tokens.length > 1) add(`0${part.forms.tokens[0]}`, true, which)
    }
  }
  const first = value.readings[0]
  for (const [part, which] of [[first?.family, 0], [first?.given, 1]] as const) {
    if (part && part.forms.script === 'latin' && part.text.length >= 4) {
      add(`a${part.text.slice(0, 3)}`, false, which)
      add(`z${part.text.slice(-3)}`, false, which)
    }
  }
}

/** The first sound of each system in use; a Latin name of a table without other writings by its Latin sound alone. */
function soundsOf(part: Part, systems: string): string[] {
  const found: string[] = []
  for (const system of systems) {
    const sound = part.forms.sounds.find((one) => one[0] === system)
    if (sound !== undefined) found.push(sound)
  }
  return found.length > 0 ? found : [`0${part.text}`]
}

function dateKeys(value: DateValue, add: (text: string, strong: boolean, branch?: number) => void): void {
  for (const date of value.dates) {
    const [low, high] = date.month < date.day ? [date.month, date.day] : [date.day, date.month]
    add(`d${date.year}-${low}-${high}`, true)
  }
  const date = value.dates[0]!
  add(`y${date.year}`, false)
  if (date.month > 0) add(`m${date.month}-${date.day}`, false)
}

function plainKeys(slot: Slot, value: PlainValue, add: (text: string, strong: boolean, branch?: number) => void): void {
  switch (slot.kind) {
    case 'id':
    case 'phone':
      return add(value.text, true)
    case 'email':
      add(value.sound, true)
      return value.pieces.length > 0 ? add(`w${value.pieces.join('')}`, true) : undefined
    case 'postcode':
      add(value.text, true)
      return add(`a${value.text.slice(0, Math.max(2, Math.ceil(value.text.length / 2)))}`, false)
    case 'city':
      add(value.sound, true)
      for (const piece of value.pieces.slice(0, 3)) add(piece, true)
      return
    case 'address':
      add(`${value.sound}${value.numbers.join(' ')}`, true)
      for (const number of value.numbers.slice(0, 2)) add(`n${number}`, false, 1)
      for (const word of longest(value.pieces, 3)) add(`w${word}`, true)
      return
    case 'text':
      add(value.sound, true)
      for (const band of minhash(value.sound.split(' '))) add(band, true)
      return
    case 'gender':
      return
    default:
      add(value.sound, false)
  }
}

function longest(words: readonly string[], count: number): readonly string[] {
  return [...words].sort((one, other) => other.length - one.length || (one < other ? -1 : 1)).slice(0, count)
}

const BANDS = 6

/** Bands of two smallest hashes each: two texts that share most words share a band (Broder 1997). */
function minhash(words: readonly string[]): string[] {
  const bands: string[] = []
  for (let band = 0; band < BANDS; band++) {
    let smallest = 0xffffffff
    let second = 0xffffffff
    for (const word of words) {
      const hash = fnv(word, mix(band + 101))
      if (hash < smallest) [smallest, second] = [hash, smallest]
      else if (hash < second) second = hash
    }
    bands.push(`b${band}:${smallest}:${second}`)
  }
  return bands
}
