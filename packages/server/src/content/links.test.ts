import fc from 'fast-check'
import { expect, test } from 'vitest'
import { trackLinks } from './links.ts'

const make = (url: string) => `https://t.example/l?u=${encodeURIComponent(url)}&x=1`
const html = (page: string, keep: readonly string[] = []) => trackLinks({ html: page, text: '' }, make, keep).html
const text = (body: string) => trackLinks({ text: body }, make).text

test('only the href itself is an address, not text that looks like one inside another value', () => {
  expect(html('<a title=" href=https://b.example " href="https://a.example/">')).toBe('<a title=" href=https://b.example " href="https://t.example/l?u=https%3A%2F%2Fa.example%2F&amp;x=1">')
})

test('links of a page go through the tracker, in any way of quoting', () => {
  expect(html('<a href="https://a.example/?x=1&amp;y=2">A</a>')).toBe('<a href="https://t.example/l?u=https%3A%2F%2Fa.example%2F%3Fx%3D1%26y%3D2&amp;x=1">A</a>')
  expect(html(`<a class='b' href='http://a.example/'>A</a>`)).toContain('href="https://t.example/')
  expect(html('<A HREF=https://a.example/>A</A>')).toContain('"https://t.example/')
})

test.each([
  '<a href="mailto:a@b.example">',
  '<a href="tel:+886">',
  '<a href="#top">',
  '<a href="/relative">',
  '<img src="https://a.example/i.png">',
  '<a href="https://a.example/unsubscribe?t=1">',
  '<p>https://a.example</p>',
  '<a data-href="https://a.example/">',
])('stays as it is: %s', (page) => expect(html(page)).toBe(page))

test('the unsubscribe address is never tracked, however it is written', () => {
  const page = '<a href="https://a.example/u/1?a=1&amp;b=2">退訂</a>'
  expect(html(page, ['https://a.example/u/1?a=1&b=2'])).toBe(page)
})

test('bare addresses in a text are tracked without the punctuation around them', () => {
  expect(text('看這裡：https://a.example/x，謝謝。(https://b.example/y).')).toBe(`看這裡：${make('https://a.example/x')}，謝謝。(${make('https://b.example/y')}).`)
})

test('a long page made to be slow is done in a moment', () => {
  const slow = ['<a '.repeat(170_000), `<a ${'x'.repeat(500_000)}`, `<a ${'x '.repeat(4_000)}>`.repeat(60), '<a "'.repeat(120_000), `<a href="`.repeat(50_000), `https://a.example/${')'.repeat(500_000)}x`]
  const began = performance.now()
  for (const page of slow) trackLinks({ html: page, text: page }, make)
  expect(performance.now() - began).toBeLessThan(2_000)
})

test('the same address is made once', () => {
  const made: string[] = []
  trackLinks({ html: '<a href="https://a.example/">1</a><a href="https://a.example/">2</a>', text: 'https://a.example/' }, (url) => (made.push(url), 'https://t.example/1'))
  expect(made).toEqual(['https://a.example/'])
})

test('a page without links is not touched', () => {
  fc.assert(
    fc.property(fc.string(), (page) => {
      fc.pre(!/href|http/i.test(page))
      expect(trackLinks({ html: page, text: page }, make)).toEqual({ html: page, text: page })
    }),
  )
})
