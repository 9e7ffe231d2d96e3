/** The laws of a workspace, made ready once per version of its definitions. */
import { compileLaws, type Laws } from '@rapport/core/consent/law'
import type { Workspace } from '@rapport/core/engine/workspace'

const compiled = new WeakMap<Workspace, Laws>()

/** Which purposes hold for whom. For those who read without a plan: exports, destinations, requests. */
export function lawsOf(workspace: Workspace): Laws {
  const known = compiled.get(workspace)
  if (known) return known
  const { purposes, laws, jurisdiction } = workspace.definitions
  const made = compileLaws({ purposes, laws, places: jurisdiction.unknown })
  compiled.set(workspace, made)
  return made
}
