import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { EventId, PlacementId, ProfileId, SourceId } from '@rapport/core/base/id'
import type { JsonObject } from '@rapport/core/base/json'
import { identifierKey, type Identifier } from '@rapport/core/event/identifier'
import type { App, LearningState } from '../runtime/app.ts'
import { startEmbedded } from './embedded.ts'
import { readSettings } from './settings.ts'

type Live = Extract<LearningState, { readonly is: 'running' }>

async function start(data: string) {
  const settings = readSettings(['--data', data, '--port', '0', '--no-analytics'], {})
  if (settings === null) throw new Error('settings')
  return startEmbedded(settings, (failure) => {
    throw failure
  })
}

let n = 0
async function tells(app: App, type: string, who: Identifier, properties: JsonObject = {}): Promise<ProfileId> {
  const at = app.now()
  await app.accept([{ is: 'event', event: { id: `web:${++n}` as EventId, type, at, receivedAt: at, source: 'web' as SourceId, identifiers: [who], properties } }])
  return (await app.reads.owners(app.ws, [identifierKey(who)])).get(identifierKey(who)) as ProfileId
}

async function until(app: App, isThere: (state: Live) => boolean): Promise<Live> {
  for (let i = 0; i < 400; i++) {
    const state = await app.learning?.status()
    if (state?.is === 'running' && isThere(state)) return state
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`not within ten seconds: ${JSON.stringify(await app.learning?.status()).slice(0, 2_000)}`)
}

test('the thread learns from what is shown and clicked, goes on after a restart, begins anew from a damaged snapshot and says so, and forgets to the last byte', { timeout: 90_000 }, async () => {
  const data = mkdtempSync(join(tmpdir(), 'rapport-learning-'))
  const mei: Identifier = { kind: 'userId', value: 'mei' }
  const ask = { placement: 'home' as PlacementId, context: {} }
  try {
    const first = await start(data)
    const { app } = first
    const { version, definitions } = app.workspace()
    const offers = [{ id: 'tea', name: 'Tea', value: 10, rate: 0.5 }, { id: 'cream', name: 'Cream', value: 10, rate: 0.5 }]
    const budgets = [{ id: 'few', name: 'Few', counts: 'showings' as const, most: 15, per: 'ever' as const }]
    const arbitration = { ...definitions.arbitration, budgets }
    const placements = [{ id: 'home', name: 'Home', channel: 'web', exploration: 0.5 }]
    expect(await app.define({ version, definitions: { ...definitions, offers, placements, arbitration }, by: 'test' })).toMatchObject({ is: 'ok' })
    const profile = await tells(app, 'page_viewed', mei)
    await until(app, ({ service }) => service.state === 'ready')
    let shown = 0
    for (let i = 0; i < 30; i++) {
      const decision = await app.decide({ profile, request: ask, record: true })
      if (decision.chosen === null) continue
      shown++
      await tells(app, 'offer_shown', mei, { offer: decision.chosen, decision: decision.id })
      if (decision.chosen === 'tea') await tells(app, 'offer_clicked', mei, { offer: 'tea', decision: decision.id })
    }
    expect(shown).toBeLessThanOrEqual(15)
    const learned = await until(app, ({ report }) => report.counts.examples - report.counts.positives === shown)
    expect(app.learning?.accounts().budgets['few']?.used).toBe(shown)
    const after = await app.decide({ profile, request: ask, record: false })
    expect(after.model).toMatchObject({ id: 'steady', version: 1 })
    await first.close()

    // What was used is known again before the first decision takes from it.
    const second = await start(data)
    const again = await until(second.app, ({ service, report }) => service.state === 'ready' && report.position >= learned.report.position)
    expect([again.report.counts, again.report.note]).toEqual([learned.report.counts, null])
    expect(second.app.learning?.accounts().budgets['few']?.used).toBe(shown)
    expect(second.app.learning?.condition()).toEqual({ is: 'ready' })
    await second.close()

    writeFileSync(join(data, 'learned.bin'), 'nonsense')
    const third = await start(data)
    const anew = await until(third.app, ({ service, report }) => service.state === 'ready' && report.counts.examples === learned.report.counts.examples)
    expect(anew.report.note).toMatch(/could not be read.*anew from the log/)
    await third.app.learning?.forget([profile])
    await third.close()
    const bytes = readdirSync(data).filter((file) => file.startsWith('learned')).map((file) => readFileSync(join(data, file)).toString('latin1'))
    expect(bytes.length).toBe(1)
    expect(bytes.join('')).not.toContain(profile)
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
})
