/** Blocking keys of names: texts that two spellings of one name are likely to share, so that only those records need comparing. */
import type { NameForms, NamePart } from './name.ts'

/** Most keys of one name. */
const MOST = 14

/**
 * Keys of a name, order-free, without doubles, the most telling first, at most 14; a placeholder has none. The first letter names the kind:
 * `=` whole name folded; `m`, `w`, `c`, `t`, `l`, `v` both parts by one system of sounds; `f` family name with the first sound of the given name;
 * `g` a given name alone; `p` first letters of both words (slips later in the word).
 */
export function nameKeys(forms: NameForms): readonly string[] {
  const keys = new Set<string>()
  if (forms.readings.length === 0) return []
  keys.add(`=${forms.orderless}`)
  for (const { family, given } of forms.readings.slice(0, 2)) {
    if (family && given && !family.initial && !given.initial) whole(keys, family, given)
    else if (given && !family && given.text.length > 1) alone(keys, given)
  }
  for (const { family, given } of forms.readings.slice(0, 2)) if (family && given) partial(keys, family, given)
  return [...keys].slice(0, MOST)
}

function whole(keys: Set<string>, family: NamePart, given: NamePart): void {
  for (const system of 'mwctvl') {
    const left = family.sounds.find((sound) => sound[0] === system)
    const right = given.sounds.find((sound) => sound[0] === system)
    if (!left || !right || (system === 't' && left.length + right.length < 6)) continue
    keys.add(system + ordered(left.slice(1), right.slice(1)))
  }
}

function alone(keys: Set<string>, given: NamePart): void {
  for (const sound of given.sounds.slice(0, 4)) if (sound.length > 4) keys.add(`g${sound}`)
}

function partial(keys: Set<string>, family: NamePart, given: NamePart): void {
  const sound = given.sounds.find((one) => one[0] === 'm') ?? given.sounds[0]
  const name = family.sounds.find((one) => one[0] === 'm' || one[0] === 'l' || one[0] === 't')
  if (sound && name && !family.initial) keys.add(`f${name}|${sound[1] ?? ''}`)
  if (!given.initial) alone(keys, given)
  if (family.text.length > 2 && given.text.length > 2) keys.add(`p${ordered(family.text.slice(0, 3), given.text.slice(0, 3))}`)
}

function ordered(one: string, other: string): string {
  return one < other ? `${one}|${other}` : `${other}|${one}`
}
