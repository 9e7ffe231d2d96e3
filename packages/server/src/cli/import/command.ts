/** `rapport import FILE`: proposes a map, tries it out, or carries it out. */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { stringify } from 'yaml'
import { openKeys } from '../../api/keys.ts'
import { buildServer } from '../../api/server.ts'
import { startEmbedded } from '../../modes/embedded.ts'
import { readSettings } from '../../modes/settings.ts'
import { clientOf, type Client } from '../client.ts'
import { Failure, paint, table, type Output } from '../output.ts'
import { guessMap } from './guess.ts'
import { readMap, type ImportMap } from './map.ts'
import type { PlainEvent, Reject, Row } from './mapper.ts'
import { count } from './progress.ts'
import { readRows, shapeOf, type FileShape } from './rows.ts'
import { eventsOf, fit, runImport, type ImportResult } from './run.ts'

/** Events that a dry run shows, rows that a proposal looks at, rejects that are printed. */
const SHOWN = 100
const LOOKED_AT = 500
const PRINTED_REJECTS = 10

/** What the command was given. */
export interface ImportAsk {
  readonly file: string
  readonly options: ReadonlyMap<string, string>
  readonly flags: ReadonlySet<string>
  readonly env: NodeJS.ProcessEnv
}

/** Runs the command; answers the exit code. Rejected rows do not make it fail: they are in the rejects file. */
export async function importCommand({ file, options, flags, env }: ImportAsk, out: Output): Promise<number> {
  const mapFile = options.get('map')
  if (mapFile === undefined) return propose(file, out)
  const text = await readFile(mapFile, 'utf8').catch(() => {
    throw new Failure({ what: `There is no map ${mapFile}.`, next: `Run \`rapport import ${file}\` without --map to get a proposal.`, code: 2 })
  })
  const map = readMap(text, mapFile)
  if (flags.has('dry-run')) return dryRun(file, map, out)
  const data = options.get('data')
  const now = (): number => Date.now()
  const result = data === undefined ? await intoServer(file, map, clientOf(options, env), out, now) : await intoFolder({ file, map, data, out, now })
  printResult(result, out)
  return 0
}

async function intoServer(file: string, map: ImportMap, client: Client, out: Output, now: () => number): Promise<ImportResult> {
  return runImport({ file, map, client, out, target: client.url, now })
}

/** Starts the product on a folder for the time of the import. Nothing else may be running on it. */
async function intoFolder({ file, map, data, out, now }: {
  readonly file: string
  readonly map: ImportMap
  readonly data: string
  readonly out: Output
  readonly now: () => number
}): Promise<ImportResult> {
  const settings = readSettings(['--data', data, '--no-analytics', '--port', '0'], {})
  if (settings === null) throw new Failure({ what: 'The settings of the import cannot be read.' })
  const running = await startEmbedded(settings, (failure) => {
    out.note(`The store cannot write any more: ${failure.message}`)
    process.exit(1)
  })
  const ring = await openKeys(running.app)
  const secret = randomBytes(24).toString('base64url')
  const key = await ring.fix('import', secret, { kind: 'write', name: 'Import', source: map.source ?? 'import' })
  const server = await buildServer({ app: running.app, ring, consolePath: null, version: 'import' })
  try {
    const url = await server.listen({ port: 0, host: '127.0.0.1' })
    return await runImport({ file, map, client: { url, key: secret }, out, folder: data, target: `folder ${data}`, now })
  } finally {
    await ring.revoke(key.id)
    await server.close()
    await running.close()
  }
}

/** Prints a map to begin with. */
async function propose(file: string, out: Output): Promise<number> {
  const { shape } = await shapeOf(file)
  const rows: Row[] = []
  for await (const read of readRows(file, shape, {}, () => undefined)) {
    if (read.is === 'row') rows.push(read.row)
    if (rows.length >= LOOKED_AT) break
  }
  const { map, remarks } = guessMap(shape.columns, rows)
  if (out.json) {
    out.print(JSON.stringify({ shape, map, remarks }))
    return 0
  }
  out.print(`# A proposal for ${file}: ${describe(shape)}\n${remarks.map((remark) => `# ${remark}\n`).join('')}${stringify(map, { lineWidth: 0 })}`)
  out.note(`Save this as map.yml, correct it, then try: rapport import ${file} --map map.yml --dry-run`)
  return 0
}

/** Reads and maps the whole file, sends nothing. */
async function dryRun(file: string, map: ImportMap, out: Output): Promise<number> {
  const shape = await fit(file, map)
  const shown: PlainEvent[] = []
  const rejects: Reject[] = []
  let rejected = 0
  let rows = 0
  let events = 0
  const types = new Map<string, number>()
  const report = {
    reject(reject: Reject) {
      rejected++
      if (rejects.length < SHOWN) rejects.push(reject)
    },
    row: (row: number) => {
      rows = row
    },
    bytes: () => undefined,
  }
  for await (const event of eventsOf({ file, shape, map }, report)) {
    events++
    types.set(String(event.event['type']), (types.get(String(event.event['type'])) ?? 0) + 1)
    if (shown.length < SHOWN) shown.push(event)
  }
  if (out.json) {
    out.print(JSON.stringify({ shape, rows, events, types: Object.fromEntries(types), rejected, preview: shown.map(({ line, event }) => ({ line, ...event })), rejects }))
    return 0
  }
  out.print(`${describe(shape)}\n`)
  out.print(table(
    [['line', 'type', 'at', 'who', 'properties'], ...shown.map(({ line, event }) => [String(line), String(event['type']), String(event['at']), short(event['identifiers'], 40), short(event['properties'], 90)])]
  ))
  const kinds = [...types].map(([type, n]) => `${count(n)} ${type}`).join(', ')
  out.print(`\n${count(rows)} rows → ${count(events)} events (${kinds}), ${count(rejected)} rows rejected. Nothing was sent.`)
  for (const { line, reason } of rejects.slice(0, PRINTED_REJECTS)) out.print(`${paint(out, 'yellow', `line ${line}`)}: ${reason}`)
  if (rejected > PRINTED_REJECTS) out.print(`… and ${count(rejected - PRINTED_REJECTS)} more.`)
  return 0
}

function printResult(result: ImportResult, out: Output): void {
  if (out.json) return out.print(JSON.stringify(result))
  const { rows, events, accepted, duplicate, bad, rejected, rejects, seconds } = result
  out.note('')
  out.print(`${count(rows)} rows → ${count(events)} events in ${seconds} s: ${count(accepted)} accepted, ${count(duplicate)} were there already, ${count(bad)} refused.`)
  if (rejects !== null) out.print(`${count(rejected)} rejected; lines and reasons are in ${rejects}`)
}

function describe({ format, encoding, delimiter, gzip, columns }: FileShape): string {
  const name = delimiter === '\t' ? 'tab' : `'${delimiter}'`
  return `${gzip ? 'gzip, ' : ''}${format === 'csv' ? `CSV with ${name}` : 'NDJSON'}, ${encoding}, ${columns.length} columns`
}

function short(value: unknown, most: number): string {
  const text = JSON.stringify(value) ?? ''
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}
