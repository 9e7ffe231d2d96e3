/** A signed call to a machine (Standard Webhooks): the receiver can check who called and can drop a repeated message by its id. */
import type { IncomingMessage } from 'node:http'
import type { JsonObject } from '@rapport/core/base/json'
import { isJsonObject } from '@rapport/core/base/json'
import type { MessageId } from '@rapport/core/base/id'
import type { Duration } from '@rapport/core/base/time'
import { HOUR, SECOND } from '@rapport/core/base/time'
import { Webhook } from 'standardwebhooks'
import { z } from 'zod'
import type { Provider, ProviderCallback, ProviderConnection, ProviderIo, RenderedMessage, SendResult } from '../ports/provider.ts'
import { call } from './call.ts'
import { redact } from './redact.ts'
import { Forbidden, guardedAgent, guardUrl } from './ssrf.ts'

const secret = z.string().regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, 'must be whsec_ followed by 24 to 64 bytes in base64')

const settings = z.object({
  url: z.string().min(1),
  secret,
  /** The secret before a rotation: both sign until the receiver knows the new one. */
  previousSecret: secret.optional(),
  /** Lets calls reach addresses inside the house and any port. Off by default. */
  allowPrivate: z.boolean().optional(),
  allowHttp: z.boolean().optional(),
})

/** Where to call and what to sign with. */
export type WebhookSettings = z.infer<typeof settings>

const MAX_SOCKETS = 50
const DEFAULT_RETRY: Duration = (30 * SECOND) as Duration

/** The plug. Idempotent: `webhook-id` is the message's id, and the standard tells receivers to take an id once. */
export const webhook: Provider<WebhookSettings> = { name: 'webhook', channel: 'webhook', settings, idempotent: true, connect, parseCallback }

function connect(given: WebhookSettings, io: ProviderIo): ProviderConnection {
  const url = guardUrl(given.url, given)
  const agent = guardedAgent(url, { ...given, maxSockets: MAX_SOCKETS })
  const keys = keysOf(given)
  const clean = (text: string) => redact(text, [given.secret, given.previousSecret, ...keys.map((key) => key.text)])

  function sign(id: string, body: string): { readonly [header: string]: string } {
    const now = new Date()
    return {
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': 'Rapport/1 (Standard-Webhooks)',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': keys.map((key) => key.signer.sign(id, now, body)).join(' '),
    }
  }

  async function send(message: RenderedMessage): Promise<SendResult> {
    const body = JSON.stringify({ type: 'message', data: bodyOf(message) })
    const answer = await call({ url, agent, headers: sign(idOf(message.id), body), body, timeoutMs: io.timeoutMs })
    if (answer.is === 'answered') return outcomeOf(answer.status, answer.headers, message.id)
    const why = clean(answer.error.message)
    if (answer.error instanceof Forbidden) {
      io.log('warn', `Webhook call refused: ${why}`)
      return { is: 'rejected', why, suppress: false }
    }
    if (!answer.begun) return { is: 'retry', after: DEFAULT_RETRY, why }
    throw new Error(`The webhook's host ended the call without an answer, so nobody knows whether it took it: ${why}`)
  }

  return {
    send,
    async verify() {
      const answer = await call({ url, agent, headers: { 'user-agent': 'Rapport/1 (Standard-Webhooks)' }, method: 'HEAD', body: '', timeoutMs: io.timeoutMs })
      const host = `The webhook's host ${url.host}`
      if (answer.is === 'failed') throw new Error(`${host} cannot be reached: ${clean(answer.error.message)}. Check the address and the host's certificate`)
      if (answer.status === 404 || answer.status === 410) throw new Error(`${host} answers ${answer.status} for this path. Check the address`)
    },
    async close() {
      agent.destroy()
    },
  }
}

/** What a receiver gets. The same message gives the same body at every try. */
function bodyOf(message: RenderedMessage): JsonObject {
  return {
    message: message.id,
    workspace: message.ws,
    to: message.to,
    locale: message.locale,
    purpose: message.purpose,
    ...(message.subject === undefined ? {} : { subject: message.subject }),
    text: message.text,
    ...(message.html === undefined ? {} : { html: message.html }),
    facts: message.data,
  }
}

function outcomeOf(status: number, headers: IncomingMessage['headers'], id: MessageId): SendResult {
  if (status >= 200 && status < 300) return { is: 'sent', providerId: id }
  const why = `The webhook's host answered ${status}`
  if (status === 410) return { is: 'rejected', why, suppress: true }
  if (status === 408 || status === 425 || status === 429 || status >= 500) return { is: 'retry', after: retryAfter(headers['retry-after']), why }
  return { is: 'rejected', why: status < 400 ? `${why}, a redirect, and redirects are not followed. Set the final address` : why, suppress: false }
}

/** Seconds or an HTTP date, at least a second and at most an hour; half a minute when it says nothing sensible. */
export function retryAfter(header: string | undefined): Duration {
  if (header === undefined) return DEFAULT_RETRY
  const wait = /^\d{1,9}$/.test(header.trim()) ? Number(header) * SECOND : Date.parse(header) - Date.now()
  return Number.isFinite(wait) ? (Math.min(Math.max(wait, SECOND), HOUR) as Duration) : DEFAULT_RETRY
}

/** The signing keys, newest first. `text` is the bare base64, so that it can be kept out of logs. */
function keysOf(given: WebhookSettings): readonly { readonly text: string; readonly signer: Webhook }[] {
  const secrets = [given.secret, ...(given.previousSecret === undefined ? [] : [given.previousSecret])]
  return secrets.map((whole) => ({ text: whole.slice('whsec_'.length), signer: new Webhook(whole) }))
}

/** Ids travel in a header and, in signatures, before a full stop; anything else in them becomes `-`. */
function idOf(id: MessageId): string {
  return id.replace(/[^A-Za-z0-9_:-]/g, '-')
}

const OUTCOMES: ReadonlySet<string> = new Set(['message_delivered', 'message_opened', 'message_clicked', 'message_bounced', 'message_complained'])
const MOST_OUTCOMES = 1_000

/**
 * Outcomes that the receiver reports back, signed with the same secret: `{ "outcomes": [{ "message", "type", "properties" }] }`.
 * Throws when the signature is wrong.
 */
function parseCallback(body: string, headers: { readonly [name: string]: string | undefined }, given: WebhookSettings): readonly ProviderCallback[] {
  const parsed = verified(body, headers, given)
  const outcomes = typeof parsed === 'object' && parsed !== null && 'outcomes' in parsed && Array.isArray(parsed.outcomes) ? parsed.outcomes : []
  return outcomes.slice(0, MOST_OUTCOMES).flatMap((outcome: JsonObject) => {
    const { message, type, properties } = outcome ?? {}
    if (typeof message !== 'string' || typeof type !== 'string' || !OUTCOMES.has(type)) return []
    return [{ message: message as MessageId, type: type as ProviderCallback['type'], properties: isJsonObject(properties) ? properties : {} }]
  })
}

function verified(body: string, headers: { readonly [name: string]: string | undefined }, given: WebhookSettings): unknown {
  const plain: { [name: string]: string } = {}
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) plain[name] = value
  for (const { signer } of keysOf(given)) {
    try {
      return signer.verify(body, plain)
    } catch {
      // Perhaps it was signed with the other key.
    }
  }
  throw new Error('The callback is not signed with this webhook’s secret, or its timestamp is more than five minutes off')
}
