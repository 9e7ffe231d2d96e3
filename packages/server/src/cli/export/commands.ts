/** How the commands `export profiles`, `export segment` and `sync` are written. */
import type { CommandSpec, OptionSpec } from '../args.ts'

const FILE: readonly OptionSpec[] = [
  { name: 'format', value: 'FORMAT', about: 'csv, ndjson or parquet (default: by the ending of --out, else csv)' },
  { name: 'out', value: 'FILE', about: 'where the file goes; - writes to standard output (default: the name that the server proposes)' },
  { name: 'columns', value: 'LIST', about: 'ids separated by commas, such as id,trait:city,identifier:email,consent:marketing; trait:* for all of a kind' },
  { name: 'purpose', value: 'ID', about: 'only people who allow this purpose; says how many were left out' },
  { name: 'channel', value: 'CHANNEL', about: 'on this channel' },
  { name: 'no-bom', about: 'CSV without the byte order mark that Excel needs' },
]

/** The commands, with the options that name a server. */
export function exportCommands(server: readonly OptionSpec[], dry: OptionSpec): readonly CommandSpec[] {
  return [
    { name: 'export profiles', needs: [], about: 'Write all golden records into a file', options: [...FILE, ...server] },
    { name: 'export segment', needs: ['ID'], about: 'Write the members of a segment into a file', options: [...FILE, ...server] },
    { name: 'sync', needs: ['DESTINATION'], about: 'Make a table elsewhere like ours, by its differences', options: [dry, ...server] },
  ]
}
