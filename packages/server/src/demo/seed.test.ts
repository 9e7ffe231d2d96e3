import { expect, test } from 'vitest'
import type { Instant } from '@rapport/core/base/time'
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import { NOW, shop, ws } from './fixture.ts'
import { createLive } from './live.ts'
import { makePeople } from './people.ts'
import { arrivals, fill } from './seed.ts'

test('filling takes everything, refuses nothing, and every segment has somebody but nobody has everybody', async () => {
  const { app, store } = await shop()
  const filled = await fill(app, { seed: 42, people: 900 })
  expect(filled).toMatchObject({ is: 'filled', duplicates: 0, events: [...arrivals(makePeople(42, 900), { seed: 42, until: NOW })].length })
  expect(await store.tally(ws)).toMatchObject({ bad: 0, duplicate: 0 })
  const people = await store.countProfiles(ws)
  const members = await store.memberCounts(ws)
  for (const { id } of app.workspace().definitions.segments) {
    if (id !== 'back-again') expect(members.get(id as never) ?? 0, id).toBeGreaterThan(0)
    expect(members.get(id as never) ?? 0, id).toBeLessThan(people * 0.9)
  }
})

test('a second start on the same data adds nothing, nor does one after an interruption', async () => {
  const { app, store } = await shop()
  let asked = 0
  expect(await fill(app, { seed: 42, people: 60, stopped: () => ++asked > 2 })).toEqual({ is: 'stopped' })
  const later = await shop(store, (NOW + 3_600_000) as Instant)
  const again = await fill(later.app, { seed: 42, people: 60 })
  expect(again.is === 'filled' && again.duplicates).toBeGreaterThan(0)
  expect(again.is === 'filled' && again.events + again.duplicates).toBe([...arrivals(makePeople(42, 60), { seed: 42, until: NOW })].length)
  const whole = await shop()
  await fill(whole.app, { seed: 42, people: 60 })
  expect(await store.countProfiles(ws)).toBe(await whole.store.countProfiles(ws))
  expect(await fill(later.app, { seed: 42, people: 60 })).toEqual({ is: 'known' })
})

test('a workspace that holds something else is left alone', async () => {
  const { app, store } = await shop()
  await app.define({ version: 1, definitions: DEFAULT_DEFINITIONS, by: 'somebody' })
  expect(await fill(app, { seed: 42, people: 10 })).toEqual({ is: 'foreign' })
  expect(await store.countProfiles(ws)).toBe(0)
  expect(app.workspace().version).toBe(2)
})

test('live traffic decides, shows, sells, makes mistakes and takes people into journeys', async () => {
  const { app, store, pass } = await shop()
  await fill(app, { seed: 42, people: 200 })
  const before = await store.last(ws)
  const live = createLive({ app, people: makePeople(42, 200), seed: 42, url: 'http://127.0.0.1:1', inbox: null })
  for (let n = 0; n < 600; n++) {
    pass(400)
    await live.step()
  }
  const types = new Map<string, number>()
  for (const { body } of await store.read({ ws, after: before.position, limit: 5_000 })) {
    if (body.is === 'events') for (const { event, derived } of body.entries) for (const { type } of [event, ...derived]) types.set(type, (types.get(type) ?? 0) + 1)
  }
  for (const type of ['page_viewed', 'identified', 'cart_updated', 'order_completed', 'decision_made', 'offer_shown', 'offer_clicked', 'order_shipped', 'ticket_opened', 'consent_withdrawn', 'journey_entered', 'message_planned', 'segment_entered']) {
    expect(types.get(type) ?? 0, type).toBeGreaterThan(0)
  }
  const { bad = 0, accepted = 0 } = await store.tally(ws)
  expect(bad).toBeGreaterThan(0)
  expect(accepted).toBeGreaterThan(bad * 20)
})
