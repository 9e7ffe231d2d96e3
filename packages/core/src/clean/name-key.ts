/** Blocking keys of names: texts that two spellings of one name are likely to share, so that only those records need comparing. */
import type { NameForms } from './name.ts'

/** Keys of a name, order-free, without doubles, at most 12. A placeholder has none. */
export function nameKeys(forms: NameForms): readonly string[] {
  const keys = new Set<string>()
  for (const token of forms.tokens) if (token.length > 1) keys.add(token)
  return [...keys].slice(0, 12)
}
