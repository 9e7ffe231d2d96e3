/** The main thread's side of live matching: starts the thread, hands what it proposes to the writer, and asks it on behalf of the API. */
import { Worker, type MessagePort } from 'node:worker_threads'
import type { WorkspaceId } from '@rapport/core/base/id'
import { identifierKey } from '@rapport/core/event/identifier'
import type { Event } from '@rapport/core/event/event'
import type { MatchingPolicy } from '@rapport/core/match/policy'
import type { Outcome } from '../matching/matcher.ts'
import type { ReviewRow, StoreReads } from '../ports/store.ts'
import type { App, MatchingDoor } from '../runtime/app.ts'
import { threadCalls } from './thread-calls.ts'
import type { MatcherAnswer, MatcherCall, MatcherThreadData, MatcherWord } from './matcher-thread.ts'

/** Live matching as the main thread has it. */
export interface MatcherClient extends MatchingDoor {
  /** Tells the thread when the policy is another one. */
  follow(policy: MatchingPolicy): void
  stop(): Promise<void>
}

const STOP_MS = 5_000

/** Starts the thread. When it dies, matching says so and everything else goes on. */
export function startMatcherThread(options: {
  readonly store: string
  readonly index: string
  readonly ws: WorkspaceId
  readonly policy: MatchingPolicy
  readonly changes: MessagePort
  readonly reads: StoreReads
  readonly accept: App['accept']
  readonly review: (rows: readonly ReviewRow[]) => Promise<number>
}): MatcherClient {
  const { ws, changes, reads } = options
  let { policy } = options
  let failed: string | null = null
  let stopping = false
  const data: MatcherThreadData = { store: options.store, index: options.index, ws, policy, changes }
  const worker = new Worker(new URL('./matcher-thread.ts', import.meta.url), { workerData: data, transferList: [changes], stderr: false })
  const calls = threadCalls()

  function fail(why: string): void {
    failed = why
    calls.fail(new Error(why))
  }

  function call<Is extends keyof MatcherAnswer>(make: (id: number) => MatcherCall & { readonly is: Is }): Promise<MatcherAnswer[Is]> {
    if (failed !== null) return Promise.reject(new Error(failed))
    return calls.call((id) => worker.postMessage(make(id)))
  }

  worker.on('message', (word: MatcherWord) => {
    if (word.is === 'outcome') {
      // What cannot be recorded now (a full disk) is found again when one of the two changes, or when everybody is gone through.
      void record(word).catch(() => undefined).then(() => worker.postMessage({ id: word.id, is: 'taken' } satisfies MatcherCall))
      return
    }
    calls.settle(word)
  })
  worker.on('error', (failure) => fail(`live matching has stopped: ${failure instanceof Error ? failure.message : String(failure)}`))
  worker.on('exit', (code) => {
    if (!stopping && failed === null) fail(`live matching has stopped with code ${code}`)
  })

  async function record({ reviews, joins }: Outcome): Promise<void> {
    if (joins.length > 0) await options.accept(joins.map((event) => ({ is: 'event', event })))
    const rows = await Promise.all(reviews.map(async (row) => (row.state === 'joined' && !(await isJoined(row, joins)) ? opened(row) : row)))
    if (rows.length > 0) await options.review(rows)
  }

  /** The graph may refuse a join that policy wants; then a person shall look. */
  async function isJoined({ a, b }: ReviewRow, joins: readonly Event[]): Promise<boolean> {
    const keys = joins.flatMap(({ identifiers }) => identifiers.map(identifierKey))
    const owners = await reads.owners(ws, keys)
    const [one, other] = await Promise.all([reads.survivor(ws, a), reads.survivor(ws, b)])
    return one === other || new Set(keys.map((key) => owners.get(key))).size === 1
  }

  return {
    async status() {
      if (failed !== null) return { is: 'failed', why: failed }
      return { is: 'running', ...(await call((id) => ({ id, is: 'status' }))) }
    },
    household: (profile) => call((id) => ({ id, is: 'household', profile })),
    async forget(profiles) {
      await call((id) => ({ id, is: 'forget', profiles }))
    },
    follow(now) {
      if (JSON.stringify(now) === JSON.stringify(policy)) return
      policy = now
      call((id) => ({ id, is: 'policy', policy: now })).catch(() => undefined)
    },
    async stop() {
      stopping = true
      const late = new Promise<null>((resolve) => setTimeout(resolve, STOP_MS, null).unref())
      await Promise.race([call((id) => ({ id, is: 'stop' })).catch(() => null), late])
      await worker.terminate()
    },
  }
}

function opened({ settledAt: _at, settledBy: _by, ...row }: ReviewRow): ReviewRow {
  return { ...row, state: 'open' }
}
