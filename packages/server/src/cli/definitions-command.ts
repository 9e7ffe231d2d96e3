/** `rapport pull | diff | push DIR`: definitions as reviewable files. */
import { call, clientOf, type Client } from './client.ts'
import { filesOf, readFolder, writeFolder, writeVersion, type Configuration } from './definition-files.ts'
import { lineDiff } from './line-diff.ts'
import { Failure, paint, type Output } from './output.ts'

/** What the commands were given. */
export interface FolderAsk {
  readonly folder: string
  readonly options: ReadonlyMap<string, string>
  readonly flags: ReadonlySet<string>
  readonly env: NodeJS.ProcessEnv
}

interface Change {
  readonly kind: string
  readonly id: string
  readonly is: 'added' | 'changed' | 'removed'
}

/** Brings the server's definitions into the folder. */
export async function pull({ folder, options, env }: FolderAsk, out: Output): Promise<number> {
  const configuration = await current(clientOf(options, env))
  const { written, removed } = await writeFolder(folder, configuration)
  if (out.json) out.print(JSON.stringify({ version: configuration.version, written, removed }))
  else out.print(`Version ${configuration.version} is in ${folder}: ${written.length} files written, ${removed.length} removed.`)
  return 0
}

/** Shows what a push would change. Exit code 1 when there is something, like `diff`. */
export async function diff({ folder, options, env }: FolderAsk, out: Output): Promise<number> {
  const here = await readFolder(folder)
  const there = await current(clientOf(options, env))
  const before = filesOf(there)
  const after = filesOf({ ...here, version: there.version })
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort().filter((path) => before.get(path) !== after.get(path))
  if (out.json) out.print(JSON.stringify({ version: there.version, from: here.version, changed: paths }))
  else if (paths.length === 0) out.print('No differences.')
  for (const path of out.json ? [] : paths) {
    out.print(paint(out, 'bold', path))
    for (const line of lineDiff(before.get(path) ?? '', after.get(path) ?? '')) out.print(paint(out, styleOf(line), line))
  }
  if (here.version !== there.version) out.note(`The folder was pulled at version ${here.version}; the server is at ${there.version}. Pull before you push.`)
  return paths.length === 0 ? 0 : 1
}

/** Sends the folder to the server; `--dry-run` only checks it and says what would change. */
export async function push({ folder, options, flags, env }: FolderAsk, out: Output): Promise<number> {
  const client = clientOf(options, env)
  const here = await readFolder(folder)
  const dry = flags.has('dry-run')
  const { status, body } = await call(client, { method: 'PUT', path: `/v1/definitions${dry ? '?dry=1' : ''}`, body: here, accept: [409] })
  if (status === 409) throw new Failure({
    what: `Somebody else changed the definitions after version ${here.version}.`,
    next: `Run \`rapport pull ${folder}\` (your changes are in version control), merge, and push again.`,
  })
  const { version, changes } = body as { readonly version: number; readonly changes: readonly Change[] }
  if (!dry) await writeVersion(folder, { ...here, version })
  if (out.json) out.print(JSON.stringify({ version, dryRun: dry, changes: changes.map(({ kind, id, is }) => ({ kind, id, is })) }))
  else {
    const signs = { added: paint(out, 'green', '+'), changed: paint(out, 'yellow', '~'), removed: paint(out, 'red', '-') }
    for (const { kind, id, is } of changes) out.print(`${signs[is]} ${kind}/${id}`)
    out.print(changes.length === 0 ? 'Nothing to change.' : dry ? `${changes.length} would change. Nothing was sent.` : `${changes.length} changed; the server is at version ${version}.`)
  }
  return 0
}

function styleOf(line: string): 'green' | 'red' | 'plain' {
  return line.startsWith('+') ? 'green' : line.startsWith('-') ? 'red' : 'plain'
}

async function current(client: Client): Promise<Configuration> {
  return (await call(client, { method: 'GET', path: '/v1/definitions' })).body as Configuration
}
