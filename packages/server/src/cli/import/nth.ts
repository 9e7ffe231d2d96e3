/** How often a content has come: equal rows are different events, and the second run of a file must count the same. Compact: 10 bytes an entry. */
import { hash53 } from '@rapport/core/base/hash'

/** Answers 1 for the first time, 2 for the second … */
export function createNth(): (content: string) => number {
  let keys = new Float64Array(1 << 16)
  let counts = new Uint16Array(1 << 16)
  let used = 0
  const place = (key: number, into: Float64Array): number => {
    const mask = into.length - 1
    let at = (key % 4_294_967_291) & mask
    while (into[at] !== 0 && into[at] !== key) at = (at + 1) & mask
    return at
  }
  const grow = (): void => {
    const [oldKeys, oldCounts] = [keys, counts]
    keys = new Float64Array(oldKeys.length * 2)
    counts = new Uint16Array(oldKeys.length * 2)
    oldKeys.forEach((key, i) => {
      if (key === 0) return
      const at = place(key, keys)
      keys[at] = key
      counts[at] = oldCounts[i] ?? 0
    })
  }
  return (content) => {
    const key = hash53(content) + 1
    const at = place(key, keys)
    if (keys[at] === 0) {
      keys[at] = key
      used++
    }
    const n = Math.min(65_535, (counts[at] ?? 0) + 1)
    counts[at] = n
    if (used * 2 > keys.length) grow()
    return n
  }
}
