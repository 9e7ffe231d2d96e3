/** The command line: `rapport dev | import | export | sync | lab | pull | diff | push | codegen events | consent verify | privacy export | privacy erase | config print`. */
import { LabProblem } from '../lab/problem.ts'
import { readSettings, UsageError } from '../modes/settings.ts'
import { parseArgs, usage, type CommandSpec, type OptionSpec } from './args.ts'
import { exportCommands } from './export/commands.ts'
import { LAB } from './lab-commands.ts'
import { Failure, paint, processOutput, table, type Output } from './output.ts'

const SERVER: readonly OptionSpec[] = [
  { name: 'url', value: 'URL', about: 'address of the server (RAPPORT_URL, default http://127.0.0.1:8800)' },
  { name: 'key', value: 'KEY', about: 'API key (RAPPORT_API_KEY)' },
]
const DRY: OptionSpec = { name: 'dry-run', about: 'only say what would happen' }
const START: readonly OptionSpec[] = [
  { name: 'port', value: 'N', about: 'port to listen on (default 8800; 0 picks a free one)' },
  { name: 'host', value: 'ADDRESS', about: 'address to listen on (default 127.0.0.1)' },
  { name: 'data', value: 'FOLDER', about: 'where everything is kept (default .rapport)' },
  { name: 'public-url', value: 'URL', about: 'how the world reaches this server' },
  { name: 'demo', about: 'fill with a synthetic retailer and keep traffic running' },
  { name: 'fakes', about: 'start a local mailbox that catches every e-mail' },
  { name: 'no-analytics', about: 'do not start the embedded ClickHouse' },
]

const COMMANDS: readonly CommandSpec[] = [
  { name: 'dev', needs: [], about: 'Start everything: collector, API and console on one port', options: START },
  {
    name: 'import',
    needs: ['FILE'],
    about: 'Bring events in from CSV or NDJSON (plain or gzip); without --map, propose a map',
    options: [{ name: 'map', value: 'MAP.yml', about: 'how rows become events (docs/guides/import.md)' }, DRY, ...SERVER, { name: 'data', value: 'FOLDER', about: 'import straight into this folder; no server may be running on it' }],
  },
  { name: 'pull', needs: ['DIR'], about: 'Write all definitions as YAML files', options: SERVER },
  { name: 'diff', needs: ['DIR'], about: 'Show what a push would change; exit code 1 when something would', options: SERVER },
  { name: 'push', needs: ['DIR'], about: 'Make the server have the definitions of the folder', options: [DRY, ...SERVER] },
  ...exportCommands(SERVER, DRY),
  ...LAB,
  {
    name: 'codegen events',
    needs: [],
    about: 'Write typed tracking code from the tracking plan',
    options: [
      { name: 'out', value: 'FILE', about: 'where the code goes' },
      { name: 'lang', value: 'LANG', about: 'ts (default)' },
      { name: 'from', value: 'DIR', about: 'folder of definitions (rapport pull); default: the server' },
      { name: 'locale', value: 'TAG', about: 'language of the descriptions (default en)' },
      { name: 'check', about: 'write nothing; exit code 1 when the file is not up to date' },
      ...SERVER,
    ],
  },
  {
    name: 'consent verify',
    needs: [],
    about: 'Check hashes and signatures of the ledger of consent; exit code 1 names the first row that does not hold',
    options: [{ name: 'file', value: 'FILE.ndjson', about: 'an export (GET /v1/consent/ledger?format=ndjson), checked without a server' }, { name: 'public-key', value: 'KEY.pem', about: 'the key that signatures must be of' }, ...SERVER],
  },
  {
    name: 'privacy export',
    needs: ['REF'],
    about: 'Write everything kept about a person: JSON, or a page to read with --locale',
    options: [
      { name: 'out', value: 'FILE', about: 'where it goes (default: standard output)' },
      { name: 'locale', value: 'TAG', about: 'a page in en, zh-Hant, zh-Hans or th instead of JSON' },
      { name: 'law', value: 'ID', about: 'the law whose clock counts' },
      ...SERVER,
    ],
  },
  {
    name: 'privacy erase',
    needs: ['REF'],
    about: 'Erase a person for good and print what went',
    options: [DRY, { name: 'law', value: 'ID', about: 'the law whose clock counts' }, ...SERVER],
  },
  { name: 'config print', needs: [], about: 'Print the settings in force, secrets masked', options: START },
]
const EVERYWHERE: readonly OptionSpec[] = [{ name: 'json', about: 'answer as JSON' }]

/** Runs a command; answers the exit code (0 done, 1 failed, 2 called wrongly), or null when it keeps running. */
export async function run(argv: readonly string[], env: NodeJS.ProcessEnv, out: Output): Promise<number | null> {
  const parsed = parseArgs(argv, COMMANDS, EVERYWHERE)
  if (parsed.is === 'help') {
    out.print(help(parsed.command))
    return 0
  }
  if (parsed.is === 'wrong') throw new Failure({
    what: /[.?]$/.test(parsed.why) ? parsed.why : `${parsed.why}.`,
    next: `See \`rapport ${parsed.command ? `${parsed.command.name} ` : ''}--help\`.`,
    code: 2,
  })
  const { command, given, options, flags } = parsed
  const settings = [...[...options].flatMap(([name, value]) => [`--${name}`, value]), ...[...flags].filter((flag) => flag !== 'json').map((flag) => `--${flag}`)]
  switch (command.name) {
    case 'dev':
      return dev(settings, env)
    case 'import':
      return (await import('./import/command.ts')).importCommand({ file: given[0] ?? '', options, flags, env }, out)
    case 'lab match':
    case 'lab synthetic':
      return (await import('./lab-command.ts')).labCommand(command.name, { given, options, flags }, out)
    case 'lab replay':
      return (await import('./lab-replay.ts')).labReplay({ given, options, flags }, out)
    case 'lab bandit':
      return (await import('./lab-bandit.ts')).labBandit({ given, options, flags }, out)
    case 'lab clv':
      return (await import('./lab-clv.ts')).labClv({ given, options, flags }, out)
    case 'lab personas':
      return (await import('./lab-personas.ts')).labPersonas({ given, options, flags }, out)
    case 'lab propensity':
      return (await import('./lab-propensity.ts')).labPropensity({ given, options, flags }, out)
    case 'lab uplift':
      return (await import('./lab-uplift.ts')).labUplift({ given, options, flags }, out)
    case 'lab next-item':
      return (await import('./lab-next-item.ts')).labNextItem({ given, options, flags }, out)
    case 'lab onnx':
      return (await import('./lab-onnx.ts')).labOnnx({ given, options, flags }, out)
    case 'codegen events':
      return (await import('./codegen/command.ts')).codegenEvents({ options, flags, env }, out)
    case 'consent verify':
      return (await import('./consent-command.ts')).verifyConsent({ file: options.get('file'), options, env }, out)
    case 'privacy export':
    case 'privacy erase':
      return (await import('./privacy-command.ts')).privacyCommand({ what: command.name === 'privacy export' ? 'export' : 'erase', person: given[0] ?? '', options, flags, env }, out)
    case 'export profiles':
    case 'export segment':
      return (await import('./export/export.ts')).exportCommand({ what: command.name === 'export segment' ? 'segment' : 'profiles', ...(given[0] !== undefined && { segment: given[0] }), options, flags, env }, out)
    case 'sync':
      return (await import('./export/sync.ts')).syncCommand({ destination: given[0] ?? '', options, flags, env }, out)
    case 'config print':
      return (await import('./config-command.ts')).printConfig(settings, env, out)
    default: {
      const { pull, diff, push } = await import('./definitions-command.ts')
      const work = { pull, diff, push }[command.name as 'pull' | 'diff' | 'push']
      return work({ folder: given[0] ?? '', options, flags, env }, out)
    }
  }
}

/** Starts the server and leaves it running; a signal drains it. */
async function dev(args: readonly string[], env: NodeJS.ProcessEnv): Promise<null> {
  const settings = readSettings(args, env)
  const { start, drainOnSignal } = await import('../main.ts')
  if (settings === null) return null
  drainOnSignal(await start(settings))
  return null
}

function help(command: CommandSpec | null): string {
  const options = (list: readonly OptionSpec[]): string => table([...list, ...EVERYWHERE].map((one) => [
    `  --${one.name}${one.value === undefined ? '' : ` ${one.value}`}`,
    one.about,
  ]))
  if (command) return `rapport ${usage(command)}\n\n${command.about}.\n\n${options(command.options)}`
  const commands = table(COMMANDS.map((one) => [`  rapport ${[one.name, ...one.needs].join(' ')}`, one.about]))
  return `Rapport: open, self-hosted, real-time customer experience.\n\n${commands}\n\n\`rapport COMMAND --help\` says more.`
}

/** Says what went wrong and what to do; answers the exit code. */
export function explainFailure(failure: unknown, out: Output): number {
  const error = failure instanceof LabProblem ? new Failure({ what: failure.message, next: failure.next, code: failure.code }) : failure
  if (error instanceof UsageError) {
    out.note(error.message)
    return 2
  }
  if (!(error instanceof Failure)) {
    out.note(error instanceof Error ? (error.stack ?? error.message) : String(error))
    return 1
  }
  if (out.json) out.print(JSON.stringify({ error: error.message, next: error.next, problems: error.problems }))
  else {
    out.note(`${paint(out, 'red', 'Error')}: ${error.message}`)
    for (const { path, message } of error.problems.slice(0, 20)) out.note(`  ${path}: ${message}`)
    if (error.next !== undefined) out.note(error.next)
  }
  return error.code
}

if (import.meta.main) {
  // Whoever reads our answer may have read enough (`| head`): that is no failure of ours.
  process.stdout.on('error', (failure: NodeJS.ErrnoException) => {
    if (failure.code === 'EPIPE') process.exit(0)
    throw failure
  })
  const out = processOutput(process.argv.includes('--json'))
  run(process.argv.slice(2), process.env, out).then(
    (code) => {
      if (code !== null) process.exitCode = code
    },
    (error: unknown) => {
      process.exitCode = explainFailure(error, out)
    },
  )
}
