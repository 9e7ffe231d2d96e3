/** From the bytes of a request to JSON, whatever the headers claim: SDKs send gzip as text/plain and as a form, and gzip without saying so. */
import { isUtf8 } from 'node:buffer'
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import type { Json } from '@rapport/core/base/json'

/** Bytes of a body, packed and unpacked alike. */
export const MAX_BODY_BYTES = 5 * 1024 * 1024

/** What the headers and the query say about a body. */
export interface BodyHints {
  readonly contentEncoding?: string
  /** `gzip-js`, `base64`: from `?compression=`, as old PostHog browsers send. */
  readonly compression?: string
}

/** A body that could be read (`repaired`: it was not valid UTF-8), or what to answer instead. */
export type DecodedBody =
  | { readonly is: 'json'; readonly value: Json; readonly repaired: boolean }
  | { readonly is: 'refused'; readonly status: 400 | 413; readonly code: string; readonly message: string }

/** Unpacks and parses a body. Never throws. */
export function decodeBody(bytes: Buffer, hints: BodyHints = {}, maxBytes = MAX_BODY_BYTES): DecodedBody {
  if (bytes.length > maxBytes) return tooLarge(maxBytes)
  try {
    const unpacked = unpack(bytes, hints.contentEncoding ?? '', maxBytes)
    const repaired = !isUtf8(unpacked)
    const text = unpacked.toString('utf8').replace(/^\ufeff/, '')
    return parse(text, repaired, hints, maxBytes)
  } catch (cause) {
    if ((cause as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') return tooLarge(maxBytes)
    return { is: 'refused', status: 400, code: 'bad_encoding', message: `The body cannot be unpacked: ${(cause as Error).message}` }
  }
}

function tooLarge(maxBytes: number): DecodedBody {
  return { is: 'refused', status: 413, code: 'too_large', message: `The body is larger than ${maxBytes} bytes unpacked. Send smaller batches` }
}

function unpack(bytes: Buffer, contentEncoding: string, maxOutputLength: number): Buffer {
  let result = bytes
  const limit = { maxOutputLength }
  for (const encoding of contentEncoding.toLowerCase().split(',').slice(-2).reverse()) {
    // A proxy may have unpacked the body and left the header: believe the bytes.
    if (looksLikeText(result)) break
    if (encoding.trim() === 'deflate') result = (result[0] as number) % 16 === 8 ? inflateSync(result, limit) : inflateRawSync(result, limit)
    else if (encoding.trim() === 'br') result = brotliDecompressSync(result, limit)
    else if (encoding.trim() === 'zstd') result = zstdDecompressSync(result, limit)
    else if (encoding.includes('gzip') && isGzip(result)) result = gunzipSync(result, limit)
  }
  return isGzip(result) ? gunzipSync(result, limit) : result
}

function isGzip(bytes: Buffer): boolean {
  return bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b
}

function looksLikeText(bytes: Buffer): boolean {
  return bytes[0] === 0x7b || bytes[0] === 0x5b
}

function parse(text: string, repaired: boolean, hints: BodyHints, maxBytes: number): DecodedBody {
  const first = text.trimStart()[0]
  if (first !== '{' && first !== '[') {
    const packed = packedText(text, hints)
    if (packed !== null) return decodeBody(packed, {}, maxBytes)
  }
  try {
    return { is: 'json', value: JSON.parse(text) as Json, repaired }
  } catch (cause) {
    const message = text.trim() === '' ? 'The body is empty; it must be JSON' : `The body is not JSON: ${(cause as Error).message}`
    return { is: 'refused', status: 400, code: 'bad_json', message }
  }
}

/** Forms and beacons of old PostHog browsers: `data=` with base64, or JSON, or gzip in base64. */
function packedText(text: string, hints: BodyHints): Buffer | null {
  const form = /(^|&)data=/.test(text.slice(0, 200)) ? new URLSearchParams(text).get('data') : null
  const data = form ?? (hints.compression === 'base64' || hints.compression === 'gzip-js' ? text : null)
  if (data === null || data === '') return null
  const plain = data.trimStart()
  if (plain.startsWith('{') || plain.startsWith('[')) return Buffer.from(plain)
  // A + in base64 becomes a space in a form that was not escaped.
  return Buffer.from(plain.replaceAll(' ', '+'), 'base64')
}
