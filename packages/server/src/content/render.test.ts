import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { createRenderer } from './render.ts'

const renderer = createRenderer({ workers: 1, timeoutMs: 100 })
afterAll(() => renderer.close())
const ENDLESS = '{% if true %}'.repeat(60_000)
const text = async (template: string, data = {}) => {
  const result = await renderer.render({ text: template }, data)
  return result.is === 'rendered' ? result.text : `failed: ${result.why}`
}

test('a wording is filled in for each part: html escaped, subject and text as they are', async () => {
  const data = { name: '<b>王小明</b> & "co"' }
  expect(await renderer.render({ subject: '{{ name }}', html: '<p title="{{ name }}">{{ name }}</p>', text: '{{ name }}' }, data)).toEqual({
    is: 'rendered',
    subject: data.name,
    html: '<p title="&lt;b&gt;王小明&lt;/b&gt; &amp; &#34;co&#34;">&lt;b&gt;王小明&lt;/b&gt; &amp; &#34;co&#34;</p>',
    text: data.name,
  })
})

test('no fact about a person can put a tag or a quote into a page, whatever filters the author wrote', async () => {
  const templates = ['{{ v }}', '{{ v | escape }}', '{{ v | upcase }}', '{{ v | newline_to_br }}', '{% assign x = v %}{{ x }}', '{{ v | json }}', '{{ v | append: v }}']
  await fc.assert(
    fc.asyncProperty(fc.string(), fc.constantFrom(...templates), async (v, html) => {
      const result = await renderer.render({ html, text: '' }, { v: `<"'&${v}` })
      const page = result.is === 'rendered' ? (result.html ?? '') : ''
      expect(page.replaceAll('<br />', '')).not.toMatch(/[<>"']/)
      expect(page).toMatch(/&lt;/)
    }),
    { numRuns: 100 },
  )
})

test('escaping by hand is not done twice', async () => {
  expect(await renderer.render({ html: '{{ v | escape }}', text: '' }, { v: 'a & b' })).toMatchObject({ html: 'a &amp; b' })
})

test('facts are facts: a name that looks like a template is printed, not run', async () => {
  expect(await text('{{ name }} {{ name | append: "!" }}', { name: '{{ 7 | times: 6 }}{% assign a = 1 %}' })).toBe('{{ 7 | times: 6 }}{% assign a = 1 %} {{ 7 | times: 6 }}{% assign a = 1 %}!')
})

test.each([
  '{{ x.constructor }}',
  '{{ x.__proto__ }}',
  '{{ x.constructor.constructor }}',
  '{{ x["__proto__"]["polluted"] }}',
  '{{ constructor.prototype }}',
  '{{ x.toString }}',
  '{{ list.constructor }}',
  '{{ list | map: "constructor" }}',
])('nothing behind the facts can be reached: %s', async (template) => expect(await text(template, { x: { a: 1 }, list: [] })).toBe(''))

test.each([`{% include 'a' %}`, `{% render '/etc/passwd' %}`, `{% layout 'a' %}{% block b %}{% endblock %}`])('other files are out of reach: %s', async (template) => {
  expect(await text(template)).toMatch(/^failed: .*not found/)
})

test('a filter that does not exist is named', async () => {
  expect(await text('{{ name | shoutt }}')).toMatch(/failed: The text of the template cannot be rendered: undefined filter: shoutt, line:1/)
})

test('a missing fact prints nothing, so that one incomplete person does not stop a campaign', async () => {
  expect(await text('Hi {{ name }}{{ a.b.c }}!')).toBe('Hi !')
})

describe('what does not end is stopped within a second, with the reason', () => {
  const words = (count: number) => Array.from({ length: count }, (_, i) => `w${i}`)
  test.each([
    ['a loop in a loop', '{% for i in a %}{% for j in a %}{% for k in a %}{% assign x = i %}{% endfor %}{% endfor %}{% endfor %}', { a: words(2_000) }, /longer than 100 ms/],
    ['a range without end', '{% for i in (1..1000000000) %}x{% endfor %}', {}, /too much memory/],
    ['a text that doubles', '{% assign s = "xxxxxxxxxx" %}{% for i in (1..60) %}{% assign s = s | append: s %}{% endfor %}{{ s }}', {}, /too much memory/],
    ['too long a result', '{% for i in a %}{{ big }}{% endfor %}', { a: words(600), big: 'x'.repeat(1_000) }, /at most 524288|too much memory/],
    ['nesting that keeps the parser busy, which only killing the thread ends', ENDLESS, {}, /longer than 100 ms and was stopped/],
  ])('%s', async (_name, template, data, why) => {
    const began = performance.now()
    expect(await text(template, data)).toMatch(why)
    expect(performance.now() - began).toBeLessThan(1_000)
    expect(await text('still {{ here }}', { here: 'here' })).toBe('still here')
  })
})

test('one endless wording among many fails alone, and the others come out in order', async () => {
  const jobs = Array.from({ length: 200 }, (_, n) => ({ template: { text: n === 77 ? ENDLESS : 'no {{ n }}' }, data: { n } }))
  const results = await renderer.renderMany(jobs)
  expect(results.flatMap((result, n) => (result.is === 'failed' ? [n] : []))).toEqual([77])
  for (const [n, result] of results.entries()) if (n !== 77) expect(result).toEqual({ is: 'rendered', text: `no ${n}` })
})

test('a closed renderer answers that it is closed', async () => {
  const other = createRenderer({ timeoutMs: 100 })
  const pending = other.render({ text: 'x' }, {})
  await other.close()
  expect((await pending).is).toBe('failed')
  expect(await other.render({ text: 'x' }, {})).toEqual({ is: 'failed', why: 'The renderer is closed' })
})

describe('filters', () => {
  test.each([
    [`{{ 1200 | money: 'TWD' }}`, '$1,200'],
    [`{{ 99.5 | money: 'THB' }}`, '฿99.50'],
    [`{{ "1234.5" | money: 'HKD' }}`, 'HK$1,234.50'],
    [`{{ 8 | money: 'CNY' }}`, '¥8.00'],
    [`{{ "abc" | money: 'TWD' }}`, ''],
    [`{{ nothing | money: 'TWD' }}`, ''],
    [`{{ at | date_in: 'Asia/Bangkok', 'th' }}`, '22 พฤศจิกายน 2569'],
    [`{{ at | date_in: 'Asia/Taipei', 'zh-Hant-TW-u-ca-roc' }}`, '民國115年11月22日'],
    [`{{ at | date_in: 'Asia/Taipei', 'zh-Hant' }}`, '2026年11月22日'],
    [`{{ "2026-11-21T20:00:00Z" | date_in: 'Asia/Taipei', 'en', 'medium', 'short' }}`, 'Nov 22, 2026, 4:00 AM'],
    [`{{ "soon" | date_in: 'UTC' }}`, ''],
  ])('%s is %j', async (template, expected) => {
    expect((await text(template, { at: Date.UTC(2026, 10, 21, 20) })).replaceAll('\u202f', ' ')).toBe(expected)
  })

  test('say what they cannot do', async () => {
    expect(await text(`{{ 0 | date_in: 'Asia/Atlantis' }}`)).toMatch(/Invalid time zone/)
    expect(await text(`{{ 1 | money: 'gold' }}`)).toMatch(/Invalid currency/)
  })
})
