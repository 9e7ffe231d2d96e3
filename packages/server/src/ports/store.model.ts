/** The store as a page of naive code: every commit kept as plain lists, every question answered by looking through all of them. */
import type { MessageId, ProfileId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import type { EventRef, Position } from './log.ts'
import type { BadRow, Commit, OutboxRow, ReviewRow, StoredProfile } from './store.ts'
import {
  AFTERS,
  BAD_STATES,
  BADS,
  KEYS,
  MESSAGES,
  MOMENTS,
  NEEDLES,
  OUTBOX_QUERIES,
  PEOPLE,
  PREFIXES,
  REVIEW_QUERIES,
  REVIEW_STATES_USED,
  REVIEWS,
  SEGMENTS,
  SUBJECTS,
  VALUES,
} from './store.fixture.ts'
import type { Answers } from './store.fixture.ts'

/** What a store should answer after these commits. */
export function modelAnswers(commits: readonly Commit[]): Answers {
  const records = latest(commits.flatMap((commit) => [...commit.append, ...commit.rewritten]), (row) => String(row.position))
  const pairs = commits.flatMap((commit) => Array.from({ length: commit.seen.length / 2 }, (_, i) => [commit.seen[2 * i] as number, commit.seen[2 * i + 1] as number]))
  const people = peopleOf(commits)
  const inOrder = [...people].sort((a, b) => bytewise(a.id, b.id))
  const merged = told(commits, (commit) => commit.merged, (row) => row.from, (row) => [row.from, row.into])
  const into = new Map(merged.flatMap((row) => (row.into === null ? [] : [[row.from, row.into]])))
  const owners = told(commits, (commit) => commit.owners, (row) => row.key, (row) => [row.profile]).filter((row) => row.profile !== null)
  const reviews = told(commits, (commit) => commit.reviews, (row) => row.id, (row) => [row.a, row.b]).sort(
    (a, b) => REVIEW_STATES_USED.indexOf(a.state) - REVIEW_STATES_USED.indexOf(b.state) || b.score - a.score || bytewise(a.id, b.id),
  )
  const ledger = commits.flatMap((commit) => commit.ledger)
  const timers = told(commits, (commit) => commit.timers, (row) => row.profile, (row) => [row.profile])
    .filter((row): row is { profile: ProfileId; at: Instant } => row.at !== null)
    .sort((a, b) => a.at - b.at || bytewise(a.profile, b.profile))
  const members = told(commits, (commit) => commit.members, (row) => `${row.segment} ${row.profile}`, (row) => [row.profile]).filter((row) => row.since !== null)
  const outbox = told(commits, (commit) => commit.outbox, (row) => row.id, (row) => [row.profile])
  const newestMessages = [...outbox].sort((a, b) => b.updatedAt - a.updatedAt || bytewise(b.id, a.id))
  const dueMessages = outbox.filter((row) => row.state === 'planned').sort((a, b) => a.dueAt - b.dueAt || bytewise(a.id, b.id))
  const bad = badOf(commits).sort((a, b) => b.at - a.at || bytewise(b.id, a.id))
  const values = latest(commits.flatMap((commit) => commit.values), (row) => row.key).filter((row) => row.value !== null)
  const tally = new Map<string, number>()
  for (const [name, more] of commits.flatMap((commit) => Object.entries(commit.tally))) tally.set(name, (tally.get(name) ?? 0) + more)
  const last = records.at(-1)
  const position = last?.position ?? (0 as Position)

  return {
    position,
    last: { position, at: last?.at ?? (0 as Instant) },
    records,
    seen: pairs.reverse().flat(),
    profiles: PEOPLE.flatMap((id) => people.filter((row) => row.id === id).map((row) => [id, row] as [ProfileId, StoredProfile])),
    one: PEOPLE.map((id) => [id, people.find((row) => row.id === id) ?? null]),
    scan: inOrder,
    count: people.length,
    owners: KEYS.flatMap((key) => owners.filter((row) => row.key === key).map((row) => [key, row.profile] as [string, ProfileId])),
    survivors: PEOPLE.map((id) => [id, survivorOf(into, id)]),
    absorbed: PEOPLE.map((id) => [id, PEOPLE.filter((other) => leadsTo(into, other, id)).sort(bytewise)]),
    history: PEOPLE.map((id) => [id, historyOf(commits, PEOPLE.filter((other) => other === id || leadsTo(into, other, id)))]),
    reviewPages: REVIEW_QUERIES.map((query, i) => [
      i,
      reviews.filter(
        (row) =>
          (query.state ?? row.state) === row.state &&
          (query.proposes ?? row.proposes) === row.proposes &&
          (query.profile === undefined || row.a === query.profile || row.b === query.profile),
      ),
    ]),
    reviews: REVIEWS.map((id) => [id, reviews.find((row) => row.id === id) ?? null] as [(typeof REVIEWS)[number], ReviewRow | null]),
    reviewCounts: Object.fromEntries(reviews.map((row) => [row.state, reviews.filter((other) => other.state === row.state).length])),
    ledger,
    ledgerFrom: AFTERS.map((after) => [after, ledger.filter((row) => row.n > after).slice(0, 2)]),
    ledgerOf: SUBJECTS.map((subject) => [subject, ledger.filter((row) => row.n > 1 && row.subject === subject).slice(0, 3)]),
    ledgerHead: ledger.at(-1) ?? null,
    search: NEEDLES.map((text) => [text, [...people].reverse().filter((row) => row.search.includes(text)).slice(0, 3)]),
    members: SEGMENTS.map((segment) => [
      segment,
      members
        .filter((row) => row.segment === segment)
        .sort((a, b) => bytewise(a.profile, b.profile))
        .map(({ profile, since }) => ({ profile, since: since as Instant })),
    ]),
    memberCounts: SEGMENTS.map((segment) => [segment, members.filter((row) => row.segment === segment).length] as Answers['memberCounts'][number])
      .filter(([, count]) => count > 0)
      .sort(),
    timersDue: MOMENTS.map((now) => [now, timers.filter((row) => row.at <= now).slice(0, 3)]),
    nextTimer: timers[0]?.at ?? null,
    timers: timers.length,
    outboxDue: MOMENTS.map((now) => [now, dueMessages.filter((row) => row.dueAt <= now).slice(0, 3)]),
    outbox: MESSAGES.flatMap((id) => outbox.filter((row) => row.id === id).map((row) => [id, row] as [MessageId, OutboxRow])),
    outboxPages: OUTBOX_QUERIES.map((query, i) => [
      i,
      newestMessages.filter(
        (row) => (query.state ?? row.state) === row.state && (query.profile ?? row.profile) === row.profile && (query.channel ?? row.plan.channel) === row.plan.channel,
      ),
    ]),
    outboxCounts: Object.fromEntries(outbox.map((row) => [row.state, outbox.filter((other) => other.state === row.state).length])),
    badPages: BAD_STATES.map((state) => [state, bad.filter((row) => state === 'any' || row.state === state)]),
    bad: BADS.map((id) => [id, bad.find((row) => row.id === id) ?? null] as [(typeof BADS)[number], BadRow | null]),
    tally: [...tally].sort(),
    value: VALUES.map((key) => [key, values.find((row) => row.key === key)?.value ?? null]),
    values: PREFIXES.map((prefix) => [
      prefix,
      values
        .filter((row) => row.key.startsWith(prefix))
        .sort((a, b) => bytewise(a.key, b.key))
        .map(({ key, value }) => ({ key, value })),
    ]),
  }
}

/** People in order of creation; a person who went and came back is new. */
function peopleOf(commits: readonly Commit[]): readonly StoredProfile[] {
  let people: StoredProfile[] = []
  for (const commit of commits) {
    for (const row of commit.profiles) people = people.some((other) => other.id === row.id) ? people.map((other) => (other.id === row.id ? row : other)) : [...people, row]
    people = people.filter((row) => !commit.merged.some(({ from, into }) => from === row.id && into !== null) && !commit.erased.includes(row.id))
  }
  return people
}

/** The latest rows by key, without those about somebody whom the same or a later commit erased. */
function told<Row>(
  commits: readonly Commit[],
  rowsOf: (commit: Commit) => readonly Row[],
  keyOf: (row: Row) => string,
  peopleOf: (row: Row) => readonly (ProfileId | null)[],
): Row[] {
  let rows: Row[] = []
  for (const commit of commits)
    rows = latest([...rows, ...rowsOf(commit)], keyOf).filter((row) => !peopleOf(row).some((person) => person !== null && commit.erased.includes(person)))
  return rows
}

function badOf(commits: readonly Commit[]): BadRow[] {
  let rows: readonly BadRow[] = []
  for (const commit of commits) rows = [...rows, ...commit.bad].filter((row) => !commit.badGone.includes(row.id))
  return latest(rows, (row) => row.id)
}

function historyOf(commits: readonly Commit[], people: readonly ProfileId[]): EventRef[] {
  const refs = people.flatMap((id) => {
    let own: readonly EventRef[] = []
    for (const commit of commits) {
      for (const row of commit.rehistory) if (row.profile === id) own = row.refs
      for (const row of commit.history) if (row.profile === id) own = [...own, ...row.refs]
      if (commit.erased.includes(id)) own = []
    }
    return own
  })
  return [...new Set(refs)].sort((a, b) => b - a)
}

function leadsTo(merged: ReadonlyMap<ProfileId, ProfileId>, from: ProfileId, to: ProfileId): boolean {
  const next = merged.get(from)
  return next !== undefined && (next === to || leadsTo(merged, next, to))
}

function survivorOf(merged: ReadonlyMap<ProfileId, ProfileId>, id: ProfileId): ProfileId {
  const into = merged.get(id)
  return into === undefined ? id : survivorOf(merged, into)
}

function latest<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Row[] {
  return [...new Map(rows.map((row) => [keyOf(row), row])).values()]
}

function bytewise(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
