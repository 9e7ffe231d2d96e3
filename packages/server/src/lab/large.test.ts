import { spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { MatchReport } from './match.ts'
import { syntheticRecords } from './synthetic.ts'

/** Long; continuous integration and the nightly run have the time. */
const HAS_TIME = process.env['CI'] === 'true' || process.env['NIGHTLY'] === '1'
const RECORDS = 300_000
const MEMORY_MB = 3_000
const TIME_MS = 600_000
const CLI = join(import.meta.dirname, '../cli/main.ts')

/** 200 MB of people with long notes, and everything that goes wrong in exports. Answers how many rows there are. */
function writeMess(path: string): number {
  const file = openSync(path, 'w')
  const big5 = Buffer.from('a4fda470a9fa', 'hex')
  const thai = Buffer.from('cac1aad2c220e3a8b4d5', 'hex')
  let rows = 0
  let buffer: Buffer[] = [Buffer.from('id,name,email,phone,birthday,note\n')]
  const write = (...parts: (string | Buffer)[]): void => {
    for (const part of parts) buffer.push(typeof part === 'string' ? Buffer.from(part) : part)
    rows++
  }
  for (const { values } of syntheticRecords({ records: RECORDS, seed: 4 })) {
    const { record_id: id, name, email, phone, birth_date: birth } = values
    const note = `"${'bought tea and asked for a bag; '.repeat(17 + (rows % 3))}"`
    const rest = `,${email},${phone},${birth},${note}\n`
    const kind = rows % 100
    if (kind === 1) write(`${id},"${name}${rest}`)
    else if (kind === 2) write(`${id},${email},${phone}\n`)
    else if (kind === 3) write(`S0000000,"${name}"${rest}`)
    else if (kind === 4) write(`${id},`, big5, rest)
    else if (kind === 5) write(`${id},`, thai, rest)
    else if (kind === 6) write(`${id},"${name.slice(0, 1)}\0${name.slice(1)}"${rest}`)
    else if (kind === 7) write(`,"${name}"${rest}`)
    else if (kind === 8) write(`${id},"${name}"${rest.slice(0, -1)},one,more\n`)
    else if (rows % 10_000 === 9) write(`${id},"${name}",${email},${phone},${birth},"${'x'.repeat(1_048_576)}"\n`)
    else write(`${id},"${name}"${rest}`)
    if (buffer.length > 2_000) {
      writeSync(file, Buffer.concat(buffer))
      buffer = []
    }
  }
  writeSync(file, Buffer.concat(buffer))
  closeSync(file)
  return rows
}

test.runIf(HAS_TIME)('a messy file of 200 MB is matched in bounded memory and time, and every row is accounted for', { timeout: TIME_MS }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-large-'))
  try {
    const path = join(folder, 'mess.csv')
    const rows = writeMess(path)
    expect(statSync(path).size).toBeGreaterThan(200_000_000)
    const started = performance.now()
    const child = spawn(process.execPath, [CLI, 'lab', 'match', path, '--id', 'id', '--out', join(folder, 'c.csv'), '--rejects', '--json'], { stdio: ['ignore', 'pipe', 'inherit'] })
    let printed = ''
    child.stdout.on('data', (part: Buffer) => (printed += part.toString()))
    let peakMb = 0
    const watch = setInterval(() => (peakMb = Math.max(peakMb, peakOf(child.pid ?? 0))), 250)
    const code = await new Promise((resolve) => child.once('exit', resolve))
    clearInterval(watch)
    expect(code).toBe(0)
    const report = JSON.parse(printed) as MatchReport
    const kinds = JSON.stringify(report.rejects.map(({ reason, rows: n }) => [n, reason]))
    const seconds = Math.round((performance.now() - started) / 1_000)
    console.log(`${report.records} records and ${report.rejected} rejects in ${seconds} s (reading ${report.seconds.reading} s), at most ${peakMb} MB; ${kinds}`)
    expect(report.rows).toBe(rows)
    expect(report.records + report.rejected).toBe(rows)
    expect(report.rejects).toHaveLength(4)
    expect(readFileSync(join(folder, 'c.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(report.records + 1)
    expect(readFileSync(join(folder, 'REJECTS.csv'), 'utf8').match(/\nmess\.csv,/g)).toHaveLength(report.rejected)
    expect(peakMb).toBeLessThan(MEMORY_MB)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

function peakOf(pid: number): number {
  try {
    return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024)
  } catch {
    return 0
  }
}
