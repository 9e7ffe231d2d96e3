/** An SMTP host of our own on loopback, for `--fakes`, the demo, chaos runs and tests: keeps what it gets and fails on demand. */
import { SMTPServer } from 'smtp-server'
import type { AddressInfo, Socket } from 'node:net'
import { readMail } from './mime.ts'
import type { ReadMail } from './mime.ts'

/** An e-mail that arrived. */
export interface InboxMessage extends ReadMail {
  /** 1, 2, 3 … in order of arrival. */
  readonly nr: number
  /** Milliseconds since 1970. */
  readonly at: number
  readonly from: string
  readonly to: readonly string[]
  readonly raw: string
}

/** What goes wrong next; set and unset at any time. */
export interface InboxFaults {
  /** Answers the next message with this code, once. `at` says when: at the sender, the recipient, or after the body. */
  rejectNext: { readonly code: number; readonly text?: string; readonly at: 'mail' | 'rcpt' | 'data' } | null
  /** So many messages are kept, and then the line is cut instead of answered: the sender cannot know. */
  dropAfterData: number
  /** Waits so long before it answers a body. */
  delayMs: number
}

/** A running inbox. */
export interface Inbox {
  readonly port: number
  readonly faults: InboxFaults
  /** Everything kept, oldest first: the last 10,000. */
  messages(): readonly InboxMessage[]
  /** Calls back for every message kept. Answers how to stop. */
  onMessage(listener: (message: InboxMessage) => void): () => void
  clear(): void
  /** Drops every message that holds one of these texts (an address, a number). */
  forget(texts: readonly string[]): void
  close(): Promise<void>
}

/** Most messages kept; older ones go first. */
const MOST = 10_000
/** Largest message taken, in bytes. */
const LARGEST = 10 * 1024 * 1024

/** Starts an inbox on 127.0.0.1; port 0 picks a free one. */
export async function startInbox(options: { readonly port: number }): Promise<Inbox> {
  const kept: InboxMessage[] = []
  const listeners = new Set<(message: InboxMessage) => void>()
  const sockets = new Map<number, Socket>()
  const faults: InboxFaults = { rejectNext: null, dropAfterData: 0, delayMs: 0 }
  let nr = 0

  function fault(at: 'mail' | 'rcpt' | 'data'): Error | null {
    const next = faults.rejectNext
    if (next?.at !== at) return null
    faults.rejectNext = null
    return Object.assign(new Error(next.text ?? 'Refused on demand'), { responseCode: next.code })
  }

  function keep(message: Omit<InboxMessage, 'nr' | keyof ReadMail>): void {
    const read: InboxMessage = { nr: ++nr, ...message, ...readMail(message.raw) }
    kept.push(read)
    if (kept.length > MOST) kept.shift()
    for (const listener of listeners) listener(read)
  }

  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    size: LARGEST,
    logger: false,
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? '' }),
    onMailFrom: (_address, _session, done) => done(fault('mail')),
    onRcptTo: (_address, _session, done) => done(fault('rcpt')),
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const refused = fault('data')
        if (refused) return done(refused)
        const sender = session.envelope.mailFrom
        const to = session.envelope.rcptTo.map((recipient) => recipient.address)
        keep({ at: Date.now(), from: sender ? sender.address : '', to, raw: Buffer.concat(chunks).toString('latin1') })
        if (faults.dropAfterData > 0) {
          faults.dropAfterData -= 1
          sockets.get(session.remotePort)?.destroy()
          return
        }
        if (faults.delayMs > 0) setTimeout(() => done(null, `queued as ${nr}`), faults.delayMs).unref()
        else done(null, `queued as ${nr}`)
      })
    },
  })
  // A sender that is killed in mid-sentence is normal here.
  server.on('error', () => {})
  server.server.on('connection', (socket: Socket) => {
    const port = socket.remotePort ?? 0
    sockets.set(port, socket)
    socket.on('close', () => sockets.delete(port))
  })
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(options.port, '127.0.0.1', () => resolve())
  })
  return {
    port: (server.server.address() as AddressInfo).port,
    faults,
    messages: () => kept,
    onMessage(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    forget(texts) {
      const left = kept.filter(({ raw, to }) => !texts.some((text) => raw.includes(text) || to.includes(text)))
      kept.splice(0, kept.length, ...left)
    },
    clear: () => void kept.splice(0),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets.values()) socket.destroy()
      }),
  }
}
