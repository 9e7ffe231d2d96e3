import { checkDefinitions } from '@rapport/core/engine/check'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { liquidRenderer } from '../content/liquid.ts'
import { demoDefinitions } from './definitions.ts'
import { MARKETS } from './markets.ts'
import { makePeople } from './people.ts'
import { afterPurchase } from './service.ts'
import { webVisit } from './visit.ts'
import type { Instant } from '@rapport/core/base/time'
import { seeded } from '@rapport/core/base/random'

const NOW = Date.UTC(2026, 10, 22, 4) as Instant

test('the definitions are accepted on whatever day the demo is started', () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2030, 0, 1) }), (now) => {
      const checked = checkDefinitions(demoDefinitions(now))
      expect('problems' in checked ? checked.problems : []).toEqual([])
    }),
    { numRuns: 60 },
  )
})

test('every letter can be written to a customer of every market in every language, with the goods they bought', () => {
  const render = liquidRenderer({ timeoutMs: 1_000 })
  const people = makePeople(42, 300)
  for (const market of Object.values(MARKETS)) {
    const who = people.find((one) => one.market === market && one.closeness === 'member' && one.phase === 'steady')!
    const { facts, purchase } = webVisit(who, { at: NOW, as: 'known', outcome: 'order' }, seeded(7))
    const parcel = afterPurchase(who, purchase!, seeded(7)).find(({ type }) => type === 'order_shipped')!
    const cart = facts.find(({ type }) => type === 'cart_updated')!
    const person = { name: who.name!, given_name: who.givenName!, member_no: who.memberNo!, store: who.shop.name, timezone: market.timezone }
    for (const { id, bodies } of demoDefinitions(NOW).templates) {
      for (const [language, body] of Object.entries(bodies)) {
        const event = id === 'order-shipped' ? parcel.properties : cart.properties
        const letter = render(body, { person, event, unsubscribe_url: 'https://x.example/u/1' })
        expect(letter.is === 'rendered' ? '' : letter.why).toBe('')
        if (letter.is !== 'rendered') continue
        for (const part of [letter.subject, letter.html, letter.text]) expect(part, `${id} ${language}`).not.toMatch(/\{\{|\{%|undefined|NaN|<script/)
        expect(letter.html).toContain(`lang="${language}"`)
        expect(letter.html?.includes('unsubscribe') === true || letter.html?.includes('/u/1') === true).toBe(id !== 'order-shipped')
        if (id === 'cart-left') for (const { name } of purchase!.lines) expect(letter.html).toContain(name)
      }
    }
  }
})

test('every offer speaks all four languages', () => {
  for (const { id, content } of demoDefinitions(NOW).offers) expect(Object.keys(content ?? {}), id).toEqual(['en', 'zh-Hant', 'zh-Hans', 'th'])
})
