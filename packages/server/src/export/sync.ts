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
import { decodeState } from '@rapport/core/engine/codec'
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
  /** `renamed`: the person has another row instead. */
  readonly deletes: { readonly profile: string; readonly row: TableRow; readonly renamed: boolean }[]
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
  const { purposes } = plan.workspace.definitions

  const isWilling = ({ consent }: ProfileState): boolean => definition.purpose === undefined || allowed(purposes, consent, definition.purpose, definition.channel)
  const isIn = ({ segments }: ProfileState): boolean => definition.segment === undefined || segments[definition.segment]?.since !== undefined
  const wantedOf = (state: ProfileState): TableRow | null => (isIn(state) && isWilling(state) ? read(state, app.now()) : null)

  /** Looks at a page of people who may have a row. */
  async function pageOf(people: readonly ProfileState[]): Promise<Page> {
    const page: Page = { upserts: [], deletes: [], refused: [], unchanged: 0, leftOut: people.filter((state) => !isWilling(state)).length }
    const known = remembered.find(people.map(({ id }) => id))
    const wanted = people.map((state) => ({ id: state.id, row: wantedOf(state) }))
    const taken = await takenKeys(wanted.flatMap(({ row }) => row ?? []))
    for (const { id, row } of wanted) {
      const own = known.get(id) ?? []
      const holder = row === null ? undefined : taken.get(row.key)
      const mine = row !== null && (holder === undefined || holder === id) ? row : null
      if (row !== null && mine === null) {
        page.refused.push({ key: row.key, why: `another person (${holder}) has the row '${row.key}'; are the two one person, or is '${definition.key}' not unique?` })
      }
      for (const { key } of own) if (key !== mine?.key) page.deletes.push({ profile: id, row: goneRow(definition, key), renamed: mine !== null })
      if (mine === null) continue
      taken.set(mine.key, id)
      const hash = hashOf(mine.row)
      const old = own.find(({ key }) => key === mine.key)
      if (old?.hash === hash) page.unchanged++
      else page.upserts.push({ is: own.length > 0 ? 'update' : 'insert', profile: id, row: mine, hash, old })
    }
    return page
  }

  /** Keys that somebody has who still wants them: two people must not write over each other for ever. */
  async function takenKeys(rows: readonly TableRow[]): Promise<Map<string, string>> {
    const holders = remembered.holders(rows.map(({ key }) => key))
    const there = await app.reads.profiles(app.ws, holders.map(({ profile }) => profile as ProfileId))
    return new Map(holders.flatMap(({ profile, key }) => {
      const stored = there.get(profile as ProfileId)
      return stored && wantedOf(decodeState(stored.body))?.key === key ? [[key, profile] as const] : []
    }))
  }

  async function settle(page: Page): Promise<void> {
    await exemplify(page)
    // A key that was one person's and is another's now is written, not deleted.
    const kept = new Set(page.upserts.map(({ row }) => row.key))
    const deletes = page.deletes.filter(({ row }) => !kept.has(row.key))
    const gone = page.deletes.filter(({ renamed }) => !renamed).length
    const count = (is: 'insert' | 'update'): number => page.upserts.filter((one) => one.is === is).length
    const counted = {
      insert: job.insert + count('insert'),
      update: job.update + count('update'),
      delete: job.delete + gone,
      unchanged: job.unchanged + page.unchanged,
      leftOut: job.leftOut + page.leftOut,
      refused: [...job.refused, ...page.refused].slice(0, REFUSED_MAX),
    }
    if (dry || page.upserts.length + deletes.length === 0) return note(counted)
    // Remembered before it is written: should the answer get lost, the row is known to be there, perhaps, and is deleted when its time comes.
    remembered.put(page.upserts.map(({ profile, row }) => ({ profile, key: row.key, hash: '' })))
    const refused = await table.apply({ upserts: page.upserts.map(({ row }) => row), deletes: deletes.map(({ row }) => row) })
    const bad = new Set(refused.map(({ key }) => key))
    const lost = page.upserts.filter(({ row }) => bad.has(row.key))
    remembered.put([
      ...page.upserts.filter(({ row }) => !bad.has(row.key)).map(({ profile, row, hash }) => ({ profile, key: row.key, hash })),
      ...lost.flatMap(({ old }) => old ?? []),
    ])
    remembered.forget([
      ...deletes.filter(({ row }) => !bad.has(row.key)).map(({ profile, row }) => ({ profile, key: row.key })),
      ...lost.filter(({ old }) => old === undefined).map(({ profile, row }) => ({ profile, key: row.key })),
    ])
    note({ ...counted, refused: [...counted.refused, ...refused].slice(0, REFUSED_MAX), written: job.written + page.upserts.length + gone - bad.size })
  }

  /** A few of each kind, with what stands there now where that can be asked. */
  async function exemplify({ upserts, deletes }: Page): Promise<void> {
    const found: SyncExample[] = []
    const left = (is: SyncExample['is']): number => EXAMPLES - job.examples.filter((one) => one.is === is).length
    for (const is of ['insert', 'update'] as const) for (const { row } of upserts.filter((one) => one.is === is).slice(0, left(is))) found.push({ is, key: row.key, after: row.row })
    for (const { row } of deletes.filter(({ renamed }) => !renamed).slice(0, left('delete'))) found.push({ is: 'delete', key: row.key })
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
      after = gone.at(-1)?.key ?? after
      const deletes = gone.map(({ profile, key }) => ({ profile, row: goneRow(definition, key), renamed: false }))
      await settle({ upserts: [], deletes, refused: [], unchanged: 0, leftOut: 0 })
    }
    note({ state: 'done', percent: 100, endedAt: app.now() })
  } catch (failure) {
    note({ state: 'failed', endedAt: app.now(), why: failure instanceof Error ? failure.message : String(failure) })
  }
  return job
}

/** All that is known of a row that goes: its key. */
export function goneRow(definition: DestinationDefinition, key: string): TableRow {
  return { key, row: { [definition.key ?? 'key']: key } }
}
