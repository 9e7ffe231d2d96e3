/** One call to a destination: guarded, signed where there is a signing key, and its outcome in one of four words. */
import { Webhook } from 'standardwebhooks'
import { call, type Answer } from '../provider/call.ts'
import { redact } from '../provider/redact.ts'
import { Forbidden, guardedAgent, guardUrl, type Openings } from '../provider/ssrf.ts'
import { retryAfter } from '../provider/webhook.ts'

/**
 * What became of a call. `outage`: nobody is there to take it, so waiting is no use to anybody but it costs nothing either; `error`: it was heard and
 * failed, perhaps for what is in it; `refused`: it will never be taken.
 */
export type Delivered =
  | { readonly is: 'taken'; readonly answered: string }
  | { readonly is: 'outage' | 'error'; readonly why: string; readonly afterMs?: number }
  | { readonly is: 'refused'; readonly why: string }

/** What goes out. `url`: another address of the same host; `id`: the same for every try. */
export interface Outgoing {
  readonly method?: 'POST' | 'PUT' | 'DELETE'
  readonly url?: string
  readonly id: string
  readonly headers: { readonly [name: string]: string }
  readonly body: string
}

/** A way to one address. */
export interface Line {
  send(message: Outgoing): Promise<Delivered>
  close(): void
}

const TIMEOUT_MS = 15_000
const SOCKETS = 16

/** Opens a way. `secret`: `whsec_…` signs every call (Standard Webhooks), anything else goes as a bearer token. Throws `Forbidden` for an address that may not be called. */
export function openLine(address: string, options: Openings & { readonly secret: string | null; readonly timeoutMs?: number }): Line {
  const { secret } = options
  const base = guardUrl(address.replaceAll('{key}', 'key'), options)
  const agent = guardedAgent(base, { ...options, maxSockets: SOCKETS })
  const signer = secret?.startsWith('whsec_') ? new Webhook(secret) : null
  const clean = (text: string): string => redact(text, secret === null ? [] : [secret, secret.replace(/^whsec_/, '')])
  return {
    async send({ method = 'POST', url, id, headers, body }) {
      let target: URL
      try {
        target = url === undefined ? base : guardUrl(url, options)
        if (target.host !== base.host) throw new Forbidden('A row’s key must not change the host that is called')
      } catch (failure) {
        return { is: 'refused', why: (failure as Error).message }
      }
      const now = new Date()
      const name = id.replace(/[^A-Za-z0-9_:-]/g, '-')
      const signed: { readonly [header: string]: string } = signer
        ? { 'webhook-id': name, 'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)), 'webhook-signature': signer.sign(name, now, body) }
        : secret === null
          ? {}
          : { authorization: `Bearer ${secret}` }
      const sent = { ...headers, 'user-agent': 'Rapport/1 (CloudEvents)', 'content-length': String(Buffer.byteLength(body)), ...signed }
      const answer = await call({ url: target, agent, method, headers: sent, body, timeoutMs: options.timeoutMs ?? TIMEOUT_MS, reads: true })
      return outcomeOf(answer, base.host, clean)
    },
    close: () => agent.destroy(),
  }
}

function outcomeOf(answer: Answer, host: string, clean: (text: string) => string): Delivered {
  if (answer.is === 'failed') {
    const why = clean(answer.error.message || ((answer.error as NodeJS.ErrnoException).code ?? 'no connection'))
    return answer.error instanceof Forbidden ? { is: 'refused', why } : { is: 'outage', why: `${host} cannot be reached: ${why}` }
  }
  const { status } = answer
  const said = clean(answer.text).replace(/\s+/g, ' ').trim().slice(0, 200)
  if (status >= 200 && status < 300) return { is: 'taken', answered: `${status}${said === '' ? '' : `: ${said}`}` }
  const why = `${host} answered ${status}${said === '' ? '' : `: ${said}`}`
  const header = answer.headers['retry-after']
  const afterMs = header === undefined ? undefined : retryAfter(header)
  if (status === 408 || status === 425 || status === 429 || status === 503) return { is: 'outage', why, ...(afterMs !== undefined && { afterMs }) }
  if (status >= 500) return { is: 'error', why, ...(afterMs !== undefined && { afterMs }) }
  return { is: 'refused', why: status < 400 ? `${why}, a redirect, and redirects are not followed; set the final address` : why }
}
