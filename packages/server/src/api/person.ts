/** Finding a person by what the caller has: a profile id or `kind:value`. */
import type { ProfileId } from '@rapport/core/base/id'
import { decodeState } from '@rapport/core/engine/codec'
import type { ProfileState } from '@rapport/core/engine/state'
import { identifierKey, parseIdentifierKey } from '@rapport/core/event/identifier'
import type { StoredProfile } from '../ports/store.ts'
import type { App } from '../runtime/app.ts'
import { notFound } from './problem.ts'

/** A person with the document behind it. */
export interface FoundPerson {
  readonly id: ProfileId
  readonly stored: StoredProfile
  readonly state: ProfileState
}

/** The profile that a reference names now (a merged-away id names its survivor), or null. One or two reads. */
export async function profileIdOf(app: App, ref: string): Promise<ProfileId | null> {
  const identifier = parseIdentifierKey(ref)
  if (!identifier) return app.reads.survivor(app.ws, ref as ProfileId)
  const key = identifierKey(identifier)
  return (await app.reads.owners(app.ws, [key])).get(key) ?? null
}

/** The person that a reference names, or null when nobody is known by it. */
export async function findPerson(app: App, ref: string): Promise<FoundPerson | null> {
  const id = await profileIdOf(app, ref)
  if (id === null) return null
  const stored = (await app.reads.profiles(app.ws, [id])).get(id)
  return stored ? { id, stored, state: decodeState(stored.body) } : null
}

/** Like `findPerson`, but a stranger is a 404. */
export async function personOr404(app: App, ref: string): Promise<FoundPerson> {
  const found = await findPerson(app, ref)
  if (!found) throw notFound('person', ref, 'Use a profile id or kind:value, for example userId:u1 or email:ann@example.com.')
  return found
}
