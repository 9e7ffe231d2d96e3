import { expect, test } from 'vitest'
import type { InboxMessage } from '../provider/fakes.ts'
import { openShop } from './fixture.ts'

test('without a local mailbox there is nothing to read, and the answer says how to get one', async () => {
  const shop = await openShop()
  const answer = await shop.ask('GET', '/v1/inbox')
  expect([answer.statusCode, answer.json().detail]).toEqual([404, expect.stringContaining('--fakes')])
  await shop.server.close()
})

test('caught e-mails come newest first, page by page, without the raw text', async () => {
  const shop = await openShop()
  const caught = [1, 2, 3].map((nr): InboxMessage => (
    { nr, at: 1_000 * nr, from: 'hello@rapport.example', to: ['mei@example.com'], raw: 'raw', headers: {}, subject: `購物車 ${nr}`, text: 'T', ...(nr === 2 && { html: '<p>H</p>' }) }
  ))
  Object.assign(shop.app, { inbox: () => caught })
  const first = (await shop.ask('GET', '/v1/inbox?limit=2')).json()
  expect(first).toEqual({
    items: [
      { nr: 3, at: 3_000, from: 'hello@rapport.example', to: ['mei@example.com'], subject: '購物車 3', text: 'T' },
      { nr: 2, at: 2_000, from: 'hello@rapport.example', to: ['mei@example.com'], subject: '購物車 2', text: 'T', html: '<p>H</p>' },
    ],
    next: '2',
  })
  expect((await shop.ask('GET', `/v1/inbox?limit=2&after=${first.next}`)).json()).toMatchObject({ items: [{ nr: 1 }], next: null })
  await shop.server.close()
})
