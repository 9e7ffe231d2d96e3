/** A small world for the stores' suite: few names, so that random commits meet each other, and one function that asks a store everything about it. */
import type { EventId, MessageId, ProfileId, SegmentId, SourceId, TemplateId, WorkspaceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import type { Channel } from '@rapport/core/event/message-plan'
import type { MessageStateName } from '@rapport/core/message/types'
import type { EventRef, Log, LogRecord, Position } from './log.ts'
import type { BadRow, Commit, LedgerRow, OutboxRow, Page, ReviewRow, Store, StoredProfile } from './store.ts'
import { emptyCommit } from './store.ts'

/** The workspace that most tests write, and its neighbour. */
export const WS = 'shop' as WorkspaceId
/** See WS. Sorts behind it, and starts with its name. */
export const NEIGHBOUR = 'shop2' as WorkspaceId
/** Every person there may be. */
export const PEOPLE = ['a1', 'a2', 'b1', 'é3', '王4', '\u{1f600}5', '\uff215'] as ProfileId[]
export const KEYS = ['userId:1', 'email:a@b.c', 'anonymousId:x', 'lineId:王'] as const
export const SEGMENTS = ['vip', 'lapsed', '常客'] as SegmentId[]
export const MESSAGES = ['m1', 'm2', 'm3', 'm4', 'm5'] as MessageId[]
export const BADS = ['x1', 'x2', 'x3'] as const
export const VALUES = ['keys/', 'keys/a', 'keys/b', 'keys0', 'keys', 'link/\u{10ffff}', 'link/é'] as const
export const COUNTERS = ['accepted', 'bad', '__proto__'] as const
export const REVIEWS = ['r1', 'r2', 'r3', 'r/4'] as const
export const REVIEW_STATES_USED: readonly ReviewRow['state'][] = ['open', 'joined', 'apart', 'gone']
export const SCORES = [0, 0.1, 1e-7, 0.5, 1 / 3, 1] as const
/** Few addresses, so that the same one is told twice. */
export const REFS = [5, 4096, 4097, 8192, 8193, 12_288, 1e12, Number.MAX_SAFE_INTEGER] as EventRef[]
/** Numbers of ledger rows that pages begin after. */
export const AFTERS = [0, 1, 2, 99]
export const SUBJECTS = ['h1', 'h2'] as const
/** Moments around the ones that tests ask about. */
export const MOMENTS = [0, 1, 999, 1_000, 1_001, 1_790_000_000_000, Number.MAX_SAFE_INTEGER] as Instant[]
export const STATES: readonly MessageStateName[] = ['planned', 'calling', 'sent', 'refused']
export const CHANNELS_USED: readonly Channel[] = ['email', 'sms']
/** What people are looked for by; texts in the store are folded already. */
export const NEEDLES = ['', 'chen', '王', '王小明', 'สมชาย', '%', '_', '100%_\\', 'nobody'] as const
export const TEXTS = ['chen wei chen@shop.tw', '王小明 +886912345678', 'สมชาย ใจดี', 'abc 100%_\\ off', '100x', 'chen 王小明', ''] as const

/** A person's stored document. */
export function person(id: ProfileId, search = 'chen', version = 1): StoredProfile {
  return { id, body: JSON.stringify({ id, version, name: '王 "小" 明\n' }), recent: [4096, 4097, Number.MAX_SAFE_INTEGER, 5] as EventRef[], search }
}

/** A message. */
export function message(id: MessageId, changes: Partial<OutboxRow> = {}, channel: Channel = 'email'): OutboxRow {
  const plan = { channel, template: 't' as TemplateId, purpose: 'marketing', data: { sum: 1.5, name: '王' }, notAfter: 9e12 as Instant, plannedAt: 5 as Instant, cause: 'e1' as EventId }
  return { id, profile: 'a1' as ProfileId, state: 'planned', plan, dueAt: 1_000 as Instant, attempts: 0, updatedAt: 1_000 as Instant, ...changes }
}

/** Something that could not be accepted. */
export function badRow(id: string, at = 1_000, state: BadRow['state'] = 'open'): BadRow {
  return { id, source: 'web' as SourceId, at: at as Instant, code: 'too_late', reason: 'it happened in 1970', raw: '{"a":"\u0000王"}', state }
}

/** A proposal about two people. */
export function review(id: string, changes: Partial<ReviewRow> = {}): ReviewRow {
  const pair = { a: 'a1' as ProfileId, b: 'a2' as ProfileId }
  return { id, ...pair, state: 'open', proposes: 'join', score: 0.5, evidence: [{ field: 'name', 王: 1.5 }], at: 7 as Instant, ...changes }
}

/** Row `n` of a ledger. */
export function ledgerRow(n: number, subject = 'h1'): LedgerRow {
  const said = { is: 'given', purpose: 'marketing', channel: '*', source: 'web' as SourceId } as const
  return { n, at: (1_000 + n) as Instant, subject, event: `e${n}`, ...said, hash: `hash ${n}`, ...(n % 2 === 0 ? { signature: 's' } : {}) }
}

/** The record without anything personal in it: as many entries, about nobody. */
export function blank(record: LogRecord): LogRecord {
  const body = record.body
  if (body.is !== 'events') return record
  const entries = body.entries.map(({ event }) => ({ event: { ...event, id: 'erased' as EventId, type: 'erased', properties: {} }, profile: null, derived: [] }))
  return { ...record, body: { is: 'events', entries } }
}

/** A record of `count` events. */
export function record(position: number, at = 1_000, count = 1, ws = WS): LogRecord {
  const fixed = { type: 'page_viewed', at: at as Instant, receivedAt: at as Instant, source: 'web' as SourceId, identifiers: [], properties: { title: '首頁' } }
  const event = (i: number) => ({ id: `web:${position}-${i}` as EventId, ...fixed })
  const entries = Array.from({ length: count }, (_, i) => ({ event: event(i), profile: 'a1' as ProfileId, derived: [event(count + i)] }))
  return { v: 1, keyId: null, ws, position: position as Position, at: at as Instant, body: { is: 'events', entries } }
}

/** A commit that changes something of every kind. */
export function everyKind(ws: WorkspaceId, epoch: number, position = 1): Commit {
  return {
    ...emptyCommit(ws, epoch),
    append: [record(position, 1_000, 2, ws)],
    seen: new Float64Array([1, 2, Number.MAX_SAFE_INTEGER, 4]),
    profiles: [person('a1' as ProfileId), person('a2' as ProfileId, '王小明')],
    merged: [{ from: 'b1' as ProfileId, into: 'a1' as ProfileId }],
    owners: [{ key: 'userId:1', profile: 'a1' as ProfileId }],
    timers: [{ profile: 'a1' as ProfileId, at: 1_000 as Instant }],
    members: [{ segment: 'vip' as SegmentId, profile: 'a1' as ProfileId, since: 7 as Instant }],
    outbox: [message('m1' as MessageId)],
    bad: [badRow('x1')],
    history: [{ profile: 'a1' as ProfileId, refs: [5, 4096] as EventRef[] }],
    rehistory: [{ profile: 'a2' as ProfileId, refs: [4097] as EventRef[] }],
    reviews: [review('r1')],
    ledger: [ledgerRow(position)],
    tally: { accepted: 2 },
    values: [{ key: 'keys/a', value: { secret: true } }],
  }
}

/** Follows a page to its end, two rows at a time. */
export async function walk<Row>(page: (after: string | undefined) => Promise<Page<Row>>): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (let after: string | undefined; ; ) {
    const { items, next } = await page(after)
    rows.push(...items)
    if (next === null) return rows
    after = next
  }
}

async function walkIds<Row>(from: (after: ProfileId | null) => Promise<readonly Row[]>, idOf: (row: Row) => ProfileId): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (let after: ProfileId | null = null; ; ) {
    const found: readonly Row[] = await from(after)
    rows.push(...found)
    const last = found.at(-1)
    if (last === undefined) return rows
    after = idOf(last)
  }
}

/** The filters that pages of messages are asked with. */
export const OUTBOX_QUERIES: readonly { readonly state?: MessageStateName; readonly profile?: ProfileId; readonly channel?: Channel }[] = [
  {},
  ...STATES.map((state) => ({ state })),
  { profile: 'a1' as ProfileId },
  { channel: 'sms' },
  { state: 'planned', profile: 'a1' as ProfileId, channel: 'email' },
]

/** States that pages of bad events are asked for. */
export const BAD_STATES: readonly string[] = ['any', 'open', 'dropped']
/** Filters that pages of reviews are asked with. */
export const REVIEW_QUERIES: readonly { readonly state?: ReviewRow['state']; readonly proposes?: ReviewRow['proposes']; readonly profile?: ProfileId }[] = [
  {},
  ...REVIEW_STATES_USED.map((state) => ({ state })),
  { proposes: 'split' },
  { profile: 'a1' as ProfileId },
  { state: 'open', proposes: 'join', profile: 'a2' as ProfileId },
]
/** Beginnings that values are asked for. */
export const PREFIXES: readonly string[] = ['', 'keys', 'keys/', 'link/', 'link/\u{10ffff}', 'none']

/** What a store answers to every question about this world, as plain data. */
export async function answersOf(store: Store & Log, ws: WorkspaceId) {
  const each = async <Key extends string | number, Answer>(keys: readonly Key[], ask: (key: Key) => Promise<Answer>) => {
    const answers: (readonly [Key, Answer])[] = []
    for (const key of keys) answers.push([key, await ask(key)])
    return answers
  }
  return {
    position: await store.position(ws),
    last: await store.last(ws),
    records: await store.read({ ws, after: 0 as Position, limit: 1_000 }),
    seen: [...(await store.seen(ws, 1_000))],
    profiles: [...(await store.profiles(ws, PEOPLE))],
    one: await each(PEOPLE, async (id) => (await store.profiles(ws, [id])).get(id) ?? null),
    scan: await walkIds((after) => store.scan(ws, after, 2), (row) => row.id),
    count: await store.countProfiles(ws),
    owners: [...(await store.owners(ws, KEYS))],
    survivors: await each(PEOPLE, (id) => store.survivor(ws, id)),
    absorbed: await each(PEOPLE, (id) => store.absorbed(ws, id)),
    history: await each(PEOPLE, async (id) => {
      const pages: EventRef[] = []
      for (let before: EventRef | undefined; ; before = pages.at(-1)) {
        const page = await store.history(ws, id, { limit: 2, ...(before === undefined ? {} : { before }) })
        if (page.length === 0) return pages
        pages.push(...page)
      }
    }),
    reviewPages: await each([...REVIEW_QUERIES.keys()], (i) =>
      walk((after) => store.reviewPage(ws, { ...REVIEW_QUERIES[i], ...(after === undefined ? {} : { after }), limit: 2 })),
    ),
    reviews: await each(REVIEWS, (id) => store.reviewById(ws, id)),
    reviewCounts: await store.reviewCounts(ws),
    ledger: await store.ledger(ws, { after: 0, limit: 1_000 }),
    ledgerFrom: await each(AFTERS, (after) => store.ledger(ws, { after, limit: 2 })),
    ledgerOf: await each(SUBJECTS, (subject) => store.ledger(ws, { after: 1, limit: 3, subjects: [subject, 'nobody'] })),
    ledgerHead: await store.ledgerHead(ws),
    search: await each(NEEDLES, (text) => store.search(ws, text, 3)),
    members: await each(SEGMENTS, (segment) => walkIds((after) => store.members(ws, segment, after, 2), (row) => row.profile)),
    memberCounts: [...(await store.memberCounts(ws))].sort(),
    timersDue: await each(MOMENTS, (now) => store.timersDue(ws, now, 3)),
    nextTimer: await store.nextTimer(ws),
    timers: await store.countTimers(ws),
    outboxDue: await each(MOMENTS, (now) => store.outboxDue(ws, now, 3)),
    outbox: [...(await store.outboxById(ws, MESSAGES))],
    outboxPages: await each([...OUTBOX_QUERIES.keys()], (i) =>
      walk((after) => store.outboxPage(ws, { ...OUTBOX_QUERIES[i], ...(after === undefined ? {} : { after }), limit: 2 })),
    ),
    outboxCounts: await store.outboxCounts(ws),
    badPages: await each(BAD_STATES, (state) =>
      walk((after) => store.badPage(ws, { ...(state === 'any' ? {} : { state: state as BadRow['state'] }), ...(after === undefined ? {} : { after }), limit: 2 })),
    ),
    bad: await each(BADS, (id) => store.badById(ws, id)),
    tally: Object.entries(await store.tally(ws)).sort(),
    value: await each(VALUES, (key) => store.value(ws, key)),
    values: await each(PREFIXES, (prefix) => store.values(ws, prefix)),
  }
}

/** See answersOf. */
export type Answers = Awaited<ReturnType<typeof answersOf>>
