/** A table behind HTTP: a request a row when the address names `{key}` (PUT, DELETE), else a POST a batch. A repeated batch carries the same Idempotency-Key. */
import { canonical, type Json } from '@rapport/core/base/json'
import { shortHash } from '@rapport/core/base/hash'
import type { DestinationDefinition } from '@rapport/core/engine/destination'
import type { Openings } from '../provider/ssrf.ts'
import { openLine, type Delivered } from './deliver.ts'
import type { RefusedRow, Table, TableRow } from './table.ts'

const TRIES = 5
const PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000
const TOGETHER = 8
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }

/** Opens it. `secret` signs (`whsec_…`) or goes as a bearer token. `pauseMs` is the first pause between tries. */
export function httpTable(definition: DestinationDefinition, options: Openings & { readonly secret: string | null; readonly pauseMs?: number }): Table {
  const address = definition.url ?? ''
  const line = openLine(address, options)
  const marking = definition.deletes !== 'delete'

  /** Tries while the other side is away; then gives the whole sync up, which goes on where it was the next time. */
  async function send(message: Parameters<typeof line.send>[0]): Promise<Extract<Delivered, { is: 'taken' | 'refused' }>> {
    for (let tries = 1; ; tries++) {
      const result = await line.send(message)
      if (result.is === 'taken' || result.is === 'refused') return result
      if (tries === TRIES) throw new Error(`${result.why} (after ${TRIES} tries). What was written stays; sync again when it is back.`)
      const pause = Math.max(Math.min(result.afterMs ?? 0, LONGEST_PAUSE_MS), (options.pauseMs ?? PAUSE_MS) * 2 ** (tries - 1))
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }

  async function one(is: 'upsert' | 'delete', { key, row }: TableRow, refused: RefusedRow[]): Promise<void> {
    const gone = is === 'delete'
    const body = gone ? (marking ? JSON.stringify({ [definition.key ?? 'key']: row[definition.key ?? ''] ?? key, deleted: true }) : '') : JSON.stringify(row)
    const method = gone && !marking ? 'DELETE' : 'PUT'
    const id = `${is}-${shortHash(`${definition.id} ${key} ${body}`)}`
    const result = await send({ method, url: address.replaceAll('{key}', encodeURIComponent(key)), id, headers: { ...JSON_TYPE, 'idempotency-key': id }, body })
    // What is to be gone and is not there is gone.
    if (result.is === 'refused' && !(gone && / answered (404|410)\b/.test(result.why))) refused.push({ key, why: result.why })
  }

  async function batch(upserts: readonly TableRow[], deletes: readonly TableRow[], refused: RefusedRow[]): Promise<void> {
    const column = definition.key ?? ''
    const content = { destination: definition.id, key: column, upserts: upserts.map(({ row }) => row), deletes: deletes.map(({ key, row }) => row[column] ?? key) }
    const body = JSON.stringify(content)
    const id = `batch-${shortHash(canonical(content as unknown as Json))}`
    const result = await send({ id, headers: { ...JSON_TYPE, 'idempotency-key': id }, body })
    if (result.is === 'refused') refused.push(...[...upserts, ...deletes].map(({ key }) => ({ key, why: result.why })))
  }

  return {
    check: async () => undefined,
    async apply({ upserts, deletes }) {
      const refused: RefusedRow[] = []
      if (!address.includes('{key}')) {
        await batch(upserts, deletes, refused)
        return refused
      }
      // What goes first, goes first: a key that moves from one person to another is deleted before it is put in again.
      await sideBySide(deletes, (row) => one('delete', row, refused))
      await sideBySide(upserts, (row) => one('upsert', row, refused))
      return refused
    },
    close: async () => line.close(),
  }
}

async function sideBySide(rows: readonly TableRow[], send: (row: TableRow) => Promise<void>): Promise<void> {
  const queue = [...rows]
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) await send(next)
  }
  await Promise.all(Array.from({ length: TOGETHER }, work))
}
