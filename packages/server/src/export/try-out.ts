/** Trying a destination out: a made-up event for a webhook, a look at the table of the others. Nothing about anybody leaves. */
import type { EventId, SourceId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import type { DestinationDefinition } from '@rapport/core/engine/destination'
import type { App } from '../runtime/app.ts'
import { cloudEventOf, httpMessageOf } from './cloud-event.ts'
import type { Line } from './deliver.ts'
import { secretOf, type Environment } from './secret.ts'
import type { Table } from './table.ts'

/** What was sent and what came back. */
export interface Tried {
  readonly ok: boolean
  readonly sent: Json
  readonly answered: string
}

/** Tries it. `lineOf` throws for an address that may not be called and answers null without a secret; `tableOf` answers why there is no table. */
export async function tryOut(
  app: App,
  definition: DestinationDefinition,
  ways: { readonly lineOf: () => Line | null; readonly tableOf: () => Table | string; readonly env: Environment },
): Promise<Tried> {
  if (definition.kind !== 'webhook') {
    const table = ways.tableOf()
    if (typeof table === 'string') return { ok: false, sent: null, answered: table }
    const why = await table.check().then(() => null, (failure: Error) => failure.message)
    await table.close()
    return { ok: why === null, sent: null, answered: why ?? 'The table is there and has the columns that are needed.' }
  }
  let line: Line | null
  try {
    line = ways.lineOf()
  } catch (failure) {
    return { ok: false, sent: null, answered: (failure as Error).message }
  }
  if (!line) {
    const secret = secretOf(definition.secretRef, ways.env)
    return { ok: false, sent: null, answered: secret.is === 'none' ? secret.why : 'There is no way to this address.' }
  }
  const id = `test:${app.newId()}` as EventId
  const now = app.now()
  const event = { id, type: 'test', at: now, receivedAt: now, source: 'rapport' as SourceId, identifiers: [], properties: { message: 'A test from Rapport. Nothing happened to anybody.' } }
  const made = cloudEventOf({ nth: 0, type: 'test', event, profile: null }, { ws: app.ws, ref: 0, subject: null, record: null })
  const result = await line.send({ id, ...httpMessageOf(made, definition.mode) })
  line.close()
  return { ok: result.is === 'taken', sent: JSON.parse(JSON.stringify(made)) as Json, answered: result.is === 'taken' ? result.answered : result.why }
}
