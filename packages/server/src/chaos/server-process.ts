/** The real server as a process of its own, to be killed. */
import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
/** Longest that a start may take, recovery included. */
const START_MS = 30_000

/** The keys of the server under test. */
export const KEYS = { write: 'wk_chaos_0123456789abcdef', api: 'ak_chaos_0123456789abcdef' }

/** A server that is up. */
export interface Server {
  readonly url: string
  /** kill -9; resolves when the process is gone. */
  kill(): Promise<void>
  /** Asks it to stop and answers its exit code; kills it when it takes longer than ten seconds. */
  stop(): Promise<number | null>
}

/** Starts a server on the data of this folder. Rejects with what it printed when it does not come up. */
export async function startServer(options: { readonly data: string; readonly smtpPort: number }): Promise<Server> {
  const child = spawn(process.execPath, [MAIN, '--port', '0', '--data', options.data, '--no-analytics'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], RAPPORT_WRITE_KEY: KEYS.write, RAPPORT_API_KEY: KEYS.api, RAPPORT_SMTP_URL: `smtp://127.0.0.1:${options.smtpPort}`, RAPPORT_MAIL_FROM: 'shop@example.com' },
  })
  const gone = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const url = await urlOf(child)
  return {
    url,
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
    async stop() {
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
      child.kill('SIGTERM')
      const code = await gone
      clearTimeout(timer)
      return code
    },
  }
}

function urlOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = ''
    const fail = (why: string): void => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      reject(new Error(`The server did not come up: ${why}. It printed:\n${printed}`))
    }
    const timer = setTimeout(() => fail(`nothing for ${START_MS / 1_000} s`), START_MS)
    const read = (text: Buffer): void => {
      printed += text.toString()
      const found = /^URL: (\S+)$/m.exec(printed)
      if (!found?.[1]) return
      clearTimeout(timer)
      resolve(found[1])
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', (text: Buffer) => (printed += text.toString()))
    child.once('exit', (code, signal) => fail(`it ended with ${code ?? signal}`))
  })
}
