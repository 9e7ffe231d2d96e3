/** Every text exists in every language, and every text that the console asks for exists. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LANGUAGES, chooseLanguage } from './language.ts'

const HERE = import.meta.dirname
const texts = (language: string): Record<string, string> => JSON.parse(readFileSync(join(HERE, `${language}.json`), 'utf8')) as Record<string, string>
const english = texts('en')
const others = Object.keys(LANGUAGES).filter((language) => language !== 'en')

const placeholders = (text: string): readonly string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((found) => found[1] ?? '').toSorted()

test.each(others)('%s has exactly the keys of English, and the same placeholders in each text', (language) => {
  const here = texts(language)
  expect(Object.keys(here).toSorted()).toEqual(Object.keys(english).toSorted())
  for (const [key, text] of Object.entries(english)) expect([key, placeholders(here[key] ?? '')]).toEqual([key, placeholders(text)])
})

test.each(Object.keys(LANGUAGES))('no text is empty in %s', (language) => {
  expect(Object.entries(texts(language)).filter(([, text]) => text === '')).toEqual([])
})

test('traditional and simplified Chinese do not mix', () => {
  expect(Object.values(texts('zh-Hant')).filter((text) => /[们这对会设为时发请户请删筛]/.test(text))).toEqual([])
  expect(Object.values(texts('zh-Hans')).filter((text) => /[們這對會設為時發請戶刪篩]/.test(text))).toEqual([])
})

test('every text that a page asks for is there', () => {
  const root = join(HERE, '..')
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.test.ts'))
  const asked = files.flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(/\bt\((?:[^'`()]*\? )?'([\w.]+)'(?: : '([\w.]+)')?/g)].flatMap((found) => [found[1], found[2]]).filter((key) => key !== undefined))
  expect(asked.length).toBeGreaterThan(300)
  expect([...new Set(asked)].filter((key) => !(key in english) && !(`${key}_other` in english))).toEqual([])
})

test('readers get their language by the tags of their browser', () => {
  expect(chooseLanguage(['zh-TW', 'en'])).toBe('zh-Hant')
  expect(chooseLanguage(['zh-HK'])).toBe('zh-Hant')
  expect(chooseLanguage(['zh-CN'])).toBe('zh-Hans')
  expect(chooseLanguage(['th-TH'])).toBe('th')
  expect(chooseLanguage(['de-DE', 'th'])).toBe('th')
  expect(chooseLanguage(['de'])).toBe('en')
})
