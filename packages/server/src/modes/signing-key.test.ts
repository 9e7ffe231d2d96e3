import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkChain, chained } from '../runtime/ledger.ts'
import type { SourceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import { signerOf, signingKeyOf } from './signing-key.ts'

let data: string
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'rapport-keys-'))
})
afterEach(() => rmSync(data, { recursive: true, force: true }))

test('the key is made once, for nobody else to read, and nothing is left beside it', () => {
  const first = signingKeyOf(data)
  expect(signingKeyOf(data)).toEqual(first)
  expect(statSync(join(data, 'keys', 'consent-signing.pem')).mode & 0o777).toBe(0o600)
  expect(readdirSync(join(data, 'keys'))).toEqual(['consent-signing.pem'])
  expect(first.publicKey).not.toContain('PRIVATE')
})

test('half a key that a crash left beside its place does no harm', () => {
  mkdirSync(join(data, 'keys'))
  writeFileSync(join(data, 'keys', 'consent-signing.pem.new'), '-----BEGIN PRIV')
  chmodSync(join(data, 'keys', 'consent-signing.pem.new'), 0o644)
  expect(signingKeyOf(data).privateKey).toContain('PRIVATE KEY')
  expect(readFileSync(join(data, 'keys', 'consent-signing.pem'), 'utf8')).toBe(signingKeyOf(data).privateKey)
})

test('a file that is no key is never replaced: old signatures would be worth nothing', () => {
  mkdirSync(join(data, 'keys'))
  writeFileSync(join(data, 'keys', 'consent-signing.pem'), 'not a key')
  expect(() => signingKeyOf(data)).toThrow(/is not an Ed25519 private key.*backup/s)
  expect(readFileSync(join(data, 'keys', 'consent-signing.pem'), 'utf8')).toBe('not a key')
})

test('what one key signs another does not vouch for', () => {
  const own = signingKeyOf(data)
  const other = signingKeyOf(join(data, 'other'))
  const draft = { at: 1 as Instant, subject: 's', event: 'e', is: 'given' as const, purpose: 'marketing', channel: '*', source: 'web' as SourceId }
  const [row] = chained(null, [draft], signerOf(own.privateKey))
  expect(row && checkChain(null, own.publicKey).row(row)).toBeNull()
  expect(row && checkChain(null, other.publicKey).row(row)).toMatchObject({ n: 1, why: 'signature' })
})
