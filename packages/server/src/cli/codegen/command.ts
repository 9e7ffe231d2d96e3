/** `rapport codegen events`: typed tracking code from the plan of a server or of a folder of definitions. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { checkEventDefinition } from '@rapport/core/engine/check-events'
import type { EventDefinition } from '@rapport/core/event/tracking-plan'
import { call, clientOf } from '../client.ts'
import { readFolder } from '../definition-files.ts'
import { Failure, type Output } from '../output.ts'
import { typescriptOf } from './typescript.ts'

/** Languages that can be written. */
const LANGUAGES: { readonly [lang: string]: (events: readonly EventDefinition[], locale: string) => string } = { ts: typescriptOf }

/** Writes the file; answers the exit code. With `--check`, writes nothing and answers 1 when the file is not what the plan gives: for CI. */
export async function codegenEvents(
  { options, flags, env }: { readonly options: ReadonlyMap<string, string>; readonly flags: ReadonlySet<string>; readonly env: NodeJS.ProcessEnv },
  out: Output,
): Promise<number> {
  const lang = options.get('lang') ?? 'ts'
  const write = LANGUAGES[lang]
  if (!write) throw new Failure({ what: `--lang ${lang} is not known.`, next: `There is ${Object.keys(LANGUAGES).join(', ')}.`, code: 2 })
  const file = options.get('out')
  if (file === undefined) throw new Failure({ what: '--out is missing.', next: 'Say where the code goes: --out src/events.ts', code: 2 })
  const events = await planFrom(options, env)
  if (events.length === 0) throw new Failure({ what: 'There is no planned event.', next: 'Plan one in the console under Catalogue, or with PUT /v1/events-plan/{type}.' })
  const text = write(events, options.get('locale') ?? 'en')
  const before = await readFile(file, 'utf8').catch(() => null)
  if (flags.has('check')) {
    if (before === text) return 0
    throw new Failure({ what: `${file} is not what the plan gives.`, next: `Run \`rapport codegen events --out ${file}\` and commit the file.` })
  }
  if (before !== text) {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }
  if (out.json) out.print(JSON.stringify({ file, events: events.length, changed: before !== text }))
  else out.print(before === text ? `${file} is up to date (${events.length} events).` : `${file}: ${events.length} events.`)
  return 0
}

async function planFrom(options: ReadonlyMap<string, string>, env: NodeJS.ProcessEnv): Promise<readonly EventDefinition[]> {
  const from = options.get('from') ?? 'server'
  const { definitions } = from === 'server'
    ? ((await call(clientOf(options, env), { method: 'GET', path: '/v1/definitions' })).body as { readonly definitions: { readonly events?: readonly unknown[] } })
    : ((await readFolder(from)) as unknown as { readonly definitions: { readonly events?: readonly unknown[] } })
  const checked = (definitions.events ?? []).map((raw) => ({ raw, answer: checkEventDefinition(raw) }))
  const problems = checked.flatMap(({ raw, answer }) => {
    const { id } = raw as { readonly id?: unknown }
    return 'problems' in answer ? answer.problems.map(({ path, message }) => ({ path: `events/${String(id)}.${path}`, message })) : []
  })
  if (problems.length > 0) throw new Failure({ what: 'The plan has faults.', next: 'Correct them and try again.', problems })
  return checked.flatMap(({ answer }) => ('value' in answer ? [answer.value] : []))
}
