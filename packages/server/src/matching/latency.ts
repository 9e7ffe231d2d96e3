/** How long things took, of the last thousand: a ring of numbers and its quantiles. */

/** The ring. */
export interface Latency {
  add(ms: number): void
  /** The value that this share of all stays below; null before the first. */
  quantile(share: number): number | null
}

/** Keeps the last `size` values. */
export function createLatency(size = 1_000): Latency {
  const values = new Float64Array(size)
  let added = 0
  return {
    add(ms) {
      values[added % size] = ms
      added++
    },
    quantile(share) {
      const known = Math.min(added, size)
      if (known === 0) return null
      const sorted = values.slice(0, known).sort()
      return Math.round((sorted[Math.min(known - 1, Math.floor(known * share))] ?? 0) * 1_000) / 1_000
    },
  }
}
