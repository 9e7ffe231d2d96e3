/** `npm start`: the whole product on one port. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildServer } from './api/server.ts'
import { collectorFor } from './api/collector.ts'
import { ensureKeys, openKeys } from './api/keys.ts'
import { startDemo } from './demo/start.ts'
import { startEmbedded } from './modes/embedded.ts'
import { HELP, readSettings, UsageError, type Settings } from './modes/settings.ts'

const CONSOLE = join(import.meta.dirname, '../../console/dist')
const VERSION = (JSON.parse(readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')) as { version: string }).version

/** A started product. */
export interface Started {
  readonly url: string
  stop(): Promise<void>
}

/** Starts the product and prints how to reach it. Rejects with UsageError for settings that cannot be. */
export async function start(settings: Settings): Promise<Started> {
  const running = await startEmbedded(settings, (failure) => {
    console.error(`Rapport cannot write any more and stops: ${failure.message}`)
    process.exit(1)
  })
  const { app } = running
  const ring = await openKeys(app)
  const keys = await ensureKeys(ring, settings)
  const server = await buildServer({
    app,
    ring,
    collect: collectorFor(app, ring, settings.publicUrl ? { publicUrl: settings.publicUrl } : {}),
    outbound: running.outbound,
    whatif: running.whatif,
    consolePath: existsSync(CONSOLE) ? CONSOLE : null,
    version: VERSION,
    logger: settings.log === 'silent' ? false : { level: settings.log },
  })
  const url = await server.listen({ port: settings.port, host: settings.host })
  running.reachedAt(url)
  const demo = settings.demo ? startDemo({ app, inbox: running.inbox, url, say: (line) => console.log(line) }) : null
  demo?.ready.catch((failure: unknown) => console.error('Demo: filling stopped:', failure))
  const made = 'made at the first start and shown once; set RAPPORT_WRITE_KEY / RAPPORT_API_KEY to fix them'
  console.log(`Rapport ${VERSION}

URL: ${url}
Console: ${url}/#key=${ring.oneTime()}
Write key: ${keys.writeKey ?? made}
API key: ${keys.apiKey ?? made}
Data: ${settings.data}

Send a first event:
  curl ${url}/v1/events -H 'Authorization: Bearer ${keys.writeKey ?? 'WRITE_KEY'}' -H 'Content-Type: application/json' \\
    -d '{"type":"page_viewed","identifiers":{"email":"mei@example.com"},"properties":{"path":"/"}}'`)
  return {
    url,
    async stop() {
      await demo?.stop()
      await server.close()
      await running.close()
    },
  }
}

/** Leaves the product running until SIGTERM or SIGINT, then ends it cleanly and the process with it. */
export function drainOnSignal(started: Started): void {
  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    started.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

async function main(): Promise<void> {
  const settings = readSettings(process.argv.slice(2), process.env)
  if (settings === null) return console.log(HELP)
  drainOnSignal(await start(settings))
}

if (import.meta.main) {
  main().catch((failure: unknown) => {
    console.error(failure instanceof UsageError ? failure.message : failure)
    process.exit(failure instanceof UsageError ? 2 : 1)
  })
}
