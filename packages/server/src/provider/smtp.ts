/** E-mail over SMTP: a pool of connections, DKIM, and a reply code turned into what the outbox should do next. */
import { createTransport } from 'nodemailer'
import type { NodemailerError } from 'nodemailer'
import type { Duration } from '@rapport/core/base/time'
import { MINUTE, SECOND } from '@rapport/core/base/time'
import { z } from 'zod'
import type { Provider, ProviderConnection, ProviderIo, RenderedMessage, SendResult } from '../ports/provider.ts'
import { redact } from './redact.ts'
import { isMailbox, mailOf, messageIdOf, SIGNED_HEADERS } from './smtp-mail.ts'

const settings = z.object({
  host: z.string().min(1),
  port: z.int().min(1).max(65_535),
  /** TLS from the first byte (port 465). Without it STARTTLS is used where the host offers it. */
  secure: z.boolean().optional(),
  /** Refuse to go on without TLS. Default: true as soon as a password would cross a network. */
  requireTls: z.boolean().optional(),
  user: z.string().optional(),
  pass: z.string().optional(),
  from: z.string().refine(isMailbox, 'must be one plain mailbox such as news@example.com'),
  fromName: z.string().max(200).optional(),
  dkim: z.object({ domain: z.string().min(1), selector: z.string().min(1), privateKey: z.string().min(1) }).optional(),
  /** Connections open at once. Default 5. */
  maxConnections: z.int().min(1).max(100).optional(),
  /** Messages on one connection before it is replaced. Default 1,000. */
  maxMessagesPerConnection: z.int().min(1).max(100_000).optional(),
  maxPerSecond: z.int().min(1).max(10_000).optional(),
})

/** How to reach an SMTP host and who the sender is. */
export type SmtpSettings = z.infer<typeof settings>

/** Shorter than the idle limit of every common host, so that we hang up first and no message meets a line that is being closed. */
const IDLE_MS = 20_000
/** Greylisting hosts want to be asked again after minutes. */
const GREYLIST: Duration = (5 * MINUTE) as Duration
const BUSY: Duration = (30 * SECOND) as Duration

/** The plug. Not idempotent: SMTP has no key that a host would honour, the Message-ID only helps receivers and people. */
export const smtp: Provider<SmtpSettings> = { name: 'smtp', channel: 'email', settings, idempotent: false, connect }

function connect(given: SmtpSettings, io: ProviderIo): ProviderConnection {
  const transport = createTransport({ pool: true, ...transportOptions(given, io.timeoutMs) })
  const secrets = [given.pass, given.dkim?.privateKey]
  const clean = (text: string) => redact(text, secrets)
  transport.on('error', (error: Error) => io.log('warn', `SMTP pool: ${clean(error.message)}`))

  async function send(message: RenderedMessage): Promise<SendResult> {
    if (!isMailbox(message.to)) return { is: 'rejected', why: 'The recipient is not one plain e-mail address', suppress: false }
    const body = { begun: () => false }
    try {
      const mail = { ...mailOf(message, given), signal: AbortSignal.timeout(io.timeoutMs), watchedBody: body }
      const info = await transport.sendMail(mail)
      return { is: 'sent', providerId: info.serverMessageId ?? messageIdOf(message, given.from) }
    } catch (caught) {
      return outcomeOf(caught as NodemailerError, body.begun(), clean)
    }
  }

  // Whether a host got a single byte of the body decides between "certainly not taken" and "unknown", and only the stream knows.
  transport.use('stream', (mail, done) => {
    const watched = (mail.data as { watchedBody?: { begun: () => boolean } }).watchedBody
    const open = mail.message.createReadStream.bind(mail.message)
    mail.message.createReadStream = (options) => {
      const stream = open(options)
      if (watched) watched.begun = () => stream.readableDidRead
      return stream
    }
    done()
  })

  return {
    send,
    async verify() {
      try {
        await transport.verify()
      } catch (caught) {
        throw new Error(`SMTP host ${given.host}:${given.port} cannot be used: ${clean((caught as Error).message)}. Check host, port, TLS, user and password`)
      }
    },
    async close() {
      transport.close()
    },
  }
}

function transportOptions(given: SmtpSettings, timeoutMs: number) {
  const loopback = /^(localhost|127\.|::1)/.test(given.host)
  return {
    host: given.host,
    port: given.port,
    secure: given.secure ?? false,
    requireTLS: given.requireTls ?? (given.pass !== undefined && !loopback),
    // On loopback nobody listens in between, and local relays seldom have a certificate.
    ignoreTLS: loopback && !given.requireTls,
    ...(given.user === undefined ? {} : { auth: { user: given.user, pass: given.pass ?? '' } }),
    ...(given.dkim === undefined ? {} : { dkim: dkimOptions(given.dkim) }),
    maxConnections: given.maxConnections ?? 5,
    maxMessages: given.maxMessagesPerConnection ?? 1_000,
    // The outbox alone decides about repeating a message.
    maxRequeues: 0,
    idleTimeout: IDLE_MS,
    ...(given.maxPerSecond === undefined ? {} : { rateLimit: given.maxPerSecond, rateDelta: 1_000 }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

function dkimOptions({ domain, selector, privateKey }: NonNullable<SmtpSettings['dkim']>) {
  return { domainName: domain, keySelector: selector, privateKey, headerFieldNames: SIGNED_HEADERS }
}

/**
 * What a failed call means. A reply code is a certain "no" of the host. Without one it depends on the body: not begun means certainly not taken,
 * begun means that nobody knows, and the error is thrown on.
 */
function outcomeOf(error: NodemailerError, begun: boolean, clean: (text: string) => string): SendResult {
  const why = clean(error.response ?? error.message)
  const code = error.responseCode
  const stage = error.command ?? ''
  const answered = code !== undefined && stage !== 'CONN'
  const settled = answered && stage === 'DATA'
  if (begun && !settled) throw new Error(`The SMTP connection ended after the message was handed over, so nobody knows whether it left: ${why}`)
  if (!answered) return { is: 'retry', after: BUSY, why }
  if (code < 500) return { is: 'retry', after: code === 421 ? BUSY : GREYLIST, why }
  // Refused before the message was on the table (login, greeting, STARTTLS): the settings are at fault, not the message.
  if (!/^(MAIL FROM|RCPT TO|DATA)/.test(stage)) return { is: 'retry', after: GREYLIST, why }
  return { is: 'rejected', why, suppress: isDeadAddress({ code, stage, response: error.response ?? '' }) }
}

/**
 * A host's "no such mailbox". 550 may also be a policy; the enhanced code tells (RFC 3463: x.1.* address, 5.2.1 mailbox off),
 * and where it is absent the stage does.
 */
function isDeadAddress(reply: { readonly code: number; readonly stage: string; readonly response: string }): boolean {
  const enhanced = /^\d{3}[ -]5\.(\d{1,3})\.(\d{1,3})/.exec(reply.response)
  // 5.1.7 and 5.1.8 are about the sender's address.
  if (enhanced) return (enhanced[1] === '1' && enhanced[2] !== '7' && enhanced[2] !== '8') || (enhanced[1] === '2' && enhanced[2] === '1')
  return reply.stage === 'RCPT TO' && (reply.code === 550 || reply.code === 551 || reply.code === 553)
}
