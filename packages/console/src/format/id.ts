/** Makes an id out of a name. */
import { shortHash } from '@rapport/core/base/hash'

const LONGEST = 48

/** Latin letters, digits and dashes of the name; a name in another script gets a short id that depends on the name alone. Empty for an empty name. */
export function idOf(name: string): string {
  const trimmed = name.normalize('NFKD').trim()
  if (trimmed === '') return ''
  const latin = trimmed.replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, LONGEST)
  const foreign = /[^\p{Script=Latin}\p{N}\p{P}\p{S}\p{Z}\p{M}]/u.test(trimmed)
  if (latin !== '' && !foreign) return latin
  return `${latin === '' ? 's' : latin}-${shortHash(name.trim()).slice(0, 6)}`
}
