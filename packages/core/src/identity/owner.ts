/** Which profile becomes which person after the graph has changed: who survives, who is absorbed, who is new. */
import type { ProfileId } from '../base/id.ts'
import type { Instant } from '../base/time.ts'
import { parseIdentifierKey } from '../event/identifier.ts'
import { compareStrength } from './edge.ts'
import type { IdentityState } from './types.ts'

/** A profile as far as this question goes; a `ProfileState` is one. */
export interface Owner {
  readonly id: ProfileId
  readonly firstSeen: Instant
  readonly identity: IdentityState
}

/** One person after linking. */
export interface Settlement {
  readonly group: IdentityState
  /** The profile that goes on as this person; absent = a new profile is needed. */
  readonly survivor?: ProfileId
  /** Profiles whose history moves into the survivor; afterwards they redirect to it. In the order of (first seen, id). */
  readonly absorbed: readonly ProfileId[]
}

/**
 * Gives each profile's history to the group that holds its strongest identifier; where several meet, the one with the smallest (first seen, id) survives.
 * When an identifier moves from Ann to Bob, both profiles go on and only the identifier changes hands; a group that no profile follows is a new person.
 */
export function settleOwners(owners: readonly Owner[], groups: readonly IdentityState[]): Settlement[] {
  const groupOf = new Map(groups.flatMap((group) => group.ids.map((id) => [id, group] as const)))
  const sorted = [...owners].sort((one, other) => one.firstSeen - other.firstSeen || (one.id < other.id ? -1 : 1))
  const followers = new Map<IdentityState, ProfileId[]>(groups.map((group) => [group, []]))
  for (const owner of sorted) {
    const decisive = strongestId(owner.identity.ids)
    const group = decisive === undefined ? undefined : groupOf.get(decisive)
    if (group !== undefined) followers.get(group)?.push(owner.id)
  }
  return groups.map((group) => {
    const [survivor, ...absorbed] = followers.get(group) ?? []
    return survivor === undefined ? { group, absorbed } : { group, survivor, absorbed }
  })
}

/** The strongest of some `identifierKey` texts, as `strongest` has it for identifiers. Undefined for an empty list. */
export function strongestId(ids: readonly string[]): string | undefined {
  let best: string | undefined
  for (const id of ids) {
    if (best === undefined || stronger(id, best)) best = id
  }
  return best
}

function stronger(one: string, other: string): boolean {
  const first = parseIdentifierKey(one)
  const second = parseIdentifierKey(other)
  if (first === null || second === null) return first !== null
  return compareStrength(first, second) < 0
}
