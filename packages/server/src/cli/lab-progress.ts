/** How the commands of the lab show where they are. */
import type { Output } from './output.ts'

const LIVE_MS = 120
const PLAIN_MS = 5_000
const BAR = 24

/** Shows a stage and the share done (null: nobody knows): redrawn in a terminal, a line now and then elsewhere, nothing with --json. */
export function progressLine(out: Output): (what: string, done: number | null) => void {
  let shownAt = out.live ? -Infinity : performance.now()
  return (what, done) => {
    if (out.json || performance.now() - shownAt < (out.live ? LIVE_MS : PLAIN_MS)) return
    shownAt = performance.now()
    const share = Math.min(1, Math.max(0, done ?? 0))
    const percent = done === null ? '' : `${Math.floor(share * 100)} %`
    if (!out.live) return out.note(done === null ? what : `${what} · ${percent}`)
    const full = Math.round(share * BAR)
    out.redraw(`${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${percent} ${what}`)
  }
}
