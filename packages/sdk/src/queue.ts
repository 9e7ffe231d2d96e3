/**
 * What waits to be sent. Every event has its id before the first attempt, so sending again is harmless: the server knows it.
 * Bounded, kept on the shelf, one request at a time, with back-off and the server's own Retry-After.
 */
import type { Shelf } from './storage.ts'

/** What became of a request. */
export type Outcome =
  | { readonly is: 'taken' }
  /** Not now; `afterMs` when the server said when. */
  | { readonly is: 'later'; readonly afterMs: number | null }
  /** The batch is too large; the server will take smaller ones. */
  | { readonly is: 'smaller' }
  /** Never: these events are wrong or unwelcome. */
  | { readonly is: 'refused' }

/** What the queue needs of the world. */
export interface QueueWorld {
  readonly shelf: Shelf
  /** Sends events (each a JSON text) and says what became of them. Never rejects. */
  send(events: readonly string[]): Promise<Outcome>
  /** Hands events to the browser, which sends them after the page is gone; nobody learns the outcome. */
  part(events: readonly string[]): void
  now(): number
  /** Calls back after `ms`; answers how to call it off. */
  later(ms: number, work: () => void): () => void
  /** A number in [0, 1), so that many browsers do not come back at once. */
  chance(): number
  /** Told once for every event that is given up, with the reason. */
  lost(count: number, why: 'full' | 'refused'): void
}

/** Limits; all have defaults. */
export interface QueueLimits {
  /** Most events that wait; the oldest are given up beyond it. Default 500. */
  readonly most?: number
  /** Events gathered for so long before they go, in milliseconds. Default 250. */
  readonly gatherMs?: number
}

/** The queue. */
export interface Queue {
  add(id: string, event: string): void
  /** Sends until nothing is left, the server asks for patience, or an attempt fails. Answers how many events are left. */
  flush(): Promise<number>
  /** The page may go away now: hands everything that is not under way to the browser. */
  leave(): void
  size(): number
}

interface Waiting {
  readonly id: string
  readonly event: string
}

const MOST = 500
const GATHER_MS = 250
/** Events and bytes of one request; browsers let 64 KiB go on after the page is gone. */
const BATCH = 100
const BATCH_BYTES = 56_000
const BACKOFF_MS = 1_000
const BACKOFF_MAX_MS = 60_000
const KEPT = 'queue.'

/** Opens the queue of one tab. Events that other tabs left on the shelf are adopted: if such a tab still lives, both send and the server counts one. */
export function openQueue(tab: string, world: QueueWorld, limits: QueueLimits = {}): Queue {
  const { shelf } = world
  const most = limits.most ?? MOST
  const gatherMs = limits.gatherMs ?? GATHER_MS
  let waiting: Waiting[] = adopt(shelf)
  let underWay = 0
  let batchMost = BATCH
  let failures = 0
  let patientUntil = 0
  let running: Promise<number> | null = null
  let callOff: (() => void) | null = null
  const parted = new Set<string>()

  function keep(): void {
    if (waiting.length === 0) shelf.remove(KEPT + tab)
    else shelf.write(KEPT + tab, JSON.stringify(waiting))
  }

  /** At most `most` wait; what is under way stays, because it may have arrived. */
  function bound(): void {
    const excess = waiting.length - most
    if (excess <= 0) return
    waiting.splice(Math.min(underWay, waiting.length - 1), excess)
    world.lost(excess, 'full')
  }

  function plan(ms: number): void {
    callOff ??= world.later(ms, () => {
      callOff = null
      void run()
    })
  }

  function run(): Promise<number> {
    callOff?.()
    callOff = null
    running ??= sendAll().finally(() => {
      running = null
    })
    return running
  }

  async function sendAll(): Promise<number> {
    while (waiting.length > 0) {
      const batch = batchOf(waiting, batchMost)
      underWay = batch.length
      const outcome = await world.send(batch.map(({ event }) => event))
      underWay = 0
      if (outcome.is === 'later') {
        const ownMs = Math.min(BACKOFF_MAX_MS, BACKOFF_MS * 2 ** failures++) * (0.5 + world.chance() / 2)
        if (outcome.afterMs !== null) patientUntil = world.now() + outcome.afterMs
        plan(Math.max(ownMs, outcome.afterMs ?? 0))
        return waiting.length
      }
      failures = 0
      if (outcome.is === 'smaller' && batch.length > 1) {
        batchMost = Math.ceil(batch.length / 2)
        continue
      }
      if (outcome.is !== 'taken') world.lost(batch.length, 'refused')
      const done = new Set(batch.map(({ id }) => id))
      waiting = waiting.filter(({ id }) => !done.has(id))
      for (const id of done) parted.delete(id)
      keep()
    }
    batchMost = BATCH
    return 0
  }

  bound()
  if (waiting.length > 0) {
    keep()
    plan(gatherMs)
  }

  return {
    add(id, event) {
      waiting.push({ id, event })
      bound()
      keep()
      if (running === null && failures === 0) plan(gatherMs)
    },
    flush() {
      if (running === null && world.now() < patientUntil) return Promise.resolve(waiting.length)
      return run()
    },
    leave() {
      const rest = waiting.slice(underWay).filter(({ id }) => !parted.has(id))
      const batch = batchOf(rest, BATCH)
      if (batch.length === 0) return
      for (const { id } of batch) parted.add(id)
      // They stay on the shelf: if the browser did not manage, the next page sends them again.
      world.part(batch.map(({ event }) => event))
    },
    size: () => waiting.length,
  }
}

/** As many from the front as one request may carry, at least one. */
function batchOf(waiting: readonly Waiting[], most: number): readonly Waiting[] {
  let bytes = 0
  const batch: Waiting[] = []
  for (const one of waiting) {
    bytes += bytesOf(one.event) + 1
    if (batch.length >= most || (batch.length > 0 && bytes > BATCH_BYTES)) break
    batch.push(one)
  }
  return batch
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length
}

function adopt(shelf: Shelf): Waiting[] {
  const found = new Map<string, Waiting>()
  for (const name of shelf.names(KEPT)) {
    for (const one of parsed(shelf.read(name))) found.set(one.id, one)
    shelf.remove(name)
  }
  return [...found.values()]
}

function parsed(text: string | null): readonly Waiting[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(list) ? list.filter(isWaiting) : []
  } catch {
    return []
  }
}

function isWaiting(one: unknown): one is Waiting {
  return typeof one === 'object' && one !== null && 'id' in one && typeof one.id === 'string' && 'event' in one && typeof one.event === 'string'
}
