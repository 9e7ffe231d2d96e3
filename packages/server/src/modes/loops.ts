/** What the writer does by itself: fire timers, pay history to young definitions, and say how it goes. */
import type { Instant } from '@rapport/core/base/time'
import type { Writer } from '../runtime/writer.ts'

/** Timers fired in one commit. */
const TIMER_BATCH = 1_000
const IDLE_MS = 20
const PULSE_MS = 100
/** A clock that leaps further ahead than this is not believed until it has been that late for as long. */
const LEAP_MS = 60_000

/** Starts the loops; `stop` resolves when none is under way. `pulse` gets the lateness of the timers fired since the last time. */
export function startLoops(options: { readonly writer: Writer; readonly clock: () => Instant; readonly pulse: (lateMs: readonly number[]) => void }): { stop(): Promise<void> } {
  const { writer, clock, pulse } = options
  let stopped = false
  let late: number[] = []
  const leap = createLeapGuard(clock, () => performance.now())

  async function timers(): Promise<void> {
    while (!stopped) {
      const fired = leap.suspicious() ? [] : await writer.fire(TIMER_BATCH)
      if (late.length < 10_000) late.push(...fired)
      if (fired.length < TIMER_BATCH) await pause(IDLE_MS)
    }
  }

  async function history(): Promise<void> {
    while (!stopped) {
      const more = writer.pulse().queued > 2_000 ? false : (await writer.backfill()) || (await writer.expire())
      await pause(more ? 0 : IDLE_MS * 5)
    }
  }

  const beat = setInterval(() => {
    pulse(late)
    late = []
  }, PULSE_MS)
  // Two, so that the next timers are folded while the disk makes the last ones durable.
  const running = Promise.all([timers(), timers(), history()])
  return {
    async stop() {
      stopped = true
      clearInterval(beat)
      await running
    },
  }
}

/** Compares the clock with the monotonic one: after a leap ahead, timers rest until the leap has lasted LEAP_MS. Never early, whatever the clock says. */
export function createLeapGuard(clock: () => number, monotonic: () => number): { suspicious(): boolean } {
  let offset = clock() - monotonic()
  let since: number | null = null
  return {
    suspicious() {
      const leap = clock() - monotonic() - offset
      if (leap < LEAP_MS) {
        since = null
        offset = Math.min(offset, clock() - monotonic()) + Math.max(0, Math.min(leap, 1))
        return false
      }
      since ??= monotonic()
      if (monotonic() - since < LEAP_MS) return true
      offset = clock() - monotonic()
      since = null
      return false
    },
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
