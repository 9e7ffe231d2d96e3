/** The embedded warehouse: chDB in a child process that may crash, hang or be killed without the server noticing more than a pause. */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import type { Removal, Warehouse, WarehouseStatus } from '../ports/warehouse.ts'
import { checkSelect, packed } from './engine.ts'
import type { PackedBlock, Question, Row } from './engine.ts'

/** What the parent asks. One request at a time. */
export type Request =
  | { readonly is: 'insert'; readonly blocks: readonly PackedBlock[] }
  | { readonly is: 'query'; readonly question: Question }
  | { readonly is: 'remove'; readonly ws: string; readonly removal: Removal }
  | { readonly is: 'reset' }
  | { readonly is: 'close' }

/** What the child says: first `ready`, `absent` or `broken`, then one answer a request. */
export type Answer =
  | { readonly is: 'ready' }
  | { readonly is: 'absent' | 'broken' | 'failed'; readonly why: string }
  | { readonly is: 'done'; readonly rows: readonly Row[] }

/** An embedded warehouse, and the process behind it for chaos and tests. */
export interface EmbeddedWarehouse extends Warehouse {
  /** The child's process id; null while there is none. */
  pid(): number | null
}

/** Requests that may wait; more are refused. */
const WAITING = 200
const QUERY_MS = 10_000
/** What an engine may take beyond a query's own limit before it is killed. */
const GRACE_MS = 3_000
const WRITE_MS = 120_000
/** Parts with rows that go are written anew. */
const REMOVE_MS = 1_800_000
const START_MS = 60_000
/** Pauses between starts after crashes, doubled each time. */
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 30_000

interface Task {
  readonly request: Request
  readonly withinMs: number
  resolve(rows: readonly Row[]): void
  reject(error: Error): void
}

/**
 *        first request              ready                     close
 * idle ───────────────► starting ─────────► ready ───────────────────► closed
 *                         ▲   │ no binary      │ crash, kill, time-out
 *                         │   ▼                ▼
 *                   pause │  absent          down
 *                         └────────────────────┘
 */
type State = { is: 'idle' } | { is: 'starting' } | { is: 'ready' } | { is: 'down'; why: string } | { is: 'absent'; why: string } | { is: 'closed' }

/** Makes the warehouse in directory `path`. Nothing is started before the first insert, query or reset. */
export function createEmbeddedWarehouse({ path }: { readonly path: string }): EmbeddedWarehouse {
  let state: State = { is: 'idle' }
  let child: ChildProcess | null = null
  let current: Task | null = null
  let clock: NodeJS.Timeout | null = null
  let pause: NodeJS.Timeout | null = null
  let crashes = 0
  const waiting: Task[] = []

  function start(): void {
    state = { is: 'starting' }
    const file = import.meta.url.endsWith('.ts') ? './child-main.ts' : './child-main.js'
    const born = fork(new URL(file, import.meta.url), [path], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] })
    child = born
    let lastWords = ''
    born.stderr?.on('data', (chunk: Buffer) => {
      lastWords = (lastWords + chunk.toString()).slice(-300)
    })
    born.on('message', (answer: Answer) => {
      if (child === born) hear(answer)
    })
    born.on('error', (error) => ended(born, `it cannot be started: ${error.message}`))
    born.on('exit', (code, signal) => ended(born, `its process ended with ${signal ?? `code ${code}`}${lastWords.trim() === '' ? '' : `, saying: ${lastWords.trim()}`}`))
    arm(START_MS, 'it did not start in time')
  }

  function hear(answer: Answer): void {
    disarm()
    if (answer.is === 'ready') {
      state = { is: 'ready' }
    } else if (answer.is === 'absent') {
      state = { is: 'absent', why: answer.why }
      child?.kill('SIGKILL')
      refuseAll(answer.why)
      return
    } else if (answer.is === 'broken') {
      end(answer.why)
      return
    } else {
      const task = current
      current = null
      crashes = 0
      if (answer.is === 'done') task?.resolve(answer.rows)
      else task?.reject(new Error(`Analytics refused: ${answer.why}`))
    }
    next()
  }

  function next(): void {
    if (state.is !== 'ready' || current !== null) return
    const task = waiting.shift()
    if (task === undefined) {
      child?.unref()
      child?.channel?.unref()
      return
    }
    current = task
    child?.ref()
    child?.channel?.ref()
    arm(task.withinMs, `one request took longer than ${task.withinMs} ms`)
    child?.send(task.request, (error) => {
      if (error && current === task) end(error.message)
    })
  }

  function arm(ms: number, why: string): void {
    disarm()
    clock = setTimeout(() => end(why), ms)
    clock.unref()
  }

  function disarm(): void {
    if (clock !== null) clearTimeout(clock)
    clock = null
  }

  /** Kills the child; what becomes of the state is decided where its end is noticed. */
  function end(why: string): void {
    const dying = child
    if (dying === null) return
    dying.kill('SIGKILL')
    ended(dying, why)
  }

  function ended(dead: ChildProcess, why: string): void {
    if (child !== dead) return
    child = null
    disarm()
    if (state.is === 'absent' || state.is === 'closed') return
    state = { is: 'down', why: `Analytics is down: ${why}. It starts again by itself` }
    refuseAll(state.why)
    pause = setTimeout(start, Math.min(FIRST_PAUSE_MS * 2 ** crashes++, LONGEST_PAUSE_MS))
    pause.unref()
  }

  function refuseAll(why: string): void {
    const tasks = [...(current === null ? [] : [current]), ...waiting.splice(0)]
    current = null
    for (const task of tasks) task.reject(new Error(why))
  }

  function ask(request: Request, withinMs: number): Promise<readonly Row[]> {
    if (state.is === 'absent' || state.is === 'down') return Promise.reject(new Error(state.why))
    if (state.is === 'closed') return Promise.reject(new Error('Analytics is closed'))
    if (waiting.length >= WAITING) return Promise.reject(new Error('Analytics is busy: too many requests are waiting. Try again in a moment'))
    if (state.is === 'idle') start()
    return new Promise((resolve, reject) => {
      waiting.push({ request, withinMs, resolve, reject })
      next()
    })
  }

  return {
    status(): WarehouseStatus {
      if (state.is === 'idle') return { is: 'starting' }
      return state.is === 'closed' ? { is: 'down', why: 'Analytics is closed' } : { ...state }
    },
    async insert(blocks) {
      if (blocks.length > 0) await ask({ is: 'insert', blocks: blocks.map(packed) }, WRITE_MS)
    },
    async query(sql, params, options) {
      checkSelect(sql)
      const timeoutMs = options?.timeoutMs ?? QUERY_MS
      return ask({ is: 'query', question: { sql, params, timeoutMs } }, timeoutMs + GRACE_MS)
    },
    async remove(ws, removal) {
      await ask({ is: 'remove', ws, removal }, REMOVE_MS)
    },
    async reset() {
      await ask({ is: 'reset' }, WRITE_MS)
    },
    async close() {
      const last = child
      state = { is: 'closed' }
      if (pause !== null) clearTimeout(pause)
      disarm()
      refuseAll('Analytics is closed')
      if (last === null || last.exitCode !== null) return
      await new Promise<void>((resolve) => {
        const hurry = setTimeout(() => last.kill('SIGKILL'), 3_000)
        last.once('exit', () => {
          clearTimeout(hurry)
          resolve()
        })
        last.ref()
        last.send({ is: 'close' } satisfies Request, () => {})
      })
    },
    pid: () => child?.pid ?? null,
  }
}
