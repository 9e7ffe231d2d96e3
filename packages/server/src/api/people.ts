/** Names and lines of several people at once. */
import type { ProfileId } from '@rapport/core/base/id'
import { decodeState } from '@rapport/core/engine/codec'
import type { ProfileState } from '@rapport/core/engine/state'
import { displayName } from '@rapport/core/profile/display'
import type { StoredProfile } from '../ports/store.ts'
import type { App } from '../runtime/app.ts'
import type { Of, PersonLine } from './contract.ts'

/** Names by profile; people who are gone or have no name are null or absent. One read. */
export async function namesOfPeople(app: App, ids: readonly ProfileId[]): Promise<ReadonlyMap<ProfileId, string | null>> {
  const distinct = [...new Set(ids)]
  if (distinct.length === 0) return new Map()
  const stored = await app.reads.profiles(app.ws, distinct)
  return new Map([...stored].map(([id, profile]) => [id, nameIn(decodeState(profile.body))]))
}

/** A line for lists. */
export function personLine(stored: StoredProfile): Of<typeof PersonLine> {
  return lineOf(decodeState(stored.body))
}

/** A line for lists, of somebody who has been read already. */
export function lineOf(state: ProfileState): Of<typeof PersonLine> {
  return { id: state.id, name: nameIn(state), identifiers: [...state.identity.ids], lastSeen: state.lastSeen, events: state.events }
}

function nameIn({ traits, identity }: ProfileState): string | null {
  return displayName(traits, identity.ids)
}
