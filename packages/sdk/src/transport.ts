/** Requests to the server. The key travels in the body and the type is plain text, so browsers send at once and ask no permission first. */
import type { Outcome } from './queue.ts'

/** Where to and as whom. */
export interface Door {
  /** `https://cdp.example`, without a slash at the end. */
  readonly host: string
  readonly writeKey: string
}

/** Largest body that browsers finish sending after the page is gone; a little below their 64 KiB. */
const KEEPALIVE_BYTES = 60_000
const TIMEOUT_MS = 15_000
const LONGEST_WAIT_MS = 300_000
const SECOND = 1_000

/** Sends events (JSON texts) and reads the answer. Never rejects. `complain` is told what the server said against events or key. */
export async function sendEvents(door: Door, events: readonly string[], complain: (what: string) => void): Promise<Outcome> {
  const body = bodyOf(door, events)
  let answer: Response
  try {
    answer = await fetch(`${door.host}/v1/events`, requestOf(body, TIMEOUT_MS))
  } catch {
    return { is: 'later', afterMs: null }
  }
  if (answer.ok) {
    for (const problem of await problemsOf(answer)) complain(problem)
    return { is: 'taken' }
  }
  if (answer.status === 413) return { is: 'smaller' }
  const patience = retryAfter(answer.headers.get('retry-after'), Date.now())
  // A key may be on its way to the server, and a page is not changed in a minute: these are tried again slowly.
  if (answer.status === 401 || answer.status === 403) {
    complain(`${door.host} does not accept the write key or this page (${answer.status}). Compare the key with Settings → Keys`)
    return { is: 'later', afterMs: patience ?? 60 * SECOND }
  }
  if (answer.status >= 500 || answer.status === 408 || answer.status === 429) return { is: 'later', afterMs: patience }
  complain(`${door.host} refused ${events.length} events with status ${answer.status}`)
  return { is: 'refused' }
}

/** Hands events to the browser, to be sent even when the page is gone. */
export function partWithEvents(door: Door, events: readonly string[]): void {
  const body = bodyOf(door, events)
  const url = `${door.host}/v1/events`
  if (navigator.sendBeacon?.(url, body)) return
  void fetch(url, requestOf(body, TIMEOUT_MS)).catch(() => undefined)
}

/** A request that needs no preflight and carries no cookies. */
export function requestOf(body: string, timeoutMs: number): RequestInit {
  const keepalive = new TextEncoder().encode(body).length <= KEEPALIVE_BYTES
  return { method: 'POST', body, keepalive, credentials: 'omit', mode: 'cors', referrerPolicy: 'no-referrer', signal: AbortSignal.timeout(timeoutMs) }
}

/** Milliseconds to wait, from seconds or an HTTP date; null when the header says nothing. Never more than five minutes. */
export function retryAfter(header: string | null, now: number): number | null {
  const text = header?.trim() ?? ''
  if (text === '') return null
  const ms = /^\d+$/.test(text) ? Number(text) * SECOND : Date.parse(text) - now
  return Number.isNaN(ms) ? null : Math.min(LONGEST_WAIT_MS, Math.max(0, ms))
}

function bodyOf({ writeKey }: Door, events: readonly string[]): string {
  return `{"writeKey":${JSON.stringify(writeKey)},"sentAt":${Date.now()},"events":[${events.join(',')}]}`
}

async function problemsOf(answer: Response): Promise<readonly string[]> {
  try {
    const { problems } = (await answer.json()) as { readonly problems?: readonly { readonly code: string; readonly message: string }[] }
    return (problems ?? []).map(({ code, message }) => `${code}: ${message}`)
  } catch {
    return []
  }
}
