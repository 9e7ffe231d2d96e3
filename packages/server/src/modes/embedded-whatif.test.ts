import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { PlacementId } from '@rapport/core/base/id'
import { openWhatIfs } from '../whatif/whatif.ts'
import { startEmbedded } from './embedded.ts'
import { readSettings } from './settings.ts'

async function start(data: string) {
  const settings = readSettings(['--data', data, '--port', '0', '--no-analytics'], {})
  if (settings === null) throw new Error('settings')
  return startEmbedded(settings, (failure) => {
    throw failure
  })
}

test('a replay runs in a thread of its own, and is still there after a restart', { timeout: 60_000 }, async () => {
  const data = mkdtempSync(join(tmpdir(), 'rapport-whatif-'))
  const ask = { strategy: { offers: {}, levers: {}, chances: 'uniform' }, days: 30, placements: null, measure: 'value' } as const
  try {
    const running = await start(data)
    const { app } = running
    const { version, definitions } = app.workspace()
    const offers = [{ id: 'tea', name: 'Tea', value: 10, rate: 0.5 }]
    await app.define({ version, by: 'test', definitions: { ...definitions, offers, placements: [{ id: 'home', name: 'Home', channel: 'web', exploration: 0.5 }] } })
    for (let i = 0; i < 30; i++) await app.decide({ profile: null, request: { placement: 'home' as PlacementId, context: {} }, record: true })
    await new Promise((resolve) => setTimeout(resolve, 100))
    const desk = await openWhatIfs({ app, engine: running.whatif })
    const { id } = desk.start('Even chances', ask)
    await desk.idle()
    expect(desk.one(id)).toMatchObject({ state: 'done', result: { decisions: 30, verdict: 'not_enough_data' } })
    // people who are forgotten are out of the thread's memory; what is read again is what the log holds
    await running.whatif.forget()
    expect(await desk.ground()).toMatchObject({ decisions: 30 })
    expect(await desk.ramp(id, '')).toMatchObject({ is: 'refused' })
    await desk.close()
    await running.close()
    const again = await start(data)
    const reopened = await openWhatIfs({ app: again.app, engine: again.whatif })
    expect(reopened.list()).toMatchObject([{ id, name: 'Even chances', state: 'done', result: { decisions: 30 } }])
    await reopened.close()
    await again.close()
    await expect(again.whatif.figures({ workspace: app.workspace(), now: 0, days: 1 })).rejects.toThrow('the server is stopping')
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
})
