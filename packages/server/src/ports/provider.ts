/** A provider hands one message to the world. Adding one = one file in provider/ plus one line in its index. */
import type { MessageId, WorkspaceId } from '@rapport/core/base/id'
import type { JsonObject } from '@rapport/core/base/json'
import type { Duration } from '@rapport/core/base/time'
import type { Channel } from '@rapport/core/event/message-plan'
import type { z } from 'zod'

/** A message ready to leave. */
export interface RenderedMessage {
  readonly id: MessageId
  readonly ws: WorkspaceId
  readonly to: string
  readonly locale: string
  readonly subject?: string
  readonly html?: string
  readonly text: string
  readonly purpose: string
  /** One-click unsubscribe address (RFC 8058), for e-mail. */
  readonly unsubscribeUrl?: string
  /** Facts for machine receivers (webhook): template, journey, profile's identifiers. */
  readonly data: JsonObject
}

/** What became of a call. A throw or a time-out means `unknown`, never a retry. */
export type SendResult =
  | { readonly is: 'sent'; readonly providerId: string }
  /** The provider certainly did not take it; try again after … */
  | { readonly is: 'retry'; readonly after: Duration; readonly why: string }
  /** The provider certainly did not take it and never will. `suppress`: the address is dead. */
  | { readonly is: 'rejected'; readonly why: string; readonly suppress: boolean }

/** An outcome that a provider reports later. */
export interface ProviderCallback {
  readonly message: MessageId
  readonly type: 'message_delivered' | 'message_opened' | 'message_clicked' | 'message_bounced' | 'message_complained'
  readonly properties: JsonObject
}

/** How to reach the world and what may be logged. */
export interface ProviderIo {
  readonly timeoutMs: number
  /** Structured, never with secrets or bodies. */
  log(level: 'info' | 'warn', text: string, fields?: JsonObject): void
}

/** A live connection made from settings. */
export interface ProviderConnection {
  send(message: RenderedMessage): Promise<SendResult>
  /** Checks settings against the real host without sending. Throws with a sentence for the user. */
  verify(): Promise<void>
  close(): Promise<void>
}

/** The plug. */
export interface Provider<Settings = unknown> {
  readonly name: string
  readonly channel: Channel
  readonly settings: z.ZodType<Settings>
  /** True when a repeated call with the same message id has no second effect, so an unknown outcome may be retried. */
  readonly idempotent: boolean
  connect(settings: Settings, io: ProviderIo): ProviderConnection
  parseCallback?(body: string, headers: { readonly [name: string]: string | undefined }, settings: Settings): readonly ProviderCallback[]
}
