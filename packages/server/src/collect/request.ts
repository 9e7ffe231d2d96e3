/** What the collector is given from upstairs, and what it reads from a request: the body and the source. */
import type { SourceId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import type { FastifyRequest } from 'fastify'
import type { Flag } from './answers.ts'
import { decodeBody, type DecodedBody } from './body.ts'
import type { Incoming } from './incoming.ts'
import { writeKeys } from './key.ts'

/** A source as the collector needs it. */
export interface SourceInfo {
  readonly id: SourceId
  /** ISO country that phone numbers without a country code are read in first. */
  readonly country?: string
  /** Pages that may send: `https://shop.example`, `https://*.shop.example`. Absent or empty: all. Requests without an origin are never refused by this. */
  readonly origins?: readonly string[]
}

/** What became of a group of events. `ok` means that all of them are durable (bad ones in quarantine). */
export type AcceptResult =
  | {
      readonly is: 'ok'
      readonly accepted: number
      readonly duplicate: number
      readonly bad: number
      /** Events that were understood and kept out all the same, by their place in the request. */
      readonly problems?: readonly { readonly index: number; readonly code: string; readonly message: string }[]
    }
  | { readonly is: 'overload'; readonly retryAfterSeconds: number; readonly why: string }

/** For whom flags are asked. */
export interface FlagAsk {
  readonly distinctId: string
  /** The whole question as the SDK put it: groups, person_properties, flag_keys_to_evaluate. */
  readonly body: Json
}

/** What the collector is given. */
export interface CollectOptions {
  /** Takes everything of one request, or nothing. A throw answers 503, so that SDKs try again. */
  accept(source: SourceInfo, incoming: readonly Incoming[]): Promise<AcceptResult>
  /** From memory: asked up to six times a request. */
  findSource(writeKey: string): SourceInfo | null
  now(): Instant
  /** A fresh random id, for events without one. */
  newId(): string
  /** Answers PostHog's `/flags`; absent: no flags. */
  readonly flags?: (source: SourceInfo, ask: FlagAsk) => Promise<readonly Flag[]>
  /** Address that config answers name: `https://cdp.example`. Default: the address of the request. */
  readonly publicUrl?: string
  readonly limits?: { readonly bodyBytes?: number; readonly events?: number }
}

/** Reads the body of a request; also for the questions that carry one. */
export function readBody(request: FastifyRequest, options: CollectOptions): DecodedBody {
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const { compression } = request.query as { readonly compression?: unknown }
  const contentEncoding = request.headers['content-encoding']
  const hints = { ...(contentEncoding === undefined ? {} : { contentEncoding }), ...(typeof compression === 'string' ? { compression } : {}) }
  return decodeBody(bytes, hints, options.limits?.bodyBytes)
}

/** The source whose key the request carries, in whichever place. */
export function sourceOf(request: FastifyRequest, options: CollectOptions, body: Json, path?: string): SourceInfo | null {
  const header = request.headers['x-write-key']
  const places = {
    authorization: request.headers.authorization,
    xWriteKey: typeof header === 'string' ? header : undefined,
    query: request.query as { readonly [name: string]: unknown },
    body,
    ...(path === undefined ? {} : { path }),
  }
  for (const key of writeKeys(places)) {
    const source = options.findSource(key)
    if (source) return source
  }
  return null
}
