/** Names and lines of several people at once. */
import type { ProfileId } from '@rapport/core/base/id'
import { decodeState } from '@rapport/core/engine/codec'
import { displayName } from '@rapport/core/profile/display'
import type { StoredProfile } from '../ports/store.ts'
import type { App } from '../runtime/app.ts'
import type { Of, PersonLine } from './contract.ts'

/** Names by profile; people who are gone or have no name are null or absent. One read. */
export async function namesOfPeople(app: App, ids: readonly ProfileId[]): Promise<ReadonlyMap<ProfileId, string | null>> {
  const distinct = [...new Set(ids)]
  if (distinct.length === 0) return new Map()
  const stored = await app.reads.profiles(app.ws, distinct)
  return new Map([...stored].map(([id, profile]) => [id, displayName(decodeState(profile.body).traits)]))
}

/** A line for lists. */
export function personLine(stored: StoredProfile): Of<typeof PersonLine> {
  const state = decodeState(stored.body)
  return { id: state.id, name: displayName(state.traits), identifiers: [...state.identity.ids], lastSeen: state.lastSeen, events: state.events }
}
