/** The definitions as they were at any place of the log: what a rebuild needs to fold an old fact as it was folded then. */
import type { WorkspaceId } from '@rapport/core/base/id'
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import { planOf, type Plan } from '@rapport/core/engine/plan'
import type { Definitions } from '@rapport/core/engine/workspace'
import type { Log, Position } from '../ports/log.ts'
import type { StoreReads } from '../ports/store.ts'
import { createLru } from './lru.ts'
import { DEFINED_PREFIX, nextWorkspace } from './settings.ts'

/** One accepted version: where it stands in the log, and which of its counters began when. */
interface Version {
  readonly position: Position
  readonly version: number
  readonly counterSince: Plan['workspace']['counterSince']
}

/** Plans by place. */
export interface Plans {
  /** The plan that a record at this position was folded with; null when the log no longer holds its definitions. */
  at(position: Position): Promise<Plan | null>
  /** Where a version was accepted; null when nobody knows. */
  definedAt(version: number): Promise<Position | null>
}

/** Compiled plans kept at hand. */
const KEPT_PLANS = 16
/** Records read at a time when the places of definitions must be looked for. */
const SLICE = 500

/** Plans of a workspace; reads nothing until asked. `seed` is the workspace's salt. */
export function createPlans({ ws, reads, seed }: { readonly ws: WorkspaceId; readonly reads: StoreReads & Pick<Log, 'read'>; readonly seed: string }): Plans {
  const versions: Version[] = []
  const compiled = createLru<number, Plan>(KEPT_PLANS)
  /** Records up to here have been searched, for logs that were begun by a release that did not note the places. */
  let searched = 0 as Position

  async function definitionsAt(position: Position): Promise<{ readonly version: number; readonly definitions: Definitions } | null> {
    const [record] = await reads.read({ ws, after: (position - 1) as Position, limit: 1 })
    return record?.position === position && record.body.is === 'definitions' ? record.body : null
  }

  function build({ version, counterSince }: Omit<Version, 'position'>, definitions: Definitions): Plan {
    const plan = planOf({ id: ws, version, seed, definitions: { ...DEFAULT_DEFINITIONS, ...definitions }, counterSince })
    compiled.set(version, plan)
    return plan
  }

  /** Appends one version to the chain: which of its counters are new follows from the one before. */
  async function append(position: Position): Promise<boolean> {
    const found = await definitionsAt(position)
    if (found === null) return false
    const last = versions.at(-1)
    const before = last && (await planFor(last))
    if (last && !before) return false
    const { workspace } = before ? nextWorkspace(before, found.definitions) : build({ version: found.version, counterSince: {} }, found.definitions)
    versions.push({ position, version: found.version, counterSince: workspace.counterSince })
    return true
  }

  async function planFor(version: Version): Promise<Plan | null> {
    const known = compiled.get(version.version)
    if (known) return known
    const found = await definitionsAt(version.position)
    return found && build(version, found.definitions)
  }

  async function learn(position: Position): Promise<void> {
    const noted = await reads.values(ws, DEFINED_PREFIX)
    const places = noted.map(({ key, value }) => ({ version: Number(key.slice(DEFINED_PREFIX.length)), position: Number(value) as Position }))
    const next = (): number => (versions.at(-1)?.version ?? 0) + 1
    for (const place of places) if (place.version === next() && !(await append(place.position))) break
    if (places.every((place) => place.version < next())) return
    await search(places.at(-1)?.position ?? position)
  }

  async function search(until: Position): Promise<void> {
    while (searched < until) {
      const records = await reads.read({ ws, after: searched, limit: SLICE })
      if (records.length === 0) return
      for (const record of records) if (record.body.is === 'definitions' && record.body.version > (versions.at(-1)?.version ?? 0)) await append(record.position)
      searched = records.at(-1)?.position ?? until
    }
  }

  return {
    async at(position) {
      if ((versions.at(-1)?.position ?? 0) <= position) await learn(position)
      const version = versions.findLast((one) => one.position <= position)
      return version ? planFor(version) : null
    },
    async definedAt(version) {
      return versions.find((one) => one.version === version)?.position ?? null
    },
  }
}
