import { decodeState } from '@rapport/core/engine/codec'
import { personRows } from '@rapport/core/engine/matchable'
import type { ProfileState } from '@rapport/core/engine/state'
import { identifierKey } from '@rapport/core/event/identifier'
import { checkEvent, compileTracking } from '@rapport/core/event/tracking'
import { DEFAULT_MATCHING } from '@rapport/core/match/policy'
import { beforeAll, expect, test } from 'vitest'
import { hindrance, splitReview } from '../matching/proposals.ts'
import { KEY_MODEL, prepare, scoreRows } from '../matching/reading.ts'
import { openRequests } from '../privacy/requests.ts'
import { demoDefinitions } from './definitions.ts'
import { doubleFor } from './doubles.ts'
import { NOW, shop, ws } from './fixture.ts'
import { historyOf } from './history.ts'
import { makePeople, type Customer } from './people.ts'
import { writeRequests } from './requests.ts'
import { arrivals, fill } from './seed.ts'

const SEED = 42
const people = makePeople(SEED, 1_000)
let world: Awaited<ReturnType<typeof shop>>

beforeAll(async () => {
  world = await shop()
  await fill(world.app, { seed: SEED, people: people.length })
}, 60_000)

async function person(key: string): Promise<ProfileState> {
  const id = (await world.store.owners(ws, [key])).get(key)
  const row = id === undefined ? undefined : (await world.store.profiles(ws, [id])).get(id)
  if (row === undefined) throw new Error(`nobody has ${key}`)
  return decodeState(row.body)
}

/** Who appears a second time, with the identifier of that appearance. */
function seconds(): readonly { readonly who: Customer; readonly key: string; readonly isFamily: boolean }[] {
  return people.flatMap((who) => {
    const told = who.userId === undefined ? undefined : doubleFor(who, { seed: SEED, until: NOW }).find(({ type }) => type === 'identified')
    if (told === undefined) return []
    const [id] = told.identifiers
    return id === undefined ? [] : [{ who, key: identifierKey(id), isFamily: told.identifiers.length === 2 }]
  })
}

function likeness(one: ProfileState, other: ProfileState): number {
  return scoreRows(KEY_MODEL, prepare(KEY_MODEL, personRows(one)), prepare(KEY_MODEL, personRows(other))).probability
}

test('people who appear twice stay two until somebody decides, and matching asks about every one of them but not about their family', async () => {
  const all = seconds()
  expect(all.filter(({ isFamily }) => !isFamily).length).toBeGreaterThan(people.length * 0.012)
  expect(all.some(({ isFamily }) => isFamily)).toBe(true)
  for (const { who, key, isFamily } of all) {
    const [first, second] = [await person(`userId:${who.userId}`), await person(key)]
    expect(first.id, key).not.toBe(second.id)
    expect(hindrance(first, second), key).toBe(null)
    if (isFamily) expect(likeness(first, second), `${who.name} ${key}`).toBeLessThan(DEFAULT_MATCHING.reviewAt)
    else expect(likeness(first, second), `${who.name} ${key}`).toBeGreaterThanOrEqual(DEFAULT_MATCHING.reviewAt)
  }
})

test('a family with one phone stays four people, and the tablet of a shop is nobody’s', async () => {
  const family = await Promise.all(['c900101', 'c900102', 'c900103', 'c900104'].map((id) => person(`userId:${id}`)))
  expect(new Set(family.map(({ id }) => id)).size).toBe(4)
  for (const one of family) expect(one.identity.edges.some(({ a }) => a === 'phone:+886927301946')).toBe(true)
  expect((await person('anonymousId:tablet-shop-xinyi')).identity.ids).toEqual(['anonymousId:tablet-shop-xinyi'])
})

test('two people whom a phone has made one are proposed to be taken apart', async () => {
  for (const [account, card] of [['c900201', 'mall/88900202'], ['c900301', 'mall/88900302']]) {
    const one = await person(`userId:${account}`)
    expect(one.id).toBe((await person(`memberNo:${card}`)).id)
    expect(splitReview(one, KEY_MODEL, NOW)?.proposes).toBe('split')
  }
})

test('history breaks the plan here and there and is never kept out; one planned event is never sent', () => {
  const { events } = demoDefinitions(NOW)
  const plan = compileTracking(events)
  const verdicts = new Set<string>()
  const types = new Set<string>()
  for (const arrival of arrivals(people, { seed: SEED, until: NOW })) {
    if (arrival.is !== 'event') continue
    types.add(arrival.event.type)
    verdicts.add(checkEvent(plan, arrival.event).verdict)
  }
  expect([...verdicts].sort()).toEqual(['allow', 'mark'])
  expect(events.filter(({ id }) => !types.has(id)).map(({ id }) => id)).toEqual(['gift_card_redeemed'])
  for (const { id, description, properties } of events) {
    for (const words of [
      description,
      ...properties.map((one) => one.description).filter((one) => one !== undefined)
    ]) expect(Object.keys(words ?? {}), id).toEqual(['en', 'zh-Hant', 'zh-Hans', 'th'])
  }
})

test('every defined source has spoken, except for the survey that is kept out and the links that live traffic follows; the kiosk is silent', () => {
  const last = new Map<string, number>()
  for (const who of people) for (const { source, at } of historyOf(who, { seed: SEED, until: NOW })) last.set(source, Math.max(at, last.get(source) ?? 0))
  const { sources } = demoDefinitions(NOW)
  expect(sources.filter(({ id }) => !last.has(id)).map(({ id }) => id)).toEqual(['links', 'survey'])
  expect(NOW - (last.get('kiosk-kaohsiung') ?? 0)).toBeGreaterThan(18 * 86_400_000)
})

test('requests are written down once, each with the law of where the person lives, and one is nearly due', async () => {
  await writeRequests(world.app, people)
  const requests = openRequests(world.app)
  const all = await requests.all()
  expect(all.map(({ kind, law, state }) => `${kind} ${law} ${state}`).sort()).toEqual(['access gdpr open', 'access pdpo-hk open', 'correct pdpa-th open', 'erase pdpa-tw open'])
  expect(Math.min(...all.map(({ dueAt }) => dueAt)) - NOW).toBe(2 * 86_400_000)
  await writeRequests(world.app, people)
  expect(await requests.all()).toEqual(all)
})
