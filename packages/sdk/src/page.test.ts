import { describe, expect, test } from 'vitest'
import { eventContext } from './page.ts'
import { retryAfter } from './transport.ts'

const HERE = { href: 'https://shop.example/tea/1?utm_source=line&utm_campaign=spring#token=secret', title: '烏龍茶', referrer: 'https://line.me/', language: 'zh-TW', timezone: 'Asia/Taipei' }

describe('what a page says about itself', () => {
  test('is where it is, how the person came, and nothing that stands behind #', () => {
    const context = eventContext(HERE)
    expect(context).toMatchObject({
      page: { path: '/tea/1', title: '烏龍茶', referrer: 'https://line.me/', search: '?utm_source=line&utm_campaign=spring' },
      campaign: { source: 'line', name: 'spring' },
      locale: 'zh-TW',
      timezone: 'Asia/Taipei',
    })
    expect(JSON.stringify(context)).not.toContain('secret')
  })

  test('is nothing outside a page', () => {
    expect(Object.keys(eventContext({ href: '', title: '', referrer: '', language: undefined, timezone: undefined }))).toEqual(['library'])
  })
})

describe('Retry-After', () => {
  test('is read in seconds and as a date, within five minutes', () => {
    const now = Date.UTC(2026, 10, 22)
    expect(['2', new Date(now + 9_000).toUTCString(), '99999', 'soon', '', null].map((header) => retryAfter(header, now))).toEqual([2_000, 9_000, 300_000, null, null, null])
    expect(retryAfter(new Date(now - 9_000).toUTCString(), now)).toBe(0)
  })
})
