/** The way out for addresses that users type: only to the public internet, and to the very address that was checked. */
import { lookup as systemLookup } from 'node:dns'
import type { LookupAddress } from 'node:dns'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { isIP } from 'node:net'
import type { LookupFunction } from 'node:net'
import { isPublicAddress } from './address-range.ts'

/** What is let through beyond https on 443 and 8443 to public addresses. For tests and for receivers in the same house. */
export interface Openings {
  readonly allowHttp?: boolean
  readonly allowPrivate?: boolean
}

/** Resolves a name to all its addresses. */
export type ResolveAll = (hostname: string, done: (error: Error | null, addresses: readonly LookupAddress[]) => void) => void

/** The guard refused; nothing was connected. */
export class Forbidden extends Error {
  override readonly name = 'Forbidden'
}

const PORTS: ReadonlySet<string> = new Set(['', '443', '8443'])

/** An address that a user typed, read. Throws `Forbidden` with a sentence when it may not be called; a name's addresses are checked on connecting. */
export function guardUrl(text: string, openings: Openings): URL {
  if (!URL.canParse(text)) throw new Forbidden('The address is not a URL. It must look like https://example.com/path')
  const url = new URL(text)
  const plain = url.protocol === 'http:' && openings.allowHttp === true
  if (url.protocol !== 'https:' && !plain) throw new Forbidden(`The address must start with https://, not ${url.protocol}//`)
  if (url.username !== '' || url.password !== '') throw new Forbidden('The address must not carry a user or a password before the host')
  if (!PORTS.has(url.port) && !(plain && url.port === '80') && !openings.allowPrivate) throw new Forbidden(`Port ${url.port} is not open for calls. Use 443 or 8443`)
  const literal = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(literal) !== 0) checkAddress(url.hostname, literal, openings)
  return url
}

/**
 * An agent whose connections go only to checked addresses. The name is resolved once, every address of the answer must be public, and the socket
 * connects to one of exactly these: a name server that changes its mind in between changes nothing.
 */
export function guardedAgent(url: URL, options: Openings & { readonly maxSockets: number; readonly resolve?: ResolveAll }): HttpAgent {
  const shared = { keepAlive: true, maxSockets: options.maxSockets, lookup: guardedLookup(options) }
  return url.protocol === 'http:' ? new HttpAgent(shared) : new HttpsAgent(shared)
}

/** The agent's `lookup`: all addresses of a name, or `Forbidden` when a single one of them is not public. */
export function guardedLookup(options: Openings & { readonly resolve?: ResolveAll }): LookupFunction {
  const resolve: ResolveAll = options.resolve ?? ((hostname, done) => systemLookup(hostname, { all: true }, done))
  return (hostname, wanted, done) => {
    resolve(hostname, (error, addresses) => {
      const first = addresses?.[0]
      if (error || !first) return done(error ?? Object.assign(new Error(`No address for ${hostname}`), { code: 'ENOTFOUND' }), '', 0)
      try {
        for (const { address } of addresses) checkAddress(hostname, address, options)
      } catch (refusal) {
        return done(refusal as Error, '', 0)
      }
      if (wanted.all) done(null, [...addresses])
      else done(null, first.address, first.family)
    })
  }
}

function checkAddress(host: string, address: string, openings: Openings): void {
  if (openings.allowPrivate || isPublicAddress(address)) return
  throw new Forbidden(`${host} leads to ${address}, which is not on the public internet`)
}
