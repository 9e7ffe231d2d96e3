/** Examples of values: which may be shown, and how one is forgotten. */
import type { Json } from '@rapport/core/base/json'
import { guessPii, masked } from '@rapport/core/event/pii'
import { PEOPLE_MIN, type SeenProperty, type SeenType } from './seen.ts'

/** The examples that may be shown: shared by enough people (true and false always), and masked where they are personal. */
export function shownExamples(path: string, property: SeenProperty, isPersonal: boolean): readonly Json[] {
  const shared = [...property.examples.values()].filter(({ value: one, people }) => people.length >= PEOPLE_MIN || typeof one === 'boolean')
  const hides = isPersonal || guessPii(path, property.kinds, property.values) !== null
  const common = shared.sort((a, b) => b.n - a.n).slice(0, 5)
  return hides ? [...new Set(common.map(({ value: one }) => masked(one)))] : common.map(({ value: one }) => one)
}

/** Takes what holds, or lies in, one of these folded texts out of a type: examples, and names of properties. True when there was any. */
export function forgetIn(seen: SeenType, texts: readonly string[]): boolean {
  let lost = false
  for (const [path, property] of seen.properties) {
    for (const [key, { value: one }] of property.examples) {
      const own = String(one).normalize('NFKC').toLowerCase()
      if (own.length > 1 && texts.some((text) => own.includes(text) || (own.length >= 4 && text.includes(own)))) lost = property.examples.delete(key) || lost
    }
    // A name of a property can itself be somebody's address.
    if (texts.some((text) => text.length >= 4 && path.toLowerCase().includes(text))) lost = seen.properties.delete(path) || lost
  }
  for (const key of seen.problems.keys()) if (texts.some((text) => text.length >= 4 && key.toLowerCase().includes(text))) lost = seen.problems.delete(key) || lost
  return lost
}
