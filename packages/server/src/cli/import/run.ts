/** One import from file to server: look, map, group, send; rejects aside, progress on the way, and a place to go on from. */
import { createWriteStream, type WriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { cell } from '../../api/csv.ts'
import type { Client } from '../client.ts'
import { Failure, type Output } from '../output.ts'
import { checkpointPath, dropCheckpoint, fingerprintOf, readCheckpoint, writeCheckpoint } from './checkpoint.ts'
import { createGrouper } from './group.ts'
import { columnsOf, type ImportMap } from './map.ts'
import { plainEvent, rowMapper, type PlainEvent, type Reject } from './mapper.ts'
import { createNth } from './nth.ts'
import { progressTo } from './progress.ts'
import { readRows, shapeOf, type FileShape } from './rows.ts'
import { createSender } from './send.ts'

/** What an import came to. */
export interface ImportResult {
  readonly rows: number
  readonly events: number
  readonly accepted: number
  readonly duplicate: number
  readonly bad: number
  readonly rejected: number
  /** File with the rejects, when there are any. */
  readonly rejects: string | null
  /** Row that an earlier run had come to; 1 = from the beginning. */
  readonly from: number
  readonly seconds: number
}

const CHECKPOINT_ROWS = 10_000

/** Events of a file, in order, with rejects reported on the way. Streams; holds open groups only. */
export async function* eventsOf(
  source: { readonly file: string; readonly shape: FileShape; readonly map: ImportMap },
  report: { readonly reject: (reject: Reject) => void; readonly row: (row: number, oldestOpen: number | null) => void; readonly bytes: (bytes: number) => void },
): AsyncGenerator<PlainEvent> {
  const { file, shape, map } = source
  const mapRow = rowMapper(map)
  const grouper = map.group ? createGrouper(map) : null
  const nth = createNth()
  for await (const read of readRows(file, shape, map, report.bytes)) {
    if (read.is === 'reject') {
      report.reject(read.reject)
      continue
    }
    const { row } = read
    const mapped = mapRow(row)
    const given = typeof mapped === 'string' ? mapped : grouper ? grouper.add(row, mapped) : [plainEvent(row, mapped, nth)]
    if (typeof given === 'string') report.reject({ line: row.line, reason: given, raw: JSON.stringify(row.cells).slice(0, 1_000) })
    else yield* given
    report.row(row.row, grouper?.oldestOpenRow() ?? null)
  }
  if (grouper) yield* grouper.rest()
}

/** Checks that the map fits the file. */
export async function fit(file: string, map: ImportMap): Promise<FileShape> {
  const { shape } = await shapeOf(file, map)
  const missing = columnsOf(map).filter((column) => !shape.columns.includes(column))
  // NDJSON lines may differ from each other, so only CSV headers are held to it.
  if (shape.format === 'csv' && missing.length > 0) {
    throw new Failure({ what: `The map names columns that ${file} does not have: ${missing.join(', ')}.`, next: `The file has: ${shape.columns.join(', ')}.`, code: 2 })
  }
  return shape
}

/** Imports a file into a running server. A repeated run goes on where the last one stopped, or finds only duplicates. */
export async function runImport(options: {
  readonly file: string
  readonly map: ImportMap
  readonly client: Client
  readonly out: Output
  readonly folder?: string
  readonly target: string
  readonly now: () => number
}): Promise<ImportResult> {
  const { file, map, client, out, now } = options
  const startedAt = now()
  const shape = await fit(file, map)
  const place = checkpointPath(file, options.folder)
  const fingerprint = fingerprintOf({ bytes: shape.bytes, modified: Math.floor((await stat(file)).mtimeMs), map, target: options.target })
  const known = await readCheckpoint(place, fingerprint)
  const from = known?.row ?? 1
  if (known) out.note(`Going on at row ${from}: an earlier run got that far.`)
  const rejects = rejectsFile(`${file}.rejects.csv`, options.folder, known !== null)
  let rejected = known?.rejected ?? 0
  const reject = (one: Reject): void => {
    rejected++
    rejects.write(one)
  }
  const sender = createSender(client, reject)
  const show = progressTo(out, now)
  let rows = 0
  let events = 0
  let bytes = 0
  let oldestOpen: number | null = null
  let checkedAt = from
  const total = () => {
    const { accepted, duplicate, bad } = sender.sent()
    return { accepted: accepted + (known?.accepted ?? 0), duplicate: duplicate + (known?.duplicate ?? 0), bad: bad + (known?.bad ?? 0), rejected }
  }
  const safeRow = (): number => Math.min(sender.oldestUnansweredRow() ?? Infinity, oldestOpen ?? Infinity, rows + 1)

  const report = {
    // Rows before the checkpoint were reported by the run that read them.
    reject: (one: Reject) => {
      if (rows + 1 >= from) reject(one)
    },
    row(row: number, open: number | null) {
      rows = row
      oldestOpen = open
      show({ rows, bytes, ofBytes: shape.bytes, rejected })
    },
    bytes: (read: number) => {
      bytes = read
    },
  }
  try {
    for await (const event of eventsOf({ file, shape, map }, report)) {
      if (event.row < from) continue
      events++
      await sender.push(event)
      if (rows - checkedAt >= CHECKPOINT_ROWS) {
        checkedAt = rows
        await writeCheckpoint(place, { fingerprint, row: safeRow(), ...total() })
      }
    }
    await sender.finish()
  } catch (error) {
    await writeCheckpoint(place, { fingerprint, row: Math.max(from, safeRow()), ...total() })
    throw error
  } finally {
    await rejects.close()
  }
  await dropCheckpoint(place)
  return { rows, events, ...total(), rejects: rejected > 0 ? rejects.path : null, from, seconds: Math.round((now() - startedAt) / 10) / 100 }
}

/** The rejects of a run, made with the first one. Cells are safe to open in a spreadsheet. */
function rejectsFile(path: string, folder: string | undefined, append: boolean): { readonly path: string; write(reject: Reject): void; close(): Promise<void> } {
  const target = folder === undefined ? path : `${folder}/${path.split('/').at(-1) ?? ''}`
  let stream: WriteStream | null = null
  return {
    path: target,
    write({ line, reason, raw }) {
      if (!stream) {
        stream = createWriteStream(target, { flags: append ? 'a' : 'w' })
        if (!append) stream.write('line,reason,raw\n')
      }
      stream.write(`${line},${cell(reason)},${cell(raw)}\n`)
    },
    close: () => new Promise((resolve) => (stream ? stream.end(() => resolve()) : resolve())),
  }
}
