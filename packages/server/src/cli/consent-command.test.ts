import { createPrivateKey, createPublicKey } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SourceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signerOf } from '../modes/signing-key.ts'
import { chained, type LedgerDraft } from '../runtime/ledger.ts'
import { run } from './main.ts'
import type { Output } from './output.ts'

const key = (byte: string) => createPrivateKey({ key: Buffer.from(`302e020100300506032b657004220420${byte.repeat(32)}`, 'hex'), format: 'der', type: 'pkcs8' })
const pem = (byte: string): string => createPublicKey(key(byte)).export({ type: 'spki', format: 'pem' }).toString()
const draft = (n: number): LedgerDraft => ({ at: n as Instant, subject: `s${n}`, event: `e${n}`, is: n % 2 ? 'given' : 'withdrawn', purpose: 'marketing', channel: '*', source: 'web' as SourceId })
const ROWS = chained(null, Array.from({ length: 20 }, (_, i) => draft(i + 1)), signerOf(key('07').export({ type: 'pkcs8', format: 'pem' }).toString()))

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapport-verify-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function place(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const exported = (rows: readonly unknown[], head: object = {}): string => [
  { is: 'rapport-consent-ledger', version: 1, after: 0, publicKey: pem('07'), ...head },
  ...rows
].map((line) => `${JSON.stringify(line)}\n`).join('')

async function verify(text: string, ...more: readonly string[]): Promise<{ readonly code: number | null; readonly said: string }> {
  let said = ''
  const out: Output = { json: true, colour: false, live: false, print: (line) => (said += line), note: () => {}, redraw: () => {} }
  const code = await run(['consent', 'verify', '--file', place('ledger.ndjson', text), ...more, '--json'], {}, out)
  return { code, said }
}

describe('rapport consent verify', () => {
  test('checks an export without any server', async () => {
    const { code, said } = await verify(exported(ROWS))
    expect([code, JSON.parse(said)]).toEqual([0, { ok: true, checked: 20, signatures: 1, from: 1, to: 20, key: 'exported' }])
  })

  test('names the first row that was changed', async () => {
    const { code, said } = await verify(exported(ROWS.map((row) => (row.n === 7 ? { ...row, purpose: 'research' } : row))))
    expect([code, JSON.parse(said).broken]).toMatchObject([1, { n: 7, why: 'hash' }])
  })

  test('with a key of one’s own, an export that brings another key is found out', async () => {
    const { code, said } = await verify(exported(ROWS), '--public-key', place('key.pem', pem('08')))
    expect([code, JSON.parse(said).broken]).toMatchObject([1, { n: 20, why: 'signature' }])
  })

  test('rows that were cut off at the end are missed', async () => {
    const { code, said } = await verify(exported(ROWS.slice(0, 12)))
    expect([code, JSON.parse(said).broken.why]).toEqual([1, 'unsigned'])
  })

  test.each([
    ['an empty file', '', /is empty/],
    ['something else', '{"a":1}\n', /does not begin like an export/],
    ['a stretch from the middle', exported(ROWS.slice(3), { after: 3 }), /begins after row 3/],
    ['half a line', `${exported(ROWS.slice(0, 2))}{"n":3,`, /Line 4 .* is no row/],
  ])('%s is refused in words', async (_, text, words) => {
    await expect(verify(text)).rejects.toThrow(words)
  })
})
