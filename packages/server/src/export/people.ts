/** Walking over everybody, or the members of a segment, for exports and syncs: page by page, giving way to whoever is in a hurry. */
import type { ProfileId, SegmentId } from '@rapport/core/base/id'
import type { ProfileState } from '@rapport/core/engine/state'
import { decodeState } from '@rapport/core/engine/codec'
import type { App } from '../runtime/app.ts'

/** People read at a time. */
const PAGE = 100
/** From so many events a second on, an export steps back. */
const BUSY_EVENTS = 100
const LONGEST_REST_MS = 50

/**
 * Pages of people in id order. `segment`: only its members. While events rush in, the process rests after each page for as long as the page took, so that at
 * most half of its time goes here; otherwise it only lets others in between.
 */
export async function* peoplePages(app: App, segment?: string): AsyncGenerator<readonly ProfileState[]> {
  for (let after: ProfileId | null = null; ; ) {
    const begun = performance.now()
    const page: PeoplePage = segment === undefined ? await everybody(app, after) : await membersOf(app, segment, after)
    yield page.people
    if (page.last === null) return
    after = page.last
    const took = performance.now() - begun
    if (app.pulse().eventsPerSecond > BUSY_EVENTS) await new Promise((resolve) => setTimeout(resolve, Math.min(LONGEST_REST_MS, took)))
    else await new Promise((resolve) => setImmediate(resolve))
  }
}

/** How many people there are to look at. */
export async function countPeople(app: App, segment?: string): Promise<number> {
  return segment === undefined ? app.reads.countProfiles(app.ws) : ((await app.reads.memberCounts(app.ws)).get(segment as SegmentId) ?? 0)
}

interface PeoplePage {
  readonly people: readonly ProfileState[]
  /** Where the next page begins; null: this was the last. */
  readonly last: ProfileId | null
}

async function everybody(app: App, after: ProfileId | null): Promise<PeoplePage> {
  const stored = await app.reads.scan(app.ws, after, PAGE)
  return { people: stored.map(({ body }) => decodeState(body)), last: stored.length < PAGE ? null : (stored.at(-1)?.id ?? null) }
}

async function membersOf(app: App, segment: string, after: ProfileId | null): Promise<PeoplePage> {
  const members = await app.reads.members(app.ws, segment as SegmentId, after, PAGE)
  const stored = await app.reads.profiles(app.ws, members.map(({ profile }) => profile))
  const people = members.flatMap(({ profile }) => {
    const one = stored.get(profile)
    return one ? [decodeState(one.body)] : []
  })
  return { people, last: members.length < PAGE ? null : (members.at(-1)?.profile ?? null) }
}
