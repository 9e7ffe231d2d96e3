/**
 * Keeps a table somewhere else like ours: walks over everybody, compares each row with what was told last (a hash), and carries over only the differences.
 * Who is gone, left the segment, or no longer allows the purpose is deleted there. A sync that breaks off is simply begun again: what was written is remembered.
 */
import type { ProfileId } from '@rapport/core/base/id'
import type { JsonObject } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import { allowed } from '@rapport/core/consent/consent'
import type { DestinationDefinition } from '@rapport/core/engine/destination'
import type { Plan } from '@rapport/core/engine/plan'
import type { ProfileState } from '@rapport/core/engine/state'
import type { App } from '../runtime/app.ts'
import { countPeople, peoplePages } from './people.ts'
import { hashOf, type Remembered, type RememberedRow } from './remembered.ts'
import { rowReader, type RefusedRow, type Table, type TableRow } from './table.ts'

/** A difference, for people to look at. */
export interface SyncExample {
  readonly is: 'insert' | 'update' | 'delete'
  readonly key: string
  readonly before?: JsonObject
  readonly after?: JsonObject
}

/** How a sync stands. */
export interface SyncJob {
  readonly id: string
  readonly destination: string
  readonly dry: boolean
  readonly state: 'running' | 'done' | 'failed'
  readonly insert: number
  readonly update: number
  readonly delete: number
  readonly unchanged: number
  readonly leftOut: number
  readonly examples: readonly SyncExample[]
  readonly written: number
  readonly refused: readonly RefusedRow[]
  readonly seen: number
  readonly of: number
  readonly percent: number
  readonly startedAt: Instant
  readonly endedAt?: Instant
  readonly why?: string
}

/** What a sync works with. `stopped` is asked between pages; a text ends it. */
export interface SyncOptions {
  readonly app: App
  readonly plan: Plan
  readonly definition: DestinationDefinition
  readonly table: Table
  readonly remembered: Remembered
  readonly job: SyncJob
  readonly dry: boolean
  readonly note: (job: SyncJob) => void
  readonly stopped: () => string | null
}

const EXAMPLES = 5
const REFUSED_MAX = 100
const GONE_PAGE = 200

/** What one page comes to. */
interface Page {
  readonly upserts: { readonly is: 'insert' | 'update'; readonly profile: string; readonly row: TableRow; readonly hash: string; readonly old: RememberedRow | undefined }[]
  readonly deletes: { readonly profile: string; readonly row: TableRow }[]
  /** Remembered, but with nothing to delete there. */
  readonly forgotten: string[]
  readonly refused: RefusedRow[]
  unchanged: number
  leftOut: number
}

/** Carries out, or with `dry` only works out. Answers the job as it ended; never rejects. */
export async function runSync(options: SyncOptions): Promise<SyncJob> {
  const { app, plan, definition, table, remembered, dry } = options
  let job = options.job
  const note = (change: Partial<SyncJob>): void => options.note((job = { ...job, ...change }))
  const read = rowReader(definition, plan)
  const { laws } = plan

  /** Looks at a page of people who may have a row. */
  async function pageOf(people: readonly ProfileState[]): Promise<Page> {
    const page: Page = { upserts: [], deletes: [], forgotten: [], refused: [], unchanged: 0, leftOut: 0 }
    const known = remembered.find(people.map(({ id }) => id))
    const now = app.now()
    const wanted: { readonly id: string; readonly row: TableRow }[] = []
    for (const state of people) {
      const { purpose, channel } = definition
      const willing = purpose === undefined || allowed(laws.purposesFor(state), state.consent, purpose, channel)
      if (!willing) page.leftOut++
      const row = willing ? read(state, now) : null
      const old = known.get(state.id)
      if (row !== null) wanted.push({ id: state.id, row })
      else if (old) page.deletes.push({ profile: state.id, row: goneRow(definition, old.key) })
    }
    const taken = await takenKeys(wanted)
    for (const { id, row } of wanted) {
      const old = known.get(id)
      if (taken.get(row.key) !== undefined && taken.get(row.key) !== id) {
        page.refused.push({ key: row.key, why: `another person (${taken.get(row.key)}) has the row '${row.key}'; are the two one person, or is '${definition.key}' not unique?` })
        continue
      }
      taken.set(row.key, id)
      const hash = hashOf(row.row)
      if (old?.hash === hash && old.key === row.key) page.unchanged++
      else {
        if (old && old.key !== row.key) page.deletes.push({ profile: '', row: goneRow(definition, old.key) })
        page.upserts.push({ is: old ? 'update' : 'insert', profile: id, row, hash, old })
      }
    }
    return page
  }

  /** Keys that somebody who still exists has already: two people must not write over each other for ever. */
  async function takenKeys(wanted: readonly { readonly id: string; readonly row: TableRow }[]): Promise<Map<string, string>> {
    const holders = [...remembered.holders(wanted.map(({ row }) => row.key))]
    const there = await app.reads.profiles(app.ws, holders.map(([profile]) => profile as ProfileId))
    return new Map(holders.flatMap(([profile, key]) => (there.has(profile as ProfileId) ? [[key, profile] as const] : [])))
  }

  async function settle(page: Page): Promise<void> {
    await exemplify(page)
    // A key that was one person's and is another's now is written, not deleted.
    const kept = new Set(page.upserts.map(({ row }) => row.key))
    const deletes = page.deletes.filter(({ row }) => !kept.has(row.key))
    const renamed = page.deletes.filter(({ profile }) => profile === '').length
    const count = (is: 'insert' | 'update'): number => page.upserts.filter((one) => one.is === is).length
    const counted = {
      insert: job.insert + count('insert'),
      update: job.update + count('update'),
      delete: job.delete + page.deletes.length - renamed,
      unchanged: job.unchanged + page.unchanged,
      leftOut: job.leftOut + page.leftOut,
      refused: [...job.refused, ...page.refused].slice(0, REFUSED_MAX),
    }
    if (dry || page.upserts.length + page.deletes.length + page.forgotten.length === 0) return note(counted)
    const refused = page.upserts.length + deletes.length === 0 ? [] : await table.apply({ upserts: page.upserts.map(({ row }) => row), deletes: deletes.map(({ row }) => row) })
    const bad = new Set(refused.map(({ key }) => key))
    remembered.forget([...page.forgotten, ...page.deletes.filter(({ profile, row }) => profile !== '' && !bad.has(row.key)).map(({ profile }) => profile)])
    const put = page.upserts.filter(({ row }) => !bad.has(row.key))
    remembered.put(put.map(({ profile, row, hash }) => ({ profile, key: row.key, hash })))
    note({ ...counted, refused: [...counted.refused, ...refused].slice(0, REFUSED_MAX), written: job.written + page.upserts.length + page.deletes.length - renamed - bad.size })
  }

  /** A few of each kind, with what stands there now where that can be asked. */
  async function exemplify({ upserts, deletes }: Page): Promise<void> {
    const found: SyncExample[] = []
    const left = (is: SyncExample['is']): number => EXAMPLES - job.examples.filter((one) => one.is === is).length
    for (const is of ['insert', 'update'] as const) for (const { row } of upserts.filter((one) => one.is === is).slice(0, left(is))) found.push({ is, key: row.key, after: row.row })
    for (const { row } of deletes.filter(({ profile }) => profile !== '').slice(0, left('delete'))) found.push({ is: 'delete', key: row.key })
    if (found.length === 0) return
    const rows = found.map(({ key }) => upserts.find(({ row }) => row.key === key)?.row ?? goneRow(definition, key))
    const before = (await table.current?.(rows)) ?? new Map<string, JsonObject>()
    note({ examples: [...job.examples, ...found.map((one) => (before.has(one.key) ? { ...one, before: before.get(one.key) as JsonObject } : one))] })
  }

  try {
    await table.check()
    note({ of: await countPeople(app, definition.segment) })
    remembered.begin()
    for await (const people of peoplePages(app, definition.segment)) {
      const why = options.stopped()
      if (why !== null) throw new Error(why)
      await settle(await pageOf(people))
      remembered.see(people.map(({ id }) => id))
      note({ seen: job.seen + people.length, percent: Math.min(99, Math.floor((100 * (job.seen + people.length)) / Math.max(1, job.of))) })
    }
    for (let after = ''; ; ) {
      const gone = remembered.unseen(after, GONE_PAGE)
      if (gone.length === 0) break
      after = gone.at(-1)?.profile ?? after
      await settle(goneOf(gone, remembered, definition))
    }
    note({ state: 'done', percent: 100, endedAt: app.now() })
  } catch (failure) {
    note({ state: 'failed', endedAt: app.now(), why: failure instanceof Error ? failure.message : String(failure) })
  }
  return job
}

/** Rows of people who were not met this time. A row that has passed to somebody else (two people became one) is not theirs to delete any more. */
function goneOf(gone: readonly RememberedRow[], remembered: Remembered, definition: DestinationDefinition): Page {
  const holders = remembered.holders(gone.map(({ key }) => key))
  const held = new Map<string, number>()
  for (const key of holders.values()) held.set(key, (held.get(key) ?? 0) + 1)
  const forgotten = gone.filter(({ key }) => (held.get(key) ?? 0) > 1).map(({ profile }) => profile)
  const deletes = gone.filter(({ profile }) => !forgotten.includes(profile)).map(({ profile, key }) => ({ profile, row: goneRow(definition, key) }))
  return { upserts: [], deletes, forgotten, refused: [], unchanged: 0, leftOut: 0 }
}

/** All that is known of a row that goes: its key. */
export function goneRow(definition: DestinationDefinition, key: string): TableRow {
  return { key, row: { [definition.key ?? 'key']: key } }
}
