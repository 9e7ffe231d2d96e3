/** Starts the texts: the reader's language first, English where a text is missing. Each language is a file of its own and loaded when needed. */
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { chooseLanguage, isLanguage } from './language.ts'
import type { Language } from './language.ts'

const STORED = 'rapport.language'
const FILES: { readonly [language in Language]: () => Promise<{ readonly default: { readonly [key: string]: string } }> } = {
  en: () => import('./en.json'),
  'zh-Hant': () => import('./zh-Hant.json'),
  'zh-Hans': () => import('./zh-Hans.json'),
  th: () => import('./th.json'),
}

/** Switches the language, remembers it and marks the document with it. */
export async function setLanguage(language: Language): Promise<void> {
  const texts = await FILES[language]()
  i18next.addResourceBundle(language, 'translation', texts.default, true, true)
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
  localStorage.setItem(STORED, language)
}

/** Loads the first language. */
export async function startTexts(): Promise<void> {
  const stored = localStorage.getItem(STORED)
  const language = isLanguage(stored) ? stored : chooseLanguage(navigator.languages)
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: {},
    keySeparator: false,
    nsSeparator: false,
    fallbackLng: false,
    interpolation: { escapeValue: false },
    showSupportNotice: false,
  } as Parameters<typeof i18next.init>[0])
  await setLanguage(language)
}
