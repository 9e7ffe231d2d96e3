/** `rapport sync DESTINATION`: begins a sync, or a dry run, waits for its end and says what it did. */
import type { SyncView } from '../../api/contract-export.ts'
import type { Of } from '../../api/contract.ts'
import { call, clientOf } from '../client.ts'
import { Failure, paint, type Output } from '../output.ts'

type Job = Of<typeof SyncView>

const LOOK_MS = 500

/** What was asked for on the command line. */
export interface SyncCall {
  readonly destination: string
  readonly options: ReadonlyMap<string, string>
  readonly flags: ReadonlySet<string>
  readonly env: NodeJS.ProcessEnv
}

/** Runs it; answers the exit code: 1 when it failed or rows were refused. */
export async function syncCommand(
  { destination, options, flags, env }: SyncCall,
  out: Output,
): Promise<number> {
  const client = clientOf(options, env)
  const path = `/v1/destinations/${encodeURIComponent(destination)}/sync`
  const dry = flags.has('dry-run')
  let job = (await call(client, { method: 'POST', path: dry ? `${path}?dry=1` : path, timeoutMs: 120_000 })).body as Job
  while (job.state === 'running') {
    if (out.live) out.redraw(`${job.percent} %, ${job.seen} of ${job.of} people, ${job.written} rows written`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    job = (await call(client, { method: 'GET', path })).body as Job
  }
  if (out.json) out.print(JSON.stringify(job))
  else out.print(report(job, out))
  if (job.state === 'failed') throw new Failure({ what: `The sync broke off: ${job.why ?? 'no reason given'}` })
  return job.refused.length > 0 ? 1 : 0
}

const SIGNS = { insert: '+', update: '~', delete: '-' } as const
const COLOURS = { insert: 'green', update: 'yellow', delete: 'red' } as const

function report(job: Job, out: Output): string {
  const lines = job.examples.map(({ is, key, before, after }) => paint(out, COLOURS[is], `${SIGNS[is]} ${key}${is === 'delete' ? '' : `: ${changed(before, after)}`}`))
  for (const { key, why } of job.refused) lines.push(paint(out, 'red', `! ${key}: ${why}`))
  const counts = `${job.insert} to insert, ${job.update} to update, ${job.delete} to delete, ${job.unchanged} unchanged${job.leftOut > 0 ? `, ${job.leftOut} left out for want of consent` : ''}`
  lines.push(job.dry ? `${counts}. Nothing was written.` : `${counts}; ${job.written} written${job.refused.length > 0 ? `, ${job.refused.length} refused` : ''}.`)
  return lines.join('\n')
}

/** The columns that differ; all of them for a new row. */
function changed(before: Job['examples'][number]['before'], after: Job['examples'][number]['after']): string {
  const entries = Object.entries(after ?? {}).filter(([column, value]) => before === undefined || JSON.stringify(before[column]) !== JSON.stringify(value))
  const told = entries.map(([column, value]) => {
    const now = JSON.stringify(value)
    return before === undefined ? `${column}=${now}` : `${column} ${JSON.stringify(before[column])} → ${now}`
  })
  return told.join(', ')
}
