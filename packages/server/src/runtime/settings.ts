/** How a workspace begins, and where its definitions lie. */
import type { ProfileId, WorkspaceId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import { planOf, type Plan } from '@rapport/core/engine/plan'
import type { Definitions, Workspace } from '@rapport/core/engine/workspace'
import type { Position } from '../ports/log.ts'
import { emptyCommit, type Commit, type Store } from '../ports/store.ts'

/** Key of the value that holds the workspace. */
export const WORKSPACE_KEY = 'workspace'

/** Key of the value that lists history still to be counted. */
export const BACKFILL_KEY = 'backfill'

/** Beginning of the keys of values that say where in the log a version was accepted. */
export const DEFINED_PREFIX = 'defined/'

/** The value that remembers where a version was accepted, for the commit that accepts it. */
export function definedValue(version: number, position: Position): Commit['values'][number] {
  return { key: `${DEFINED_PREFIX}${String(version).padStart(9, '0')}`, value: position }
}

/** Beginning of the keys of values that name profile ids whose facts in the log are not all theirs any more: somebody was divided. */
export const DIVIDED_PREFIX = 'divided/'

/** The values that remember them. */
export function dividedValues(profiles: Iterable<ProfileId>, position: Position): Commit['values'] {
  return [...profiles].map((id) => ({ key: `${DIVIDED_PREFIX}${id}`, value: position }))
}

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
  await store.commit({ ...emptyCommit(ws, epoch), append: [record], values: [{ key: WORKSPACE_KEY, value: workspace as unknown as Json }, definedValue(1, first)] })
  return { workspace, position: first }
}

/** A workspace that was stored by an older release, with the defaults for kinds of definition that are younger. */
function completed(workspace: Workspace): Workspace {
  return { ...workspace, definitions: { ...DEFAULT_DEFINITIONS, ...workspace.definitions } }
}
