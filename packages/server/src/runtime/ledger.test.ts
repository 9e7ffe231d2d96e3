/** The ledger over the real writer: state is the fold of its rows, replay gives the same chain, and nothing that was changed goes unnoticed. */
import { createPrivateKey, createPublicKey, sign as signBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EventId, ProfileId, SourceId, WorkspaceId } from '@rapport/core/base/id'
import type { JsonObject } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import { allowed, foldConsent } from '@rapport/core/consent/consent'
import { compileLaws } from '@rapport/core/consent/law'
import { DEFAULT_LAWS } from '@rapport/core/consent/laws/index'
import type { ConsentState } from '@rapport/core/consent/types'
import { decodeState } from '@rapport/core/engine/codec'
import { memoryStore } from '../store/memory.ts'
import type { Event } from '@rapport/core/event/event'
import type { LedgerRow } from '../ports/store.ts'
import { checkChain, subjectOf } from './ledger.ts'
import { replay } from './replay.ts'
import { startWriter } from './writer.ts'

const WS = 'w' as WorkspaceId
const KEY = createPrivateKey({ key: Buffer.from(`302e020100300506032b657004220420${'09'.repeat(32)}`, 'hex'), format: 'der', type: 'pkcs8' })
const PUBLIC = createPublicKey(KEY).export({ type: 'spki', format: 'pem' }).toString()
const START = Date.UTC(2026, 10, 22, 4)

const STEP = fc.record({
  who: fc.constantFrom('a', 'b', 'c'),
  joins: fc.option(fc.constantFrom('a', 'b', 'c'), { freq: 6, nil: undefined }),
  is: fc.constantFrom('consent_given', 'consent_withdrawn', 'page_viewed'),
  at: fc.integer({ min: 0, max: 12 }),
  purpose: fc.constantFrom('marketing', 'analytics', '*', 'odd'),
  channel: fc.constantFrom('*', 'email', 'sms'),
  gpc: fc.boolean(),
  batch: fc.boolean(),
})
type Step = typeof STEP extends fc.Arbitrary<infer T> ? T : never

function eventOf(step: Step, n: number): Event {
  const ids = [...new Set([step.who, step.joins].filter((id) => id !== undefined))]
  const said = step.is !== 'page_viewed'
  const properties: JsonObject = said ? { purpose: step.purpose, channel: step.channel, text: 'v1', proof: { form: n } } : {}
  return {
    id: `web:${n}` as EventId,
    type: step.is,
    at: (START + step.at * 1_000) as Instant,
    receivedAt: (START + 20_000) as Instant,
    source: 'web' as SourceId,
    identifiers: ids.map((value) => ({ kind: 'anonymousId', value })),
    properties,
    ...(step.gpc && !said ? { context: { consent: { said: { gpc: false }, by: 'gpc' } } } : {}),
  }
}

async function lived(steps: readonly Step[]) {
  const store = memoryStore()
  let now = START + 20_000
  const sign = (hash: string): string => signBytes(null, Buffer.from(hash, 'hex'), KEY).toString('base64url')
  const writer = await startWriter({ ws: WS, store, clock: () => (now += 10) as Instant, newSeed: () => 'seed', sign })
  let waiting: Event[] = []
  for (const [n, step] of steps.entries()) {
    waiting.push(eventOf(step, n))
    if (step.batch && n < steps.length - 1) continue
    await writer.accept(waiting.map((event) => ({ is: 'event', event })))
    waiting = []
  }
  return { store, rows: await store.ledger(WS, { after: 0, limit: 10_000 }) }
}

/** Consent as the rows of some subjects say it, by hand only: what browsers signal is in the ledger as changes. */
function folded(rows: readonly LedgerRow[], subjects: ReadonlySet<string>): ConsentState {
  return rows.filter((row) => subjects.has(row.subject) && row.channel !== 'signal').reduce((state, row) => foldConsent(state, {
    id: row.event as EventId, type: `consent_${row.is}`, at: row.at, receivedAt: row.at, source: row.source, identifiers: [], properties: { purpose: row.purpose, channel: row.channel },
  }), {} as ConsentState)
}

const laws = compileLaws({ purposes: [], laws: DEFAULT_LAWS })

test('what is allowed follows from the rows of the ledger alone, through merges and late statements (I19)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(STEP, { minLength: 1, maxLength: 14 }), async (steps) => {
      const { store, rows } = await lived(steps.map((step) => ({ ...step, gpc: false })))
      for (const stored of await store.scan(WS, null, 100)) {
        const { consent } = decodeState(stored.body)
        const ids = [stored.id, ...(await store.absorbed(WS, stored.id))]
        const fromLedger = folded(rows, new Set(ids.map((id: ProfileId) => subjectOf('seed', id))))
        for (const purpose of ['marketing', 'analytics', 'odd']) for (const channel of ['*', 'email', 'sms']) {
          const purposes = laws.purposesFor({ traits: {}, consent })
          expect(allowed(purposes, fromLedger, purpose, channel)).toBe(allowed(purposes, consent, purpose, channel))
        }
      }
    }),
    { numRuns: process.env['NIGHTLY'] === '1' ? 5_000 : 80 },
  )
})

test('the chain holds, is signed at its end, and a replay of the log gives the same rows without signatures', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(STEP, { minLength: 1, maxLength: 12 }), async (steps) => {
      const { store, rows } = await lived(steps)
      const check = checkChain(null, PUBLIC)
      for (const row of rows) expect(check.row(row)).toBeNull()
      expect(check.end()).toBeNull()
      const again = memoryStore()
      expect((await replay({ from: store, into: again, ws: WS, seed: 'seed' })).different).toEqual([])
      const plain = (row: LedgerRow) => ({ ...row, signature: undefined })
      expect((await again.ledger(WS, { after: 0, limit: 10_000 })).map(plain)).toEqual(rows.map(plain))
    }),
    { numRuns: process.env['NIGHTLY'] === '1' ? 2_000 : 60 },
  )
})

test('whatever is changed in one row is found, at that row or the next', async () => {
  const step = { who: 'a', joins: undefined, purpose: 'marketing', channel: '*', gpc: false } as const
  const { rows } = await lived(Array.from({ length: 12 }, (_, i): Step => ({ ...step, is: i % 2 ? 'consent_given' : 'consent_withdrawn', at: i, batch: i % 3 === 0 })))
  expect(rows).toHaveLength(12)
  fc.assert(
    fc.property(fc.nat({ max: 11 }), fc.constantFrom('at', 'subject', 'event', 'is', 'purpose', 'channel', 'text', 'proof', 'source', 'hash', 'signature'), fc.boolean(), (index, field, drop) => {
      const row = rows[index] as LedgerRow
      const known = row[field as keyof LedgerRow]
      const { [field as keyof LedgerRow]: _, ...without } = row
      const changed = (drop ? without : { ...row, [field]: field === 'at' ? row.at + 1 : field === 'signature' ? 'AAAA' : `${String(known)}x` }) as LedgerRow
      if (drop && field === 'signature' && (known === undefined || index < 11)) return
      const check = checkChain(null, PUBLIC)
      const faults = rows.flatMap((one, i) => check.row(i === index ? changed : one) ?? [])
      const first = faults[0] ?? check.end()
      expect(first).not.toBeNull()
      expect(first?.n).toBe(row.n)
    }),
    { numRuns: 200 },
  )
})
