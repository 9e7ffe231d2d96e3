/** The languages in which kinds of customers are described. To add one: a file beside this one and a line here. */
import { en } from './en.ts'
import { th } from './th.ts'
import type { GroupWords } from './words.ts'
import { zhHans } from './zh-hans.ts'
import { zhHant } from './zh-hant.ts'

/** BCP 47 tag → its words. */
export const groupLanguages = { en, 'zh-Hant': zhHant, 'zh-Hans': zhHans, th } as const satisfies { readonly [locale: string]: GroupWords }

/** The tag nearest to a locale (zh-TW and zh-HK are written in traditional characters); English when there is none. */
export function groupLanguage(locale: string): keyof typeof groupLanguages {
  const { language, script } = likely(locale)
  const found = Object.keys(groupLanguages).find((tag) => tag === language || tag === `${language}-${script}`)
  return (found ?? 'en') as keyof typeof groupLanguages
}

function likely(locale: string): { readonly language?: string | undefined; readonly script?: string | undefined } {
  try {
    return new Intl.Locale(locale.replaceAll('_', '-')).maximize()
  } catch {
    return {} // Intl throws a RangeError for what is no tag: then it is English
  }
}
