/** What falls due when, over all people: a heap whose order depends on what is in it alone, so that a replay does the same things in the same order. */

/** Something that falls due. */
export interface Due {
  readonly at: number
  /** Whose. */
  readonly who: string
  /** Number of the model, or -1 for the end of a visit. */
  readonly what: number
}

/** The heap. */
export interface Agenda {
  readonly size: number
  add(due: Due): void
  /** The earliest that is due at or before `now`, taken out; null when none is. */
  take(now: number): Due | null
  all(): readonly Due[]
}

/** Orders by time, then by whose it is, then by what. */
export function compareDue(one: Due, other: Due): number {
  return one.at - other.at || (one.who < other.who ? -1 : one.who > other.who ? 1 : one.what - other.what)
}

/** An agenda with these entries. */
export function createAgenda(entries: readonly Due[] = []): Agenda {
  const heap = [...entries].sort(compareDue)

  function sink(): void {
    for (let at = 0; ; ) {
      const left = 2 * at + 1
      const right = left + 1
      let least = at
      if (left < heap.length && compareDue(heap[left] as Due, heap[least] as Due) < 0) least = left
      if (right < heap.length && compareDue(heap[right] as Due, heap[least] as Due) < 0) least = right
      if (least === at) return
      swap(at, least)
      at = least
    }
  }

  function swap(one: number, other: number): void {
    const kept = heap[one] as Due
    heap[one] = heap[other] as Due
    heap[other] = kept
  }

  return {
    get size() {
      return heap.length
    },
    add(due) {
      heap.push(due)
      for (let at = heap.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1
        if (compareDue(heap[at] as Due, heap[parent] as Due) >= 0) return
        swap(at, parent)
        at = parent
      }
    },
    take(now) {
      const first = heap[0]
      if (first === undefined || first.at > now) return null
      const last = heap.pop() as Due
      if (heap.length > 0) {
        heap[0] = last
        sink()
      }
      return first
    },
    all: () => heap,
  }
}
