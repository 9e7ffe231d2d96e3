import { afterEach, expect, test } from 'vitest'
import { openShop, SHOP, type ShopWorld } from '../api/fixture.ts'

let shop: ShopWorld
afterEach(() => shop.server.close())

interface Line {
  readonly field: string
  readonly event?: string
  readonly verdict: string
  readonly because: string
  readonly advice: string
  readonly decisions: { readonly consulted: number; readonly decisive: number }
  readonly share: number
  readonly pii: string
  readonly bytes: number
}

test('each field is judged by what it did: what decides earns, what nothing reads goes, what is named in a message stays', async () => {
  shop = await openShop({
    ...SHOP,
    offers: [
      { id: 'gold_tea', name: 'Gold tea', value: 10, eligible: { trait: 'tier', is: 'equals', than: 'gold' } },
      { id: 'rare', name: 'Rare', value: 5, eligible: { trait: 'shoe_size', is: 'equals', than: 99 } },
    ],
    segments: [{ id: 'web_buyers', name: 'Web buyers', rule: { did: 'order_completed', where: { trait: 'channel', is: 'equals', than: 'web' } } }],
    templates: [{ id: 'thanks', name: 'Thanks', channel: 'email', defaultLocale: 'en', bodies: { en: { subject: 'Hi', html: '<p>{{ person.nickname }}</p>', text: 'Thanks' } } }],
  })
  for (let i = 0; i < 80; i++) {
    const traits = { tier: i % 2 ? 'gold' : 'silver', shoe_size: 38, nickname: `n${i}`, birth_place: 'Tainan', email: `p${i}@example.com` }
    await shop.ask('POST', '/v1/events', { id: `t${i}`, type: 'identified', identifiers: { userId: `u${i}` }, traits })
    await shop.ask('POST', '/v1/events', { id: `o${i}`, type: 'order_completed', identifiers: { userId: `u${i}` }, properties: { channel: i % 2 ? 'web' : 'pos', colour: 'red' } })
    await shop.ask('POST', '/v1/decide', { placement: 'home', person: `userId:u${i}` })
  }
  shop.pass(10 * 86_400_000)
  await shop.ask('POST', '/v1/events', { id: 'last', type: 'page_viewed', identifiers: { userId: 'u1' } })
  const answer = await shop.ask('GET', '/v1/data-worth')
  expect(answer.statusCode).toBe(200)
  const { items, sample, verdicts } = answer.json() as { items: Line[]; sample: { people: number; decisions: number }; verdicts: object }
  const of = (field: string, event?: string): Line | undefined => items.find((one) => one.field === field && one.event === event)
  expect(sample).toMatchObject({ people: 80, decisions: 80 })
  expect(of('tier')).toMatchObject({ verdict: 'earns', because: 'decisive', decisions: { consulted: 80, decisive: 40 }, share: 1 })
  expect(of('tier')?.advice).toContain('without it 40 of 80 sampled decisions')
  expect(of('shoe_size')).toMatchObject({ verdict: 'unused', because: 'read_but_changes_nothing', decisions: { consulted: 80, decisive: 0 } })
  expect(of('birth_place')).toMatchObject({ verdict: 'unused', because: 'read_by_nothing', pii: 'contact' })
  expect(of('birth_place')?.advice).toContain('Nothing reads `birth_place`: no rule, journey, message or destination; stop collecting it')
  expect(of('nickname')).toMatchObject({ verdict: 'earns', because: 'needed' })
  expect(of('email')).toMatchObject({ verdict: 'earns', because: 'needed', pii: 'contact' })
  expect(of('channel', 'order_completed')).toMatchObject({ verdict: 'earns', because: 'moves_segments' })
  expect(of('colour', 'order_completed')).toMatchObject({ verdict: 'unused', because: 'read_by_nothing' })
  expect(items[0]?.verdict).toBe('unused')
  expect(verdicts).toEqual({ earns: 4, unused: 3, not_enough_data: 0 })
  expect(items.every(({ bytes, share }) => bytes >= 0 && bytes <= 1 && share >= 0 && share <= 1)).toBe(true)
})
