/** The languages in which decisions are explained. To add one: a file beside this one and a line here. */
import { chooseLocale } from '../../content/locale.ts'
import { en } from './en.ts'
import { th } from './th.ts'
import type { Words } from './words.ts'
import { zhHans } from './zh-hans.ts'
import { zhHant } from './zh-hant.ts'

/** BCP 47 tag → its words. */
export const languages = { en, 'zh-Hant': zhHant, 'zh-Hans': zhHans, th } as const satisfies { readonly [locale: string]: Words }

/** The words nearest to a locale; English when there are none. */
export function wordsFor(locale: string): Words {
  const chosen = chooseLocale(Object.keys(languages), locale, 'en')
  return chosen !== null && Object.hasOwn(languages, chosen) ? languages[chosen as keyof typeof languages] : en
}
