/** Which language a person gets: from what they prefer to what was written. */
import type { TemplateBody, TemplateDefinition } from './types.ts'

const TRADITIONAL: ReadonlySet<string> = new Set(['TW', 'HK', 'MO'])
const LONGEST_TAG = 35

/**
 * The one spelling of a BCP 47 tag: `zh_tw` → `zh-TW`, `ZH-hant-tw` → `zh-Hant-TW`. Full-width forms are folded, variants, extensions and
 * POSIX endings (`.UTF-8`) dropped. Null when the text is no tag.
 */
export function canonicalLocale(text: string): string | null {
  if (text.length > LONGEST_TAG) return null
  const found = /^([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?(?:[-_.@].*)?$/i.exec(text.normalize('NFKC').trim())
  if (!found) return null
  const [, language = '', script, region] = found
  return [language.toLowerCase(), script && script.charAt(0).toUpperCase() + script.slice(1).toLowerCase(), region?.toUpperCase()].filter(Boolean).join('-')
}

/**
 * The tags to try for a preferred locale, best first: `zh-HK` → zh-HK, zh-Hant-HK, zh-Hant, zh-TW, …, zh-Hans, …, en. Readers of one Chinese
 * script get the other one before English. Empty when the locale is unknown or no tag.
 */
export function fallbackChain(locale: string): readonly string[] {
  const tag = canonicalLocale(locale)
  if (tag === null) return []
  const [language = ''] = tag.split('-')
  const chain = language === 'zh' ? chineseChain(tag) : [tag, withoutScript(tag), language]
  return [...new Set([...chain, 'en'])]
}

function chineseChain(tag: string): readonly string[] {
  const parts = tag.split('-').slice(1)
  const script = parts.find((part) => part.length === 4)
  const region = parts.find((part) => part.length < 4)
  const traditional = script === 'Hant' || (script !== 'Hans' && region !== undefined && TRADITIONAL.has(region))
  const hant = ['zh-Hant', 'zh-TW', 'zh-Hant-TW', 'zh-HK', 'zh-Hant-HK', 'zh-MO', 'zh-Hant-MO']
  const hans = ['zh-Hans', 'zh-CN', 'zh-Hans-CN', 'zh-SG', 'zh-Hans-SG']
  const own = region === undefined ? [tag] : [tag, `zh-${region}`, `zh-${traditional ? 'Hant' : 'Hans'}-${region}`]
  return traditional ? [...own, ...hant, 'zh', ...hans] : [...own, ...hans, 'zh', ...hant]
}

function withoutScript(tag: string): string {
  return tag.split('-').filter((part) => part.length !== 4).join('-')
}

/**
 * The best of the available tags for a preferred locale, spelt as it is in `available`; `preferred` absent or without a match: `otherwise`, and if
 * that is not available either, the first in code unit order. Null only when nothing is available.
 */
export function chooseLocale(available: readonly string[], preferred: string | undefined, otherwise: string): string | null {
  const spelt = new Map<string, string>()
  for (const tag of [...available].sort()) {
    const canonical = canonicalLocale(tag) ?? tag
    if (!spelt.has(canonical)) spelt.set(canonical, tag)
  }
  const wanted = preferred === undefined ? [] : fallbackChain(preferred)
  for (const tag of [...wanted, canonicalLocale(otherwise) ?? otherwise]) {
    const hit = spelt.get(tag)
    if (hit !== undefined) return hit
  }
  return [...spelt.values()][0] ?? null
}

/** A template's wording for a person's locale, and which locale it is. Null only for a template without any wording. */
export function chooseBody(template: TemplateDefinition, locale: string | undefined): { readonly locale: string; readonly body: TemplateBody } | null {
  const chosen = chooseLocale(Object.keys(template.bodies), locale, template.defaultLocale)
  const body = chosen === null ? undefined : template.bodies[chosen]
  return chosen === null || body === undefined ? null : { locale: chosen, body }
}
