/** Changing one definition: read all, replace one, offer the whole; when somebody else was faster, again on theirs. */
import type { Definitions, Workspace } from '@rapport/core/engine/workspace'
import type { App } from '../runtime/app.ts'
import { conflict, unprocessable, type Fault } from './problem.ts'

const ATTEMPTS = 5

/** Applies a change to the newest definitions. Throws 422 with every fault, 409 when others keep changing them. */
export async function change(
  app: App,
  by: string,
  edit: (definitions: Definitions) => Definitions,
  about?: { readonly kind: keyof Definitions; readonly id: string },
): Promise<Workspace> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { version, definitions } = app.workspace()
    const edited = edit(definitions)
    const result = await app.define({ version, definitions: edited, by })
    if (result.is === 'ok') return result.workspace
    if (result.is === 'refused') throw refused(about ? withinBody(result.problems, edited, about) : result.problems)
  }
  throw conflict('Definitions keep changing', 'Others are changing the definitions right now. Try again in a moment.')
}

/** Faults of the definition in the body are named by their place in the body (`rule.all.0`), others by their place in the configuration. */
function withinBody(problems: readonly Fault[], definitions: Definitions, { kind, id }: { readonly kind: keyof Definitions; readonly id: string }): readonly Fault[] {
  const list = definitions[kind]
  const own = Array.isArray(list) ? `${kind}.${(list as readonly { readonly id?: string }[]).findIndex((one) => one.id === id)}.` : `${kind}.`
  return problems.map(({ path, message }) => ({ path: path.startsWith(own) ? path.slice(own.length) : path, message }))
}

/** A refusal that names every fault. */
export function refused(problems: readonly Fault[]) {
  const first = problems[0]
  return unprocessable('Definition refused', `${first?.path ? `${first.path}: ` : ''}${first?.message ?? 'The definition is not valid.'}${problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''}`, problems)
}
