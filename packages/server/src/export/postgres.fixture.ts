/** A real Postgres for tests, in a folder of its own on a free port; null where it is not installed. */
import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A running server. */
export interface TestPostgres {
  readonly url: string
  /** Stops it as a crash would, and starts it again. */
  stop(): void
  start(): void
  /** Stops it for good and removes its folder. */
  end(): void
}

/** Where `initdb` and `pg_ctl` are; null when they are not there. */
export function postgresBinaries(): string | null {
  const versions = '/usr/lib/postgresql'
  const installed = existsSync(versions) ? readdirSync(versions).map((version) => join(versions, version, 'bin')) : []
  const folders = [...(process.env['PATH'] ?? '').split(':').filter((folder) => folder !== ''), ...installed.sort().reverse()]
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'pg_ctl'))) ?? null
}

/** Why there is none, or null. Postgres never runs as root, so as root a user is needed to run it as. */
export function postgresMissing(): string | null {
  if (postgresBinaries() === null) return 'Postgres is not installed (apt-get install postgresql)'
  return process.getuid?.() === 0 && userIds() === null ? 'Postgres does not run as root, and there is no user postgres or nobody to run it as' : null
}

function userIds(): { readonly uid: number; readonly gid: number } | null {
  for (const user of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, user], { encoding: 'utf8' }))
    if (uid?.status === 0 && gid?.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  }
  return null
}

/** Starts one; 2 to 5 seconds. */
export async function startPostgres(): Promise<TestPostgres> {
  const bin = postgresBinaries()
  if (bin === null) throw new Error('Postgres is not installed')
  const folder = mkdtempSync(join(tmpdir(), 'rapport-postgres-'))
  const as = process.getuid?.() === 0 ? userIds() : null
  if (as) chownSync(folder, as.uid, as.gid)
  const port = await freePort()
  const data = join(folder, 'data')
  const run = (program: string, args: readonly string[]): void => {
    const done = spawnSync(join(bin, program), [...args], { encoding: 'utf8', cwd: folder, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' }, ...as, timeout: 60_000 })
    if (done.status !== 0) throw new Error(`${program} failed: ${done.stderr || done.stdout || String(done.error)}`)
  }
  run('initdb', ['-D', data, '-U', 'test', '--auth=trust', '-E', 'UTF8', '--no-sync'])
  const start = (): void => run('pg_ctl', ['-D', data, '-w', '-t', '30', '-l', join(folder, 'log'), '-o', `-p ${port} -h 127.0.0.1 -k ${folder} -c fsync=off`, 'start'])
  const stop = (): void => run('pg_ctl', ['-D', data, '-w', '-t', '30', '-m', 'immediate', 'stop'])
  start()
  return {
    url: `postgres://test:a-secret@127.0.0.1:${port}/postgres`,
    stop,
    start,
    end() {
      try {
        stop()
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
