/** How an import is doing: one line redrawn in a terminal, plain lines now and then elsewhere. */
import type { Output } from '../output.ts'

/** What is known at a moment. */
export interface Progress {
  readonly rows: number
  readonly bytes: number
  readonly ofBytes: number
  readonly rejected: number
}

const LIVE_MS = 200
const PLAIN_MS = 10_000

/** Shows progress, often enough and not more. */
export function progressTo(out: Output, now: () => number): (progress: Progress) => void {
  const startedAt = now()
  let shownAt = startedAt
  return (progress) => {
    if (out.json || now() - shownAt < (out.live ? LIVE_MS : PLAIN_MS)) return
    shownAt = now()
    const line = progressLine(progress, now() - startedAt)
    if (out.live) out.redraw(line)
    else out.note(line)
  }
}

/** `120,000 rows · 43 % · 31,000 rows/s · 12 s left · 3 rejected`. */
export function progressLine({ rows, bytes, ofBytes, rejected }: Progress, elapsedMs: number): string {
  const share = ofBytes === 0 ? 1 : Math.min(1, bytes / ofBytes)
  const left = share > 0 ? Math.round((elapsedMs / 1_000) * (1 / share - 1)) : 0
  const parts = [`${count(rows)} rows`, `${Math.floor(share * 100)} %`, `${count(Math.round(rows / Math.max(0.001, elapsedMs / 1_000)))} rows/s`, `${left} s left`]
  return [...parts, ...(rejected > 0 ? [`${count(rejected)} rejected`] : [])].join(' · ')
}

/** A number with thousands separated. */
export function count(n: number): string {
  return n.toLocaleString('en')
}
