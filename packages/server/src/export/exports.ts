/**
 * Exports: golden records or the members of a segment as a file. Each is a job that walks over people twice at most (once to learn which traits there
 * are and of what type, once to write), in constant memory. Files are kept for a day, and are gone at once when somebody who may be in one is erased.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DAY, type Instant } from '@rapport/core/base/time'
import { allowed } from '@rapport/core/consent/consent'
import { planOf, type Plan } from '@rapport/core/engine/plan'
import type { App } from '../runtime/app.ts'
import { columnsOf, everyColumn, traitTypes, usualColumns, type Column, type SeenTraits } from './columns.ts'
import { countPeople, peoplePages } from './people.ts'
import { openRowFile, type ExportFormat, type RowFile } from './rows.ts'

/** What somebody wants as a file. */
export interface ExportWish {
  readonly what: 'profiles' | 'segment'
  readonly segment?: string
  readonly format: ExportFormat
  readonly columns?: readonly string[]
  readonly purpose?: string
  readonly channel?: string
  readonly bom?: boolean
}

/** An export as it stands. */
export interface ExportJob extends Omit<ExportWish, 'columns' | 'bom'> {
  readonly id: string
  readonly columns: readonly string[]
  readonly state: 'running' | 'done' | 'failed'
  /** People written, and left out because they do not allow the purpose. */
  readonly rows: number
  readonly leftOut: number
  readonly of: number
  readonly percent: number
  readonly bytes: number
  readonly by: string
  readonly startedAt: Instant
  readonly endedAt?: Instant
  readonly expiresAt: Instant
  readonly why?: string
  readonly fileName: string
}

/** What became of a wish. */
export type ExportAnswer =
  | { readonly is: 'ok'; readonly job: ExportJob }
  | { readonly is: 'refused'; readonly path: string; readonly why: string }
  | { readonly is: 'later'; readonly seconds: number; readonly why: string }

/** The exports of a workspace. */
export interface Exports {
  /** Begins one. One a minute for each key, two at a time in all. */
  begin(wish: ExportWish, by: { readonly key: string; readonly name: string }): Promise<ExportAnswer>
  /** Newest first. */
  list(): readonly ExportJob[]
  find(id: string): ExportJob | null
  /** Where the finished file is; null while there is none. */
  fileOf(id: string): string | null
  remove(id: string): boolean
  /** Every column that can be asked for, with the type of its values among a sample of people. */
  columns(): Promise<readonly (Column & { readonly usual: boolean })[]>
  /** Deletes every file and stops what is being written: somebody was erased, and files do not say who is in them. Answers how many. */
  dropExports(why: string): number
  /** Resolves when nothing is being written. */
  idle(): Promise<void>
  close(): Promise<void>
}

/** How long a file is kept. */
export const KEPT = DAY
const RUNNING_MAX = 2
const BETWEEN_MS = 60_000
const SWEEP_MS = 60_000
const SAMPLE_PEOPLE = 5_000
const SAMPLE_FRESH_MS = 60_000
/** Most columns of a file. */
const COLUMNS_MAX = 1_000

const BEGINNING = { state: 'running', rows: 0, leftOut: 0, of: 0, percent: 0, bytes: 0 } as const

interface Running {
  job: ExportJob
  stopped: string | null
}

/** Opens the folder; what was being written when the last process ended is failed. */
export function openExports(options: { readonly app: App; readonly folder: string }): Exports {
  const { app, folder } = options
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const jobs = new Map<string, Running>()
  const begun = new Map<string, number>()
  const working = new Set<Promise<void>>()
  let sample: Promise<{ readonly at: number; readonly version: number; readonly columns: readonly (Column & { readonly usual: boolean })[] }> | null = null
  let closed = false

  const place = (job: ExportJob): string => join(folder, `${job.id}.${job.format}`)
  const note = (running: Running, change: Partial<ExportJob>): void => void (running.job = { ...running.job, ...change })
  const keep = ({ job }: Running): void => writeFileSync(join(folder, `${job.id}.json`), JSON.stringify(job), { mode: 0o600 })

  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.json')) continue
    const job = readJob(join(folder, name))
    if (job === null) rmSync(join(folder, name), { force: true })
    else jobs.set(job.id, { job, stopped: null })
  }
  for (const running of jobs.values()) if (running.job.state === 'running') {
    rmSync(place(running.job), { force: true })
    note(running, { state: 'failed', endedAt: app.now(), why: 'the server was restarted meanwhile; ask for it again' })
    keep(running)
  }
  const owned = new Set([...jobs.values()].flatMap(({ job }) => [`${job.id}.json`, `${job.id}.${job.format}`]))
  for (const name of readdirSync(folder)) if (!owned.has(name)) rmSync(join(folder, name), { force: true, recursive: true })

  function forget(running: Running): void {
    running.stopped ??= 'the export was deleted'
    rmSync(place(running.job), { force: true })
    rmSync(join(folder, `${running.job.id}.json`), { force: true })
    jobs.delete(running.job.id)
  }

  function sweep(): void {
    for (const running of [...jobs.values()]) if (running.job.state !== 'running' && running.job.expiresAt <= app.now()) forget(running)
  }
  const sweeping = setInterval(sweep, SWEEP_MS)
  sweeping.unref()
  sweep()

  async function write(running: Running, wish: ExportWish, plan: Plan): Promise<void> {
    let file: RowFile | null = null
    try {
      const of = await countPeople(app, wish.segment)
      note(running, { of })
      const passes = needsTypes(wish) ? 2 : 1
      let looked = 0
      const progress = (more: number): void => {
        looked += more
        note(running, { percent: Math.min(99, Math.floor((100 * looked) / Math.max(1, of * passes))) })
      }
      const seen = passes === 2 ? await learnTypes(running, wish, progress) : new Map()
      const found = columnsOf(wish.columns ?? usualColumns(plan, seen), plan, seen)
      if (found.is === 'unknown') throw new Error(`there is no column '${found.ids[0]}'`)
      if (found.columns.length > COLUMNS_MAX) throw new Error(`${found.columns.length} columns are too many; choose at most ${COLUMNS_MAX}`)
      note(running, { columns: found.columns.map(({ id }) => id) })
      file = openRowFile(place(running.job), wish.format, found.columns, { bom: wish.bom ?? true })
      const { laws } = plan
      for await (const people of peoplePages(app, wish.segment)) {
        if (running.stopped !== null) throw new Error(running.stopped)
        const { purpose } = wish
        const willing = purpose === undefined ? people : people.filter((person) => allowed(laws.purposesFor(person), person.consent, purpose, wish.channel))
        const now = app.now()
        file.write(willing.map((state) => found.columns.map(({ read }) => read(state, now))))
        note(running, { rows: running.job.rows + willing.length, leftOut: running.job.leftOut + people.length - willing.length })
        progress(people.length)
      }
      file.end()
      file = null
      if (running.stopped !== null) throw new Error(running.stopped)
      const at = app.now()
      note(running, { state: 'done', percent: 100, bytes: statSync(place(running.job)).size, endedAt: at, expiresAt: (at + KEPT) as Instant })
    } catch (failure) {
      file?.abandon()
      rmSync(place(running.job), { force: true })
      note(running, { state: 'failed', rows: 0, endedAt: app.now(), why: failure instanceof Error ? failure.message : String(failure) })
    }
    if (jobs.has(running.job.id)) keep(running)
  }

  async function learnTypes(running: Running, wish: ExportWish, progress: (more: number) => void): Promise<SeenTraits> {
    const types = traitTypes()
    for await (const people of peoplePages(app, wish.segment)) {
      if (running.stopped !== null) throw new Error(running.stopped)
      for (const state of people) types.see(state)
      progress(people.length)
    }
    return types.seen
  }

  async function look() {
    const plan = planOf(app.workspace())
    const types = traitTypes()
    let people = 0
    for await (const page of peoplePages(app)) {
      for (const state of page) types.see(state)
      if ((people += page.length) >= SAMPLE_PEOPLE) break
    }
    const usual = new Set(usualColumns(plan, types.seen))
    const found = columnsOf(everyColumn(plan, types.seen), plan, types.seen)
    return { at: app.now(), version: plan.workspace.version, columns: found.is === 'ok' ? found.columns.map((column) => ({ ...column, usual: usual.has(column.id) })) : [] }
  }

  return {
    async begin(wish, by) {
      const plan = planOf(app.workspace())
      const fault = faultOf(wish, plan)
      if (fault !== null) return { is: 'refused', ...fault }
      const now = app.now()
      const wait = (begun.get(by.key) ?? -BETWEEN_MS) + BETWEEN_MS - now
      if (wait > 0) return { is: 'later', seconds: Math.ceil(wait / 1_000), why: 'A key may begin one export a minute.' }
      if (working.size >= RUNNING_MAX) return { is: 'later', seconds: 30, why: `${RUNNING_MAX} exports are being written already.` }
      begun.set(by.key, now)
      const { columns, bom: _, ...asked } = wish
      const id = app.newId().replace(/[^A-Za-z0-9_-]/g, '')
      const name = `${wish.what === 'segment' ? wish.segment : 'profiles'}-${new Date(now).toISOString().slice(0, 16).replace(/[:T]/g, '-')}.${wish.format}`
      const running: Running = {
        job: { ...asked, ...BEGINNING, id, columns: columns ?? [], by: by.name, startedAt: now, expiresAt: (now + KEPT) as Instant, fileName: name },
        stopped: null,
      }
      jobs.set(id, running)
      keep(running)
      const work = write(running, wish, plan).finally(() => working.delete(work))
      working.add(work)
      return { is: 'ok', job: running.job }
    },
    list: () => [...jobs.values()].map(({ job }) => job).sort((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1)),
    find: (id) => jobs.get(id)?.job ?? null,
    fileOf(id) {
      const job = jobs.get(id)?.job
      return job?.state === 'done' && job.expiresAt > app.now() ? place(job) : null
    },
    remove(id) {
      const running = jobs.get(id)
      if (running) forget(running)
      return running !== undefined
    },
    async columns() {
      const known = await sample?.catch(() => null)
      if (known && known.version === app.workspace().version && app.now() - known.at < SAMPLE_FRESH_MS) return known.columns
      sample = look()
      return (await sample).columns
    },
    dropExports(why) {
      let dropped = 0
      for (const running of jobs.values()) {
        if (running.job.state === 'failed') continue
        dropped++
        running.stopped = why
        if (running.job.state === 'running') continue
        rmSync(place(running.job), { force: true })
        note(running, { state: 'failed', rows: 0, bytes: 0, why })
        keep(running)
      }
      return dropped
    },
    async idle() {
      while (working.size > 0) await Promise.all(working)
    },
    async close() {
      if (closed) return
      closed = true
      clearInterval(sweeping)
      for (const running of jobs.values()) if (running.job.state === 'running') running.stopped = 'the server was stopped meanwhile; ask for it again'
      while (working.size > 0) await Promise.all(working)
    },
  }
}

/** Whether the traits' names or types must be found out before writing. */
function needsTypes({ format, columns }: ExportWish): boolean {
  return columns === undefined || columns.includes('trait:*') || (format === 'parquet' && columns.some((id) => id.startsWith('trait:')))
}

function faultOf(wish: ExportWish, plan: Plan): { readonly path: string; readonly why: string } | null {
  const { segments, purposes } = plan.workspace.definitions
  if (wish.what === 'segment' && !segments.some(({ id }) => id === wish.segment)) return { path: 'segment', why: wish.segment === undefined ? 'is missing; name the segment' : `there is no segment '${wish.segment}'` }
  if (wish.what === 'profiles' && wish.segment !== undefined) return { path: 'segment', why: "only goes with what: 'segment'" }
  if (wish.purpose !== undefined && !purposes.some(({ id }) => id === wish.purpose)) return { path: 'purpose', why: `there is no purpose '${wish.purpose}'; there are ${purposes.map(({ id }) => id).join(', ')}` }
  if (wish.channel !== undefined && wish.purpose === undefined) return { path: 'channel', why: 'only goes with a purpose' }
  const found = columnsOf(wish.columns ?? [], plan, new Map())
  return found.is === 'unknown' ? { path: 'columns', why: `there is no column ${found.ids.map((id) => `'${id}'`).join(', ')}; GET /v1/exports/columns lists them` } : null
}

function readJob(path: string): ExportJob | null {
  try {
    const job = JSON.parse(readFileSync(path, 'utf8')) as ExportJob
    return typeof job.id === 'string' && /^[A-Za-z0-9_-]+$/.test(job.id) && ['csv', 'ndjson', 'parquet'].includes(job.format) ? job : null
  } catch {
    return null
  }
}
