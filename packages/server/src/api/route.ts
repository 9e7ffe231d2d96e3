/** What every route module gets, and the few shapes they share. */
import type { FastifyBaseLogger, FastifyInstance, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Outbound } from '../export/outbound.ts'
import type { App } from '../runtime/app.ts'
import type { Caller } from './auth.ts'
import { Problem, pageOf } from './contract.ts'
import type { KeyRing, Scope } from './keys.ts'
import type { LogView } from './log-view.ts'
import type { Metrics } from './metrics.ts'
import type { Sessions } from './sessions.ts'
import type { Tracking } from '../tracking/tracking.ts'
import type { WhatIfs } from '../whatif/whatif.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the caller must be allowed to do. `open`: anybody. A route without a scope lets nobody in. */
    scope?: Scope | 'open'
    /** Open to anybody, but from a browser only from our own pages. */
    csrf?: boolean
    /** The answer holds a secret that must not be kept for a repeated request. */
    secret?: boolean
  }
  interface FastifyRequest {
    caller: Caller | null
  }
}

/** The server with zod-typed routes. */
export type ApiServer = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression<RawServerDefault>,
  RawReplyDefaultExpression<RawServerDefault>,
  FastifyBaseLogger,
  ZodTypeProvider
>

/** What route modules work with. */
export interface ApiContext {
  readonly app: App
  readonly ring: KeyRing
  readonly sessions: Sessions
  readonly metrics: Metrics
  readonly log: LogView
  readonly tracking: Tracking
  /** Replays of other strategies, and the one that is being brought in. */
  readonly whatifs: WhatIfs
  /** Files, destinations and syncs; null for a server without a data folder. */
  readonly outbound: Outbound | null
  /** Version of the product. */
  readonly version: string
}

/** Responses of a route that answers 200 with this shape. */
export function ok<T extends z.ZodType>(shape: T): { readonly 200: T; readonly '4xx': typeof Problem } {
  return { 200: shape, '4xx': Problem }
}

/** Responses of a route that answers a page of this shape. */
export function page<T extends z.ZodType>(item: T): { readonly 200: ReturnType<typeof pageOf<T>>; readonly '4xx': typeof Problem } {
  return { 200: pageOf(item), '4xx': Problem }
}

/** Responses of a route that answers nothing. */
export const NOTHING = { 204: z.null(), '4xx': Problem } as const

/** `?after=CURSOR&limit=N`. */
export const Paging = z.object({ after: z.string().max(300).optional(), limit: z.coerce.number().int().min(1).max(500).default(50) })
/** `?locale=`. */
export const Localised = z.object({ locale: z.string().max(35).optional() })
/** An id or reference in a path. */
export const Ref = z.string().min(1).max(600)
