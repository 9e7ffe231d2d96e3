/** The running product as the API sees it: reads, and the few ways to change something. Modes make one. */
import type { ProfileId, SourceId, WorkspaceId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import type { Decision, DecideRequest } from '@rapport/core/decision/types'
import type { Definitions, Workspace } from '@rapport/core/engine/workspace'
import type { Event } from '@rapport/core/event/event'
import type { MatchModel } from '@rapport/core/match/types'
import type { Accounts } from '../learning/accounts.ts'
import type { LearningReport } from '../learning/report.ts'
import type { ServiceState } from '../learning/service.ts'
import type { Behind, PersonAt } from '../learning/tallies.ts'
import type { Log } from '../ports/log.ts'
import type { BadRow, ReviewRow, StoreReads } from '../ports/store.ts'
import type { Warehouse } from '../ports/warehouse.ts'
import type { InboxMessage } from '../provider/fakes.ts'
import type { Removal } from '../ports/warehouse.ts'
import type { Erasure, ErasureCall } from './erase.ts'
import type { LinkTarget } from './links.ts'

/** Something that came in through a door, already checked at the door. */
export type Arrival =
  /** `profile`: for events of our own about a known person, which carry no identifiers. */
  | { readonly is: 'event'; readonly event: Event; readonly profile?: ProfileId; readonly raw?: Json }
  | { readonly is: 'bad'; readonly source: SourceId; readonly code: string; readonly reason: string; readonly raw: string; readonly id: string }

/** What became of a group of arrivals. `ok` means durable and folded. */
export type AcceptResult =
  | { readonly is: 'ok'; readonly accepted: number; readonly duplicate: number; readonly bad: number }
  /** Nothing was taken; the sender should try again. */
  | { readonly is: 'overload'; readonly retryAfterSeconds: number; readonly why: string }

/** What became of a change of definitions. */
export type DefineResult =
  | { readonly is: 'ok'; readonly workspace: Workspace }
  /** Somebody else changed them since `version`. */
  | { readonly is: 'conflict'; readonly version: number }
  | { readonly is: 'refused'; readonly problems: readonly { readonly path: string; readonly message: string }[] }

/** Figures of the running process, for health and metrics. */
export interface Pulse {
  readonly startedAt: Instant
  readonly eventsPerSecond: number
  readonly timerLateMsP99: number
  /** Records that the warehouse has not got yet. */
  readonly sinkBehind: number
  readonly queuedEvents: number
  readonly providers: readonly { readonly name: string; readonly channel: string; readonly state: 'ready' | 'failing' | 'off'; readonly why?: string }[]
}

/** People of whom nothing may remain. */
export interface Forgotten {
  readonly ids: readonly string[]
  /** Identifier keys. */
  readonly keys: readonly string[]
}

/** How live matching does; figures as in the matching contract. */
export type MatchingState =
  | { readonly is: 'failed'; readonly why: string }
  | {
      readonly is: 'running'
      readonly state: 'off' | 'reading' | 'comparing' | 'ready'
      readonly people: number
      readonly behind: number
      readonly p50Ms: number | null
      readonly p99Ms: number | null
      readonly looked: number
      readonly scored: number
      readonly proposed: number
      readonly linked: number
      readonly crowded: number
      readonly model: { readonly version: number; readonly model: MatchModel; readonly at: Instant | null; readonly sample: number }
    }

/** Live matching, where a process has it. */
export interface MatchingDoor {
  status(): Promise<MatchingState>
  /** People who share a home with this one, and by what. */
  household(profile: ProfileId): Promise<readonly { readonly id: ProfileId; readonly because: readonly ('address' | 'phone')[] }[]>
  /** Takes people out of the index; resolves when not a byte of them is left there. */
  forget(profiles: readonly ProfileId[]): Promise<void>
}

/** What became of a decision; null: not, as far as is known. */
export interface DecisionOutcome {
  readonly shown: number | null
  readonly clicked: number | null
  readonly dismissed: number | null
  /** The success of the offer's definition. */
  readonly worked: number | null
}

/** How the arbiter's learner does. */
export type LearningState = { readonly is: 'failed'; readonly why: string } | { readonly is: 'running'; readonly report: LearningReport; readonly service: ServiceState }

/** The arbiter's learner, where a process has it. */
export interface LearningDoor {
  /** One word for health, without waiting. */
  condition(): { readonly is: 'starting' | 'ready' | 'behind' | 'failed'; readonly why?: string }
  status(): Promise<LearningState>
  /** Who is behind a number of an offer, newest last. */
  people(offer: string, did: Behind): Promise<readonly PersonAt[]>
  /** What speaks for and against an offer: places of the vector, what each adds, and in how many showings it was on. */
  drivers(offer: string): Promise<readonly { readonly place: number; readonly adds: number; readonly n: number }[]>
  /** Where a decision stands in the log, while it is remembered. */
  refOf(decision: string): Promise<number | null>
  outcomes(decisions: readonly string[]): Promise<ReadonlyMap<string, DecisionOutcome>>
  /** What runs out, as decisions see it. */
  accounts(): Accounts
  /** Takes people out of what waits and out of the snapshot. */
  forget(profiles: readonly string[]): Promise<void>
}

/** The running product. */
export interface App {
  readonly ws: WorkspaceId
  now(): Instant
  /** A fresh random id. */
  newId(): string
  readonly reads: StoreReads & Pick<Log, 'read' | 'last'>
  readonly warehouse: Warehouse
  /** The newest accepted definitions. */
  workspace(): Workspace
  /** Resolves when everything is durable and folded, or refused as a whole. */
  accept(arrivals: readonly Arrival[]): Promise<AcceptResult>
  /** Replaces the definitions; checks them first. */
  define(change: { readonly version: number; readonly definitions: Definitions; readonly by: string }): Promise<DefineResult>
  /** Decides for a person (or a stranger: null). `record` false asks without leaving a trace; `price` is put on every showing (decision/batch). */
  decide(ask: { readonly profile: ProfileId | null; readonly request: DecideRequest; readonly record: boolean; readonly price?: number }): Promise<Decision>
  /** What stands at places of the vectors that decisions hold (`city = taipei`), as far as it was met lately or is found among some hundred people. */
  placeNames(places: readonly number[]): Promise<ReadonlyMap<number, string>>
  /** Resolves true when no provider call to this person is under way any more, false after `waitMs`. */
  quiet(profile: ProfileId, waitMs: number): Promise<boolean>
  /** Settles reviews; one that somebody has settled already stays as it is. Answers how many were written. */
  review(rows: readonly ReviewRow[]): Promise<number>
  /** Marks a bad row. */
  settleBad(id: string, state: BadRow['state']): Promise<void>
  /** One step of erasing a person (runtime/erase); who wants somebody erased asks privacy/erasing. */
  erase(call: ErasureCall): Promise<Erasure | null>
  /** Removes rows from the warehouse while nothing is copied there. Answers false when there is no warehouse and never was; rejects when it cannot be reached now. */
  removeFromAnalytics(removal: Removal): Promise<boolean>
  /** Nothing of these people may be remembered any more, in memory or in files beside the store: tells everybody who has said `onForget`; resolves when all have done so. */
  forget(gone: Forgotten): Promise<void>
  /** Calls back when people are forgotten. Answers how to stop. */
  onForget(listener: (gone: Forgotten) => void | Promise<void>): () => void
  /** Stores a small named value; null removes. */
  put(key: string, value: Json | null): Promise<void>
  /** What a signed link in a message stands for; null when nobody here signed it. */
  linkOf(token: string): LinkTarget | null
  /** What came in, for the last few thousand events; null when no longer kept. */
  rawOf(event: string): Json | null
  pulse(): Pulse
  /** Calls back after every commit, with the newest log position. Answers how to stop. */
  onCommit(listener: (position: number) => void): () => void
  /** Calls back with everything that was handed over and accepted, duplicates included. Answers how to stop. */
  onAccept(listener: (arrivals: readonly Arrival[]) => void): () => void
  readonly demo: boolean
  readonly fakes: boolean
  /** Public key (PEM) of the signatures in the ledger of consent; null when rows are not signed. */
  readonly ledgerKey: string | null
  /** Where the world reaches this server; '' while nobody has said so. */
  publicUrl(): string
  /** What the local mailbox of `--fakes` has caught, oldest first; absent without one. */
  readonly inbox?: () => readonly InboxMessage[]
  /** Live matching; absent where nobody matches. */
  readonly matching?: MatchingDoor
  /** The arbiter's learner; absent where nobody learns. */
  readonly learning?: LearningDoor
}
