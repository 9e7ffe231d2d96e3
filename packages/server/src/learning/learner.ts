/**
 * The arbiter's learner: reads the log from where it stands, folds it, and keeps what it has learned as a snapshot with the position it goes up to. Whoever drives
 * it (a thread, a test, the simulation) calls `step`. After a death the last snapshot and the log from there on give the same weights, each record counted once.
 */
import { createHash } from 'node:crypto'
import type { WorkspaceId } from '@rapport/core/base/id'
import type { Json, JsonObject } from '@rapport/core/base/json'
import type { Event } from '@rapport/core/event/event'
import { RECORD_ENTRIES, type Log, type Position } from '../ports/log.ts'
import { createFold, type Fold, type FoldOptions, type FoldState, type Learning } from './fold.ts'
import type { Change } from './race.ts'
import type { Snapshot } from './snapshot.ts'

/** What a learner works on. */
export interface LearnerOptions {
  readonly ws: WorkspaceId
  readonly reads: Pick<Log, 'read' | 'last'>
  readonly learners: readonly Learning[]
  /** Where to go on. One of another workspace, or of learners of another kind, is not taken up. */
  readonly snapshot?: Snapshot | null
  /** Why what was kept cannot be read, if so. */
  readonly broken?: string
  readonly milestone?: FoldOptions['milestone']
}

/** A learner. Calls of `step` are done one after the other. */
export interface Learner {
  /** Reads at most so many records; answers how many. */
  step(records: number): Promise<number>
  readonly fold: Fold
  position(): number
  /** Why it began anew although there was something to go on from; null when it did not. */
  readonly note: string | null
  save(): Snapshot
  /** Hash of everything that it knows: equal logs, equal hashes. */
  digest(): string
  /** Changes of champion that nobody has written into the log yet, oldest first. */
  unannounced(): readonly Change[]
  announced(nr: number): void
}

/** Raised when the same log would teach something else. */
const VERSION = 1
/** Records read at a time. */
const SLICE = 200

/** Makes it; nothing is read before the first step. */
export function createLearner(options: LearnerOptions): Learner {
  const { ws, reads, learners } = options
  const kind = learners.map(({ id }) => id).join(' ')
  const taken = takeUp(options.snapshot ?? null, { ws, kind })
  if (taken.is === 'taken') for (const learner of learners) learner.restore(taken.snapshot.blobs[learner.id] as Uint8Array)
  const fold = createFold({
    learners,
    find,
    ...(taken.is === 'taken' && { before: taken.state }),
    ...(options.milestone && { milestone: options.milestone }),
  })
  let position = taken.is === 'taken' ? taken.state.position : 0
  let said = taken.is === 'taken' ? Number(taken.snapshot.head['announced'] ?? 0) : 0
  let last: Promise<unknown> = Promise.resolve()

  async function find(ref: number): Promise<Event | null> {
    const at = Math.floor(ref / RECORD_ENTRIES)
    const [record] = await reads.read({ ws, after: (at - 1) as Position, limit: 1 })
    if (record?.position !== at || record.body.is !== 'events') return null
    const entry = record.body.entries[ref % RECORD_ENTRIES]
    return entry?.event.type === 'decision_made' ? entry.event : (entry?.derived.find(({ type }) => type === 'decision_made') ?? null)
  }

  async function read(most: number): Promise<number> {
    let done = 0
    while (done < most) {
      const records = await reads.read({ ws, after: position as Position, limit: Math.min(SLICE, most - done) })
      for (const record of records) {
        await fold.record(record)
        position = record.position
        done++
      }
      if (records.length === 0) break
    }
    return done
  }

  const save = (): Snapshot => ({
    head: {
      ws,
      kind,
      version: VERSION,
      announced: said,
      state: fold.state() as unknown as Json,
    },
    blobs: Object.fromEntries(learners.map((learner) => [learner.id, learner.snapshot()])),
  })

  return {
    step(records) {
      const next = last.then(() => read(records))
      last = next.catch(() => undefined)
      return next
    },
    fold,
    position: () => position,
    note: options.broken === undefined ? (taken.is === 'anew' ? taken.why : null) : `what was kept could not be read (${options.broken}); learning began anew from the log`,
    save,
    digest() {
      const { head, blobs } = save()
      const { announced: _, ...known } = head
      const hash = createHash('sha256').update(JSON.stringify(known))
      for (const name of Object.keys(blobs).sort()) hash.update(blobs[name] as Uint8Array)
      return hash.digest('hex')
    },
    unannounced: () => fold.race().changes().filter(({ nr }) => nr > said),
    announced: (nr) => void (said = Math.max(said, nr)),
  }
}

type Taken = { readonly is: 'taken'; readonly snapshot: Snapshot; readonly state: FoldState } | { readonly is: 'anew'; readonly why: string | null }

function takeUp(snapshot: Snapshot | null, expected: { readonly ws: string; readonly kind: string }): Taken {
  if (snapshot === null) return { is: 'anew', why: null }
  const head: JsonObject = snapshot.head
  if (head['ws'] !== expected.ws) return { is: 'anew', why: 'what was kept belongs to another workspace; learning began anew from the log' }
  if (head['version'] !== VERSION || head['kind'] !== expected.kind) return { is: 'anew', why: 'what was kept was learned by another release; learning began anew from the log' }
  return { is: 'taken', snapshot, state: head['state'] as unknown as FoldState }
}
