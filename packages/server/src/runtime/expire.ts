/**
 * Forgets events whose time is over, record by record, while nothing more urgent waits. What they had added to counters and traits stays there; their identifiers stay
 * in the log, because identities were built from them. The clock of a rule begins when an event came in.
 */
import type { WorkspaceId } from '@rapport/core/base/id'
import { isJsonObject, type Json } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import { coveredBy, expiredBefore, type RetentionRule } from '@rapport/core/event/retention'
import type { Log, LogRecord, Position } from '../ports/log.ts'
import type { Commit, Store } from '../ports/store.ts'
import { expiredEntry } from './tombstone.ts'

/** Key of the value that says how far each rule is. */
export const RETENTION_KEY = 'retention'

/** How far a rule is. */
export interface Expiring {
  /** Everything up to this record is done. */
  readonly position: number
  /** Events forgotten so far. */
  readonly expired: number
  /** Everything that came in before is done; null while the first round is under way. */
  readonly upTo: Instant | null
}

/** Event type (or `*`) → how far its rule is. */
export type Expirings = { readonly [event: string]: Expiring }

const SLICE_RECORDS = 20
/** When nothing is left to be done it is looked at again after so long. */
const REST_MS = 60_000
const NOTHING: Expiring = { position: 0, expired: 0, upTo: null }

/** Reads how far the rules are. */
export function expiringsOf(value: Json | null): Expirings {
  return value !== null && isJsonObject(value) ? (value as unknown as Expirings) : {}
}

/** Makes the expirer. `slice` must have the writer for itself; it answers whether more is to be done. */
export function createExpirer(options: {
  readonly ws: WorkspaceId
  readonly store: Store & Log
  readonly rules: () => readonly RetentionRule[]
  readonly clock: () => Instant
  readonly commit: (changes: Partial<Commit>) => Promise<void>
}): { due(): boolean; slice(): Promise<boolean> } {
  const { ws, store, rules, clock, commit } = options
  let restUntil = 0
  let seen: readonly RetentionRule[] = []

  /** One slice of the first rule that has something to do; answers false when none has. */
  async function slice(): Promise<boolean> {
    const now = clock()
    const all = rules()
    seen = all
    const known = expiringsOf(await store.value(ws, RETENTION_KEY))
    for (const rule of all) {
      const before = expiredBefore(rule, now)
      const state = known[rule.event] ?? NOTHING
      const records = await store.read({ ws, after: state.position as Position, limit: SLICE_RECORDS })
      const over = records.filter((record) => record.at < before)
      if (over.length === 0) {
        if (state.upTo === null || before - state.upTo > REST_MS) await note(known, rule, { ...state, upTo: before }, [])
        continue
      }
      const covered = coveredBy(rule, all)
      const rewritten = over.flatMap((record) => withoutExpired(record, covered) ?? [])
      const expired = rewritten.reduce((sum, one) => sum + one.expired, state.expired)
      const last = over.at(-1) as LogRecord
      await note(known, rule, { position: last.position, expired, upTo: over.length < SLICE_RECORDS ? before : state.upTo }, rewritten.map((one) => one.record))
      return true
    }
    restUntil = now + REST_MS
    return false
  }

  async function note(known: Expirings, rule: RetentionRule, state: Expiring, rewritten: readonly LogRecord[]): Promise<void> {
    await commit({ rewritten, values: [{ key: RETENTION_KEY, value: { ...known, [rule.event]: state } as unknown as Json }] })
    Object.assign(known, { [rule.event]: state })
  }

  return {
    due: () => rules().length > 0 && (rules() !== seen || clock() >= restUntil),
    slice,
  }
}

function withoutExpired(record: LogRecord, covered: (type: string) => boolean): { readonly record: LogRecord; readonly expired: number } | null {
  if (record.body.is !== 'events') return null
  let expired = 0
  const entries = record.body.entries.map((entry) => {
    if (!covered(entry.event.type)) return entry
    expired++
    return expiredEntry(entry)
  })
  return expired === 0 ? null : { record: { ...record, body: { is: 'events', entries } }, expired }
}
