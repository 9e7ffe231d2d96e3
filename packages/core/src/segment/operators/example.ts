/** The moment at which all operator examples happen. */
import type { Instant } from '../../base/time.ts'

/** 15 January 2026, noon UTC. */
export const NOON = Date.UTC(2026, 0, 15, 12) as Instant

/** That many milliseconds away from NOON. */
export function fromNoon(milliseconds: number): Instant {
  return (NOON + milliseconds) as Instant
}
