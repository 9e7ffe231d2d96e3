/** Everybody gets the nearest language that was written. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalLocale, chooseBody, chooseLocale, fallbackChain } from './locale.ts'
import type { TemplateDefinition } from './types.ts'

test.each([
  ['zh_TW', 'zh-TW'],
  ['ZH-hant-tw', 'zh-Hant-TW'],
  ['th-TH', 'th-TH'],
  ['en-us', 'en-US'],
  ['es-419', 'es-419'],
  ['zh_TW.UTF-8', 'zh-TW'],
  ['ｚｈ－ＴＷ', 'zh-TW'],
  ['ca-valencia', 'ca'],
  ['', null],
  ['english', null],
  ['x'.repeat(1_000), null],
])('%s is spelt %s', (text, expected) => expect(canonicalLocale(text)).toBe(expected))

test.each([
  ['zh-HK', ['zh-HK', 'zh-Hant-HK', 'zh-Hant', 'zh-TW', 'zh-Hant-TW', 'zh-MO', 'zh-Hant-MO', 'zh', 'zh-Hans', 'zh-CN', 'zh-Hans-CN', 'zh-SG', 'zh-Hans-SG', 'en']],
  ['th-TH', ['th-TH', 'th', 'en']],
  ['en-US', ['en-US', 'en']],
  ['uz-Cyrl-UZ', ['uz-Cyrl-UZ', 'uz-UZ', 'uz', 'en']],
  ['nonsense!', []],
])('%s falls back in this order', (locale, chain) => expect(fallbackChain(locale)).toEqual(chain))

test.each([
  [['en', 'zh-Hans', 'zh-Hant'], 'zh-HK', 'zh-Hant'],
  [['en', 'zh-Hans', 'zh-TW'], 'zh-HK', 'zh-TW'],
  [['en', 'zh_TW'], 'zh-Hant', 'zh_TW'],
  [['en', 'zh-Hans', 'zh-Hant'], 'zh-CN', 'zh-Hans'],
  [['en', 'zh-Hans', 'zh-Hant'], 'zh', 'zh-Hans'],
  [['en', 'zh-Hans', 'zh-Hant'], 'zh-Hant-TW', 'zh-Hant'],
  [['en', 'zh-Hans'], 'zh-TW', 'zh-Hans'],
  [['en', 'zh-Hant', 'th'], 'th_TH', 'th'],
  [['en', 'zh-Hant'], 'fr-FR', 'en'],
  [['th', 'zh-Hant'], 'fr-FR', 'th'],
  [['th', 'zh-Hant'], 'en-US', 'th'],
])('of %j a reader of %s gets %s', (available, locale, expected) => expect(chooseLocale(available, locale, 'th')).toBe(expected))

test('a person without a language gets the default, and never another while it is there', () => {
  expect(chooseLocale(['en', 'th'], undefined, 'th')).toBe('th')
  expect(chooseLocale(['en', 'th'], '???', 'th')).toBe('th')
})

test('whatever the person’s locale says, some wording is chosen, and always one that exists', () => {
  const tags = fc.constantFrom('en', 'th', 'zh-Hant', 'zh-Hans', 'zh-TW', 'zh_HK', 'ja', 'de-AT', '??')
  fc.assert(
    fc.property(fc.uniqueArray(tags, { minLength: 1 }), fc.option(fc.oneof(tags, fc.string()), { nil: undefined }), tags, (available, locale, defaultLocale) => {
      const template: TemplateDefinition = { id: 't', name: 't', channel: 'sms', bodies: Object.fromEntries(available.map((tag) => [tag, { text: tag }])), defaultLocale }
      const chosen = chooseBody(template, locale)
      expect(available).toContain(chosen?.locale)
      expect(chosen?.body.text).toBe(chosen?.locale)
    }),
  )
})

test('a template without any wording has none to choose', () => {
  expect(chooseBody({ id: 't', name: 't', channel: 'sms', bodies: {}, defaultLocale: 'en' }, 'en')).toBeNull()
})
