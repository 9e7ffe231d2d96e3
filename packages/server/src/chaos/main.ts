/** `npm run chaos`: the real server under load, killed with -9 again and again, with a mail host that drops answers. Ends with status 1 when a promise is broken. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pickIndex, seeded, type Random } from '@rapport/core/base/random'
import { startInbox, type Inbox } from '../provider/fakes.ts'
import { LANE } from '../runtime/dispatch.ts'
import { createLedger, type Ledger } from './customers.ts'
import { get, pause, post, sendBatch, startLoad } from './load.ts'
import { KEYS, startServer, type Server } from './server-process.ts'
import { SHOP } from './shop.ts'
import { verify } from './verify.ts'

const HELP = `npm run chaos -- [--kills N] [--seed S] [--json] [--keep]
  --kills N   how often the server is killed (default 20)
  --seed S    decides the load and the moments of the kills (default 1)
  --json      one JSON object instead of text
  --keep      leave the data folder behind`

/** Longest wait for everything to finish after the last kill. */
const FINISH_MS = 60_000

async function run(kills: number, random: Random, data: string, inbox: Inbox, say: (text: string) => void): Promise<Ledger> {
  const ledger = createLedger()
  let server = await startServer({ data, smtpPort: inbox.port })
  const { version, definitions } = (await get(`${server.url}/v1/definitions`)) as { readonly version: number; readonly definitions: object }
  await post(`${server.url}/v1/definitions`, KEYS.api, { version, definitions: { ...definitions, ...SHOP } }, 'PUT')
  for (let kill = 1; kill <= kills; kill++) {
    const load = startLoad(server.url, ledger, random)
    await pause(100 + pickIndex(random, 2_400))
    if (random() < 0.3) inbox.faults.dropAfterData = 1
    inbox.faults.delayMs = random() < 0.5 ? pickIndex(random, 300) : 0
    if (random() < 0.2) inbox.faults.rejectNext = { code: 451, at: 'rcpt' }
    await pause(pickIndex(random, 300))
    await server.kill()
    await load.stop()
    say(`kill ${kill}: ${ledger.sent.size} sent, ${ledger.acked.size} acknowledged, ${inbox.messages().length} mails`)
    server = await startServer({ data, smtpPort: inbox.port })
  }
  Object.assign(inbox.faults, { dropAfterData: 0, delayMs: 0, rejectNext: null })
  await finish(server, ledger)
  const code = await server.stop()
  if (code !== 0) say(`the last server ended with ${code}`)
  return ledger
}

/** What GET /v1/health says, as far as it matters here. `oldestPlannedMs` null: no message is due. */
interface Pulse {
  readonly timers: { readonly pending: number }
  readonly outbox: { readonly [state: string]: number }
  readonly oldestPlannedMs: number | null
}

/** Sends what is left and waits until no timer and no message is under way. */
async function finish(server: Server, ledger: Ledger): Promise<void> {
  const until = performance.now() + FINISH_MS
  while (ledger.waiting.size > 0 && performance.now() < until) {
    const batch = [...ledger.waiting].slice(0, 100)
    for (const id of batch) ledger.waiting.delete(id)
    await sendBatch(server.url, ledger, batch.flatMap((id) => ledger.sent.get(id) ?? []))
  }
  while (performance.now() < until) {
    const { timers, outbox, oldestPlannedMs } = (await get(`${server.url}/v1/health`)) as Pulse
    if (timers.pending === 0 && oldestPlannedMs === null && !outbox['calling']) return
    await pause(200)
  }
}

async function main(): Promise<number> {
  const flag = { type: 'boolean', default: false } as const
  const { values } = parseArgs({ options: { kills: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' }, json: flag, keep: flag, help: flag } })
  const [kills, seed] = [Number(values.kills), Number(values.seed)]
  if (values.help || !Number.isInteger(kills) || kills < 0 || !Number.isInteger(seed)) {
    console.log(HELP)
    return values.help ? 0 : 2
  }
  const data = mkdtempSync(join(tmpdir(), 'rapport-chaos-'))
  const inbox = await startInbox({ port: 0 })
  const arrived = new Map<string, number>()
  inbox.onMessage(({ headers }) => {
    const id = headers['x-rapport-message'] ?? ''
    arrived.set(id, (arrived.get(id) ?? 0) + 1)
  })
  const began = performance.now()
  const ledger = await run(kills, seeded(seed), data, inbox, values.json ? () => {} : (text) => console.log(text))
  const found = await verify(data, ledger, arrived)
  await inbox.close()
  const waiting = ledger.sent.size - ledger.acked.size
  const violations = [...found.violations]
  if (waiting > 0) violations.push(`I1: ${waiting} events could not be delivered after the last start`)
  const most = kills * (LANE + 1)
  if (found.unknown > most) violations.push(`I8: ${found.unknown} messages are unknown; at most ${most} calls can have been under way at ${kills} kills and dropped lines`)
  const figures = {
    kills,
    sent: ledger.sent.size,
    acked: ledger.acked.size,
    lost: found.lost,
    doubled: found.doubled,
    mails: arrived.size,
    mailsDoubled: [...arrived.values()].filter((n) => n > 1).length,
    unknown: found.unknown,
    seconds: Math.round((performance.now() - began) / 100) / 10,
  }
  if (values.json) console.log(JSON.stringify({ ...figures, violations }))
  else console.log([Object.entries(figures).map(([name, n]) => `${n} ${name}`).join(', '), ...violations, `${violations.length} broken promises`].join('\n'))
  if (values.keep || violations.length > 0) console.error(`The data is in ${data}`)
  else rmSync(data, { recursive: true, force: true })
  return violations.length > 0 ? 1 : 0
}

process.exit(await main())
