import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { EventId, ProfileId, SourceId } from '@rapport/core/base/id'
import type { JsonObject } from '@rapport/core/base/json'
import { identifierKey, type Identifier } from '@rapport/core/event/identifier'
import type { App, MatchingState } from '../runtime/app.ts'
import { startEmbedded } from './embedded.ts'
import { readSettings } from './settings.ts'

const CANARY = 'Kanarienvogel'

async function start(data: string) {
  const settings = readSettings(['--data', data, '--port', '0', '--no-analytics'], {})
  if (settings === null) throw new Error('settings')
  return startEmbedded(settings, (failure) => {
    throw failure
  })
}

let n = 0
async function tells(app: App, who: Identifier, traits: JsonObject): Promise<ProfileId> {
  const at = app.now()
  await app.accept([{ is: 'event', event: { id: `web:${++n}` as EventId, type: 'identified', at, receivedAt: at, source: 'web' as SourceId, identifiers: [who], properties: { traits } } }])
  return (await app.reads.owners(app.ws, [identifierKey(who)])).get(identifierKey(who)) as ProfileId
}

type Live = Extract<MatchingState, { readonly is: 'running' }>

async function until(app: App, isThere: (status: Live) => boolean | Promise<boolean>): Promise<Live> {
  for (let i = 0; i < 400; i++) {
    const status = await app.matching?.status()
    if (status?.is === 'running' && (await isThere(status))) return status
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error(`not within ten seconds: ${JSON.stringify(await app.matching?.status())}`)
}

const openReviews = async (app: App) => (await app.reads.reviewPage(app.ws, { state: 'open', limit: 10 })).items

test('the thread proposes what arrives, goes on after a restart, makes a lost index again, and forgets to the last byte', { timeout: 60_000 }, async () => {
  const data = mkdtempSync(join(tmpdir(), 'rapport-embedded-'))
  const here = { birthday: '1990-01-02', address: '台北市信義路五段7號' }
  try {
    const first = await start(data)
    const a = await tells(first.app, { kind: 'lineId', value: 'U1' }, { name: '陳怡君', ...here })
    const b = await tells(first.app, { kind: 'email', value: 'yc@mail.tw' }, { name: 'Yi-Chun Chen', ...here })
    await until(first.app, async () => (await openReviews(first.app)).length === 1)
    expect((await openReviews(first.app))[0]).toMatchObject({ proposes: 'join', score: expect.closeTo(1, 1) })
    expect(await first.app.matching?.household(a)).toEqual([{ id: b, because: ['address'] }])
    await first.close()

    const second = await start(data)
    await until(second.app, ({ state, people }) => state === 'ready' && people === 2)
    const c = await tells(second.app, { kind: 'email', value: 'canary@mail.tw' }, { name: `${CANARY} Wang`, birthday: '1970-05-06' })
    await until(second.app, ({ people, behind }) => people === 3 && behind === 0)
    await second.app.matching?.forget([c])
    await second.close()
    const bytes = readdirSync(data).filter((file) => file.startsWith('match.db')).map((file) => readFileSync(join(data, file)).toString('latin1'))
    expect(bytes.length).toBeGreaterThan(0)
    for (const file of bytes) expect(file).not.toContain(CANARY)

    for (const file of readdirSync(data)) if (file.startsWith('match.db')) rmSync(join(data, file))
    const third = await start(data)
    await until(third.app, ({ state, people }) => state === 'ready' && people === 3)
    await third.close()
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
})
