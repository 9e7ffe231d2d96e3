/** Content that nobody touched stays as it was. */
import type { JsonObject } from '@rapport/core/base/json'
import { expect, test } from 'vitest'
import { EVERY, byLanguage, fromLanguages } from './content.ts'

test('content per language and content once for all both survive the editor', () => {
  const contents: readonly JsonObject[] = [{ 'zh-Hant': { title: '免運', extra: { a: 1 } }, th: { title: 'ส่งฟรี' } }, { title: 'Free', url: 'https://x' }]
  for (const content of contents) expect(fromLanguages(byLanguage(content))).toEqual(content)
})

test('nothing written is nothing stored', () => {
  expect(fromLanguages(byLanguage(undefined))).toBeUndefined()
  expect(fromLanguages({ [EVERY]: { title: '' }, th: {} })).toBeUndefined()
})

test('once a language is named, the text for all gives way to it', () => {
  expect(fromLanguages({ [EVERY]: { title: 'x' }, th: { title: 'ส่งฟรี' } })).toEqual({ th: { title: 'ส่งฟรี' } })
})
