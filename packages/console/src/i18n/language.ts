/** The console's languages and how one is chosen. */

/** Language tag → its own name. */
export const LANGUAGES = { en: 'English', 'zh-Hant': '繁體中文', 'zh-Hans': '简体中文', th: 'ไทย' } as const
/** One of LANGUAGES. */
export type Language = keyof typeof LANGUAGES

/** The best language for a reader who asks for these tags, first choice first: zh-TW, zh-HK and zh-MO are traditional, other Chinese is simplified. */
export function chooseLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const low = tag.toLowerCase()
    if (/^zh-(hant|tw|hk|mo)/.test(low)) return 'zh-Hant'
    if (low.startsWith('zh')) return 'zh-Hans'
    if (low.startsWith('th')) return 'th'
    if (low.startsWith('en')) return 'en'
  }
  return 'en'
}

/** True for one of our tags. */
export function isLanguage(text: string | null): text is Language {
  return text !== null && Object.hasOwn(LANGUAGES, text)
}
