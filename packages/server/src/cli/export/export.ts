/** `rapport export profiles|segment`: asks the server for a file, waits for it and saves it. */
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import type { Of } from '../../api/contract.ts'
import type { ExportView } from '../../api/contract-export.ts'
import { call, clientOf, type Client } from '../client.ts'
import { Failure, type Output } from '../output.ts'

/** What was asked for on the command line. */
export interface ExportCall {
  readonly what: 'profiles' | 'segment'
  readonly segment?: string
  readonly options: ReadonlyMap<string, string>
  readonly flags: ReadonlySet<string>
  readonly env: NodeJS.ProcessEnv
}

type Job = Of<typeof ExportView>

const FORMATS = ['csv', 'ndjson', 'parquet']
const LOOK_MS = 250

/** Runs it; answers the exit code. */
export async function exportCommand({ what, segment, options, flags, env }: ExportCall, out: Output): Promise<number> {
  const client = clientOf(options, env)
  const given = options.get('out')
  const format = options.get('format') ?? FORMATS.find((one) => given?.endsWith(`.${one}`)) ?? 'csv'
  if (!FORMATS.includes(format)) throw new Failure({ what: `--format '${format}' is not known.`, next: `Use ${FORMATS.join(', ')}.`, code: 2 })
  const columns = options.get('columns')?.split(',').map((id) => id.trim()).filter((id) => id !== '')
  const body = {
    what,
    ...(segment !== undefined && { segment }),
    format,
    ...(columns && { columns }),
    ...(options.has('purpose') && { purpose: options.get('purpose') }),
    ...(options.has('channel') && { channel: options.get('channel') }),
    ...(flags.has('no-bom') && { bom: false }),
  }
  let job = (await call(client, { method: 'POST', path: '/v1/exports', body })).body as Job
  while (job.state === 'running') {
    if (out.live) out.redraw(`${job.percent} %, ${job.rows} people`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    job = (await call(client, { method: 'GET', path: `/v1/exports/${encodeURIComponent(job.id)}` })).body as Job
  }
  if (job.state === 'failed') throw new Failure({ what: `The export failed: ${job.why ?? 'no reason given'}.` })
  const file = given ?? job.fileName
  await save(client, job, file)
  const left = job.leftOut > 0 ? `; ${job.leftOut} left out because they do not allow ${job.purpose ?? 'the purpose'}` : ''
  if (out.json) out.print(JSON.stringify({ file, rows: job.rows, leftOut: job.leftOut, bytes: job.bytes, columns: job.columns }))
  else if (file === '-') out.note(`${job.rows} people${left}.`)
  else out.print(`${file}: ${job.rows} people, ${job.columns.length} columns, ${job.bytes} bytes${left}.`)
  return 0
}

/** Streams the file; under another name until it is whole. */
async function save(client: Client, { id, bytes }: Job, file: string): Promise<void> {
  const response = await fetch(`${client.url}/v1/exports/${encodeURIComponent(id)}/file`, { headers: { authorization: `Bearer ${client.key}` } })
  if (!response.ok || !response.body) throw new Failure({ what: `The file could not be fetched: the server answered ${response.status}.`, next: 'It is kept for a day; ask for it again.' })
  const source = Readable.fromWeb(response.body as ReadableStream)
  if (file === '-') return pipeline(source, process.stdout, { end: false })
  const partial = `${file}.part`
  const target = createWriteStream(partial, { mode: 0o600 })
  try {
    await pipeline(source, target)
    if (target.bytesWritten !== bytes) throw new Error(`${target.bytesWritten} of ${bytes} bytes came`)
    await rename(partial, file)
  } catch (failure) {
    await rm(partial, { force: true })
    throw new Failure({ what: `${file} could not be written: ${(failure as Error).message}.`, next: 'Is there room, and may you write there?' })
  }
}
