import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { expect, test } from 'vitest'
import { toE164 } from '@rapport/core/clean/phone'
import { CATALOGUE, priceIn } from './catalogue.ts'
import { MARKETS } from './markets.ts'
import { makePeople, typedAtHome } from './people.ts'

const people = makePeople(42, 2_000)

test('the same seed makes the same people, another seed makes others', () => {
  expect(makePeople(42, 50)).toEqual(people.slice(0, 50))
  expect(makePeople(43, 50)).not.toEqual(people.slice(0, 50))
})

test('every phone number can exist in its owner’s country and belongs to one person', () => {
  const phones = people.flatMap(({ phone, market }) => (phone === undefined ? [] : [{ phone, market: market.id }]))
  const wrong = phones.filter(({ phone, market }) => {
    const read = parsePhoneNumberFromString(phone)
    return !read?.isValid() || read.country !== market
  })
  expect(wrong).toEqual([])
  expect(new Set(phones.map(({ phone }) => phone)).size).toBe(phones.length)
})

test('a number typed as people do at home finds its country again', () => {
  const lost = people.filter((who) => who.phone !== undefined && toE164(typedAtHome(who) ?? '', { timezone: who.market.timezone }) !== who.phone)
  expect(lost.map(({ phone }) => phone)).toEqual([])
})

test('names are written in the script of their market, and no address can belong to a stranger', () => {
  const script = {
    TW: /^\p{Script=Han}{2,4}$/u,
    HK: /^(\p{Script=Han}{2,4}|[A-Z][a-z]+ [A-Z][a-z]+)$/u,
    CN: /^\p{Script=Han}{2,4}$/u,
    TH: /^[\p{Script=Thai}]+ [\p{Script=Thai}]+$/u,
  }
  expect(people.filter(({ name, market }) => name !== undefined && !script[market.id].test(name)).map(({ name }) => name)).toEqual([])
  expect(people.flatMap(({ emails }) => emails).filter((email) => !/^[a-z]+(\.[a-z]+)?\d+@(example\.(com|net|org)|work\.example)$/.test(email))).toEqual([])
  expect(new Set(people.flatMap(({ emails }) => emails)).size).toBe(people.flatMap(({ emails }) => emails).length)
})

test('there are strangers, two e-mail addresses, second browsers, shared tablets, LINE and WeChat friends', () => {
  const tablets = people.flatMap(({ browsers }) => browsers.filter((browser) => browser.startsWith('tablet')))
  expect(tablets.length).toBe(2 * new Set(tablets).size)
  for (
    const some of [
      tablets,
      people.filter(({ closeness }) => closeness === 'anonymous'),
      people.filter(({ emails }) => emails.length === 2),
      people.filter(({ browsers }) => browsers.length === 2),
      people.filter(({ lineId }) => lineId),
      people.filter(({ wechatOpenid }) => wechatOpenid),
    ]
  )
    expect(some.length).toBeGreaterThan(50)
})

test('every market is there with its own people', () => {
  for (const market of Object.values(MARKETS)) expect(people.filter((who) => who.market === market).length).toBeGreaterThan(200)
})

test('some sixty products are for sale at a price in every currency', () => {
  expect(CATALOGUE.length).toBeGreaterThanOrEqual(60)
  expect(new Set(CATALOGUE.map(({ sku }) => sku)).size).toBe(CATALOGUE.length)
  for (const { twd } of CATALOGUE) for (const market of Object.values(MARKETS)) expect(priceIn(market, twd)).toBeGreaterThan(0)
})
