/** Definitions as files: one YAML file each, in a stable order, so that reviews see only what changed. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isJsonObject, type Json, type JsonObject } from '@rapport/core/base/json'
import { parse, stringify } from 'yaml'
import { Failure } from './output.ts'

/** A configuration as the API has it. */
export interface Configuration {
  readonly version: number
  readonly definitions: { readonly [kind: string]: Json }
}

/** Kinds with a folder and a file for each definition. */
const LISTS = ['purposes', 'laws', 'sources', 'events', 'traits', 'segments', 'templates', 'offers', 'placements', 'journeys', 'features', 'models', 'destinations'] as const
/** Kinds with one file. */
const SINGLES = ['sending', 'jurisdiction', 'survivorship', 'matching', 'retention', 'arbitration'] as const
/** Says which version the folder was pulled from. */
const HEAD = 'rapport.yml'
const FIRST = ['id', 'name', 'description', 'state', 'channel', 'compute', 'event', 'trait', 'basis', 'defaultLocale']

/** The files of a configuration by path in the folder. */
export function filesOf({ version, definitions }: Configuration): ReadonlyMap<string, string> {
  const files = new Map<string, string>([[HEAD, `# Written by rapport pull. The version that a push starts from.\nversion: ${version}\n`]])
  for (const kind of SINGLES) if (definitions[kind] !== undefined) files.set(`${kind}.yml`, yamlOf(definitions[kind]))
  for (const kind of LISTS) {
    for (const definition of (definitions[kind] ?? []) as readonly JsonObject[]) files.set(`${kind}/${fileName(String(definition['id']))}.yml`, yamlOf(definition))
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Writes the files and removes those of definitions that are gone. Other files stay. Answers what changed. */
export async function writeFolder(folder: string, configuration: Configuration): Promise<{ readonly written: readonly string[]; readonly removed: readonly string[] }> {
  const files = filesOf(configuration)
  const written: string[] = []
  for (const [path, text] of files) {
    const place = join(folder, path)
    if ((await readFile(place, 'utf8').catch(() => null)) === text) continue
    await mkdir(join(place, '..'), { recursive: true })
    await writeFile(place, text)
    written.push(path)
  }
  const removed = (await pathsIn(folder)).filter((path) => !files.has(path))
  for (const path of removed) await rm(join(folder, path))
  return { written, removed }
}

/** Reads a folder. Throws a Failure that names every file that is not right. */
export async function readFolder(folder: string): Promise<Configuration> {
  const head = await readFile(join(folder, HEAD), 'utf8').catch(() => {
    throw new Failure({ what: `${folder} has no ${HEAD}, so it was not made by a pull.`, next: `Run \`rapport pull ${folder}\` first.`, code: 2 })
  })
  const version = (parse(head) as { readonly version?: unknown } | null)?.version
  if (typeof version !== 'number') throw new Failure({ what: `${HEAD} names no version.`, next: `Run \`rapport pull ${folder}\` again.`, code: 2 })
  const problems: { path: string; message: string }[] = []
  // A folder that an older release wrote has no laws. They are left out, so that the packs stay in force; to have none, keep an empty folder `laws`.
  const hasLaws = (await readdir(join(folder, 'laws')).catch(() => null)) !== null
  const definitions: { [kind: string]: Json } = Object.fromEntries(LISTS.filter((kind) => kind !== 'laws' || hasLaws).map((kind) => [kind, []]))
  for (const path of await pathsIn(folder)) {
    const value = await yamlIn(folder, path, problems)
    const [kind = '', file] = path.split('/')
    if (file === undefined) {
      if (path !== HEAD && value !== null) definitions[basename(path, '.yml')] = value
      continue
    }
    const id = decodeURIComponent(basename(file, '.yml'))
    if (!isJsonObject(value ?? undefined)) continue
    if ((value as JsonObject)['id'] !== id) problems.push({ path, message: `says id '${String((value as JsonObject)['id'])}', but the file is called ${file}; the two must agree` })
    definitions[kind] = [...(definitions[kind] as readonly Json[]), value as Json]
  }
  if (problems.length > 0) throw new Failure({ what: `${problems.length} file${problems.length > 1 ? 's are' : ' is'} not right.`, next: 'Correct them and try again.', problems })
  return { version, definitions }
}

/** Remembers the version after a push. */
export async function writeVersion(folder: string, configuration: Configuration): Promise<void> {
  await writeFile(join(folder, HEAD), filesOf(configuration).get(HEAD) ?? '')
}

async function pathsIn(folder: string): Promise<readonly string[]> {
  const paths: string[] = []
  for (const name of [HEAD, ...SINGLES.map((kind) => `${kind}.yml`)]) if ((await readFile(join(folder, name)).catch(() => null)) !== null) paths.push(name)
  for (const kind of LISTS) {
    const names = await readdir(join(folder, kind)).catch(() => [])
    paths.push(...names.filter((name) => name.endsWith('.yml')).sort().map((name) => `${kind}/${name}`))
  }
  return paths
}

async function yamlIn(folder: string, path: string, problems: { path: string; message: string }[]): Promise<Json> {
  try {
    return parse(await readFile(join(folder, path), 'utf8')) as Json
  } catch (error) {
    problems.push({ path, message: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) })
    return null
  }
}

/** YAML with the telling fields first and the rest by name; rules keep their own order. */
function yamlOf(value: Json): string {
  return stringify(ordered(value, 0), { lineWidth: 0, aliasDuplicateObjects: false })
}

function ordered(value: Json, depth: number): Json {
  if (!isJsonObject(value) || depth > 0) return value
  const rank = (name: string): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length)
  const names = Object.keys(value).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
  return Object.fromEntries(names.map((name) => [name, value[name] ?? null]))
}

/** A file name that every system takes. */
function fileName(id: string): string {
  return encodeURIComponent(id).replaceAll('*', '%2A')
}
