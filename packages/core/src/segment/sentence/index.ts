/** The languages in which rules can be said. */
import { en } from './en.ts'
import type { Language } from './language.ts'
import { th } from './th.ts'
import { zhHans } from './zh-hans.ts'
import { zhHant } from './zh-hant.ts'

/** Language tag → language. */
export const languages = { en, 'zh-Hant': zhHant, 'zh-Hans': zhHans, th } satisfies Record<string, Language>

/** The language for a BCP 47 tag: zh-TW, zh-HK and zh-MO are traditional, other Chinese is simplified, everything unknown is English. */
export function languageFor(locale: string): Language {
  if (/^zh-(hant|tw|hk|mo)\b/i.test(locale)) return zhHant
  if (/^zh\b/i.test(locale)) return zhHans
  return /^th\b/i.test(locale) ? th : en
}
