/** The log: every accepted fact, in order, for ever. What the state is folded from. */
import type { Brand } from '@rapport/core/base/brand'
import type { ProfileId, WorkspaceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import type { Definitions } from '@rapport/core/engine/workspace'
import type { Event } from '@rapport/core/event/event'

/** Place of a record in its workspace's log: 1, 2, 3 … without gaps. */
export type Position = Brand<number, 'Position'>

/** One accepted event with what identification and the engine made of it. */
export interface LogEntry {
  readonly event: Event
  /** Whose document it was folded into; null when it is about nobody known (a decision for a stranger). */
  readonly profile: ProfileId | null
  /** Events that followed in the same turn (each has `cause`). Rebuilt, not folded, on replay. */
  readonly derived: readonly Event[]
  /** Profiles that this event made one with `profile`. */
  readonly merged?: readonly ProfileId[]
}

/** What a record says. */
export type LogBody =
  | { readonly is: 'events'; readonly entries: readonly LogEntry[] }
  | { readonly is: 'definitions'; readonly version: number; readonly definitions: Definitions; readonly by: string }

/** A group of facts that became durable together. */
export interface LogRecord {
  /** Version of the record format. */
  readonly v: 1
  /** Key that the body is encrypted with; null = plain. */
  readonly keyId: string | null
  readonly ws: WorkspaceId
  readonly position: Position
  /** The clock of every turn in this record. Never smaller than the record before. */
  readonly at: Instant
  readonly body: LogBody
}

/** Address of one event in the log, for a profile's timeline: position × 4,096 + index. A record holds at most 4,096 entries. */
export type EventRef = Brand<number, 'EventRef'>
/** Most entries in one record. */
export const RECORD_ENTRIES = 4096

/** The ref of an entry. */
export function eventRef(position: Position, index: number): EventRef {
  return (position * RECORD_ENTRIES + index) as EventRef
}

/** Ordered, durable append and read. A store that is also the log appends inside its own commit instead (`Commit.append`). */
export interface Log {
  /** Appends records whose positions follow the last one; resolves when they are durable. Rejects with `Conflict` when a position is taken. */
  append(records: readonly LogRecord[]): Promise<void>
  /** Records after `after`, in order, at most `limit`. */
  read(range: { readonly ws: WorkspaceId; readonly after: Position; readonly limit: number }): Promise<readonly LogRecord[]>
  /** Position and clock of the newest record; position 0 when empty. */
  last(ws: WorkspaceId): Promise<{ readonly position: Position; readonly at: Instant }>
  /** Forgets records before `before`; answers how many. */
  trim(ws: WorkspaceId, before: Position): Promise<number>
  /** Ids of events already accepted, newest first, at most `limit`, as pairs of 53-bit hashes (see runtime/dedupe). */
  seen(ws: WorkspaceId, limit: number): Promise<Float64Array>
}

/** The pair of hashes of one event id goes into `Commit.seen` at 2i and 2i+1. */
export type SeenHashes = Float64Array
