import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProfileId } from '@rapport/core/base/id'
import { openShop, SHOP, type ShopWorld } from './fixture.ts'

let shop: ShopWorld
const offer = (id: string, more: object = {}) => ({ id, name: id.toUpperCase(), value: 100, rate: 0.05, ...more })
const DEFINITIONS = {
  ...SHOP,
  offers: [
    offer('bike', { family: 'sport', eligible: { trait: 'city', is: 'equals', than: 'taipei' } }),
    offer('cream', { family: 'care', purpose: 'marketing' }),
    offer('tea', { family: 'tea' }),
    offer('vase', { placements: ['nowhere'] }),
  ],
  placements: [{ id: 'home', name: 'Home page', channel: 'web', exploration: 0.5 }, { id: 'till', name: 'Till', channel: 'shop', exploration: 0.5 }],
  arbitration: { ...SHOP.arbitration, budgets: [{ id: 'b', name: 'Monthly showings', counts: 'showings' as const, most: 100_000, per: 'month' as const }] },
}

/** People in Taipei like tea, the others like cream. */
async function decides(nr: number): Promise<void> {
  const user = `u${nr % 60}`
  const isTea = nr % 2 === 0
  const { id, chosen, placement } = (await shop.ask('POST', '/v1/decide', { placement: 'home', person: `userId:${user}`, context: { page: '/' } })).json()
  if (chosen === null) return
  await shop.did('offer_shown', { userId: user }, { offer: chosen, decision: id, placement })
  const likes = chosen === (isTea ? 'tea' : 'cream')
  if (nr % 3 === 0 && likes) await shop.did('offer_clicked', { userId: user }, { offer: chosen, decision: id, placement })
  shop.pass(60_000)
}

beforeAll(async () => {
  shop = await openShop(DEFINITIONS)
  for (let nr = 0; nr < 60; nr++) {
    await shop.did('identified', { userId: `u${nr}` }, { traits: { name: `User ${nr}`, city: nr % 2 === 0 ? 'taipei' : 'bangkok' } })
    await shop.did('consent_given', { userId: `u${nr}` }, { purpose: 'marketing' })
  }
  for (let nr = 0; nr < 400; nr++) {
    await decides(nr)
    if (nr % 20 === 0) await shop.learn()
  }
  await shop.learn()
}, 60_000)
afterAll(() => shop.server.close())

const get = async (url: string) => (await shop.ask('GET', url)).json()

describe('the explorer', () => {
  test('shows the newest decisions with what kept others back, page by page without gaps or doubles', async () => {
    const all: { id: string; ref: string; funnel: { check: string }[]; kind: string }[] = []
    let after: string | null = null
    do {
      const page: { items: typeof all; next: string | null } = await get(`/v1/decisions/explore?limit=70${after === null ? '' : `&after=${after}`}`)
      all.push(...page.items)
      after = page.next
    } while (after !== null)
    expect([all.length, new Set(all.map(({ id }) => id)).size]).toEqual([400, 400])
    expect(all.map(({ ref }) => Number(ref))).toEqual(all.map(({ ref }) => Number(ref)).sort((a, b) => b - a))
    expect(all[0]).toMatchObject({ placementName: 'Home page', channel: 'web', considered: 4, funnel: expect.arrayContaining([{ check: 'placement', out: 1, left: 3 }]) })
  })

  test('finds by how a decision ended, by offer, by person, and says what became of it', async () => {
    const { items: explored } = await get('/v1/decisions/explore?chose=explored&limit=20')
    expect(explored.every(({ kind }: { readonly kind: string }) => kind === 'explored')).toBe(true)
    const { items: tea } = await get('/v1/decisions/explore?offer=tea&limit=200&locale=zh-Hant')
    expect(tea.length).toBeGreaterThan(10)
    expect(tea.some(({ outcome }: { readonly outcome: { readonly converted: number | null } }) => outcome.converted !== null)).toBe(true)
    expect(tea.every(({ outcome }: { readonly outcome: { readonly shown: number | null } }) => outcome.shown !== null)).toBe(true)
    const { items: own } = await get('/v1/decisions/explore?person=userId:u3&limit=50')
    expect(own.every(({ profileName }: { readonly profileName: string }) => profileName === 'User 3')).toBe(true)
    expect((await get('/v1/decisions/explore?placement=till')).items).toEqual([])
    expect((await get(`/v1/decisions/explore?since=${encodeURIComponent('2027-01-01')}`)).items).toEqual([])
    expect((await shop.ask('GET', '/v1/decisions/explore?since=soon')).statusCode).toBe(422)
  })

  test('gives the whole receipt in the language that is asked for, and works the choice out anew', async () => {
    const { items } = await get('/v1/decisions/explore?limit=1')
    for (const locale of ['en', 'zh-Hant', 'zh-Hans', 'th']) {
      const receipt = await get(`/v1/decisions/${items[0].id}?locale=${locale}`)
      expect(receipt).toMatchObject({ mode: 'learned', models: [{ id: 'steady' }], draw: { exploration: 0.5, u: expect.any(Number) } })
      expect(receipt.candidates.map(({ why }: { readonly why: string }) => why.length > 3)).toEqual([true, true, true, true, true])
      expect(receipt.features.map(({ name }: { readonly name: string }) => name).join()).not.toBe('')
    }
    const anew = await shop.ask('POST', `/v1/decisions/${items[0].id}/replay?ref=${items[0].ref}`)
    expect(anew.json()).toMatchObject({ equal: true, differs: [], features: 'equal', whole: true })
    expect((await shop.ask('GET', '/v1/decisions/nobody')).statusCode).toBe(404)
  })

  test('asking teaches nothing', async () => {
    const before = await get('/v1/learning')
    for (let i = 0; i < 5; i++) await shop.ask('POST', '/v1/decide', { placement: 'home', person: 'userId:u1', record: false })
    await get('/v1/decisions/explore')
    await shop.learn()
    const after = await get('/v1/learning')
    expect([after.examples, after.decisions, after.budgets]).toEqual([before.examples, before.decisions, before.budgets])
  })
})

describe('what was learned', () => {
  test('is told with its state, each offer with an interval or why there is none, the race, budgets and the price of exploring', async () => {
    const view = await get('/v1/learning')
    expect(view).toMatchObject({ state: 'ready', using: 'learned', mode: 'learned', behind: 0, decisions: 400 })
    expect(view.examples).toBe(view.offers.reduce((sum: number, { shown, converted }: { shown: number; converted: number }) => sum + shown + converted, 0))
    const tea = view.offers.find(({ offer: id }: { readonly offer: string }) => id === 'tea')
    expect(tea).toMatchObject({ name: 'TEA', family: 'tea', prior: 0.05, rate: { estimate: tea.converted / tea.shown, valid: 'always' } })
    expect(tea.rate.low).toBeLessThan(tea.rate.estimate)
    expect(view.offers.find(({ offer: id }: { readonly offer: string }) => id === 'vase')).toMatchObject({ shown: 0, rate: { none: 'not_enough_data' }, learned: null })
    expect(view.race.map(({ id, is }: { readonly id: string; readonly is: string }) => [id, is])).toEqual([['steady', 'champion'], ['calm', 'challenger'], ['quick', 'challenger']])
    expect(view.exploration.share.estimate).toBeGreaterThan(0.05)
    expect(view.exploration.support.smallest).toBeGreaterThan(0.1)
    expect(view.budgets).toMatchObject([{ id: 'b', used: view.offers.reduce((sum: number, { decided }: { decided: number }) => sum + decided, 0), lambda: 0 }])
  })

  test('is what each person likes: after a while tea is thought likelier for those who click tea', async () => {
    const chanceOf = async (user: string, id: string): Promise<number> => {
      const { candidates } = (await shop.ask('POST', '/v1/decide', { placement: 'home', person: `userId:${user}`, record: false })).json()
      return candidates.find(({ offer: one }: { readonly offer: string | null }) => one === id).score
    }
    expect(await chanceOf('u2', 'tea')).toBeGreaterThan(2 * (await chanceOf('u3', 'tea')))
    expect(await chanceOf('u3', 'cream')).toBeGreaterThan(2 * (await chanceOf('u2', 'cream')))
  })

  test('has a history day by day, what keeps an offer back, what speaks for it, and people behind each number', async () => {
    const view = await get('/v1/learning/offers/bike')
    expect(view.days.at(-1)).toMatchObject({ day: '2026-11-22', decided: view.line.decided })
    expect(view.heldBack).toEqual([{ check: 'eligibility', decisions: 200 }])
    const { drivers } = await get('/v1/learning/offers/tea')
    expect(drivers.find(({ name, value }: { readonly name: string; readonly value: string }) => /city/.test(name) && value === 'taipei')?.adds).toBeGreaterThan(0)
    for (const did of ['decided', 'shown', 'clicked', 'converted'] as const) {
      const { items, of, remembered } = await get(`/v1/learning/offers/tea/people?did=${did}&limit=500`)
      expect([items.length, of]).toEqual([remembered, view.line.offer === 'bike' ? remembered : of])
    }
    expect((await get('/v1/learning/offers/tea/people?did=clicked&limit=2')).items[0]).toMatchObject({ name: expect.stringMatching(/^User/), placement: 'home' })
    expect((await shop.ask('GET', '/v1/learning/offers/none')).statusCode).toBe(404)
  })

  test('forgets people who are gone', async () => {
    const { items } = await get('/v1/learning/offers/tea/people?did=shown&limit=1')
    await shop.app.learning?.forget([items[0].profile as ProfileId])
    const { items: rest } = await get('/v1/learning/offers/tea/people?did=shown&limit=500')
    expect(rest.some(({ profile }: { readonly profile: string }) => profile === items[0].profile)).toBe(false)
  })

  test('contradictions are looked for, and there are none where one arbiter speaks', async () => {
    expect(await get('/v1/contradictions?locale=th')).toMatchObject({ contradicted: 0, items: [] })
  })
})
