/**
 * Text out of bytes whose encoding may change from line to line, as in files that were put together from the exports of several systems.
 * Valid UTF-8 goes through at full speed; every other line is decoded for itself: as UTF-16 from a mark or its zeros on, else in the older
 * encoding that fits it best, those that fitted the lines before first.
 */
import { isUtf8 } from 'node:buffer'
import { legacyEncodingOf, wideOf, type Encoding } from './encoding.ts'

/** What had to be done to read the text. */
export interface TextReport {
  /** Lines that were not plain UTF-8, by encoding. */
  readonly lines: ReadonlyMap<Encoding, number>
  /** Zero bytes that stood in lines and were taken out. */
  readonly zeros: number
  /** Bytes that fit no encoding and became a replacement mark. */
  readonly damaged: number
}

/** A decoder of one file. `write` answers the text of the lines that are complete by now. */
export interface LineDecoder {
  write(bytes: Uint8Array): string
  end(): string
  report(): TextReport
}

const NEWLINE = 0x0a
/** A line that is longer is decoded in pieces. */
const LONGEST_LINE_BYTES = 4_194_304

/** Starts at the beginning of a file. */
export function createLineDecoder(): LineDecoder {
  const lines = new Map<Encoding, number>()
  const decoders = new Map<Encoding, InstanceType<typeof TextDecoder>>()
  let rest: Buffer = Buffer.alloc(0)
  let wide: 'utf-16le' | 'utf-16be' | null = null
  let begun = false
  let zeros = 0
  let damaged = 0

  function decode(bytes: Uint8Array, encoding: Encoding): string {
    const decoder = decoders.get(encoding) ?? new TextDecoder(encoding)
    decoders.set(encoding, decoder)
    lines.set(encoding, (lines.get(encoding) ?? 0) + 1)
    const text = decoder.decode(bytes)
    for (let i = text.indexOf('\uFFFD'); i >= 0; i = text.indexOf('\uFFFD', i + 1)) damaged++
    return text
  }

  /** All of it when it is UTF-8, else line by line until 16-bit text begins. Answers how far it came. */
  function narrow(data: Buffer): { readonly text: string; readonly end: number } {
    const whole = data.indexOf(0) < 0 && isUtf8(data)
    if (whole) return { text: unmarked(data.toString()), end: data.length }
    let text = ''
    let start = 0
    while (start < data.length) {
      const newline = data.indexOf(NEWLINE, start)
      const end = newline < 0 ? data.length : newline + 1
      const line = data.subarray(start, end)
      wide = markOf(line) ?? (line.length >= 16 && line.includes(0) ? wideOf(line) : null)
      if (wide) return { text, end: start }
      text += oneLine(line)
      start = end
    }
    return { text, end: start }
  }

  function oneLine(line: Buffer): string {
    let bytes = line
    if (line.includes(0)) {
      bytes = Buffer.from(line.filter((byte) => byte !== 0))
      zeros += line.length - bytes.length
    }
    if (isUtf8(bytes)) return unmarked(bytes.toString())
    return decode(bytes, legacyEncodingOf(bytes, lines))
  }

  /** Lines of 16-bit text until 8-bit text begins, or the data ends. */
  function broad(data: Buffer, encoding: 'utf-16le' | 'utf-16be', last: boolean): { readonly text: string; readonly end: number } {
    let text = ''
    let start = 0
    for (;;) {
      const found = wideNewline(data, start, encoding)
      const end = found < 0 ? (last || data.length - start > LONGEST_LINE_BYTES ? data.length - ((data.length - start) & 1) : -1) : found + 2
      if (start >= data.length || end <= start) return { text, end: last && end <= start ? data.length : start }
      if (isNarrow(data, start)) {
        wide = null
        return { text, end: start }
      }
      text += unmarked(decode(data.subarray(start, end), encoding))
      start = end
    }
  }

  function all(data: Buffer, last: boolean): string {
    let text = ''
    let start = 0
    while (start < data.length) {
      const before = wide
      const { text: more, end } = wide ? broad(data.subarray(start), wide, last) : narrow(data.subarray(start, last ? data.length : completeUntil(data, start)))
      text += more
      start += end
      if (end === 0 && before === wide) break
    }
    rest = Buffer.from(data.subarray(start))
    return text
  }

  return {
    write(bytes) {
      const data = rest.length === 0 ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) : Buffer.concat([rest, bytes])
      if (!begun && data.length < 4) {
        rest = Buffer.from(data)
        return ''
      }
      if (!begun) wide = markOf(data) ?? wideOf(firstLine(data))
      begun = true
      return all(data, false)
    },
    end() {
      if (!begun) wide = markOf(rest)
      const text = all(rest, true)
      rest = Buffer.alloc(0)
      return text
    },
    report: () => ({ lines, zeros, damaged }),
  }
}

function completeUntil(data: Buffer, start: number): number {
  const newline = data.lastIndexOf(NEWLINE)
  if (newline >= start) return newline + 1
  return data.length - start > LONGEST_LINE_BYTES ? data.length : start
}

/** Whether 8-bit lines begin here: up to the next line end there are delimiters and not a single zero byte, which rows of 16-bit text never show. */
function isNarrow(data: Buffer, start: number): boolean {
  const line = firstLine(data.subarray(start))
  return !line.includes(0) && isUtf8(line) && (line.includes(0x2c) || line.includes(0x3b) || line.includes(0x09))
}

function firstLine(data: Buffer): Buffer {
  const newline = data.indexOf(NEWLINE)
  return newline < 0 ? data : data.subarray(0, newline)
}

function wideNewline(data: Buffer, start: number, encoding: 'utf-16le' | 'utf-16be'): number {
  const zeroAt = encoding === 'utf-16le' ? 1 : 0
  const from = start + 1 - zeroAt
  for (let i = data.indexOf(NEWLINE, from); i >= 0; i = data.indexOf(NEWLINE, i + 1)) {
    const unit = i - (1 - zeroAt)
    if (((unit - start) & 1) === 0 && unit + 1 < data.length && data[unit + zeroAt] === 0) return unit
  }
  return -1
}

function markOf(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null
}

/** Without byte-order marks at the beginnings of lines: files that were put together have one for each part. */
function unmarked(text: string): string {
  return text.includes('\uFEFF') ? text.replace(/(^|\n)\uFEFF+/g, '$1') : text
}
