/** Memberships: worked out again for the segments that may have changed, and for those whose time is up. */
import type { SegmentId } from '../base/id.ts'
import type { Instant } from '../base/time.ts'
import { NEVER } from '../base/time.ts'
import type { Scope } from './check-of.ts'
import type { RuleSet } from './compile.ts'
import type { Memberships } from './membership.ts'
import type { Person } from './person.ts'

/** What became of a person's memberships. */
export interface Evaluation {
  /** The same object as before when nothing changed. */
  readonly memberships: Memberships
  readonly entered: readonly SegmentId[]
  readonly left: readonly SegmentId[]
}

/**
 * Works out the given segments (`ruleSet.affectedBy`, `dueSegments`, or `ruleSet.allSegments`), and then those that refer to one that
 * changed, each after those it refers to. `since` of a new member is `now`. A segment that no longer exists is left. A membership's `until`
 * is never later than the true change; it may be earlier, and is then corrected when it is due.
 */
export function evaluateSegments(ruleSet: RuleSet, person: Person, request: { readonly segments: readonly SegmentId[] }, now: Instant): Evaluation {
  const before = person.segments
  const draft: Draft = { before, after: before, entered: [], left: [] }
  if (request.segments.length === 0) return { memberships: before, entered: NONE, left: NONE }
  const scope: Scope = { person, segments: before, now, context: undefined, until: NEVER }
  const pending = new Uint8Array(ruleSet.segments.length)
  let first = pending.length
  for (const id of request.segments) {
    const place = ruleSet.places.get(id)
    if (place === undefined) forget(draft, id)
    else {
      pending[place] = 1
      if (place < first) first = place
    }
  }
  for (let place = first; place < pending.length; place++) {
    const segment = ruleSet.segments[place]
    if (pending[place] === 0 || segment === undefined) continue
    scope.segments = draft.after
    const is = segment.check(scope)
    if (settle(draft, segment.id, is, scope.until, now)) for (const dependent of segment.dependents) pending[dependent] = 1
  }
  return { memberships: draft.after, entered: draft.entered, left: draft.left }
}

/** The segments whose answer may have changed by `now` through time alone. */
export function dueSegments(memberships: Memberships, now: Instant): readonly SegmentId[] {
  const due: SegmentId[] = []
  for (const id in memberships) if ((memberships[id]?.until ?? NEVER) <= now) due.push(id as SegmentId)
  return due
}

/** The earliest moment at which some membership may change through time alone, NEVER if none. */
export function nextUntil(memberships: Memberships): Instant {
  let next = NEVER
  for (const id in memberships) {
    const until = memberships[id]?.until
    if (until !== undefined && until < next) next = until
  }
  return next
}

const NONE: readonly SegmentId[] = []

interface Draft {
  readonly before: Memberships
  after: Memberships
  readonly entered: SegmentId[]
  readonly left: SegmentId[]
}

/**
 * Writes one answer down; true when the person came in or went out. An `until` that only moved later is left as it is: looking once too
 * early costs less than writing the document and its timer anew for each event that prolongs a window.
 */
function settle(draft: Draft, id: SegmentId, is: boolean, until: Instant, now: Instant): boolean {
  const old = draft.after[id]
  const was = old?.since !== undefined
  if (is !== was) (is ? draft.entered : draft.left).push(id)
  const noted = old?.until ?? NEVER
  if (is === was && (noted === until || (noted > now && noted < until))) return false
  if (!is && until === NEVER) remove(draft, id)
  else if (!is) writable(draft)[id] = { until }
  else {
    const since = old?.since ?? now
    writable(draft)[id] = until === NEVER ? { since } : { since, until }
  }
  return is !== was
}

function forget(draft: Draft, id: SegmentId): void {
  const old = draft.after[id]
  if (old === undefined) return
  if (old.since !== undefined) draft.left.push(id)
  remove(draft, id)
}

/** A copy without the one; `delete` would leave an object that is slow to copy ever after. */
function remove(draft: Draft, id: SegmentId): void {
  const rest: { [segment: string]: Memberships[string] } = {}
  for (const other of Object.keys(draft.after)) {
    const membership = draft.after[other]
    if (other !== id && membership !== undefined) rest[other] = membership
  }
  draft.after = rest
}

function writable(draft: Draft): { [segment: string]: Memberships[string] } {
  if (draft.after === draft.before) draft.after = { ...draft.before }
  return draft.after as { [segment: string]: Memberships[string] }
}
