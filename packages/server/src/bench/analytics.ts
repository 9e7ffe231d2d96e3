/** The embedded warehouse: inserting, a three-step funnel against the bare engine, and counting the people of a rule while somebody types. */
import { fork } from 'node:child_process'
import { join } from 'node:path'
import { canonical, type Json } from '@rapport/core/base/json'
import { seeded } from '@rapport/core/base/random'
import { HOUR, type Instant } from '@rapport/core/base/time'
import { segmentSql } from '@rapport/core/segment/sql'
import type { Block } from '../ports/warehouse.ts'
import { createEmbeddedWarehouse } from '../warehouse/child.ts'
import { inFolder } from './folder.ts'

const BLOCK = 50_000
const EVENTS_PER_PERSON = 5
const TYPES = ['page_viewed', 'product_viewed', 'product_viewed', 'cart_updated', 'order_completed']
const ROUNDS = 5
const START = Date.UTC(2026, 9, 1)

/** The funnel over a table or view: viewed, cart, order, within a day. */
export const funnelSql = (from: string): string =>
  `select level, count() as people from (select profile, windowFunnel(86400000)(toUInt64(toUnixTimestamp64Milli(at)), type = 'product_viewed', type = 'cart_updated', type = 'order_completed') as level from ${from} where ws = 'bench' group by profile) group by level order by level`

/** Runs it over people × 5 events. */
export async function benchAnalytics(options: { readonly people: number; readonly seconds: number }) {
  return inFolder(async (folder) => {
    const path = join(folder, 'analytics')
    const warehouse = createEmbeddedWarehouse({ path })
    const started = performance.now()
    let rows = 0
    for (const block of blocks(options.people)) {
      await warehouse.insert([block])
      rows += block.rows.length
    }
    const insertSeconds = (performance.now() - started) / 1_000
    const funnelMs = await median(() => warehouse.query(funnelSql('events_v'), {}, { timeoutMs: 60_000 }))
    const preview = segmentSql(
      { all: [{ trait: 'city', is: 'equals', than: 'Taipei' }, { did: 'order_completed', within: '30d' }] },
      { ws: 'bench', now: (START + 20 * 24 * HOUR) as Instant, traits: [], segments: [] },
    )
    const previewMs = await median(() => warehouse.query(`select count() as n from (${preview.sql})`, preview.params, { timeoutMs: 60_000 }))
    const traits = segmentSql({ trait: 'city', is: 'equals', than: 'Taipei' }, { ws: 'bench', now: START as Instant, traits: [], segments: [] })
    const traitPreviewMs = await median(() => warehouse.query(`select count() as n from (${traits.sql})`, traits.params, { timeoutMs: 60_000 }))
    await warehouse.close()
    const bareFunnelMs = await bare(path)
    return {
      eventsPerSecond: Math.round(rows / insertSeconds),
      rows,
      people: options.people,
      funnelMs,
      bareFunnelMs,
      funnelOfBare: Math.round((funnelMs / bareFunnelMs) * 100) / 100,
      previewMs,
      traitPreviewMs,
    }
  })
}

async function median(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now()
    await work()
    times.push(performance.now() - started)
  }
  return Math.round((times.sort((one, other) => one - other)[Math.floor(ROUNDS / 2)] ?? 0) * 10) / 10
}

/** The same funnel over the bare table, by the engine alone in a process of its own: no view, no de-duplication, no messages between processes. */
function bare(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'analytics-bare.ts'), [path], { stdio: 'inherit' })
    child.once('message', (ms) => resolve(Number(ms)))
    child.once('exit', (code) => reject(new Error(`the bare engine ended with code ${code}`)))
  })
}

function* blocks(people: number): Generator<Block> {
  const random = seeded(3)
  const moment = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').replace('Z', '')
  const total = people * EVENTS_PER_PERSON
  for (let from = 0; from < total; from += BLOCK) {
    const rows = Array.from({ length: Math.min(BLOCK, total - from) }, (_, i): { [column: string]: Json } => {
      const at = moment(START + ((from + i) / total) * 20 * 24 * HOUR)
      return {
        ws: 'bench',
        id: `e${from + i}`,
        type: TYPES[Math.floor(random() * TYPES.length)] ?? '',
        at,
        received_at: at,
        source: 'web',
        profile: `p${Math.floor(random() * people)}`,
        properties: '{"price":890}',
        context: '{}',
        cause: '',
      }
    })
    yield { table: 'events', token: `bench:${from}`, rows }
  }
  for (let from = 0; from < people; from += BLOCK) {
    const rows = Array.from({ length: Math.min(BLOCK, people - from) }, (_, i): { [column: string]: Json } => ({
      ws: 'bench',
      id: `p${from + i}`,
      traits: canonical({ city: i % 5 === 0 ? 'Taipei' : 'Bangkok', tier: 'gold' }),
      segments: [],
      updated_at: moment(START),
    }))
    yield { table: 'profiles', token: `bench:people:${from}`, rows }
  }
}
