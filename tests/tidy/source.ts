/** The project's own files as texts, and TypeScript without what a reader of code skips: comments and the insides of strings. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** A file of the project. `path` is relative to the root, with forward slashes. */
export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** Something that breaks a house rule: where, and what to do about it. */
export interface Finding {
  readonly path: string
  readonly line: number
  readonly what: string
}

/** The root of the repository. */
export const ROOT = join(import.meta.dirname, '../..')

const SKIPPED = new Set(['node_modules', 'dist', 'coverage', 'artifacts', '.git', '.rapport'])

/** All files below `folders` whose name ends with one of `endings`, in order of their path. */
export function readFiles(folders: readonly string[], endings: readonly string[]): SourceFile[] {
  const found: SourceFile[] = []
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const full = join(folder, entry.name)
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) walk(full)
      else if (entry.isFile() && endings.some((ending) => entry.name.endsWith(ending))) found.push({
        path: relative(ROOT, full).split(sep).join('/'),
        text: readFileSync(full, 'utf8'),
      })
    }
  }
  for (const folder of folders) walk(join(ROOT, folder))
  return found.sort((one, other) => (one.path < other.path ? -1 : 1))
}

/** True for files that only tests load. */
export function isTestFile(path: string): boolean {
  return /\.(test|fixture|conformance|model|commits)\.tsx?$/.test(path) || path.endsWith('/fixture.ts') || path.startsWith('tests/')
}

/** The line, counted from one, of a place in a text. */
export function lineAt(text: string, index: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) line++
  return line
}

/** One line a finding, as an editor can jump to. */
export function listed(findings: readonly Finding[]): string[] {
  return findings.map(({ path, line, what }) => `${path}:${line}: ${what}`)
}

/** A text with the comments, or the comments and the insides of strings, replaced by spaces. Line breaks stay, so places and lines are the same. */
export interface Masked {
  readonly withoutComments: string
  readonly codeOnly: string
}

const REGEX_MAY_FOLLOW = /(?:^|[(,=:[!&|?{};+\-*%<>~^\n]|\b(?:return|typeof|case|in|of))\s*$/

/** Masks TypeScript or TSX. Strings in single and double quotes end with their line, so an apostrophe in the text of an element does no harm beyond it. */
export function mask(text: string): Masked {
  const noComments = text.split('')
  const code = text.split('')
  const hide = (from: number, to: number, into: string[]): void => {
    for (let i = from; i < to; i++) if (text[i] !== '\n') into[i] = ' '
  }
  const templates: number[] = []
  let depth = 0
  let i = 0
  const template = (from: number): number => {
    let at = from
    while (at < text.length && text[at] !== '`') {
      if (text[at] === '\\') at += 2
      else if (text[at] === '$' && text[at + 1] === '{') {
        hide(from, at, code)
        templates.push(depth++)
        return at + 2
      } else at++
    }
    hide(from, at, code)
    return at + 1
  }
  while (i < text.length) {
    const two = text.slice(i, i + 2)
    const one = text[i]
    if (two === '//' || two === '/*') {
      const end = two === '//' ? text.indexOf('\n', i) : text.indexOf('*/', i + 2) + 2
      const to = end < i + 2 ? text.length : end
      hide(i, to, noComments)
      hide(i, to, code)
      i = to
    } else if (one === "'" || one === '"') {
      const literal = new RegExp(`${one}(?:\\\\.|[^\\\\\\n${one}])*${one}`, 'y')
      literal.lastIndex = i
      const length = literal.exec(text)?.[0].length
      if (length !== undefined) hide(i + 1, i + length - 1, code)
      i += length ?? 1
    } else if (one === '`') i = template(i + 1)
    else if (one === '{') {
      depth++
      i++
    }    else if (one === '}') {
      depth--
      const closes = templates.at(-1) === depth
      if (closes) templates.pop()
      i = closes ? template(i + 1) : i + 1
    } else if (one === '/' && text[i + 1] !== '>' && text[i - 1] !== '<' && REGEX_MAY_FOLLOW.test(code.slice(Math.max(0, i - 40), i).join(''))) {
      const literal = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y
      literal.lastIndex = i
      const length = literal.exec(text)?.[0].length
      if (length !== undefined) hide(i + 1, i + length - 1, code)
      i += length ?? 1
    } else i++
  }
  return { withoutComments: noComments.join(''), codeOnly: code.join('') }
}
