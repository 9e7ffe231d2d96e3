/** What to show here, now, to this person: asked of the server, answered with silence when it cannot be. */
import type { Identity } from './identity.ts'
import { requestOf, type Door } from './transport.ts'

/** What was chosen. All null: show nothing. */
export interface Decision {
  /** Names the decision in `shown` and `clicked`. */
  readonly decision: string | null
  readonly placement: string
  readonly offer: string | null
  /** What the offer says: title, text, image, url, whatever its author wrote. */
  readonly content: { readonly [name: string]: unknown } | null
}

/** A question. */
export interface Question {
  readonly placement: string
  readonly context: { readonly [name: string]: unknown }
  readonly locale: string | undefined
  readonly identity: Identity
  /** A page does not wait longer than this, in milliseconds. */
  readonly timeoutMs: number
}

/** Asks. Never rejects: a page works without its offers. `complain` is told why there was no answer. */
export async function askDecision(door: Door, question: Question, complain: (what: string) => void): Promise<Decision> {
  const { placement, context, locale, identity, timeoutMs } = question
  const silence: Decision = { decision: null, placement, offer: null, content: null }
  try {
    const who = { anonymousId: identity.anonymousId, ...(identity.userId !== null && { userId: identity.userId }) }
    const body = JSON.stringify({ writeKey: door.writeKey, placement, ...who, context, ...(locale !== undefined && { locale }) })
    const answer = await fetch(`${door.host}/v1/place`, requestOf(body, timeoutMs))
    if (!answer.ok) {
      const { detail } = (await answer.json()) as { readonly detail?: string }
      complain(`No decision for ${placement}: ${detail ?? answer.status}`)
      return silence
    }
    const { decision, offer, content } = (await answer.json()) as Omit<Decision, 'placement'>
    return { decision, placement, offer, content }
  } catch (failure) {
    complain(`No decision for ${placement}: ${failure instanceof Error ? failure.message : String(failure)}`)
    return silence
  }
}
