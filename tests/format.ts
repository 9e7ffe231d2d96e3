/** `npm run format`: the shape of texts, as far as a machine should care. `node tests/format.ts --write` mends what can be mended without thinking. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { lineAt, listed, mask, readFiles, ROOT, type Finding, type SourceFile } from './tidy/source.ts'

/** No line of code may be wider, in characters; aim for 160. Prose does not count: the insides of strings and comments at the end of a line. */
const COLUMNS_MAX = 180
const ENDINGS = ['.ts', '.tsx', '.js', '.json', '.md', '.css', '.html', '.yml', '.yaml', '.sh']
const IS_CODE = /\.tsx?$/

/** Everything about the shape of a text that is not as agreed. */
export function formatFindings({ path, text }: SourceFile): Finding[] {
  const findings: Finding[] = []
  const say = (line: number, what: string): void => void findings.push({ path, line, what })
  if (text.includes('\r')) say(lineAt(text, text.indexOf('\r')), 'lines end with LF alone')
  if (text !== '' && !text.endsWith('\n')) say(text.split('\n').length, 'the file ends with a line break')
  if (/\n\n+$/.test(text)) say(text.trimEnd().split('\n').length + 1, 'no empty lines at the end')
  if (text.startsWith('\uFEFF')) say(1, 'no byte order mark')
  const code = IS_CODE.test(path) ? mask(text).codeOnly.split('\n') : []
  for (const [index, line] of text.split('\n').entries()) {
    if (/[ \t]\r?$/.test(line)) say(index + 1, 'no spaces at the end of a line')
    if (line.includes('\t')) say(index + 1, 'two spaces instead of a tab')
    const width = widthOf(line, code[index] ?? '')
    if (width > COLUMNS_MAX) say(index + 1, `${width} characters wide without its prose; at most ${COLUMNS_MAX}: break the line where a reader would pause`)
    if (/;\s*$/.test(code[index] ?? '') && !/^\s*(?:;|while\b|for\b)/.test(code[index] ?? '')) say(index + 1, 'no semicolon at the end of a line')
  }
  return findings
}

/** Characters of a line of masked code without its prose: the insides of strings and templates, and comments. */
function widthOf(line: string, code: string): number {
  const indent = /^ */.exec(line)?.[0].length ?? 0
  return indent + code.slice(indent).trimEnd().replace(/\s{2,}/g, ' ').length
}

/** The text with everything mended that needs no judgement. */
export function mended(text: string): string {
  return `${text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n').replace(/[ \t]+$/gm, '').trimEnd()}\n`
}

/** Every text of the project that somebody writes by hand. */
export function formattedFiles(): SourceFile[] {
  const atRoot = readFiles(['.'], [...ENDINGS])
  return atRoot.filter(({ path }) => !path.endsWith('package-lock.json') && !/\/golden\/|\/fixtures?\//.test(path))
}

function main(): void {
  const files = formattedFiles()
  if (process.argv.includes('--write')) {
    for (const { path, text } of files) {
      const better = text === '' ? text : mended(text)
      if (better !== text) writeFileSync(join(ROOT, path), better)
    }
  }
  const findings = files.flatMap(({ path }) => formatFindings({ path, text: readFileSync(join(ROOT, path), 'utf8') }))
  for (const line of listed(findings)) console.error(line)
  if (findings.length > 0) console.error(`\n${findings.length} places to mend; 'node tests/format.ts --write' mends white space by itself`)
  else console.log(`${files.length} files are in shape`)
  process.exitCode = findings.length > 0 ? 1 : 0
}

if (import.meta.main) main()
