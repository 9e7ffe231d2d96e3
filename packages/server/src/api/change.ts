/** Changing one definition: read all, replace one, offer the whole; when somebody else was faster, again on theirs. */
import type { Definitions, Workspace } from '@rapport/core/engine/workspace'
import type { App } from '../runtime/app.ts'
import { conflict, unprocessable, type Fault } from './problem.ts'

const ATTEMPTS = 5

/** Applies a change to the newest definitions. Throws 422 with every fault, 409 when others keep changing them. */
export async function change(app: App, by: string, edit: (definitions: Definitions) => Definitions): Promise<Workspace> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { version, definitions } = app.workspace()
    const result = await app.define({ version, definitions: edit(definitions), by })
    if (result.is === 'ok') return result.workspace
    if (result.is === 'refused') throw refused(result.problems)
  }
  throw conflict('Definitions keep changing', 'Others are changing the definitions right now. Try again in a moment.')
}

/** A refusal that names every fault. */
export function refused(problems: readonly Fault[]) {
  const first = problems[0]
  return unprocessable('Definition refused', `${first?.path ? `${first.path}: ` : ''}${first?.message ?? 'The definition is not valid.'}${problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''}`, problems)
}
