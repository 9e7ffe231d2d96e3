/** What the commands on files of transactions have in common: what the columns were taken for. */
import type { TransactionColumns } from '../lab/transaction-columns.ts'

/** Rows of a table: role, column, why. */
export function columnLines(columns: TransactionColumns): readonly (readonly string[])[] {
  const roles = ['customer', 'time', 'amount', 'quantity', 'price', 'order'] as const
  return roles.flatMap((role) => {
    const chosen = columns[role]
    return chosen ? [[`  ${role}`, chosen.column, chosen.because]] : []
  })
}
