/** The arbiter's learner in a thread of its own, with its own connection to the store: decisions read its tables in shared memory and wait for nobody. */
import { parentPort, workerData } from 'node:worker_threads'
import type { WorkspaceId } from '@rapport/core/base/id'
import type { Accounts } from '../learning/accounts.ts'
import type { Told } from '../learning/arbiter.ts'
import { questionsTo } from '../learning/door.ts'
import type { Settled } from '../learning/waiting.ts'
import { createLearner } from '../learning/learner.ts'
import { openLearners } from '../learning/learners.ts'
import type { Change } from '../learning/race.ts'
import type { driversOf, LearningReport } from '../learning/report.ts'
import { startService, type ServiceState } from '../learning/service.ts'
import { readSnapshot } from '../learning/snapshot.ts'
import { toldBy } from '../learning/told.ts'
import type { Behind, PersonAt } from '../learning/tallies.ts'
import { sqliteStore } from '../store/sqlite.ts'

/** What the thread is started with. */
export interface LearnerThreadData {
  readonly store: string
  readonly snapshot: string
  readonly ws: WorkspaceId
  readonly tables: readonly SharedArrayBuffer[]
  /** Position of the log when this process started. */
  readonly start: number
}

/** A call from the other side. */
export type LearnerCall =
  | { readonly id: number; readonly is: 'heard'; readonly accepted: number }
  | { readonly id: number; readonly is: 'status' }
  | { readonly id: number; readonly is: 'people'; readonly offer: string; readonly did: Behind }
  | { readonly id: number; readonly is: 'drivers'; readonly offer: string }
  | { readonly id: number; readonly is: 'refOf'; readonly decision: string }
  | { readonly id: number; readonly is: 'outcomes'; readonly decisions: readonly string[] }
  | { readonly id: number; readonly is: 'forget'; readonly profiles: readonly string[] }
  | { readonly id: number; readonly is: 'announced'; readonly nr: number }
  | { readonly id: number; readonly is: 'stop' }

/** Answers of the calls. */
export interface LearnerAnswer {
  readonly status: { readonly report: LearningReport; readonly service: ServiceState }
  readonly people: readonly PersonAt[]
  readonly drivers: ReturnType<typeof driversOf>
  readonly refOf: number | null
  readonly outcomes: readonly Settled[]
  readonly forget: null
  readonly stop: null
}

/** What the thread says. */
export type LearnerWord =
  | { readonly is: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly is: 'failed'; readonly id: number; readonly why: string }
  | { readonly is: 'told'; readonly told: Told; readonly state: ServiceState['state'] }
  | { readonly is: 'accounts'; readonly accounts: Accounts }
  | { readonly is: 'change'; readonly change: Change }
  /** It cannot go on. */
  | { readonly is: 'dead'; readonly why: string }

function main(): void {
  const port = parentPort
  if (!port) throw new Error('the learner runs in a worker thread')
  const { store, snapshot, ws, tables, start } = workerData as LearnerThreadData
  const reads = sqliteStore({ file: store, readOnly: true, synchronous: 'normal' })
  const learners = openLearners(tables)
  const say = (word: LearnerWord): void => port.postMessage(word)
  const found = readSnapshot(snapshot)
  let owes = true
  const settle = (accounts: Accounts): void => {
    if (!owes) return
    owes = false
    say({ is: 'accounts', accounts: structuredClone(accounts) })
  }
  const learner = createLearner({
    ws,
    reads,
    learners,
    snapshot: found.is === 'read' ? found.snapshot : null,
    ...(found.is === 'broken' && { broken: found.why }),
    milestone: { position: start, reached: ({ accounts }) => settle(accounts) },
  })
  const questions = questionsTo(learner, learners)
  const offered = new Set<number>()
  const service = startService({
    ws,
    learner,
    reads,
    file: snapshot,
    progress(caughtUp) {
      if (learner.position() >= start || caughtUp) settle(learner.fold.accounts())
      if (!owes) say({ is: 'told', told: toldBy(learner, learners), state: service?.state().state ?? 'starting' })
    },
    announce(change) {
      if (offered.has(change.nr)) return
      offered.add(change.nr)
      say({ is: 'change', change })
    },
    failed: (why) => say({ is: 'dead', why: why.message }),
    now: () => Date.now(),
  })

  async function carryOut(call: LearnerCall): Promise<unknown> {
    switch (call.is) {
      case 'heard':
        return service.heard(call.accepted)
      case 'status':
        return { report: questions.status(), service: service.state() }
      case 'people':
        return questions.people(call.offer, call.did)
      case 'drivers':
        return questions.drivers(call.offer)
      case 'refOf':
        return questions.refOf(call.decision)
      case 'outcomes':
        return questions.outcomes(call.decisions)
      case 'forget':
        await service.forget(call.profiles)
        return null
      case 'announced':
        learner.announced(call.nr)
        offered.delete(call.nr)
        return null
      case 'stop':
        await service.stop()
        await reads.close()
        return null
    }
  }

  port.on('message', (call: LearnerCall) => {
    carryOut(call).then(
      (value) => {
        if (call.is !== 'heard' && call.is !== 'announced') say({ is: 'answer', id: call.id, value })
        if (call.is === 'stop') port.close()
      },
      (failure: Error) => say({ is: 'failed', id: call.id, why: failure.message }),
    )
  })
}

main()
