/** One part of a name and the readings made of such parts. */
import { isHan, isThai } from './script.ts'
import { keysOf, type Role } from './name-sound.ts'
import { lettersOf } from './similarity.ts'

/** One part of a name, made ready for comparing. */
export interface NamePart {
  /** Folded, words joined without spaces: `maryann`, `小明`. */
  readonly text: string
  /** Folded words as written. */
  readonly tokens: readonly string[]
  /** Writing of its first letter. */
  readonly script: 'latin' | 'han' | 'thai'
  /** Keys of how it sounds, the likeliest first, each beginning with the letter of its system (`SoundSystem`). */
  readonly sounds: readonly string[]
  /** The same keys as numbers, for comparing: hash of the text, the three lowest bits its system (`SYSTEMS`). */
  readonly codes: readonly number[]
  /** Which letters `text` has, for `editsAtLeast`. */
  readonly letters: number
  /** Only a first letter is known. */
  readonly initial: boolean
}

/** One way to read a name. */
export interface NameReading {
  readonly family: NamePart | null
  readonly given: NamePart | null
  /** Share of belief that it is meant so, 0..1; all readings of a name add up to about 1. */
  readonly chance: number
}

/** Makes a part of folded words, at least one. */
export function partOf(tokens: readonly string[], role: Role): NamePart {
  const text = tokens.length === 1 ? tokens[0]! : tokens.join('')
  const first = text.charCodeAt(0)
  const script = isHan(first) ? 'han' : isThai(first) ? 'thai' : 'latin'
  const { sounds, codes } = keysOf(tokens, script, role)
  return {
    text,
    tokens,
    script,
    sounds,
    codes,
    letters: lettersOf(text),
    initial: script === 'latin' && (text.length === 1 || (tokens.length > 1 && tokens.every((one) => one.length === 1))),
  }
}
