/** What the command line prints: for people by default, JSON for machines. */

/** Why a command stopped: what, why, what to do. `code` 1 = it failed, 2 = it was called wrongly. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: 1 | 2
  /** The next step, as a sentence. */
  readonly next: string | undefined
  readonly problems: readonly { readonly path: string; readonly message: string }[]

  constructor(failure: {
    readonly what: string
    readonly next?: string
    readonly code?: 1 | 2
    readonly problems?: readonly { readonly path: string; readonly message: string }[]
  }) {
    super(failure.what)
    this.code = failure.code ?? 1
    this.next = failure.next
    this.problems = failure.problems ?? []
  }
}

/** Where a command writes. */
export interface Output {
  readonly json: boolean
  readonly colour: boolean
  /** True when progress may be redrawn in place. */
  readonly live: boolean
  /** The result, on standard output. */
  print(text: string): void
  /** Progress and remarks, on standard error, so that results can be piped. */
  note(text: string): void
  /** Replaces the line being written on standard error. */
  redraw(text: string): void
}

/** An output on the process's streams. */
export function processOutput(json: boolean): Output {
  const colour = process.env['NO_COLOR'] === undefined && process.stdout.isTTY === true
  const live = process.stderr.isTTY === true && !json
  let drawn = false
  const clear = (): string => (drawn ? '\r\u001B[2K' : '')
  return {
    json,
    colour,
    live,
    print: (text) => void process.stdout.write(`${text}\n`),
    note(text) {
      process.stderr.write(`${clear()}${text}\n`)
      drawn = false
    },
    redraw(text) {
      process.stderr.write(`${clear()}${text}`)
      drawn = true
    },
  }
}

const CODES = { plain: 0, bold: 1, red: 31, green: 32, yellow: 33, dim: 2 } as const

/** Colours a text where colour is wanted. */
export function paint(out: Output, style: keyof typeof CODES, text: string): string {
  return out.colour ? `\u001B[${CODES[style]}m${text}\u001B[0m` : text
}

/** A table with aligned columns; wide characters (CJK) count double. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, width(cell))))
  return rows.map((row) => row.map((cell, i) => (i === row.length - 1 ? cell : cell + ' '.repeat((widths[i] ?? 0) - width(cell)))).join('  ')).join('\n')
}

/** Characters that take two cells in a terminal. */
const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/

function width(text: string): number {
  let cells = 0
  for (const character of text) cells += WIDE.test(character) ? 2 : /\p{M}/u.test(character) ? 0 : 1
  return cells
}
