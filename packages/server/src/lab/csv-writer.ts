/** Writes CSV row by row with a small buffer; a file that cannot be written says so before the work begins, not after. */
import { accessSync, closeSync, constants, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { LabProblem } from './problem.ts'

/** An open file. */
export interface CsvWriter {
  row(cells: readonly (string | number)[]): void
  close(): void
}

const BUFFERED = 65_536

/** Creates the file (replacing one that is there) and writes the header. */
export function writeCsv(path: string, header: readonly string[]): CsvWriter {
  const handle = opened(path)
  let buffer = ''
  const flush = (): void => {
    try {
      writeSync(handle, buffer)
    } catch (problem) {
      throw new LabProblem(`${path} cannot be written to its end: ${(problem as Error).message}.`, 'Make room on the disk, or name another place.')
    }
    buffer = ''
  }
  const writer: CsvWriter = {
    row(cells) {
      buffer += `${cells.map(quoted).join(',')}\n`
      if (buffer.length > BUFFERED) flush()
    },
    close() {
      flush()
      closeSync(handle)
    },
  }
  writer.row(header)
  return writer
}

function opened(path: string): number {
  try {
    return openSync(path, 'w')
  } catch (problem) {
    throw new LabProblem(`${path} cannot be written: ${(problem as Error).message}.`, 'Name a file in a folder that exists and that you may write to.', 2)
  }
}

/** As it is: an id must come out as it went in, so nothing but quotes is added. */
function quoted(cell: string | number): string {
  const text = String(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Throws LabProblem when a file could not be made there; to be asked before work that takes long, without touching what is there. */
export function checkWritable(path: string): void {
  try {
    accessSync(dirname(path), constants.W_OK)
  } catch (problem) {
    throw new LabProblem(`${path} cannot be written: ${(problem as Error).message}.`, 'Name a file in a folder that exists and that you may write to.', 2)
  }
}
