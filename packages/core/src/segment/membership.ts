/** Who is in which segment, and until when that is certain. */
import type { Instant } from '../base/time.ts'

/** segment id → membership. A segment that the person has never been near is absent. */
export interface Memberships {
  readonly [segment: string]: {
    /** Member since; absent = not a member. */
    readonly since?: Instant
    /** The truth may change by itself at this moment (a window ends); absent = only an event can change it. */
    readonly until?: Instant
  }
}
