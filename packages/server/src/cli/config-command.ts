/** `rapport config print`: what the server would run with, secrets masked. */
import { readSettings, type Settings } from '../modes/settings.ts'
import { table, type Output } from './output.ts'

const SECRETS: ReadonlySet<string> = new Set(['writeKey', 'apiKey', 'webhookSecret'])

/** Prints the settings that flags, environment and defaults add up to. */
export function printConfig(args: readonly string[], env: NodeJS.ProcessEnv, out: Output): number {
  const settings = readSettings(args, env)
  if (settings === null) return 0
  const masked = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, mask(name, value as Settings[keyof Settings])]))
  if (out.json) out.print(JSON.stringify(masked))
  else out.print(table(Object.entries(masked).map(([name, value]) => [name, value === undefined ? '(not set)' : String(value)])))
  return 0
}

/** Keys show their first three characters, addresses lose their password. */
function mask(name: string, value: Settings[keyof Settings]): Settings[keyof Settings] {
  if (typeof value !== 'string') return value
  if (SECRETS.has(name)) return `${value.slice(0, 3)}…`
  return value.replace(/:\/\/([^:@/]*):[^@/]*@/, '://$1:…@')
}
