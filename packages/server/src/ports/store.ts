/** The store: state of every person and what surrounds it. One commit is one transaction. */
import type { MessageId, ProfileId, SegmentId, SourceId, WorkspaceId } from '@rapport/core/base/id'
import type { Json, JsonObject } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import type { Channel, MessagePlan } from '@rapport/core/event/message-plan'
import type { MessageStateName } from '@rapport/core/message/types'
import type { EventRef, LogRecord, Position, SeenHashes } from './log.ts'

/** A person's document as stored. */
export interface StoredProfile {
  readonly id: ProfileId
  /** Encoded `ProfileState` (engine/codec). */
  readonly body: string
  /** Latest events, oldest first, fewer than 100; older ones are in the person's history. */
  readonly recent: readonly EventRef[]
  /** Folded text for substring search. */
  readonly search: string
}

/** One message in the outbox. */
export interface OutboxRow {
  readonly id: MessageId
  readonly profile: ProfileId
  readonly state: MessageStateName
  readonly plan: MessagePlan
  /** When the dispatcher looks at it next; only for `planned` and `calling`. */
  readonly dueAt: Instant
  /** Provider calls so far. */
  readonly attempts: number
  readonly updatedAt: Instant
  /** Why it is in this state, as a code, with details for a sentence. */
  readonly why?: string
  readonly detail?: JsonObject
  readonly to?: string
  readonly provider?: string
  readonly providerId?: string
  /** What was rendered and handed over. */
  readonly rendered?: { readonly locale: string; readonly subject?: string; readonly html?: string; readonly text: string }
}

/** An event that could not be accepted, kept until it is repaired or dropped. */
export interface BadRow {
  readonly id: string
  readonly source: SourceId
  readonly at: Instant
  readonly code: string
  readonly reason: string
  /** What came in, as JSON text (or text). */
  readonly raw: string
  readonly state: 'open' | 'replayed' | 'dropped'
}

/** Two people who may be one: proposed by matching, settled by a person or a policy. */
export interface ReviewRow {
  /** Depends on the pair alone, so that one pair is one row. */
  readonly id: string
  readonly a: ProfileId
  readonly b: ProfileId
  readonly state: 'open' | 'joined' | 'apart' | 'gone'
  /** What is proposed: that they are one person, that one person is really two, or that they live together. */
  readonly proposes: 'join' | 'split' | 'household'
  /** Probability that they are one person, 0 to 1. */
  readonly score: number
  /** Per field: what was compared, how well it agrees, and how much that weighs (match/types). */
  readonly evidence: Json
  readonly at: Instant
  readonly settledAt?: Instant
  readonly settledBy?: string
}

/** One statement about consent in the ledger. The chain holds no name and no address: `subject` and `event` are keyed hashes. */
export interface LedgerRow {
  /** 1, 2, 3 … without gaps. */
  readonly n: number
  readonly at: Instant
  /** Keyed hash of the profile id that the statement was about when it was made. */
  readonly subject: string
  /** Keyed hash of the event id that holds the proof. */
  readonly event: string
  readonly is: 'given' | 'withdrawn'
  readonly purpose: string
  readonly channel: string
  readonly jurisdiction?: string
  /** Version of the wording that was shown. */
  readonly text?: string
  /** Hash of whatever the source sent as proof. */
  readonly proof?: string
  readonly source: SourceId
  /** Hash of this row and the hash before it. */
  readonly hash: string
  /** Signature of `hash`; on the last row of each commit. */
  readonly signature?: string
}

/** Everything one batch changes, committed at once or not at all. */
export interface Commit {
  readonly ws: WorkspaceId
  /** Must equal the store's epoch; a fenced writer's commit rejects with `Fenced`. */
  readonly epoch: number
  /** Records for a store that is also the log; positions follow the last one, else the commit rejects with `Conflict`. */
  readonly append: readonly LogRecord[]
  readonly seen: SeenHashes
  readonly profiles: readonly StoredProfile[]
  /** Profiles that were merged away: their document goes, `into` is remembered. `into` null: the merge was undone, `from` is a person of its own again. */
  readonly merged: readonly { readonly from: ProfileId; readonly into: ProfileId | null }[]
  /** Addresses of older events that leave `recent` and go into the person's history, oldest first. */
  readonly history: readonly { readonly profile: ProfileId; readonly refs: readonly EventRef[] }[]
  /** Replaces what history knows of these people: after a split the addresses are dealt out anew. */
  readonly rehistory: readonly { readonly profile: ProfileId; readonly refs: readonly EventRef[] }[]
  /** People of whom nothing may remain: document, owners, history, members, timer, outbox rows, reviews. What is removed is overwritten on disk. */
  readonly erased: readonly ProfileId[]
  /** Records that take the place of those at their positions (erasure, retention). The number of entries stays. */
  readonly rewritten: readonly LogRecord[]
  /** Insert or replace by id. */
  readonly reviews: readonly ReviewRow[]
  /** Follow the last row without a gap, else the commit rejects with `Conflict`. */
  readonly ledger: readonly LedgerRow[]
  /** Bad rows that go for good. */
  readonly badGone: readonly string[]
  /** identifier key → owner. */
  readonly owners: readonly { readonly key: string; readonly profile: ProfileId | null }[]
  /** One timer a person; null = none. */
  readonly timers: readonly { readonly profile: ProfileId; readonly at: Instant | null }[]
  readonly members: readonly { readonly segment: SegmentId; readonly profile: ProfileId; readonly since: Instant | null }[]
  /** Insert or replace by id. */
  readonly outbox: readonly OutboxRow[]
  readonly bad: readonly BadRow[]
  /** Added to the named counters. */
  readonly tally: { readonly [counter: string]: number }
  /** Small named values (`definitions`, `keys/…`, `sink/position`); null removes. */
  readonly values: readonly { readonly key: string; readonly value: Json | null }[]
}

/** A page of results; `next` continues it. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly next: string | null
}

/** Reading. Every answer is of one committed state. */
export interface StoreReads {
  /** Documents by id; missing ones are absent from the map. A merged-away id answers nothing (see `survivor`). */
  profiles(ws: WorkspaceId, ids: readonly ProfileId[]): Promise<ReadonlyMap<ProfileId, StoredProfile>>
  /** Owners by identifier key. */
  owners(ws: WorkspaceId, keys: readonly string[]): Promise<ReadonlyMap<string, ProfileId>>
  /** Where a merged-away profile went; itself when it was not. */
  survivor(ws: WorkspaceId, id: ProfileId): Promise<ProfileId>
  /** Profiles in id order, for scans. */
  scan(ws: WorkspaceId, after: ProfileId | null, limit: number): Promise<readonly StoredProfile[]>
  /** Profiles whose search text contains `text` (already folded), newest ids first come first; bounded. */
  search(ws: WorkspaceId, text: string, limit: number): Promise<readonly StoredProfile[]>
  /** Addresses of a person's events that are older than those in `recent`, of those merged into it too, newest first. `before` continues. */
  history(ws: WorkspaceId, profile: ProfileId, query: { readonly before?: EventRef; readonly limit: number }): Promise<readonly EventRef[]>
  /** Everybody who was merged into this person, directly or through others. */
  absorbed(ws: WorkspaceId, into: ProfileId): Promise<readonly ProfileId[]>
  /** Reviews, highest score first within a state; filters combine. */
  reviewPage(
    ws: WorkspaceId,
    query: { readonly state?: ReviewRow['state']; readonly proposes?: ReviewRow['proposes']; readonly profile?: ProfileId; readonly after?: string; readonly limit: number },
  ): Promise<Page<ReviewRow>>
  reviewById(ws: WorkspaceId, id: string): Promise<ReviewRow | null>
  reviewCounts(ws: WorkspaceId): Promise<{ readonly [state in ReviewRow['state']]?: number }>
  /** Ledger rows after number `after`, in order; `subjects` keeps those about one person. */
  ledger(ws: WorkspaceId, query: { readonly after: number; readonly limit: number; readonly subjects?: readonly string[] }): Promise<readonly LedgerRow[]>
  /** The newest ledger row; null when there is none. */
  ledgerHead(ws: WorkspaceId): Promise<LedgerRow | null>
  countProfiles(ws: WorkspaceId): Promise<number>
  members(ws: WorkspaceId, segment: SegmentId, after: ProfileId | null, limit: number): Promise<readonly { readonly profile: ProfileId; readonly since: Instant }[]>
  memberCounts(ws: WorkspaceId): Promise<ReadonlyMap<SegmentId, number>>
  /** Timers due at or before `now`, earliest first. */
  timersDue(ws: WorkspaceId, now: Instant, limit: number): Promise<readonly { readonly profile: ProfileId; readonly at: Instant }[]>
  nextTimer(ws: WorkspaceId): Promise<Instant | null>
  countTimers(ws: WorkspaceId): Promise<number>
  /** `planned` rows due at or before `now`, earliest first. */
  outboxDue(ws: WorkspaceId, now: Instant, limit: number): Promise<readonly OutboxRow[]>
  outboxById(ws: WorkspaceId, ids: readonly MessageId[]): Promise<ReadonlyMap<MessageId, OutboxRow>>
  /** Rows newest first by (updatedAt, id); filters combine. */
  outboxPage(
    ws: WorkspaceId,
    query: { readonly state?: MessageStateName; readonly profile?: ProfileId; readonly channel?: Channel; readonly after?: string; readonly limit: number },
  ): Promise<Page<OutboxRow>>
  outboxCounts(ws: WorkspaceId): Promise<{ readonly [state in MessageStateName]?: number }>
  badPage(ws: WorkspaceId, query: { readonly state?: BadRow['state']; readonly after?: string; readonly limit: number }): Promise<Page<BadRow>>
  badById(ws: WorkspaceId, id: string): Promise<BadRow | null>
  tally(ws: WorkspaceId): Promise<{ readonly [counter: string]: number }>
  value(ws: WorkspaceId, key: string): Promise<Json | null>
  /** Values whose key starts with `prefix`, in key order. */
  values(ws: WorkspaceId, prefix: string): Promise<readonly { readonly key: string; readonly value: Json }[]>
  /** Position up to which the state is folded. */
  position(ws: WorkspaceId): Promise<Position>
}

/** A commit that can be read. Nobody may be told of it before `durable` resolves; when that rejects, stop: nobody knows what is on disk. */
export interface Applied {
  readonly durable: Promise<void>
}

/** Reading and the one way of writing. */
export interface Store extends StoreReads {
  /** Applies everything in one durable transaction; resolves when it is on disk. Rejects with `Fenced`, `Conflict` or `Full`. */
  commit(commit: Commit): Promise<void>
  /** `commit` in two steps, so that the next one can be prepared while the disk works: resolves when it can be read, rejects as `commit` does. */
  apply(commit: Commit): Promise<Applied>
  /** Takes the workspace for writing: raises the epoch and answers the new one, so that any older writer is fenced. */
  acquire(ws: WorkspaceId): Promise<number>
  /** Resolves when nothing that an earlier commit removed or replaced can be read from the store's files any more, copies and journals of it included. */
  scrub(): Promise<void>
  close(): Promise<void>
}

/** An empty commit to spread over. */
export function emptyCommit(ws: WorkspaceId, epoch: number): Commit {
  return {
    ws,
    epoch,
    append: [],
    seen: new Float64Array(0),
    profiles: [],
    merged: [],
    history: [],
    rehistory: [],
    erased: [],
    rewritten: [],
    reviews: [],
    ledger: [],
    badGone: [],
    owners: [],
    timers: [],
    members: [],
    outbox: [],
    bad: [],
    tally: {},
    values: [],
  }
}
