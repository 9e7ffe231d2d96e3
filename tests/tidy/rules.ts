/** The house rules that look at one file at a time, and the one about plugs. */
import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { importsOf } from './imports.ts'
import { LINES_AIM, LINES_MAX, type PlugKind, type PortKind } from './plan.ts'
import { isTestFile, lineAt, mask, ROOT, type Finding, type SourceFile } from './source.ts'

const AMBIENT: readonly { readonly names: RegExp; readonly instead: string }[] = [
  { names: /\bDate\.now\b|\bnew Date(?:\(\s*\)|(?![\w$(]))|(?<![\w$.]|new )Date\(|\bperformance\b/g, instead: 'the moment is `env.now`, or an argument' },
  { names: /\bMath\.random\b|(?<![\w$.'-])crypto\b/g, instead: 'chance is `env.random(purpose)`, ids are `env.id(purpose)`' },
  { names: /(?<![\w$.])(?:fetch|setTimeout|setInterval|setImmediate|queueMicrotask|XMLHttpRequest|WebSocket)\b(?=\s*\()/g, instead: 'return a command; runtime/ carries it out' },
  { names: /(?<![\w$.])(?:process|globalThis|navigator|window|document)(?=\s*[.[])/g, instead: 'pass what you need as an argument' },
]

/** Time, chance and the outside world named in a pure file. */
export function ambientFindings({ path, text }: SourceFile): Finding[] {
  const code = mask(text).codeOnly
  return AMBIENT.flatMap(({ names, instead }) =>
    [...code.matchAll(names)].map((match) => ({ path, line: lineAt(text, match.index), what: `'${match[0].trim()}' does not belong into a pure file: ${instead}` })),
  )
}

const DECLARED = /^export\s+(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(function\*?|const|let|class|interface|type)\s+([\w$]+)/gm

/** Exported names without a doc comment. With `functionsOnly`, exported functions alone. */
export function undocumentedFindings({ path, text }: SourceFile, functionsOnly: boolean): Finding[] {
  const code = mask(text).codeOnly
  const seen = new Set<string>()
  const findings: Finding[] = []
  for (const match of code.matchAll(DECLARED)) {
    const [, kind = '', name = ''] = match
    if (seen.has(name)) continue
    seen.add(name)
    if (functionsOnly && !kind.startsWith('function')) continue
    if (!/\*\/\s*$/.test(text.slice(0, match.index))) findings.push({
      path,
      line: lineAt(text, match.index),
      what: `'${name}' needs a sentence above it: what it means, its units, its errors`,
    })
  }
  return findings
}

/** A file that does not open with a sentence on what it is for. */
export function purposeFindings({ path, text }: SourceFile): Finding[] {
  return /^(?:#!.*\n)?\/\*\*/.test(text) ? [] : [{ path, line: 1, what: 'a file opens with a sentence of purpose: /** What it is for. */' }]
}

const UNFINISHED = new RegExp(`\\b(?:${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X'].join('|')})\\b`, 'g')

/** Marks of unfinished work. */
export function unfinishedFindings({ path, text }: SourceFile): Finding[] {
  return [...text.matchAll(UNFINISHED)].map((match) => (
    { path, line: lineAt(text, match.index), what: `'${match[0]}': finish it, or write it down where people look (docs/requirements.md)` }
  ))
}

/** Files that are too long for `known`: nothing over the limit, nothing over the aim unless listed, and listed lengths only shrink. */
export function lengthFindings(files: readonly SourceFile[], known: { readonly [path: string]: number }): Finding[] {
  const findings: Finding[] = []
  const lengths = new Map(files.map(({ path, text }) => [path, text.split('\n').length - 1]))
  for (const [path, lines] of lengths) {
    if (lines > LINES_MAX) findings.push({ path, line: LINES_MAX, what: `${lines} lines; no file may have more than ${LINES_MAX}: split it by subject` })
    else if (lines > LINES_AIM && lines > (known[path] ?? 0)) findings.push({
      path,
      line: LINES_AIM,
      what: `${lines} lines${known[path] ? `, ${known[path]} were known` : ''}: split it by subject (aim: ${LINES_AIM})`,
    })
  }
  for (const path of Object.keys(known)) {
    if ((lengths.get(path) ?? 0) <= LINES_AIM) findings.push({ path, line: 1, what: 'this file is short now: take it out of LONG_FILES in tests/tidy/plan.ts' })
  }
  return findings
}

/** Relative links of a document whose file, or whose heading, does not exist. */
export function linkFindings({ path, text }: SourceFile, exists: (path: string) => boolean, read: (path: string) => string): Finding[] {
  const visible = text.replace(/```[\s\S]*?```|`[^`\n]*`/g, (code) => code.replace(/[^\n]/g, ' '))
  const findings: Finding[] = []
  for (const match of visible.matchAll(/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g)) {
    const [target = '', anchor] = (match[1] as string).split('#')
    if (/^[a-z][a-z0-9+.-]*:/i.test(target)) continue
    const to = target === '' ? path : posix.join(posix.dirname(path), decodeURI(target))
    const line = lineAt(text, match.index)
    if (!exists(to)) findings.push({ path, line, what: `the link leads nowhere: '${match[1]}' (no ${to})` })
    else if (anchor && to.endsWith('.md') && !headings(read(to)).includes(anchor)) findings.push({ path, line, what: `no heading '#${anchor}' in ${to}` })
  }
  return findings
}

function headings(text: string): string[] {
  return [...text.matchAll(/^#{1,6}\s+(.+)$/gm)].map((match) => (match[1] as string).toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replace(/\s/g, '-'))
}

/** Plugs that are in no index, carry no examples, or are walked over by no suite. */
export function plugFindings(plug: PlugKind, files: readonly SourceFile[]): Finding[] {
  const index = files.find(({ path }) => path === `${plug.folder}/${plug.index}`)
  if (!index) return [{ path: plug.folder, line: 1, what: `the index of the kind '${plug.kind}' is missing: ${plug.index}` }]
  const indexed = new Set(importsOf(index).map((one) => one.to))
  const findings: Finding[] = []
  for (const { path, text } of files) {
    const name = path.slice(plug.folder.length + 1)
    if (!path.startsWith(`${plug.folder}/`) || name.includes('/') || isTestFile(path) || path === index.path || plug.beside.includes(name)) continue
    if (!indexed.has(path)) findings.push({
      path,
      line: 1,
      what: `a ${plug.kind} that is not in ${index.path}: add one line there, or name the file in 'beside' of tests/tidy/plan.ts`,
    })
    if (plug.examples && !/\bexamples\s*[:,]|\bexamples\b.*=/.test(mask(text).codeOnly)) findings.push({
      path,
      line: 1,
      what: `a ${plug.kind} without examples: its suite has nothing to run`,
    })
  }
  for (const { file, walks } of plug.suites) {
    const suite = files.find(({ path }) => path === file)
    if (!suite || !suite.text.includes(walks)) findings.push({ path: file, line: 1, what: `this suite must walk over every ${plug.kind}: '${walks}'` })
  }
  return findings
}

/** Files that offer a port whose suite no test beside them runs. */
export function portFindings(kind: PortKind, files: readonly SourceFile[]): Finding[] {
  const here = files.filter(({ path }) => posix.dirname(path) === kind.folder)
  const index = kind.index === undefined ? null : here.find(({ path }) => path.endsWith(`/${kind.index}`))
  const tests = here.filter(({ path, text }) => path.endsWith('.test.ts') && text.includes(kind.suite)).map((test) => importsOf(test).map((one) => one.to))
  const findings: Finding[] = []
  for (const { path, text } of here) {
    const offered = kind.offers.exec(text)
    if (isTestFile(path) || path === index?.path || !offered) continue
    const line = lineAt(text, offered.index)
    if (!tests.some((imported) => imported.includes(path))) findings.push({ path, line, what: `a ${kind.port} that keeps no promise: call ${kind.suite}…) in a test beside it` })
    if (index && !importsOf(index).some((one) => one.to === path)) findings.push({ path, line, what: `a ${kind.port} that nobody can choose: add one line to ${index.path}` })
  }
  return findings
}

/** Whether a path of the project exists. */
export function existsInProject(path: string): boolean {
  return existsSync(join(ROOT, path))
}

/** A text of the project. */
export function readInProject(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}
