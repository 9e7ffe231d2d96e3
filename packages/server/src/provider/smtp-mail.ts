/** One message as an e-mail: headers, parts and envelope. The same message gives the same Message-ID, however often it is built. */
import type { RenderedMessage } from '../ports/provider.ts'
import { oneLine } from './redact.ts'

/** What an e-mail needs to know of the sender. */
export interface MailSender {
  readonly from: string
  readonly fromName?: string
}

/** Headers that a DKIM signature covers. RFC 8058 wants both List-Unsubscribe headers signed, which nodemailer's default list leaves out. */
export const SIGNED_HEADERS = 'from:to:subject:date:message-id:mime-version:content-type:list-unsubscribe:list-unsubscribe-post:feedback-id'

/** A plain mailbox that can stand in an envelope: one @, no space, no control character, nothing that starts a second address or a comment. */
const MAILBOX = /^[^\s\p{Cc}@<>(),;:"\\[\]]{1,64}@[^\s\p{Cc}@<>(),;:"\\[\]]{1,255}$/u

/** True for a text that is exactly one mailbox. Nothing else may reach an envelope or a header. */
export function isMailbox(text: string): boolean {
  return MAILBOX.test(text)
}

/** The Message-ID of a message, with angle brackets. Depends on message, workspace and sending domain alone, so a receiver can tell a repeated one. */
export function messageIdOf(message: Pick<RenderedMessage, 'id' | 'ws'>, from: string): string {
  return `<${atom(message.id)}.${atom(message.ws)}@rapport.${domainOf(from)}>`
}

/** The domain of a mailbox. */
export function domainOf(mailbox: string): string {
  return mailbox.slice(mailbox.lastIndexOf('@') + 1).toLowerCase()
}

/**
 * What nodemailer makes an e-mail of. The recipient must be a mailbox (see `isMailbox`); the envelope is set apart from the headers so that no header
 * text can ever add a recipient.
 */
export function mailOf(message: RenderedMessage, sender: MailSender) {
  const html = message.html
  return {
    envelope: { from: sender.from, to: [message.to] },
    from: { name: oneLine(sender.fromName ?? ''), address: sender.from },
    to: { name: '', address: message.to },
    subject: oneLine(message.subject ?? ''),
    text: message.text,
    ...(html === undefined ? {} : { html }),
    messageId: messageIdOf(message, sender.from),
    headers: headersOf(message, sender),
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

function headersOf(message: RenderedMessage, sender: MailSender) {
  const unsubscribe = httpUrl(message.unsubscribeUrl)
  return {
    'X-Rapport-Message': asIs(atom(message.id)),
    'Feedback-ID': asIs(feedbackIdOf(message, sender)),
    'Content-Language': asIs(message.locale.replace(/[^A-Za-z0-9-]/g, '')),
    ...(unsubscribe === null ? {} : { 'List-Unsubscribe': asIs(`<${unsubscribe}>`), 'List-Unsubscribe-Post': asIs('List-Unsubscribe=One-Click') }),
  }
}

/** Four fields as Gmail's postmaster tools group them: journey, template, purpose, sender; the sender is 5 to 15 characters and always the same. */
function feedbackIdOf(message: RenderedMessage, sender: MailSender): string {
  const fact = (name: string) => {
    const value = message.data[name]
    return typeof value === 'string' ? word(value) : '-'
  }
  const senderId = word(domainOf(sender.from)).slice(0, 15).padEnd(5, '-')
  return [fact('journey'), fact('template'), word(message.purpose), senderId].join(':')
}

/** A header value that is emitted as it stands: it holds plain ASCII without line breaks by construction. */
function asIs(value: string) {
  return { prepared: true, value }
}

function word(text: string): string {
  return text.replace(/[^A-Za-z0-9_-]/g, '-').slice(0, 64) || '-'
}

/** RFC 5322 atom characters stay; every other one becomes its code, so that different ids stay different. */
function atom(text: string): string {
  return text.replace(/[^A-Za-z0-9_-]/g, (char) => `=${char.codePointAt(0)?.toString(16)}=`)
}

/** The address in its escaped form, or null when it is no http(s) address. */
function httpUrl(text: string | undefined): string | null {
  if (text === undefined || !URL.canParse(text)) return null
  const url = new URL(text)
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href.replace(/[<>\s]/g, encodeURIComponent) : null
}
