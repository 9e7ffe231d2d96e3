/** Names with a moment each, kept in order of moment: the memory store's timers and due messages. */
import { compareText } from './order.ts'

/** One line of an agenda. */
export interface Appointment {
  readonly id: string
  readonly at: number
}

/** An ordered set of appointments, at most one an id. */
export interface Agenda {
  /** Sets, moves or (null) removes the appointment of an id. */
  set(id: string, at: number | null): void
  /** Appointments at or before `now`, earliest first, then by id; at most `limit`. */
  due(now: number, limit: number): readonly Appointment[]
  first(): Appointment | null
  size(): number
}

/** An empty agenda. */
export function agenda(): Agenda {
  const sorted: Appointment[] = []
  const times = new Map<string, number>()

  function place(id: string, at: number): number {
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const here = sorted[middle] as Appointment
      if (here.at < at || (here.at === at && compareText(here.id, id) < 0)) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    set(id, at) {
      const before = times.get(id)
      if (before === at) return
      if (before !== undefined) sorted.splice(place(id, before), 1)
      if (at === null) return void times.delete(id)
      times.set(id, at)
      sorted.splice(place(id, at), 0, { id, at })
    },
    due(now, limit) {
      const found: Appointment[] = []
      for (const line of sorted) {
        if (line.at > now || found.length >= limit) break
        found.push(line)
      }
      return found
    },
    first: () => sorted[0] ?? null,
    size: () => sorted.length,
  }
}
