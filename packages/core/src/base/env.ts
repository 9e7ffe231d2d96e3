/** Everything a pure function may want to know that is not in its other arguments. */
import { shortHash, unit } from './hash.ts'
import type { Instant } from './time.ts'

/** Clock, chance and ids of one turn. They derive from (seed, event id, purpose), so a replay or a retry draws the same. */
export interface Env {
  readonly now: Instant
  /** A number in [0, 1) for this purpose. */
  random(purpose: string): number
  /** An id for this purpose; the same purpose in the same turn gives the same id. */
  id(purpose: string): string
}

/** The Env of the turn that handles `event` at `now`. `seed` is the workspace's secret salt. */
export function envOf(seed: string, event: string, now: Instant): Env {
  return {
    now,
    random: (purpose) => unit(`${seed}|${event}|${purpose}`, 7),
    id: (purpose) => shortHash(`${seed}|${event}|${purpose}`),
  }
}
