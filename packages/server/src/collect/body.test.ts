import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBody } from './body.ts'

const message = { event: '商店', n: 1 }
const json = Buffer.from(JSON.stringify(message))

test.each<[string, Buffer, object]>([
  ['plain', json, {}],
  ['with a byte order mark', Buffer.concat([Buffer.from('\ufeff'), json]), {}],
  ['gzip that says so', gzipSync(json), { contentEncoding: 'gzip' }],
  ['gzip that says nothing', gzipSync(json), {}],
  ['a header that is no longer true', json, { contentEncoding: 'gzip' }],
  ['deflate', deflateSync(json), { contentEncoding: 'deflate' }],
  ['raw deflate', deflateRawSync(json), { contentEncoding: 'deflate' }],
  ['brotli', brotliCompressSync(json), { contentEncoding: 'br' }],
  ['zstd', zstdCompressSync(json), { contentEncoding: 'zstd' }],
  ['form with base64', Buffer.from(`data=${encodeURIComponent(json.toString('base64'))}`), {}],
  ['form with unescaped base64 and more fields', Buffer.from(`ip=1&data=${json.toString('base64')}&ver=1`), {}],
  ['form with JSON', Buffer.from(`data=${encodeURIComponent(json.toString())}`), {}],
  ['form with gzip in base64', Buffer.from(`data=${encodeURIComponent(gzipSync(json).toString('base64'))}`), { compression: 'gzip-js' }],
  ['bare base64', Buffer.from(json.toString('base64')), { compression: 'base64' }],
])('reads a body: %s', (_, bytes, hints) => expect(decodeBody(bytes, hints)).toEqual({ is: 'json', value: message, repaired: false }))

test('broken UTF-8 is read and marked', () => {
  expect(decodeBody(Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')]))).toEqual({ is: 'json', value: { a: '\ufffd' }, repaired: true })
})

test.each<[string, Buffer, number, string]>([
  ['empty', Buffer.alloc(0), 400, 'bad_json'],
  ['half a JSON', Buffer.from('{"a":'), 400, 'bad_json'],
  ['a text', Buffer.from('hello'), 400, 'bad_json'],
  ['torn gzip', gzipSync(json).subarray(0, 20), 400, 'bad_encoding'],
  ['a gzip bomb', gzipSync(Buffer.alloc(50_000_000, 32)), 413, 'too_large'],
  ['a bomb in base64', Buffer.from(`data=${encodeURIComponent(gzipSync(Buffer.alloc(50_000_000, 32)).toString('base64'))}`), 413, 'too_large'],
  ['too many bytes', Buffer.alloc(6_000_000, 32), 413, 'too_large'],
])('refuses a body: %s', (_, bytes, status, code) => expect(decodeBody(bytes)).toMatchObject({ is: 'refused', status, code }))

test('no bytes make it throw', () => {
  const encoding = fc.constantFrom('', 'gzip', 'br', 'deflate', 'zstd', 'x, gzip')
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), encoding, (bytes, packed, contentEncoding) => {
      const decoded = decodeBody(packed ? gzipSync(bytes) : Buffer.from(bytes), { contentEncoding })
      return decoded.is === 'json' || decoded.message.length > 10
    }),
  )
})
