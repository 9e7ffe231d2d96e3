/**
 * Carries erasures out, from the first commit to the certificate. What the writer does is in runtime/erase; here is the order around it, so that a process that
 * dies in the middle goes on where it was when it starts again.
 */
import type { ProfileId } from '@rapport/core/base/id'
import { ERASING_PREFIX, type Erasure } from '../runtime/erase.ts'
import type { App } from '../runtime/app.ts'
import { erasureHash } from '../runtime/suppression.ts'
import type { Audit } from './audit.ts'
import { certify } from './certificate.ts'
import type { Requests, StoredRequest } from './requests.ts'
import { textsOf } from './values.ts'

/** How long calls to providers that are under way are awaited. */
const QUIET_MS = 5_000
/** After a failure (analytics down, disk full) it is tried again. */
const RETRY_MS = 30_000
/** Shares of the steps in the progress that is shown. */
const PARTS = { begin: 0, log: 0.05, store: 0.8, analytics: 0.85, scrub: 0.95 } as const

/** Erasures of a workspace. */
export interface Erasing {
  /** Begins or continues; resolves when it is done, rejects with what stopped it (it is tried again by itself). */
  run(request: StoredRequest): Promise<StoredRequest>
  /** How far a running one is. */
  progress(id: string): { readonly part: number; readonly step: string } | null
  /** Continues everything that a former process has begun. */
  resume(): Promise<void>
  stop(): void
}

/** Makes it. */
export function createErasing({ app, requests, audit, elsewhere, examples }: {
  readonly app: App
  readonly requests: Requests
  readonly audit: Audit
  /** Drops these texts wherever they were kept as examples, durably. May be called again. */
  readonly examples?: (texts: ReadonlySet<string>) => Promise<void>
  /** Erases them from exports and from tables of other systems; answers what was done, by place, for the certificate. May be called again. */
  readonly elsewhere?: (profiles: readonly ProfileId[]) => Promise<{ readonly [place: string]: number }>
}): Erasing {
  const running = new Map<string, Promise<StoredRequest>>()
  const progress = new Map<string, { readonly part: number; readonly step: string }>()
  const retries = new Map<string, NodeJS.Timeout>()
  let stopped = false

  function show(item: Erasure): void {
    const share = item.step === 'log' && item.upTo > 0 ? (PARTS.store - PARTS.log) * (item.cursor / item.upTo) : 0
    progress.set(item.id, { part: PARTS[item.step] + share, step: item.step })
  }

  async function work(asked: StoredRequest): Promise<StoredRequest> {
    const { id } = asked
    progress.set(id, { part: PARTS.begin, step: 'begin' })
    let item = await itemOf(id)
    if (item === null) {
      if (asked.profile === null) throw new Error('The person of this erasure is not known any more.')
      await requests.save({ ...asked, state: 'running' })
      item = await app.erase({ is: 'begin', id, profile: asked.profile })
      if (item === null) throw new Error('Nobody is known by this profile any more; there is nothing to erase.')
    }
    // From here on the request names nobody; the work item knows whom it is about, as long as it must.
    const { person: _, profile: __, note: ___, problem: ____, ...rest } = asked
    const request: StoredRequest = await requests.save({ ...rest, state: 'running', person: null, profile: null, subject: item.subject })
    const [profile] = item.ids
    let outside: { readonly [place: string]: number } = {}
    const callsEnded = profile === undefined || (await app.quiet(profile, QUIET_MS))

    // Before the log forgets what to look for.
    if (item.step === 'log') await examples?.(await textsOf(app, new Set(item.ids)))
    while (item.step === 'log' || item.step === 'store') {
      show(item)
      item = await stepped(app.erase({ is: 'slice', id }))
    }
    if (item.step === 'analytics') {
      show(item)
      outside = (await elsewhere?.(item.ids)) ?? {}
      await app.removeFromAnalytics({ is: 'people', profiles: [...item.ids] })
      await forgetRequestsOf(item.ids, id)
      await app.matching?.forget(item.ids)
      await app.forget({ ids: item.ids, keys: item.keys })
      item = await stepped(app.erase({ is: 'analysed', id }))
    }
    show(item)
    await app.erase({ is: 'scrub', id })
    const doneAt = app.now()
    const counts = { ...item.counts, ...outside }
    const certificate = certify({ request, item: { ...item, counts }, doneAt, callsEnded, seed: app.workspace().seed })
    const done = await requests.save({ ...request, state: 'done', doneAt, counts, certificate: certificate as never })
    await audit.note({ by: 'system', act: 'erased', request: id, subject: item.subject })
    await app.put(ERASING_PREFIX + id, null)
    progress.delete(id)
    return done
  }

  async function itemOf(id: string): Promise<Erasure | null> {
    return (await app.reads.value(app.ws, ERASING_PREFIX + id)) as unknown as Erasure | null
  }

  /** Other requests of the same person keep their kind and dates, for the statistics of the office. */
  async function forgetRequestsOf(ids: readonly ProfileId[], own: string): Promise<void> {
    const subject = ids[0] === undefined ? '' : erasureHash(app.workspace().seed, `profile:${ids[0]}`)
    for (const other of await requests.all()) {
      if (other.id === own || other.profile === null || !ids.includes(other.profile)) continue
      const { note: _, ...rest } = other
      await requests.save({ ...rest, person: null, profile: null, subject, state: other.state === 'open' ? 'dropped' : other.state })
    }
  }

  function run(request: StoredRequest): Promise<StoredRequest> {
    const known = running.get(request.id)
    if (known) return known
    const now = work(request)
      .catch(async (failure: unknown) => {
        const problem = failure instanceof Error ? failure.message : String(failure)
        const begun = (await itemOf(request.id)) !== null
        const last = (await requests.get(request.id)) ?? request
        await requests.save({ ...last, state: begun ? 'running' : 'failed', problem })
        if (begun && !stopped) retries.set(request.id, setTimeout(() => void again(request.id), RETRY_MS).unref())
        throw failure
      })
      .finally(() => running.delete(request.id))
    running.set(request.id, now)
    return now
  }

  async function again(id: string): Promise<void> {
    const request = await requests.get(id)
    if (request !== null && !stopped) await run(request).catch(() => {})
  }

  return {
    run,
    progress: (id) => progress.get(id) ?? null,
    async resume() {
      const begun = (await app.reads.values(app.ws, ERASING_PREFIX)).map(({ key }) => key.slice(ERASING_PREFIX.length))
      const asked = (await requests.all()).flatMap(({ id, kind, state }) => (kind === 'erase' && state === 'running' ? [id] : []))
      for (const id of new Set([...begun, ...asked])) await again(id)
    },
    stop() {
      stopped = true
      for (const timer of retries.values()) clearTimeout(timer)
    },
  }
}

async function stepped(answer: Promise<Erasure | null>): Promise<Erasure> {
  const item = await answer
  if (item === null) throw new Error('The work item of this erasure is gone; ask for it again.')
  return item
}
