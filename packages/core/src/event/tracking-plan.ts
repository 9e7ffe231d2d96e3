/** The tracking plan as data: which events are sent, with which properties, by whom, and what happens to those that do not keep to it. */
import type { Json } from '../base/json.ts'

/** What a planned property holds. `moment`: ISO text, or milliseconds since 1970. `integer`: a whole number. */
export type PropertyType = 'text' | 'number' | 'integer' | 'boolean' | 'moment' | 'list' | 'object'

/** How personal a value is: nothing, points at somebody, reaches somebody, could harm somebody. In rising order. */
export const PII_CLASSES = ['none', 'identifier', 'contact', 'sensitive'] as const
/** One of PII_CLASSES. */
export type PiiClass = (typeof PII_CLASSES)[number]

/** What happens: nothing (only counted), the event is marked in `context.plan`, or it is kept out as a bad event that can be replayed. */
export type Enforcement = 'allow' | 'mark' | 'block'

/** One text, or one for each language (`en`, `zh-Hant`, `zh-Hans`, `th`). */
export type Words = string | { readonly [locale: string]: string }

/** One property of an event. */
export interface PropertyDefinition {
  /** Dotted; `items[].sku` is the sku of every item of the list `items`. */
  readonly path: string
  readonly type: PropertyType
  /** Must be there and not null. */
  readonly required?: boolean
  /** The only values that it may have. */
  readonly oneOf?: readonly (string | number | boolean)[]
  /** Form of the whole text, see event/pattern. */
  readonly pattern?: string
  /** Smallest number; fewest characters of a text; fewest items of a list. */
  readonly min?: number
  /** Largest number; most characters of a text; most items of a list. */
  readonly max?: number
  readonly pii?: PiiClass
  readonly description?: Words
  readonly example?: Json
  /** What a source means when it leaves the property out: source (or `*`) → value. Proposed as a repair, never filled in by itself. */
  readonly fill?: { readonly [source: string]: Json }
}

/** The plan of one type of event. */
export interface EventDefinition {
  /** The event's type in its one spelling: `order_completed`. */
  readonly id: string
  readonly name?: string
  readonly description?: Words
  /** Who answers questions about it. */
  readonly owner?: string
  /** Sources that may send it; absent = all. */
  readonly sources?: readonly string[]
  readonly properties: readonly PropertyDefinition[]
  /** What happens when a property is not planned. */
  readonly extra: Enforcement
  /** What happens when anything else is wrong. */
  readonly enforce: Enforcement
  /** ISO moment since when it is planned; for people. */
  readonly since?: string
  /** Why it should not be sent any more, and what instead. */
  readonly deprecated?: string
}

/** A path taken apart: `items[].sku` is `['items', '[]', 'sku']`. */
export function stepsOf(path: string): readonly string[] {
  return path.split('.').flatMap((part) => {
    const lists = /(\[\])+$/.exec(part)?.[0].length ?? 0
    return [part.slice(0, part.length - lists), ...Array.from({ length: lists / 2 }, () => '[]')]
  })
}

/** The text in a language, else in English, else in any. */
export function wordsIn(words: Words | undefined, locale = 'en'): string | undefined {
  if (words === undefined || typeof words === 'string') return words
  return words[locale] ?? words['en'] ?? Object.values(words)[0]
}
