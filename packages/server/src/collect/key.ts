/** The write key of a request: SDKs carry it in six places, some in two at once, and one of them masked. */
import { isJsonObject, type Json } from '@rapport/core/base/json'

/** Where a key may stand. */
export interface KeyPlaces {
  readonly authorization?: string | undefined
  readonly xWriteKey?: string | undefined
  readonly query?: { readonly [name: string]: unknown }
  readonly body?: Json
  /** From the path: `/v1/projects/KEY/settings`. */
  readonly path?: string
}

const BODY_NAMES = ['writeKey', 'api_key', 'token', '$token']
const QUERY_NAMES = ['writeKey', 'write_key', 'api_key', 'token']

/** The keys a request may mean, most explicit first, without repeats. Of `id:secret` both the whole and the id are tried. */
export function writeKeys(places: KeyPlaces): readonly string[] {
  const found: unknown[] = [places.xWriteKey, places.xWriteKey?.split(':')[0], ...authorized(places.authorization)]
  found.push(...inBody(places.body))
  for (const name of QUERY_NAMES) found.push(places.query?.[name])
  found.push(places.path)
  return [...new Set(found.filter((key): key is string => typeof key === 'string' && key !== '' && key.length <= 256))]
}

function authorized(header: string | undefined): readonly string[] {
  const [, scheme = '', value = ''] = /^(\w+)\s+(\S+)$/.exec(header?.trim() ?? '') ?? []
  if (scheme.toLowerCase() === 'bearer') return [value]
  if (scheme.toLowerCase() !== 'basic') return []
  const text = Buffer.from(value, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 0 ? [text] : [text.slice(0, colon)]
}

/** In the envelope, or in the first message: PostHog browsers put it into every message's properties. */
function inBody(body: Json | undefined): readonly unknown[] {
  const first = Array.isArray(body) ? (body[0] as Json | undefined) : body
  if (!isJsonObject(first)) return []
  const properties = first['properties']
  return [...BODY_NAMES.map((name) => first[name]), isJsonObject(properties) ? properties['token'] : undefined]
}
