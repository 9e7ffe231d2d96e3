/** Parts rows at random so that each part has its share of the yes. */
import { seeded } from '../../base/random.ts'

/** The part (0 up to but not including `folds`) of each row. Equal seeds, equal parts. */
export function foldsOf(labels: Float64Array, folds: number, seed: number): Uint8Array {
  const random = seeded(seed)
  const part = new Uint8Array(labels.length)
  for (const label of [0, 1]) {
    const rows = [...labels.keys()].filter((row) => labels[row] === label)
    for (let i = rows.length - 1; i > 0; i--) {
      const other = Math.floor(random() * (i + 1))
      const kept = rows[i] as number
      rows[i] = rows[other] as number
      rows[other] = kept
    }
    for (const [i, row] of rows.entries()) part[row] = (i + label) % folds
  }
  return part
}

/** Rows of a part, and of all others. */
export function partOf(parts: Uint8Array, fold: number): { readonly inside: Int32Array; readonly outside: Int32Array } {
  const rows = Int32Array.from(parts.keys())
  return { inside: rows.filter((row) => parts[row] === fold), outside: rows.filter((row) => parts[row] !== fold) }
}
