/** Who imports whom, and the rules about it: downwards only, no cycles, nothing that nobody needs. */
import { posix } from 'node:path'
import { CORE_LIBRARIES, ENTRIES, EXCEPTIONS, FLOORS, ONLY_TESTED, PACKAGES, TYPES_ONLY } from './plan.ts'
import { isTestFile, lineAt, mask, type Finding, type SourceFile } from './source.ts'

/** One import of a file. `to` is a path of the project, or the name of a library. */
export interface Import {
  readonly from: string
  readonly line: number
  readonly to: string
  readonly isOwn: boolean
  readonly typesOnly: boolean
}

const CLAUSE = String.raw`(?:\*(?:\s+as\s+[\w$]+)?|\{[^}]*\}|[\w$]+(?:\s*,\s*(?:\{[^}]*\}|\*\s+as\s+[\w$]+))?)`
const STATEMENT = new RegExp(String.raw`(?<=^|[;\n])[ \t]*(?:import|export)\s+(type\s+)?(${CLAUSE})\s*from\s*(?=['"])`, 'g')
const BARE = /(?<=^|[;\n])[ \t]*import\s*(?=['"])/g
const CALLED = /\bimport\s*\(\s*(?=['"])/g

/** The imports of a file: statements, re-exports and `import()`, whether at run time or for types. */
export function importsOf({ path, text }: SourceFile): Import[] {
  const { codeOnly } = mask(text)
  const found: Import[] = []
  const add = (end: number, typesOnly: boolean): void => {
    const specifier = text.slice(end + 1, text.indexOf(text[end] as string, end + 1))
    const own = resolved(path, specifier)
    found.push({ from: path, line: lineAt(text, end), to: own ?? specifier, isOwn: own !== null, typesOnly })
  }
  for (const match of codeOnly.matchAll(STATEMENT)) add(match.index + match[0].length, match[1] !== undefined || onlyTypes(match[2] as string))
  for (const match of codeOnly.matchAll(BARE)) add(match.index + match[0].length, false)
  for (const match of codeOnly.matchAll(CALLED)) add(
    match.index + match[0].length,
    /(?::|<|\btypeof|\btype\s+[\w$]+\s*=)\s*$/.test(codeOnly.slice(Math.max(0, match.index - 60), match.index)),
  )
  return found.sort((one, other) => one.line - other.line)
}

function onlyTypes(clause: string): boolean {
  const names = /^\{([^}]*)\}$/.exec(clause)?.[1]?.split(',').map((name) => name.trim()).filter((name) => name !== '')
  return names !== undefined && names.length > 0 && names.every((name) => name.startsWith('type '))
}

function resolved(from: string, specifier: string): string | null {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier)
  const [scope, pack, ...rest] = specifier.split('/')
  if (scope !== '@rapport') return null
  return `packages/${pack}/src/${rest.length === 0 ? 'index' : rest.join('/')}.ts`
}

interface Place {
  readonly pack: string
  /** Folder or file directly in `src`. */
  readonly room: string
  readonly inside: string
}

function placeOf(path: string): Place | null {
  const match = /^packages\/([^/]+)\/src\/(([^/]+).*)$/.exec(path)
  return match ? { pack: match[1] as string, room: match[3] as string, inside: match[2] as string } : null
}

/** Imports that go up, sideways, or out of the package by the wrong door. */
export function floorFindings(imports: readonly Import[]): Finding[] {
  const findings: Finding[] = []
  for (const one of imports) {
    const from = placeOf(one.from)
    if (
      from === null || isTestFile(one.from) || EXCEPTIONS.some((allowed) => one.from.startsWith(allowed.from) && one.to === allowed.to && (one.typesOnly || !allowed.types))
    ) continue
    const say = (what: string): void => void findings.push({ path: one.from, line: one.line, what })
    if (!one.isOwn) {
      if (from.pack === 'core' && !CORE_LIBRARIES.includes(one.to)) say(`core may not use '${one.to}': it must run anywhere. Pass what you need as an argument`)
      continue
    }
    const to = placeOf(one.to)
    if (to === null) say(`'${one.to}' is outside every package: move what you need into one`)
    else if (to.pack !== from.pack) {
      const allowed = PACKAGES[from.pack]?.[to.pack] ?? []
      if (allowed !== 'all' && !allowed.includes(to.room) && !allowed.includes(to.inside)) say(
        `${from.pack} may not import ${to.pack}/${to.inside}: see PACKAGES in tests/tidy/plan.ts`
      )
    } else if (to.room !== from.room) {
      const here = floorOf(from)
      const there = floorOf(to)
      if (here === null && FLOORS[from.pack]?.length) say(`${from.pack}/${from.room} stands on no floor: give it one in tests/tidy/plan.ts`)
      else if (here !== null && (there === null || there >= here))
        say(`${from.room} may not import ${to.room}: it stands ${there === here ? 'on the same floor' : 'above'}. Pass it as an argument, or move the idea down`)
    }
    const bound = TYPES_ONLY.find((rule) => one.from.startsWith(rule.from) && rule.to.some((folder) => one.to.startsWith(folder)))
    if (bound && !one.typesOnly) say(`only types may be imported from '${one.to}' here: ${bound.why}`)
  }
  return findings
}

function floorOf({ pack, room }: Place): number | null {
  const floor = (FLOORS[pack] ?? []).findIndex((rooms) => rooms.includes(room))
  return floor < 0 ? null : floor
}

/** Circles of imports, types included (Tarjan, Depth-first search and linear graph algorithms, 1972), but for the `known` ones. Each is named once, at its first file. */
export function cycleFindings(imports: readonly Import[], known: readonly { readonly files: readonly string[] }[] = []): Finding[] {
  const next = new Map<string, Import[]>()
  for (const one of imports) if (one.isOwn && !isTestFile(one.from)) next.set(one.from, [...(next.get(one.from) ?? []), one])
  const order = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const findings: Finding[] = []
  const met = new Set<{ readonly files: readonly string[] }>()
  const visit = (path: string): number => {
    const mine = order.size
    order.set(path, mine)
    low.set(path, mine)
    stack.push(path)
    for (const { to } of next.get(path) ?? []) {
      if (!order.has(to)) low.set(path, Math.min(low.get(path) as number, visit(to)))
      else if (stack.includes(to)) low.set(path, Math.min(low.get(path) as number, order.get(to) as number))
    }
    if (low.get(path) === mine) {
      const circle = stack.splice(stack.indexOf(path)).sort()
      const [first] = circle as [string]
      const step = (next.get(first) ?? []).find(({ to }) => circle.includes(to))
      const listed = step && known.find(({ files }) => circle.every((path) => files.includes(path)))
      if (listed) met.add(listed)
      else if (step) findings.push({ path: first, line: step.line, what: `imports go round in a circle: ${circle.join(', ')}. Move what they share to a file below` })
    }
    return low.get(path) as number
  }
  for (const path of [...next.keys()].sort()) if (!order.has(path)) visit(path)
  for (const one of known) if (!met.has(one)) findings.push({ path: one.files[0] ?? '', line: 1, what: 'this circle of imports is gone: take it out of CIRCLES in tests/tidy/plan.ts' })
  return findings
}

/** Files of `src` that nothing uses, or that only tests use. A path in a text (`new URL('./child.ts', …)`, `join(here, 'child.ts')`) counts as use. */
export function unusedFindings(files: readonly SourceFile[]): Finding[] {
  const usedBy = new Map<string, 'product' | 'tests'>()
  for (const file of files) {
    const by = isTestFile(file.path) ? 'tests' : 'product'
    const mentions = [...mask(file.text).withoutComments.matchAll(/(['"])([\w./-]+\.tsx?)\1/g)].map((match) => posix.join(posix.dirname(file.path), match[2] as string))
    for (const to of [...importsOf(file).map((one) => one.to), ...mentions]) if (to !== file.path && usedBy.get(to) !== 'product') usedBy.set(to, by)
  }
  const findings: Finding[] = []
  for (const { path } of files) {
    const use = usedBy.get(path)
    if (placeOf(path) === null || ENTRIES.includes(path) || path.endsWith('.test.ts') || path.endsWith('.test.tsx')) continue
    if (use === undefined) findings.push({ path, line: 1, what: 'nobody imports this file: delete it, or name it in ENTRIES of tests/tidy/plan.ts' })
    else if (use === 'tests' && !isTestFile(path) && ONLY_TESTED[path] === undefined) findings.push({ path, line: 1, what: 'only tests use this file: use it, delete it, or say in ONLY_TESTED of tests/tidy/plan.ts why it stays' })
    else if (use === 'product' && ONLY_TESTED[path] !== undefined) findings.push({ path, line: 1, what: 'the product uses this file now: take it out of ONLY_TESTED in tests/tidy/plan.ts' })
  }
  return findings
}
