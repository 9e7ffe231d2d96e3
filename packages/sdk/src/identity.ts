/** Who is in front of the page, as far as the page may know: a random id of the browser, and the user id after a login. */
import type { Shelf } from './storage.ts'

/** The browser and its person. */
export interface Identity {
  readonly anonymousId: string
  readonly userId: string | null
}

/** Keeps the identity on a shelf. */
export interface IdentityKeeper {
  current(): Identity
  /** The person said who they are. Another person than before gets a fresh anonymous id: two people of one device stay two. */
  know(userId: string): Identity
  /** After a logout: a new visitor. */
  forget(): Identity
}

const ANONYMOUS = 'anonymous'
const USER = 'user'
const LONGEST = 256

/** Reads the identity of earlier visits, or begins one. `newId` makes ids that nobody can guess. */
export function keepIdentity(shelf: Shelf, newId: () => string): IdentityKeeper {
  let identity: Identity = { anonymousId: usable(shelf.read(ANONYMOUS)) ?? newId(), userId: usable(shelf.read(USER)) }

  function become(next: Identity): Identity {
    identity = next
    shelf.write(ANONYMOUS, next.anonymousId)
    if (next.userId === null) shelf.remove(USER)
    else shelf.write(USER, next.userId)
    return next
  }

  become(identity)
  return {
    current: () => identity,
    know(userId) {
      const known = usable(userId)
      if (known === null) return identity
      const another = identity.userId !== null && identity.userId !== known
      return become({ anonymousId: another ? newId() : identity.anonymousId, userId: known })
    },
    forget: () => become({ anonymousId: newId(), userId: null }),
  }
}

function usable(text: string | null): string | null {
  const trimmed = text?.trim() ?? ''
  return trimmed === '' || trimmed.length > LONGEST ? null : trimmed
}
