/** Rows that were not taken: every one is counted by its reason, the first lines are remembered, and all of them can be written down. */

/** A row that was not taken. */
export interface Reject {
  readonly file: string
  readonly line: number
  /** The kind of reason, the same for all rows of a kind. */
  readonly reason: string
  /** What is special about this row. */
  readonly detail?: string
  /** The beginning of the row as it stood. */
  readonly raw: string
}

/** One kind of reason: how many rows, and the first of them. */
export interface RejectKind {
  readonly reason: string
  readonly rows: number
  readonly first: readonly { readonly file: string; readonly line: number; readonly detail?: string }[]
}

const FIRST_LINES = 5

/** Counts rejects. */
export interface RejectCount {
  add(reject: Reject): void
  rows(): number
  /** Commonest first. */
  kinds(): readonly RejectKind[]
}

/** Starts at none; `each` hears of every one. */
export function countRejects(each: (reject: Reject) => void = () => undefined): RejectCount {
  const kinds = new Map<string, { rows: number; first: { file: string; line: number; detail?: string }[] }>()
  let rows = 0
  return {
    add(reject) {
      const { reason, file, line, detail } = reject
      const kind = kinds.get(reason) ?? { rows: 0, first: [] }
      kinds.set(reason, kind)
      kind.rows++
      rows++
      if (kind.first.length < FIRST_LINES) kind.first.push({ file, line, ...(detail === undefined ? {} : { detail }) })
      each(reject)
    },
    rows: () => rows,
    kinds: () => [...kinds].map(([reason, kind]) => ({ reason, ...kind })).sort((one, other) => other.rows - one.rows),
  }
}
