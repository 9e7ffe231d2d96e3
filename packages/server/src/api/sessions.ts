/** Console sessions: a random id in an HttpOnly cookie that stands for a key. Kept in memory; a restart asks for the key again. */
import { randomBytes } from 'node:crypto'
import type { KeyRecord } from './keys.ts'

/** Name of the cookie. */
export const COOKIE = 'rapport_session'
/** A session ends after this long without a request … */
export const IDLE_MS = 30 * 60_000
/** … and after this long in any case. */
export const LONGEST_MS = 12 * 3_600_000
const MOST_SESSIONS = 10_000

/** Open sessions. */
export interface Sessions {
  open(key: KeyRecord): string
  /** The key behind a session id, or null when the session is over. `stillThere` says whether a stored key has not been revoked. */
  find(id: string): KeyRecord | null
  close(id: string): void
}

/** Sessions by the given clock. */
export function createSessions(now: () => number, revoked: (key: KeyRecord) => boolean): Sessions {
  const sessions = new Map<string, { readonly key: KeyRecord; readonly openedAt: number; seenAt: number }>()
  return {
    open(key) {
      if (sessions.size >= MOST_SESSIONS) sessions.delete(sessions.keys().next().value ?? '')
      const id = randomBytes(32).toString('base64url')
      sessions.set(id, { key, openedAt: now(), seenAt: now() })
      return id
    },
    find(id) {
      const session = sessions.get(id)
      if (!session) return null
      if (now() - session.seenAt > IDLE_MS || now() - session.openedAt > LONGEST_MS || revoked(session.key)) {
        sessions.delete(id)
        return null
      }
      session.seenAt = now()
      return session.key
    },
    close: (id) => void sessions.delete(id),
  }
}

/** The session id in a Cookie header, or null. */
export function sessionIn(header: string | undefined): string | null {
  if (header === undefined) return null
  const found = /(?:^|;\s*)rapport_session=([\w-]{20,100})/.exec(header)
  return found?.[1] ?? null
}
