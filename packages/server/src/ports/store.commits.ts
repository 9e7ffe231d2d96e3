/** Random commits for the stores' suite. */
import fc from 'fast-check'
import type { WorkspaceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import type { EventRef } from './log.ts'
import type { BadRow, Commit } from './store.ts'
import { badRow, BADS, CHANNELS_USED, COUNTERS, KEYS, message, MESSAGES, MOMENTS, PEOPLE, record, SEGMENTS, STATES, TEXTS, VALUES } from './store.fixture.ts'

const personId = fc.constantFrom(...PEOPLE)
const moment = fc.constantFrom(...MOMENTS)
const some = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 4 })

const profile = fc
  .record({ id: personId, text: fc.constantFrom(...TEXTS), body: fc.jsonValue(), recent: fc.array(fc.maxSafeNat(), { maxLength: 50 }) })
  .map(({ id, text, body, recent }) => ({ id, body: JSON.stringify(body), recent: recent as EventRef[], search: text }))

/** Always from a later to an earlier name, so that no chain of merges is a circle. */
const merge = fc
  .tuple(fc.nat(PEOPLE.length - 1), fc.nat(PEOPLE.length - 1))
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => ({ from: PEOPLE[Math.max(a, b)] as (typeof PEOPLE)[number], into: PEOPLE[Math.min(a, b)] as (typeof PEOPLE)[number] }))

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
  return all.map(({ records, later, ...rest }) => {
    at += later
    return { ...rest, ws, epoch, append: records.map((count) => record(++position, at as Instant, count, ws)) }
  })
})
