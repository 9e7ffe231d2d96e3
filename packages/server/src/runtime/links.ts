/** Links in messages, signed so that nobody can make one up: where it leads, which message it stood in, whose it was. Nothing needs to be stored to honour one. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { MessageId, ProfileId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'

/** What a link stands for. `url` is empty in unsubscribe links. */
export interface LinkTarget {
  readonly message: MessageId
  readonly profile: ProfileId
  readonly url: string
}

/** Version of the key; a later one is added beside it, because links in old messages must keep working. */
const KEY_VERSION = '1'
const SIGNATURE_BYTES = 12

/** The token of a link. Letters, digits, `-`, `_` and `.` only. */
export function signLink(seed: string, target: LinkTarget): string {
  const payload = `${KEY_VERSION}.${Buffer.from(JSON.stringify([target.message, target.profile, target.url])).toString('base64url')}`
  return `${payload}.${signature(seed, payload, 'links')}`
}

/** What a token stands for; null when it was not signed by this workspace. */
export function readLink(seed: string, token: string): LinkTarget | null {
  const body = payloadOf(seed, token, 'links')
  if (body === null) return null
  const [message, profile, url] = body as [MessageId, ProfileId, string]
  return { message, profile, url }
}

/** Whose preferences a link opens, and the message that it stood in; staff may make one that ends. */
export interface PreferencesTarget {
  readonly profile: ProfileId
  readonly message?: MessageId
  readonly until?: Instant
}

/** The token of a link to somebody's preferences. Another key than that of message links, so that neither passes for the other. */
export function signPreferences(seed: string, { profile, message, until }: PreferencesTarget): string {
  const payload = `${KEY_VERSION}.${Buffer.from(JSON.stringify([profile, message ?? null, until ?? null])).toString('base64url')}`
  return `${payload}.${signature(seed, payload, 'preferences')}`
}

/** What a token stands for; null when it was not signed by this workspace or is over. */
export function readPreferences(seed: string, token: string, now: Instant): PreferencesTarget | null {
  const body = payloadOf(seed, token, 'preferences')
  if (body === null) return null
  const [profile, message, until] = body as [ProfileId, MessageId | null, Instant | null]
  if (until !== null && until < now) return null
  return { profile, ...(message === null ? {} : { message }), ...(until === null ? {} : { until }) }
}

function payloadOf(seed: string, token: string, use: Use): unknown {
  const cut = token.lastIndexOf('.')
  const payload = token.slice(0, cut)
  const [version, body] = payload.split('.')
  if (cut < 0 || version !== KEY_VERSION || body === undefined) return null
  const expected = Buffer.from(signature(seed, payload, use))
  const given = Buffer.from(token.slice(cut + 1))
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
  return JSON.parse(Buffer.from(body, 'base64url').toString())
}

type Use = 'links' | 'preferences'

function signature(seed: string, payload: string, use: Use): string {
  return createHmac('sha256', `${seed}|${use}|${KEY_VERSION}`).update(payload).digest().subarray(0, SIGNATURE_BYTES).toString('base64url')
}
