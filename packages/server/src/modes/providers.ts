/** Which providers carry messages, from the settings. */
import type { Channel } from '@rapport/core/event/message-plan'
import type { ProviderConnection, ProviderIo } from '../ports/provider.ts'
import { providers } from '../provider/index.ts'
import type { SmtpSettings } from '../provider/smtp.ts'
import { UsageError, type Settings } from './settings.ts'

const { smtp, webhook } = providers

/** Connections by channel. */
export type Connections = ReadonlyMap<Channel, { readonly name: string; readonly connection: ProviderConnection }>

/** Longest that one call may take. */
const CALL_TIMEOUT_MS = 20_000
const FAKE_FROM = 'hello@rapport.example'

/** Opens what the settings name; `inboxPort` is the local mailbox of `--fakes`. Throws UsageError with what to correct. */
export function openProviders(settings: Settings, inboxPort: number | null): Connections {
  const io: ProviderIo = { timeoutMs: CALL_TIMEOUT_MS, log: () => {} }
  const open = new Map<Channel, { name: string; connection: ProviderConnection }>()
  const mail = mailSettings(settings, inboxPort)
  if (mail) open.set('email', { name: 'smtp', connection: smtp.connect(mail, io) })
  if (settings.webhookUrl) {
    const checked = webhook.settings.safeParse({ url: settings.webhookUrl, secret: settings.webhookSecret })
    if (!checked.success) throw new UsageError(`RAPPORT_WEBHOOK_URL and RAPPORT_WEBHOOK_SECRET: ${checked.error.issues.map((issue) => issue.message).join('; ')}`)
    open.set('webhook', { name: 'webhook', connection: webhook.connect(checked.data, io) })
  }
  return open
}

function mailSettings(settings: Settings, inboxPort: number | null): SmtpSettings | null {
  if (inboxPort !== null) return { host: '127.0.0.1', port: inboxPort, from: settings.mailFrom ?? FAKE_FROM, fromName: settings.mailFromName ?? 'Rapport' }
  if (!settings.smtpUrl) return null
  const url = URL.parse(settings.smtpUrl)
  if (!url || !['smtp:', 'smtps:'].includes(url.protocol)) throw new UsageError(`RAPPORT_SMTP_URL must look like smtp://user:pass@host:587, got '${settings.smtpUrl.replace(/\/\/.*@/, '//…@')}'`)
  if (!settings.mailFrom) throw new UsageError('RAPPORT_MAIL_FROM is missing: the mailbox that messages come from, such as news@example.com')
  const secure = url.protocol === 'smtps:'
  const checked = smtp.settings.safeParse({
    host: url.hostname,
    port: Number(url.port || (secure ? 465 : 587)),
    secure,
    user: url.username === '' ? undefined : decodeURIComponent(url.username),
    pass: url.password === '' ? undefined : decodeURIComponent(url.password),
    from: settings.mailFrom,
    fromName: settings.mailFromName,
  })
  if (!checked.success) throw new UsageError(`RAPPORT_SMTP_URL: ${checked.error.issues.map((issue) => issue.message).join('; ')}`)
  return checked.data
}
