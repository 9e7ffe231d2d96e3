/** Reads the command line: `rapport COMMAND [ARGUMENT…] [--option VALUE] [--flag]`. */

/** One option of a command. */
export interface OptionSpec {
  readonly name: string
  /** What stands after it; absent = a flag. */
  readonly value?: string
  readonly about: string
}

/** One command. */
export interface CommandSpec {
  readonly name: string
  /** Positional arguments, all needed: `FILE`. */
  readonly needs: readonly string[]
  /** The last argument may be given several times. */
  readonly more?: boolean
  readonly about: string
  readonly options: readonly OptionSpec[]
}

/** What was read. */
export type Parsed =
  | { readonly is: 'ok'; readonly command: CommandSpec; readonly given: readonly string[]; readonly options: ReadonlyMap<string, string>; readonly flags: ReadonlySet<string> }
  | { readonly is: 'help'; readonly command: CommandSpec | null }
  | { readonly is: 'wrong'; readonly why: string; readonly command: CommandSpec | null }

/** Reads arguments (without node and script). `everywhere` are options that every command takes. */
export function parseArgs(argv: readonly string[], commands: readonly CommandSpec[], everywhere: readonly OptionSpec[]): Parsed {
  const found = commandOf(argv, commands)
  if (found.is !== 'found') return found
  const { command, rest } = found
  const specs = [...command.options, ...everywhere]
  const given: string[] = []
  const options = new Map<string, string>()
  const flags = new Set<string>()
  for (let i = 0; i < rest.length; i++) {
    const arg = rest[i] ?? ''
    if (arg === '--help' || arg === '-h') return { is: 'help', command }
    if (!arg.startsWith('--') || arg === '--') {
      if (arg !== '--') given.push(arg)
      continue
    }
    const [name = '', inline] = splitOnce(arg.slice(2))
    const spec = specs.find((one) => one.name === name)
    if (!spec) return { is: 'wrong', why: `unknown option --${name}${hint(name, specs.map((one) => one.name), '--')}`, command }
    if (spec.value === undefined) {
      if (inline !== undefined) return { is: 'wrong', why: `--${name} takes no value`, command }
      flags.add(name)
      continue
    }
    const value = inline ?? rest[++i]
    if (value === undefined || (inline === undefined && value.startsWith('--'))) return { is: 'wrong', why: `--${name} needs a value: --${name} ${spec.value}`, command }
    options.set(name, value)
  }
  const missing = command.needs[given.length]
  if (missing !== undefined) return { is: 'wrong', why: `${missing} is missing: rapport ${usage(command)}`, command }
  if (given.length > command.needs.length && command.more !== true) return { is: 'wrong', why: `'${given[command.needs.length]}' is one argument too many: rapport ${usage(command)}`, command }
  return { is: 'ok', command, given, options, flags }
}

/** `import FILE --map MAP …`: one line on how a command is written. */
export function usage(command: CommandSpec): string {
  const options = command.options.map((one) => (one.value === undefined ? `[--${one.name}]` : `[--${one.name} ${one.value}]`))
  return [command.name, ...command.needs, ...(command.more === true ? ['…'] : []), ...options].join(' ')
}

/** Commands may have two words: `config print`. */
function commandOf(argv: readonly string[], commands: readonly CommandSpec[]): {
  readonly is: 'found'
  readonly command: CommandSpec
  readonly rest: readonly string[]
} | (Parsed & { readonly is: 'help' | 'wrong' }) {
  const [first, second] = argv
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') return { is: 'help', command: null }
  const two = commands.find((command) => command.name === `${first} ${second ?? ''}`)
  if (two) return { is: 'found', command: two, rest: argv.slice(2) }
  const one = commands.find((command) => command.name === first)
  if (one) return { is: 'found', command: one, rest: argv.slice(1) }
  // Only options: the first command is meant.
  const [usual] = commands
  if (first.startsWith('--') && usual) return { is: 'found', command: usual, rest: argv }
  return { is: 'wrong', why: `unknown command '${first}'${hint(first, commands.map((command) => command.name), '')}`, command: null }
}

function splitOnce(text: string): readonly [string, string?] {
  const cut = text.indexOf('=')
  return cut < 0 ? [text] : [text.slice(0, cut), text.slice(cut + 1)]
}

/** The nearest known name, when it is near. */
function hint(given: string, names: readonly string[], prefix: string): string {
  const [nearest] = names.map((name) => ({ name, far: distance(given, name) })).sort((a, b) => a.far - b.far)
  return nearest && nearest.far <= 2 ? `; did you mean ${prefix}${nearest.name}?` : ''
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1))
    row = next
  }
  return row[b.length] ?? 0
}
