/** What the commands on files of transactions have in common: a line of progress, and what the columns were taken for. */
import type { TransactionColumns } from '../lab/transaction-columns.ts'
import type { Output } from './output.ts'

const LIVE_MS = 120
const PLAIN_MS = 5_000
const BAR = 24

/** Shows a stage and the share done: redrawn in a terminal, a line now and then elsewhere, nothing with --json. */
export function progressLine(out: Output): (what: string, done: number) => void {
  let shownAt = out.live ? -Infinity : performance.now()
  return (what, done) => {
    if (out.json || performance.now() - shownAt < (out.live ? LIVE_MS : PLAIN_MS)) return
    shownAt = performance.now()
    const share = Math.min(1, Math.max(0, done))
    if (!out.live) return out.note(`${what} · ${Math.floor(share * 100)} %`)
    const full = Math.round(share * BAR)
    out.redraw(`${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${Math.floor(share * 100)} % ${what}`)
  }
}

/** Rows of a table: role, column, why. */
export function columnLines(columns: TransactionColumns): readonly (readonly string[])[] {
  const roles = ['customer', 'time', 'amount', 'quantity', 'price', 'order'] as const
  return roles.flatMap((role) => {
    const chosen = columns[role]
    return chosen ? [[`  ${role}`, chosen.column, chosen.because]] : []
  })
}
