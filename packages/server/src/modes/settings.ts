/** Everything the process can be told from outside: flags win over RAPPORT_* variables, variables over defaults. */
import { parseArgs } from 'node:util'

/** How to run. */
export interface Settings {
  readonly port: number
  readonly host: string
  /** Folder of everything that is kept. */
  readonly data: string
  readonly demo: boolean
  readonly fakes: boolean
  readonly writeKey?: string
  readonly apiKey?: string
  /** Where the world reaches this server: `https://cdp.example`; links in messages begin with it. */
  readonly publicUrl?: string
  /** `smtp://user:pass@host:587` or `smtps://…`. */
  readonly smtpUrl?: string
  readonly mailFrom?: string
  readonly mailFromName?: string
  readonly webhookUrl?: string
  readonly webhookSecret?: string
  /** A ClickHouse server instead of the embedded one. */
  readonly clickhouseUrl?: string
  readonly analytics: boolean
  /** Destinations may be inside the house: plain http, private addresses, any port. Off unless RAPPORT_ALLOW_PRIVATE is on. */
  readonly allowPrivate: boolean
  readonly log: 'silent' | 'info' | 'warn'
}

/** What went wrong with the flags, in words for the terminal. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  demo: { type: 'boolean' },
  fakes: { type: 'boolean' },
  'public-url': { type: 'string' },
  'no-analytics': { type: 'boolean' },
  help: { type: 'boolean' },
} as const

/** The text of `--help`. */
export const HELP = `Usage: npm start -- [options]

  --port N          port to listen on (default 8800; 0 picks a free one)
  --host ADDRESS    address to listen on (default 127.0.0.1)
  --data FOLDER     where everything is kept (default .rapport)
  --demo            fill with a synthetic retailer and keep traffic running
  --fakes           start a local mailbox that catches every e-mail
  --public-url URL  how the world reaches this server; links in messages begin with it
  --no-analytics    do not start the embedded ClickHouse

Environment: RAPPORT_WRITE_KEY, RAPPORT_API_KEY, RAPPORT_SMTP_URL, RAPPORT_MAIL_FROM, RAPPORT_MAIL_FROM_NAME,
RAPPORT_WEBHOOK_URL, RAPPORT_WEBHOOK_SECRET, RAPPORT_CLICKHOUSE_URL, RAPPORT_PUBLIC_URL, RAPPORT_LOG (silent, info, warn),
RAPPORT_ALLOW_PRIVATE (on: destinations may be inside the house), RAPPORT_SECRETS (names of variables that destinations may use)`

/** Reads flags and environment; null when help was asked for. Throws UsageError. */
export function readSettings(args: readonly string[], env: { readonly [name: string]: string | undefined }): Settings | null {
  let values: ReturnType<typeof parse>
  try {
    values = parse(args)
  } catch (failure) {
    throw new UsageError(`${(failure as Error).message}\n\n${HELP}`)
  }
  if (values.help) return null
  const port = Number(values.port ?? env['RAPPORT_PORT'] ?? 8800)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError(`--port must be a number from 0 to 65535, got '${values.port ?? env['RAPPORT_PORT']}'`)
  return {
    port,
    host: values.host ?? env['RAPPORT_HOST'] ?? '127.0.0.1',
    data: values.data ?? env['RAPPORT_DATA'] ?? '.rapport',
    demo: values.demo ?? false,
    fakes: values.fakes ?? values.demo ?? false,
    writeKey: env['RAPPORT_WRITE_KEY'],
    apiKey: env['RAPPORT_API_KEY'],
    publicUrl: values['public-url'] ?? env['RAPPORT_PUBLIC_URL'],
    smtpUrl: env['RAPPORT_SMTP_URL'],
    mailFrom: env['RAPPORT_MAIL_FROM'],
    mailFromName: env['RAPPORT_MAIL_FROM_NAME'],
    webhookUrl: env['RAPPORT_WEBHOOK_URL'],
    webhookSecret: env['RAPPORT_WEBHOOK_SECRET'],
    clickhouseUrl: env['RAPPORT_CLICKHOUSE_URL'],
    analytics: !(values['no-analytics'] ?? env['RAPPORT_ANALYTICS'] === 'off'),
    allowPrivate: env['RAPPORT_ALLOW_PRIVATE'] === 'on',
    log: env['RAPPORT_LOG'] === 'info' ? 'info' : env['RAPPORT_LOG'] === 'warn' ? 'warn' : 'silent',
  }
}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: false }).values
}
