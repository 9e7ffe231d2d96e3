/** Reads a file of transactions into purchase days and money of each customer: what lifetime value and personas begin with. */
import { purchasesOf, type Purchases } from '@rapport/core/model/lifetime/purchases'
import { amountsOf } from './amounts.ts'
import { readRows } from './frame.ts'
import { daysOf, NO_DAY } from './moments.ts'
import { LabProblem } from './problem.ts'
import { transactionColumns, type ToldColumns, type TransactionColumns } from './transaction-columns.ts'

/** All transactions of a file, by rows, and what was done to read them. */
export interface Transactions {
  readonly file: string
  /** Customers as they are written, in the order of their first row. */
  readonly customers: readonly string[]
  /** By row: place of the customer, day since 1970-01-01, money (NaN: not known; negative: given back), number of the order (-1: none). */
  readonly customer: Uint32Array
  readonly day: Int32Array
  readonly money: Float64Array
  readonly order: Int32Array
  readonly columns: TransactionColumns
  /** Whether any row has money. */
  readonly hasMoney: boolean
  readonly rowsRead: number
  readonly rowsUsed: number
  readonly firstDay: number
  readonly lastDay: number
  readonly refunds: { readonly rows: number; readonly money: number }
  readonly remarks: readonly string[]
}

/** How to read. */
export interface TransactionsAsk extends ToldColumns {
  readonly path: string
  readonly onProgress?: (progress: { readonly rows: number; readonly bytes: number; readonly ofBytes: number }) => void
}

const plural = (n: number, one: string, many: string): string => `${n.toLocaleString('en')} ${n === 1 ? one : many}`

/** Reads them. Throws LabProblem when there is nothing to go on. */
export async function readTransactions({ path, onProgress, ...told }: TransactionsAsk): Promise<Transactions> {
  const columns = await transactionColumns(path, told)
  const kept = [columns.customer, columns.time, columns.amount, columns.quantity, columns.price, columns.order].flatMap((one) => (one ? [one.column] : []))
  const rows = await readRows(path, { keep: kept, ...(onProgress && { onProgress }) })
  const cells = (of: { readonly column: string } | null): readonly string[] => (of ? (rows.values[of.column] ?? []) : [])
  const remarks = [...rows.remarks]
  const days = daysOf(cells(columns.time))
  const { money, hasMoney, empty } = moneyOf(columns, cells, remarks)
  const names = cells(columns.customer)
  const orders = cells(columns.order)
  const places = new Map<string, number>()
  const numbers = new Map<string, number>()
  const customers: string[] = []
  const used: { customer: number; day: number; money: number; order: number }[] = []
  let [nameless, refunds, refunded, zeros] = [0, 0, 0, 0]
  for (let i = 0; i < rows.rows; i++) {
    const name = names[i] ?? ''
    const day = days.days[i] ?? NO_DAY
    if (name === '') nameless++
    if (name === '' || day === NO_DAY) continue
    let customer = places.get(name)
    if (customer === undefined) {
      customer = customers.length
      places.set(name, customer)
      customers.push(name)
    }
    const number = orders[i] ?? ''
    let order = -1
    if (number !== '') {
      order = numbers.get(number) ?? numbers.size
      numbers.set(number, order)
    }
    const value = money[i] ?? Number.NaN
    if (value < 0) {
      refunds++
      refunded -= value
    } else if (value === 0) zeros++
    used.push({ customer, day, money: value, order })
  }
  if (nameless > 0) remarks.push(`${plural(nameless, 'row has', 'rows have')} no customer and were left out.`)
  if (days.unreadable > 0) remarks.push(`${plural(days.unreadable, 'row has', 'rows have')} no date that can be read and were left out.`)
  remarks.push(...days.remarks)
  if (refunds > 0) remarks.push(`${plural(refunds, 'row is', 'rows are')} negative and taken for money given back (${Math.round(refunded).toLocaleString('en')} in all); a day with nothing else is no purchase.`)
  if (zeros > 0) remarks.push(`${plural(zeros, 'row has', 'rows have')} an amount of 0: a purchase, but none that says what somebody spends.`)
  if (hasMoney && empty > 0) remarks.push(`${plural(empty, 'row has', 'rows have')} no readable amount: a purchase of unknown worth.`)
  if (used.length === 0) throw new LabProblem(`${rows.file} has no row with a customer and a date that can be read${rows.rows === 0 ? ': it holds only a header' : ` (${plural(rows.rows, 'row', 'rows')})`}.`, `The customer was read from '${columns.customer.column}' and the time from '${columns.time.column}'; name others with --customer and --time.`)
  const day = Int32Array.from(used, (one) => one.day)
  return {
    file: rows.file,
    customers,
    customer: Uint32Array.from(used, (one) => one.customer),
    day,
    money: Float64Array.from(used, (one) => one.money),
    order: Int32Array.from(used, (one) => one.order),
    columns,
    hasMoney,
    rowsRead: rows.rows + rows.rejects.rows(),
    rowsUsed: used.length,
    firstDay: day.reduce((least, one) => Math.min(least, one), day[0] ?? 0),
    lastDay: day.reduce((most, one) => Math.max(most, one), day[0] ?? 0),
    refunds: { rows: refunds, money: refunded },
    remarks,
  }
}

function moneyOf(
  columns: TransactionColumns,
  cells: (of: { readonly column: string } | null) => readonly string[],
  remarks: string[],
): { readonly money: Float64Array; readonly hasMoney: boolean; readonly empty: number } {
  if (columns.amount === null && columns.price === null) {
    remarks.push('There is no column with money, so nothing is said about what orders are worth (name one with --amount).')
    return { money: new Float64Array(cells(columns.customer).length).fill(Number.NaN), hasMoney: false, empty: 0 }
  }
  const one = amountsOf(cells(columns.amount ?? columns.price))
  const other = columns.amount === null ? amountsOf(cells(columns.quantity)) : null
  const money = other ? one.values.map((price, i) => price * (other.values[i] ?? Number.NaN)) : one.values
  remarks.push(...one.remarks)
  if (other) remarks.push(`Money is '${columns.price?.column}' times '${columns.quantity?.column}'.`)
  const empty = money.reduce((n, value) => n + (Number.isNaN(value) ? 1 : 0), 0)
  const hasMoney = money.some((value) => value > 0)
  if (!hasMoney) remarks.push('No row has money above 0, so nothing is said about what orders are worth.')
  return { money, hasMoney, empty }
}

/** Money of a customer up to a day: purchases with a known amount above 0 (days and sum), what was given back, and days of which nothing was kept because all was given back as it was. */
export interface Spent {
  readonly days: Uint32Array
  readonly bought: Float64Array
  readonly refunded: Float64Array
  readonly undone: Uint32Array
}

/** Purchase days of each customer (rows that are not refunds), over the whole file. */
export function purchaseDays({ customers, customer, day, money }: Transactions): Purchases {
  const days: number[][] = customers.map(() => [])
  for (const [i, who] of customer.entries()) if (!((money[i] as number) < 0)) days[who]?.push(day[i] as number)
  return purchasesOf(days)
}

/** Sums money of each customer over the days after `from` up to and including `to`. A purchase that is given back as it was, to the cent, counts neither as bought nor as given back. */
export function spentWithin(transactions: Transactions, from: number, to: number): Spent {
  const { customers, customer, day, money } = transactions
  const undone = reversals(transactions, to)
  const perDay = new Map<number, Set<number>>()
  const undoneDays = new Map<number, Set<number>>()
  const bought = new Float64Array(customers.length)
  const refunded = new Float64Array(customers.length)
  const note = (days: Map<number, Set<number>>, who: number, at: number): void => void days.set(who, (days.get(who) ?? new Set()).add(at))
  for (const [i, who] of customer.entries()) {
    const at = day[i] as number
    const value = money[i] as number
    if (at <= from || at > to || Number.isNaN(value)) continue
    if (undone.has(i)) {
      if (value > 0) note(undoneDays, who, at)
    } else if (value < 0) refunded[who] = (refunded[who] as number) - value
    else if (value > 0) {
      bought[who] = (bought[who] as number) + value
      note(perDay, who, at)
    }
  }
  const kept = customers.map((_, who) => perDay.get(who) ?? new Set<number>())
  return {
    days: Uint32Array.from(kept, (days) => days.size),
    bought,
    refunded,
    undone: Uint32Array.from(kept, (days, who) => [...(undoneDays.get(who) ?? [])].filter((at) => !days.has(at)).length),
  }
}

/** Rows that undo each other by `to`: a refund and the latest purchase of the same customer and amount before it. */
function reversals({ customer, day, money }: Transactions, to: number): ReadonlySet<number> {
  const key = (i: number): string => `${customer[i]} ${Math.abs(money[i] as number)}`
  const bought = new Map<string, number[]>()
  const refunds: number[] = []
  for (const [i, value] of money.entries())
    if (value < 0 && (day[i] as number) <= to) {
      refunds.push(i)
      bought.set(key(i), [])
    }
  const undone = new Set<number>()
  if (refunds.length === 0) return undone
  for (const [i, value] of money.entries()) if (value > 0) bought.get(key(i))?.push(i)
  for (const refund of refunds) {
    const rows = bought.get(key(refund)) ?? []
    let latest = -1
    for (const i of rows) if (!undone.has(i) && (day[i] as number) <= (day[refund] as number) && (latest < 0 || (day[i] as number) >= (day[latest] as number))) latest = i
    if (latest < 0) continue
    undone.add(latest)
    undone.add(refund)
  }
  return undone
}
