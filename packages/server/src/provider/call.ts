/** One HTTP call to a machine outside: with a time limit, over a guarded agent, without following redirects, reading little of the answer. */
import { request as httpRequest } from 'node:http'
import type { Agent, IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'

/** Most of an answer that is read, in bytes, so that the connection can be used again. */
const ANSWER_BYTES = 64 * 1024
/** Most of an answer's text that is handed on. */
const TEXT_BYTES = 2_000

/** What came of a call. */
export type Answer =
  | { readonly is: 'answered'; readonly status: number; readonly headers: IncomingMessage['headers']; readonly text: string }
  /** `begun`: the connection stood, so bytes of the call may have arrived. */
  | { readonly is: 'failed'; readonly error: Error; readonly begun: boolean }

/** One call. */
export interface Call {
  readonly url: URL
  readonly agent: Agent
  readonly method?: 'POST' | 'PUT' | 'DELETE' | 'HEAD'
  readonly headers: { readonly [name: string]: string }
  readonly body: string
  readonly timeoutMs: number
  /** Waits for the answer's text (its first TEXT_BYTES). Without it the status is enough. */
  readonly reads?: boolean
}

/** Makes it. Never rejects. */
export function call({ url, agent, method = 'POST', headers, body, timeoutMs, reads = false }: Call): Promise<Answer> {
  return new Promise((resolve) => {
    const secure = url.protocol === 'https:'
    const outgoing = (secure ? httpsRequest : httpRequest)(url, { method, agent, headers })
    let begun = false
    const timer = setTimeout(() => outgoing.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
    outgoing.on('socket', (socket) => {
      // A kept-alive socket stands already; a new one stands once TCP (and TLS) is through.
      if (outgoing.reusedSocket) begun = true
      else socket.once(secure ? 'secureConnect' : 'connect', () => (begun = true))
    })
    outgoing.on('error', (error) => {
      clearTimeout(timer)
      resolve({ is: 'failed', error, begun })
    })
    outgoing.on('response', (answer) => {
      // The status is all that counts. The rest is read so that the connection can be used again, but not for long and not much.
      const said: Buffer[] = []
      let bytes = 0
      const tell = (): void => resolve({ is: 'answered', status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(said).toString('utf8').slice(0, TEXT_BYTES) })
      if (!reads) tell()
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (reads && bytes <= ANSWER_BYTES) said.push(chunk)
        if (bytes > ANSWER_BYTES) answer.destroy()
      })
      answer.on('error', () => {})
      answer.on('close', () => {
        clearTimeout(timer)
        tell()
      })
    })
    outgoing.end(body)
  })
}
