/** `rapport privacy export|erase REF`: carries a privacy request out on a running server, from recording it to its end. */
import { writeFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { call, clientOf, type Client } from './client.ts'
import { Failure, table, type Output } from './output.ts'

/** What to do for whom. */
export interface PrivacyAsk {
  readonly what: 'export' | 'erase'
  readonly person: string
  readonly options: ReadonlyMap<string, string>
  readonly flags: ReadonlySet<string>
  readonly env: NodeJS.ProcessEnv
}

interface Request {
  readonly id: string
  readonly state: string
  readonly problem?: string
  readonly progress?: { readonly part: number; readonly step: string }
}
type Counts = readonly { readonly place: string; readonly count: number }[]

const POLL_MS = 500
const LONGEST_MS = 30 * 60_000

/** Does it. Exit code 0 when the request is done; a dry run is given up again, so that no open request stays behind. */
export async function privacyCommand({ what, person, options, flags, env }: PrivacyAsk, out: Output): Promise<number> {
  const client = clientOf(options, env)
  const law = options.get('law')
  const body = { kind: what === 'export' ? 'access' : 'erase', person, ...(law !== undefined && { law }) }
  const made = (await call(client, { method: 'POST', path: '/v1/privacy/requests', body })).body as Request
  const path = `/v1/privacy/requests/${encodeURIComponent(made.id)}`
  if (what === 'export') return exported(client, path, options, out)
  if (flags.has('dry-run')) {
    const { counts } = (await call(client, { method: 'POST', path: `${path}/run?dry=1`, body: {}, timeoutMs: LONGEST_MS })).body as { readonly counts: Counts }
    await call(client, { method: 'POST', path: `${path}/drop`, body: {} })
    show(counts, 'Nothing was touched. An erasure would take:', out)
    return 0
  }
  await call(client, { method: 'POST', path: `${path}/run`, body: {} })
  await ended(client, path, out)
  const certificate = (await call(client, { method: 'GET', path: `${path}/certificate` })).body as { readonly counts: Counts; readonly hash: string }
  if (out.json) out.print(JSON.stringify(certificate))
  else show(certificate.counts, `Erased. Certificate ${certificate.hash}:`, out)
  return 0
}

async function exported(client: Client, path: string, options: ReadonlyMap<string, string>, out: Output): Promise<number> {
  await call(client, { method: 'POST', path: `${path}/run`, body: {} })
  const locale = options.get('locale')
  const html = locale === undefined ? '' : `&format=html&locale=${encodeURIComponent(locale)}`
  const { body } = await call(client, { method: 'GET', path: `${path}/export?all=1${html}`, timeoutMs: LONGEST_MS })
  const text = typeof body === 'string' ? body : `${JSON.stringify(body, null, 2)}\n`
  const file = options.get('out')
  if (file === undefined) out.print(text)
  else {
    await writeFile(file, text, { mode: 0o600 })
    out.note(`Written to ${file}. It holds everything about one person: hand it over safely and delete it.`)
  }
  return 0
}

async function ended(client: Client, path: string, out: Output): Promise<void> {
  for (let waited = 0; waited < LONGEST_MS; waited += POLL_MS) {
    const { state, problem, progress } = (await call(client, { method: 'GET', path })).body as Request
    if (state === 'done') return
    if (state === 'failed') throw new Failure({ what: `The erasure stopped: ${problem ?? 'no reason given'}`, next: 'Mend that and run the request again in the console.' })
    if (out.live && progress) out.redraw(`${progress.step} ${Math.round(progress.part * 100)} %`)
    await wait(POLL_MS)
  }
  throw new Failure({ what: 'The erasure takes longer than half an hour.', next: 'It goes on by itself; the console shows how far it is under Privacy.' })
}

function show(counts: Counts, title: string, out: Output): void {
  if (out.json) return out.print(JSON.stringify({ counts }))
  out.print(`${title}\n${table(counts.map(({ place, count }) => [place, String(count)]))}`)
}
