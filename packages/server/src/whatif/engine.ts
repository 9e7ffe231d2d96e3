/** Works replays out: reads the log once and then on, keeps the columns, and takes one question at a time. Runs in a thread of its own, or, for tests, where it is asked. */
import type { ProfileId, SegmentId, WorkspaceId } from '@rapport/core/base/id'
import { HOUR } from '@rapport/core/base/time'
import type { Workspace } from '@rapport/core/engine/workspace'
import type { Log } from '../ports/log.ts'
import type { StoreReads } from '../ports/store.ts'
import type { RampState } from '../runtime/strategy.ts'
import { answer, membersOf } from './answer.ts'
import { rampFigures } from './ramp-figures.ts'
import { readGround, type GroundReader } from './read.ts'
import type { RampFigures, WhatIfProgress, WhatIfResult, WhatIfWork } from './types.ts'

/** What there is to replay on. */
export interface GroundFigures {
  readonly decisions: number
  readonly people: number
  readonly firstAt: number | null
  readonly lastAt: number | null
}

/** The engine. Calls wait for each other. */
export interface WhatIfEngine {
  run(work: WhatIfWork, tell: (progress: WhatIfProgress) => void): Promise<WhatIfResult>
  ramp(work: { readonly ramp: RampState; readonly workspace: Workspace; readonly now: number }): Promise<RampFigures>
  figures(work: { readonly workspace: Workspace; readonly now: number; readonly days: number }): Promise<GroundFigures>
  /** Nothing of anybody is kept in memory any more; it is read again when it is needed. */
  forget(): Promise<void>
}

const DAY_MS = 24 * HOUR
/** Segments that are looked at, and most members of one that are read. */
const SEGMENTS_MAX = 30
const MEMBERS_MAX = 200_000
const MEMBERS_PAGE = 1_000

/** Makes one. */
export function createEngine({ ws, log, reads, clock }: {
  readonly ws: WorkspaceId
  readonly log: Pick<Log, 'read' | 'last'>
  readonly reads: Pick<StoreReads, 'members'>
  readonly clock: () => number
}): WhatIfEngine {
  let reader: GroundReader | null = null
  let last: Promise<unknown> = Promise.resolve()

  function alone<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work)
    last = next.catch(() => undefined)
    return next
  }

  async function ground(from: number, workspace: Workspace, tell: (part: number) => void): Promise<GroundReader> {
    // what was read for more days serves fewer; for more it is read anew
    const kept = reader !== null && reader.from <= from ? reader : readGround({ log, ws, from, offers: workspace.definitions.offers })
    reader = null
    await kept.advance(tell)
    reader = kept
    return kept
  }

  async function segments(workspace: Workspace) {
    const found: { segment: string; name: string; people: readonly string[] }[] = []
    for (const { id, name } of workspace.definitions.segments.slice(0, SEGMENTS_MAX)) {
      const people: string[] = []
      let after: ProfileId | null = null
      while (people.length < MEMBERS_MAX) {
        const page: readonly { readonly profile: ProfileId }[] = await reads.members(ws, id as SegmentId, after, MEMBERS_PAGE)
        people.push(...page.map(({ profile }) => profile))
        if (page.length < MEMBERS_PAGE) break
        after = page.at(-1)?.profile ?? null
      }
      found.push({ segment: id, name, people })
    }
    return found
  }

  return {
    run: (work, tell) => alone(async () => {
      const reading = (part: number): void => tell({ part: part / 2, step: 'reading', decisions: 0 })
      const { ground: columns } = await ground(work.now - work.ask.days * DAY_MS, work.workspace, reading)
      const members = work.newest === null ? membersOf(columns, await segments(work.workspace)) : []
      return answer(columns, work, members, tell, clock)
    }),
    ramp: ({ ramp, workspace, now }) => alone(async () => {
      const { ground: columns } = await ground(Math.min(ramp.since, now), workspace, () => undefined)
      return rampFigures(columns, { ramp, seed: workspace.seed })
    }),
    figures: ({ workspace, now, days }) => alone(async () => {
      const { ground: columns } = await ground(now - days * DAY_MS, workspace, () => undefined)
      const at = columns.at.values()
      const from = now - days * DAY_MS
      const first = at.findIndex((moment) => moment >= from)
      return { decisions: first < 0 ? 0 : at.length - first, people: columns.people.count, firstAt: first < 0 ? null : at[first]!, lastAt: first < 0 ? null : at.at(-1)! }
    }),
    forget: () => alone(async () => {
      reader = null
    }),
  }
}
