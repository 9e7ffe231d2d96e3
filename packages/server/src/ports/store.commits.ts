/** Random commits for the stores' suite. */
import fc from 'fast-check'
import type { WorkspaceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import type { EventRef, LogRecord } from './log.ts'
import type { BadRow, Commit, ReviewRow } from './store.ts'
import {
  badRow,
  BADS,
  blank,
  CHANNELS_USED,
  COUNTERS,
  KEYS,
  ledgerRow,
  message,
  MESSAGES,
  MOMENTS,
  PEOPLE,
  record,
  REFS,
  review,
  REVIEW_STATES_USED,
  REVIEWS,
  SCORES,
  SEGMENTS,
  STATES,
  SUBJECTS,
  TEXTS,
  VALUES,
} from './store.fixture.ts'

const personId = fc.constantFrom(...PEOPLE)
const moment = fc.constantFrom(...MOMENTS)
const some = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 4 })

const profile = fc
  .record({ id: personId, text: fc.constantFrom(...TEXTS), body: fc.jsonValue(), recent: fc.array(fc.maxSafeNat(), { maxLength: 50 }) })
  .map(({ id, text, body, recent }) => ({ id, body: JSON.stringify(body), recent: recent as EventRef[], search: text }))

/** Always from a later to an earlier name, so that no chain of merges is a circle; or the undoing of one. */
const merge = fc
  .tuple(fc.nat(PEOPLE.length - 1), fc.nat(PEOPLE.length - 1), fc.boolean())
  .filter(([a, b]) => a !== b)
  .map(([a, b, undone]) => ({ from: PEOPLE[Math.max(a, b)] as (typeof PEOPLE)[number], into: undone ? null : (PEOPLE[Math.min(a, b)] as (typeof PEOPLE)[number]) }))

const refs = fc.record({ profile: personId, refs: fc.array(fc.constantFrom(...REFS), { maxLength: 3 }) })

const judged = fc
  .record({
    id: fc.constantFrom(...REVIEWS),
    a: personId,
    b: personId,
    state: fc.constantFrom(...REVIEW_STATES_USED),
    proposes: fc.constantFrom<ReviewRow['proposes'][]>('join', 'split'),
    score: fc.constantFrom(...SCORES),
  })
  .map(({ id, ...changes }) => review(id, changes))

const outboxRow = fc
  .record({
    id: fc.constantFrom(...MESSAGES),
    channel: fc.constantFrom(...CHANNELS_USED),
    profile: personId,
    state: fc.constantFrom(...STATES),
    dueAt: moment,
    updatedAt: moment,
    attempts: fc.nat(3),
  })
  .map(({ id, channel, ...changes }) => message(id, changes, channel))

const bad = fc
  .tuple(fc.constantFrom(...BADS), moment, fc.constantFrom<BadRow['state'][]>('open', 'dropped', 'replayed'))
  .map(([id, at, state]) => badRow(id, at, state))

const parts = fc.record({
  records: fc.array(fc.nat(3), { maxLength: 2 }),
  later: fc.nat(5),
  seen: some(fc.tuple(fc.maxSafeNat(), fc.maxSafeNat())).map((pairs) => Float64Array.from(pairs.flat())),
  profiles: some(profile),
  merged: fc.array(merge, { maxLength: 1 }),
  history: some(refs),
  rehistory: fc.array(refs, { maxLength: 1 }),
  erased: fc.array(personId, { maxLength: 2 }),
  rewritten: fc.array(fc.nat(5), { maxLength: 2 }),
  reviews: some(judged),
  ledger: fc.array(fc.constantFrom(...SUBJECTS), { maxLength: 3 }),
  badGone: fc.array(fc.constantFrom(...BADS), { maxLength: 1 }),
  owners: some(fc.record({ key: fc.constantFrom(...KEYS), profile: fc.option(personId) })),
  timers: some(fc.record({ profile: personId, at: fc.option(moment) })),
  members: some(fc.record({ segment: fc.constantFrom(...SEGMENTS), profile: personId, since: fc.option(moment) })),
  outbox: some(outboxRow),
  bad: some(bad),
  tally: some(fc.tuple(fc.constantFrom(...COUNTERS), fc.integer({ min: -5, max: 1_000_000 }))).map((pairs) => Object.fromEntries(pairs)),
  values: some(fc.record({ key: fc.constantFrom(...VALUES), value: fc.option(fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)))) })),
})

/** A history of one workspace: its records follow each other, its clock never goes back. */
export const history: fc.Arbitrary<(ws: WorkspaceId, epoch: number) => readonly Commit[]> = fc.array(parts, { minLength: 1, maxLength: 6 }).map((all) => (ws, epoch) => {
  let position = 0
  let at = 1_000
  let said = 0
  const written: LogRecord[] = []
  return all.map(({ records, later, rewritten, ledger, ...rest }) => {
    at += later
    const append = records.map((count) => record(++position, at as Instant, count, ws))
    // Only records of earlier commits are there to be rewritten.
    const blanks = rewritten.flatMap((i) => written[i] ?? []).map(blank)
    written.push(...append)
    return { ...rest, ws, epoch, append, rewritten: blanks, ledger: ledger.map((subject) => ledgerRow(++said, subject)) }
  })
})
