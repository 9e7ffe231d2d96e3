/** How a workspace begins, and where its definitions lie. */
import type { WorkspaceId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import { planOf, type Plan } from '@rapport/core/engine/plan'
import type { Definitions, Workspace } from '@rapport/core/engine/workspace'
import type { Position } from '../ports/log.ts'
import { emptyCommit, type Store } from '../ports/store.ts'

/** Key of the value that holds the workspace. */
export const WORKSPACE_KEY = 'workspace'

/** Key of the value that lists history still to be counted. */
export const BACKFILL_KEY = 'backfill'

/** The next version of a workspace. Counters that the version before did not keep are new as of this one. */
export function nextWorkspace(before: Plan, definitions: Definitions): Plan {
  const version = before.workspace.version + 1
  const next = planOf({ ...before.workspace, version, definitions: { ...DEFAULT_DEFINITIONS, ...definitions } })
  const { counterSince } = before.workspace
  return planOf({ ...next.workspace, counterSince: Object.fromEntries(next.rules.counters.map(({ key }) => [key, counterSince[key] ?? version])) })
}

/** The workspace as last defined; a new one is founded with the defaults, which is the first record of its log. */
export async function startWorkspace(options: {
  readonly ws: WorkspaceId
  readonly epoch: number
  readonly store: Store
  readonly newSeed: () => string
  readonly at: Instant
  readonly position: Position
}): Promise<{ readonly workspace: Workspace; readonly position: Position }> {
  const { ws, epoch, store, at, position } = options
  const stored = await store.value(ws, WORKSPACE_KEY)
  if (stored !== null) return { workspace: completed(stored as unknown as Workspace), position }
  const workspace: Workspace = { id: ws, version: 1, seed: options.newSeed(), definitions: DEFAULT_DEFINITIONS, counterSince: {} }
  const first = (position + 1) as Position
  const record = { v: 1, keyId: null, ws, position: first, at, body: { is: 'definitions', version: 1, definitions: DEFAULT_DEFINITIONS, by: 'rapport' } } as const
  await store.commit({ ...emptyCommit(ws, epoch), append: [record], values: [{ key: WORKSPACE_KEY, value: workspace as unknown as Json }] })
  return { workspace, position: first }
}

/** A workspace that was stored by an older release, with the defaults for kinds of definition that are younger. */
function completed(workspace: Workspace): Workspace {
  return { ...workspace, definitions: { ...DEFAULT_DEFINITIONS, ...workspace.definitions } }
}
