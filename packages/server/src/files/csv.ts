/**
 * Reads CSV as it streams by and never loses its place: a broken quote costs the line it stands on, not the rest of the file.
 * (csv-parse takes everything after an unclosed quote for one cell.) Quotes inside unquoted cells are ordinary characters.
 */

/** One record, or a line that is none. `line` counts from 1. */
export type CsvRecord =
  | { readonly is: 'cells'; readonly line: number; readonly cells: readonly string[] }
  | { readonly is: 'broken'; readonly line: number; readonly reason: string; readonly raw: string }

/** Longest record in characters, a cell of a megabyte included; also how far a quoted cell is followed over lines. */
export const LONGEST_RECORD = 2_097_152
const LONGEST_RAW = 1_000

/**
 * Records of a text that comes in chunks. With `width` (cells of a row) a record that runs over several lines and does not have it is taken for a
 * forgotten quote: its first line is broken, and the lines that it would have swallowed are read for themselves.
 */
export async function* readCsv(chunks: AsyncIterable<string>, delimiter: string, width?: number): AsyncGenerator<CsvRecord> {
  let text = ''
  let start = 0
  let line = 1
  let skipping = false
  // Where the next quote stands; looked for once, not for every line again. Infinity: there is none in the text so far.
  let quote = -1
  const read = (last: boolean): Taken | null => {
    if (quote < start) {
      const found = text.indexOf('"', start)
      quote = found < 0 ? Infinity : found
    }
    return take(text, start, { line, delimiter, width, last, quote })
  }
  for await (const chunk of chunks) {
    text = start > 0 ? text.slice(start) + chunk : text + chunk
    start = 0
    quote = -1
    for (;;) {
      if (skipping) {
        const end = text.indexOf('\n', start)
        if (end < 0) {
          start = text.length
          break
        }
        start = end + 1
        line++
        skipping = false
      }
      const taken = read(false)
      if (taken === null) {
        if (text.length - start <= LONGEST_RECORD) break
        yield { is: 'broken', line, reason: `a line or cell is longer than ${LONGEST_RECORD} characters`, raw: text.slice(start, start + LONGEST_RAW) }
        skipping = true
        continue
      }
      if (taken.record) yield taken.record
      start = taken.next
      line += taken.lines
    }
  }
  while (!skipping && start < text.length) {
    const taken = read(true)
    if (taken === null) break
    if (taken.record) yield taken.record
    start = taken.next
    line += taken.lines
  }
}

interface Taken {
  readonly record: CsvRecord | null
  readonly next: number
  readonly lines: number
}

interface Place {
  readonly line: number
  readonly delimiter: string
  readonly width: number | undefined
  /** Whether the text ends here. */
  readonly last: boolean
  /** Where the next quote stands, at `start` or behind it. */
  readonly quote: number
}

/** The record at `start`; null when more text is needed to know it. Empty lines give no record. */
function take(text: string, start: number, { line, delimiter, width, last, quote }: Place): Taken | null {
  const newline = text.indexOf('\n', start)
  if (newline < 0 && !last) return null
  const end = newline < 0 ? text.length : newline
  const next = newline < 0 ? text.length : newline + 1
  if (quote >= end) {
    const plain = text.slice(start, end > start && text[end - 1] === '\r' ? end - 1 : end)
    return { record: plain === '' ? null : { is: 'cells', line, cells: plain.split(delimiter) }, next, lines: 1 }
  }
  const read = quoted(text, start, delimiter, last)
  if (read === 'more') return text.length - start > LONGEST_RECORD || last ? broken(text, start, end, next, line) : null
  if (read === 'broken' || (read.lines > 1 && width !== undefined && read.cells.length !== width)) return broken(text, start, end, next, line)
  return { record: { is: 'cells', line, cells: read.cells }, next: read.next, lines: read.lines }
}

function broken(text: string, start: number, end: number, next: number, line: number): Taken {
  return { record: { is: 'broken', line, reason: 'a quote is opened and not closed, or closed in the middle of a cell', raw: text.slice(start, Math.min(end, start + LONGEST_RAW)) }, next, lines: 1 }
}

/** Cells of a record with quotes in it. `more`: the text ends inside; `broken`: a closing quote is followed by something else. */
function quoted(text: string, start: number, delimiter: string, last: boolean): { readonly cells: string[]; readonly next: number; readonly lines: number } | 'more' | 'broken' {
  const cells: string[] = []
  let lines = 1
  let at = start
  for (;;) {
    if (text[at] === '"') {
      let cell = ''
      let from = at + 1
      for (;;) {
        const close = text.indexOf('"', from)
        if (close < 0) return 'more'
        cell += text.slice(from, close)
        if (text[close + 1] !== '"') {
          at = close + 1
          break
        }
        if (close + 2 > text.length) return 'more'
        cell += '"'
        from = close + 2
      }
      for (let i = cell.indexOf('\n'); i >= 0; i = cell.indexOf('\n', i + 1)) lines++
      cells.push(cell)
    } else {
      const delimited = text.indexOf(delimiter, at)
      const newline = text.indexOf('\n', at)
      const end = Math.min(delimited < 0 ? Infinity : delimited, newline < 0 ? Infinity : newline, text.length)
      cells.push(text.slice(at, text[end] !== delimiter && text[end - 1] === '\r' && end > at ? end - 1 : end))
      at = end
    }
    if (text[at] === delimiter) {
      at++
      continue
    }
    if (text[at] === '\r' && at + 1 >= text.length && !last) return 'more'
    if (text[at] === '\r' && (text[at + 1] === '\n' || at + 1 >= text.length)) at++
    if (text[at] === '\n') return { cells, next: at + 1, lines }
    if (at >= text.length) return last ? { cells, next: at, lines } : 'more'
    return 'broken'
  }
}

/** The delimiter that splits the first lines most evenly: comma, semicolon, tab or bar. */
export function delimiterOf(sample: string): string {
  const lines = sample.split('\n').slice(0, 20).filter((line) => line.trim() !== '')
  const scored = [',', ';', '\t', '|'].map((delimiter) => {
    const counts = lines.map((line) => line.split(delimiter).length - 1)
    const first = counts[0] ?? 0
    return { delimiter, score: first === 0 ? 0 : first * counts.filter((n) => n === first).length }
  })
  return scored.sort((a, b) => b.score - a.score)[0]?.delimiter ?? ','
}
