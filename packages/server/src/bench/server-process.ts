/** The real server in a process of its own, for benchmarks and crash runs. */
import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A running server. */
export interface ServerProcess {
  readonly url: string
  readonly pid: number
  readonly startMs: number
  /** Resident memory of the main process in MB, or null where it cannot be read. */
  rssMb(): number | null
  /** Processor time that the main process has used so far, in seconds, or null where it cannot be read. */
  cpuSeconds(): number | null
  /** Asks it to end, and ends it after ten seconds. */
  stop(): Promise<void>
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>
}

/** Keys of every server started here. */
export const KEYS = { write: 'bench_write_key', api: 'bench_api_key' } as const

const MAIN = join(import.meta.dirname, '../main.ts')
const START_TIMEOUT_MS = 60_000

/** Starts one on a free port and resolves when it has printed its address. */
export async function startServerProcess(options: {
  readonly data: string
  readonly args?: readonly string[]
  readonly env?: { readonly [name: string]: string }
}): Promise<ServerProcess> {
  const started = performance.now()
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, '--port', '0', '--data', options.data, ...(options.args ?? [])], {
    env: { ...process.env, RAPPORT_WRITE_KEY: KEYS.write, RAPPORT_API_KEY: KEYS.api, ...options.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await addressOf(child)
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    url,
    pid: child.pid ?? 0,
    startMs: performance.now() - started,
    rssMb: () => rssMb(child.pid ?? 0),
    cpuSeconds: () => cpuSeconds(child.pid ?? 0),
    async stop() {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await ended
      clearTimeout(timer)
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the server did not start within ${START_TIMEOUT_MS} ms`)), START_TIMEOUT_MS)
    let text = ''
    child.stdout?.on('data', (part: Buffer) => {
      text += part.toString()
      const found = /^URL: (\S+)$/m.exec(text)
      if (!found?.[1]) return
      clearTimeout(timer)
      resolve(found[1])
    })
    child.once('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`the server ended with code ${code} before it was ready:\n${text}`))
    })
  })
}

function rssMb(pid: number): number | null {
  try {
    const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return found ? Math.round(Number(found[1]) / 1_024) : null
  } catch {
    return null
  }
}

/** Clock ticks a second in /proc; 100 on every Linux that Node supports. */
const TICKS = 100

function cpuSeconds(pid: number): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) / TICKS
  } catch {
    return null
  }
}
