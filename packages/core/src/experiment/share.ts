/** Shares of few trials with honest intervals. */
import type { Interval } from './types.ts'
import { normalQuantile } from './distribution.ts'

/** Wilson's interval of a share (Wilson 1927). Without any trial it says nothing: from 0 to 1 around a half. */
export function wilson(hits: number, of: number, level = 0.95): Interval {
  if (of <= 0) return { estimate: 0.5, low: 0, high: 1, level, valid: 'once' }
  const z = normalQuantile(0.5 + level / 2)
  const share = hits / of
  const middle = share + z ** 2 / (2 * of)
  const half = z * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2))
  const scale = 1 + z ** 2 / of
  return { estimate: share, low: Math.max(0, (middle - half) / scale), high: Math.min(1, (middle + half) / scale), level, valid: 'once' }
}
