/** Live matching in a thread of its own, with its own connection to the store: neither collecting nor answering waits for it. */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import type { ProfileId, WorkspaceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import type { MatchingPolicy } from '@rapport/core/match/policy'
import { warmUp } from '../matching/reading.ts'
import { openIndex } from '../matching/index-file.ts'
import { createMatcher, type HomeMate, type MatcherFigures, type Outcome } from '../matching/matcher.ts'
import { startServiceLoop, type Changes, type LoopStatus } from '../matching/service-loop.ts'
import { scrubber } from '../store/sqlite-scrub.ts'
import { sqliteStore } from '../store/sqlite.ts'

/** What the thread is started with. */
export interface MatcherThreadData {
  readonly store: string
  readonly index: string
  readonly ws: WorkspaceId
  readonly policy: MatchingPolicy
  /** Where the writer says whom it has changed. */
  readonly changes: MessagePort
}

/** A call from the other side. */
export type MatcherCall =
  | { readonly id: number; readonly is: 'household'; readonly profile: ProfileId }
  | { readonly id: number; readonly is: 'forget'; readonly profiles: readonly ProfileId[] }
  | { readonly id: number; readonly is: 'policy'; readonly policy: MatchingPolicy }
  | { readonly id: number; readonly is: 'status' }
  | { readonly id: number; readonly is: 'stop' }
  /** Answers an `outcome` word: it is recorded, or cannot be. */
  | { readonly id: number; readonly is: 'taken' }

/** What the thread says. */
export type MatcherWord =
  | { readonly is: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly is: 'failed'; readonly id: number; readonly why: string }
  | ({ readonly is: 'outcome'; readonly id: number } & Outcome)

/** Figures and state in one. */
export type MatcherStatus = MatcherFigures & LoopStatus
/** Answers of the calls. */
export type MatcherAnswer = { readonly household: readonly HomeMate[]; readonly status: MatcherStatus; readonly forget: null; readonly policy: null; readonly stop: null }

function main(): void {
  const port = parentPort
  if (!port) throw new Error('live matching runs in a worker thread')
  const data = workerData as MatcherThreadData
  let { policy } = data
  const reads = sqliteStore({ file: data.store, readOnly: true, synchronous: 'normal' })
  const index = openIndex(data.index, scrubber)
  const clock = () => Date.now() as Instant
  const matcher = createMatcher({ ws: data.ws, index, reads, policy: () => policy, clock })
  const waiting = new Map<number, () => void>()
  let next = 1
  const propose = (outcome: Outcome): Promise<void> =>
    new Promise((resolve) => {
      const id = next++
      waiting.set(id, resolve)
      port.postMessage({ is: 'outcome', id, ...outcome } satisfies MatcherWord)
    })
  warmUp()
  const loop = startServiceLoop({ ws: data.ws, matcher, index, reads, policy: () => policy, propose, now: () => performance.timeOrigin + performance.now() })
  data.changes.on('message', (changes: Changes) => loop.heard(changes))

  async function carryOut(call: MatcherCall): Promise<unknown> {
    switch (call.is) {
      case 'household':
        return matcher.household(call.profile)
      case 'forget':
        matcher.forget(call.profiles)
        return null
      case 'policy':
        policy = call.policy
        return null
      case 'status':
        return { ...matcher.figures(), ...loop.status() }
      case 'taken':
        waiting.get(call.id)?.()
        waiting.delete(call.id)
        return null
      case 'stop':
        for (const resolve of waiting.values()) resolve()
        await loop.stop()
        data.changes.close()
        index.close()
        await reads.close()
        return null
    }
  }

  port.on('message', (call: MatcherCall) => {
    carryOut(call).then(
      (value) => {
        if (call.is !== 'taken') port.postMessage({ is: 'answer', id: call.id, value } satisfies MatcherWord)
        if (call.is === 'stop') port.close()
      },
      (failure: Error) => port.postMessage({ is: 'failed', id: call.id, why: failure.message } satisfies MatcherWord),
    )
  })
}

main()
