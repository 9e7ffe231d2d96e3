/** Looks into the files that the last server left and compares them with what senders and the mail host know. */
import { join } from 'node:path'
import type { ProfileId, WorkspaceId } from '@rapport/core/base/id'
import { decodeState } from '@rapport/core/engine/codec'
import { planOf } from '@rapport/core/engine/plan'
import type { Workspace } from '@rapport/core/engine/workspace'
import type { Position } from '../ports/log.ts'
import { WORKSPACE_KEY } from '../runtime/settings.ts'
import { sqliteStore } from '../store/sqlite.ts'
import type { Ledger } from './customers.ts'

const WS = 'default' as WorkspaceId

/** What was found. */
export interface Findings {
  readonly stored: number
  readonly lost: number
  readonly doubled: number
  readonly unknown: number
  readonly violations: readonly string[]
}

/** Checks I1, I2, I4, I7 and I8 on the stored state. `arrived`: message id → how often the mail host got it. */
export async function verify(data: string, ledger: Ledger, arrived: ReadonlyMap<string, number>): Promise<Findings> {
  const store = sqliteStore({ file: join(data, 'rapport.db'), readOnly: true, synchronous: 'normal' })
  const violations: string[] = []
  const times = new Map<string, number>()
  const orders = new Map<ProfileId, number>()
  let own = 0
  let after = 0 as Position
  for (;;) {
    const records = await store.read({ ws: WS, after, limit: 500 })
    if (records.length === 0) break
    for (const record of records) {
      if (record.position !== after + 1) violations.push(`I1: after position ${after} comes ${record.position}`)
      after = record.position
      if (record.body.is !== 'events') continue
      for (const { event, profile } of record.body.entries) {
        if (event.source === 'system' && event.type !== 'definitions_applied') own++
        const id = event.id.slice(event.id.indexOf(':') + 1)
        if (!ledger.sent.has(id)) continue
        times.set(id, (times.get(id) ?? 0) + 1)
        if (event.type === 'order_completed' && profile) orders.set(profile, (orders.get(profile) ?? 0) + 1)
      }
    }
  }
  const lost = [...ledger.acked].filter((id) => !times.has(id))
  const doubled = [...times].filter(([, n]) => n > 1)
  if (lost.length > 0) violations.push(`I1: ${lost.length} acknowledged events are not in the log: ${lost.slice(0, 5).join(', ')}`)
  if (doubled.length > 0) violations.push(`I2: ${doubled.length} events are in the log more than once: ${doubled.slice(0, 5).join(', ')}`)

  const plan = planOf((await store.value(WS, WORKSPACE_KEY)) as unknown as Workspace)
  const key = plan.rules.traits.get('orders')?.counter.key ?? ''
  for (const row of await store.scan(WS, null, 100_000)) {
    const state = decodeState(row.body)
    const counted = state.counters[key]?.n ?? 0
    if (counted !== (orders.get(row.id) ?? 0)) violations.push(`I2: ${row.id} counted ${counted} orders, the log has ${orders.get(row.id) ?? 0}`)
    const late = state.journeys.runs.filter((run) => run.is === 'waiting')
    if (late.length > 0) violations.push(`I13: ${row.id} still waits in ${late.length} journeys after everything was given time to finish`)
  }
  const tally = await store.tally(WS)
  if (tally['in'] !== (tally['accepted'] ?? 0) + (tally['duplicate'] ?? 0) + (tally['bad'] ?? 0)) violations.push(`I4: the counters do not add up: ${JSON.stringify(tally)}`)

  let cursor: string | undefined
  do {
    const page = await store.outboxPage(WS, { limit: 500, ...(cursor === undefined ? {} : { after: cursor }) })
    for (const { id, state, why } of page.items) {
      const got = arrived.get(id) ?? 0
      if (got > 1) violations.push(`I7: message ${id} arrived ${got} times (it is ${state})`)
      if (state === 'sent' && got === 0) violations.push(`I8: message ${id} counts as sent and never arrived`)
      // A mailbox that said "later" is asked again in minutes; that is no reason to wait here.
      if ((state === 'planned' && why !== 'retry') || state === 'calling') violations.push(`I8: message ${id} is still ${state}`)
      if (state !== 'sent' && state !== 'unknown' && got > 0) violations.push(`I8: message ${id} arrived, but counts as ${state}`)
    }
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  const { unknown = 0 } = await store.outboxCounts(WS)
  await store.close()
  return { stored: times.size, lost: lost.length, doubled: doubled.length, unknown, violations }
}
