/** Talks to a running server: one JSON request, errors as Failures that say what to do. */
import { Failure } from './output.ts'

/** Where the server is and what we may do. */
export interface Client {
  readonly url: string
  readonly key: string
}

/** An answer that was not an error, or one of the statuses that the caller handles. */
export interface Answer {
  readonly status: number
  readonly body: unknown
  readonly retryAfterSeconds: number
}

/** The server of `--url` and `--key`, or of RAPPORT_URL and RAPPORT_API_KEY. */
export function clientOf(options: ReadonlyMap<string, string>, env: NodeJS.ProcessEnv): Client {
  const url = options.get('url') ?? env['RAPPORT_URL'] ?? 'http://127.0.0.1:8800'
  const key = options.get('key') ?? env['RAPPORT_API_KEY'] ?? ''
  if (!URL.canParse(url) || !/^https?:/.test(url)) throw new Failure({ what: `--url '${url}' is no address.`, next: 'Write it with its scheme: --url http://127.0.0.1:8800', code: 2 })
  if (key === '') throw new Failure({ what: 'No key.', next: 'Give one with --key or in RAPPORT_API_KEY. Keys are made in the console under Settings → Keys.', code: 2 })
  return { url: url.replace(/\/+$/, ''), key }
}

/** Sends a request. Statuses of 400 and more become Failures, except those in `accept`. */
export async function call(
  client: Client,
  request: { readonly method: string; readonly path: string; readonly body?: unknown; readonly accept?: readonly number[]; readonly timeoutMs?: number },
): Promise<Answer> {
  const { method, path, body, accept = [], timeoutMs = 60_000 } = request
  let response: Response
  try {
    response = await fetch(client.url + path, {
      method,
      headers: { authorization: `Bearer ${client.key}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  } catch (error) {
    throw new Failure({ what: `${client.url} does not answer (${reasonOf(error)}).`, next: 'Is the server running? Start it with `npx rapport dev`, or give its address with --url.' })
  }
  const text = await response.text()
  const parsed: unknown = jsonOr(text)
  const retryAfterSeconds = Number(response.headers.get('retry-after') ?? '') || 0
  if (response.status < 400 || accept.includes(response.status)) return { status: response.status, body: parsed, retryAfterSeconds }
  throw failureOf(response.status, parsed, `${method} ${path}`)
}

function failureOf(status: number, body: unknown, where: string): Failure {
  const { title, detail, message, problems } = (typeof body === 'object' && body !== null ? body : {}) as {
    readonly title?: string
    readonly detail?: string
    readonly message?: string
    readonly problems?: readonly { readonly path: string; readonly message: string }[]
  }
  const what = `${where} answered ${status}: ${title ?? message ?? 'no reason given'}.`
  return new Failure({ what, ...(detail !== undefined && { next: detail }), ...(problems && { problems }) })
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  return cause instanceof Error ? cause.message || ((cause as NodeJS.ErrnoException).code ?? cause.name) : error.message
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
