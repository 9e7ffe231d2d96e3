/** Links in messages, signed so that nobody can make one up: where it leads, which message it stood in, whose it was. Nothing needs to be stored to honour one. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { MessageId, ProfileId } from '@rapport/core/base/id'

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
  return `${payload}.${signature(seed, payload)}`
}

/** What a token stands for; null when it was not signed by this workspace. */
export function readLink(seed: string, token: string): LinkTarget | null {
  const cut = token.lastIndexOf('.')
  const payload = token.slice(0, cut)
  const [version, body] = payload.split('.')
  if (cut < 0 || version !== KEY_VERSION || body === undefined) return null
  const expected = Buffer.from(signature(seed, payload))
  const given = Buffer.from(token.slice(cut + 1))
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
  const [message, profile, url] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [MessageId, ProfileId, string]
  return { message, profile, url }
}

function signature(seed: string, payload: string): string {
  return createHmac('sha256', `${seed}|links|${KEY_VERSION}`).update(payload).digest().subarray(0, SIGNATURE_BYTES).toString('base64url')
}
