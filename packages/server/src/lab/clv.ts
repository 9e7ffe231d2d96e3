/** `rapport lab clv`: how often each customer will buy again and what that is worth, from a file of transactions; with how good such a forecast was where the file goes on. */
import { chanceAlive, discountedOrders } from '@rapport/core/model/lifetime/expect'
import { foretell, type Foretold, type LookBack } from '@rapport/core/model/lifetime/foretell'
import { totalInterval, type TotalInterval } from '@rapport/core/model/lifetime/interval'
import { historyOf, WEEK, type Purchases } from '@rapport/core/model/lifetime/purchases'
import { expectedAmount, fitSpend } from '@rapport/core/model/lifetime/spend'
import type { LifetimeModel, SpendFit } from '@rapport/core/model/lifetime/types'
import { holdOutOf, type HoldOut, type Known } from './clv-hold-out.ts'
import { dayOfText, isoDay, NO_DAY } from './moments.ts'
import { checkWritable, writeCsv } from './csv-writer.ts'
import { LabProblem } from './problem.ts'
import type { ToldColumns } from './transaction-columns.ts'
import { purchaseDays, readTransactions, spentWithin, type Transactions } from './transactions.ts'

/** What is asked. */
export interface ClvAsk extends ToldColumns {
  readonly transactions: string
  readonly out: string
  /** Last day that is known, in any usual spelling; the last day of the file when left out. */
  readonly until?: string
  readonly horizonDays: number
  /** Share of the money that is kept; default 1. */
  readonly margin?: number
  /** Share of worth lost each month; default 0.01. */
  readonly discount?: number
}

/** Progress of a run. */
export type ClvProgress =
  | { readonly is: 'reading'; readonly rows: number; readonly bytes: number; readonly ofBytes: number }
  | { readonly is: 'working'; readonly stage: string; readonly done: number }

/** What was found. */
export interface ClvReport {
  readonly file: string
  readonly columns: Transactions['columns']
  readonly until: string
  readonly horizonDays: number
  readonly rows: { readonly read: number; readonly used: number; readonly after: number }
  readonly customers: number
  readonly repeaters: number
  /** First purchase after `until`: nothing is said about them. */
  readonly later: number
  readonly orders: TotalInterval
  readonly value: { readonly estimate: number; readonly low: number; readonly high: number; readonly margin: number; readonly discountMonthly: number } | null
  /** Customers who are likelier to come back than not. */
  readonly likelyAlive: number
  readonly model: LifetimeModel
  readonly second: LifetimeModel | null
  readonly lookBack: LookBack | null
  readonly spend: SpendFit | null
  readonly holdOut: HoldOut | null
  /** Shares of all expected worth that the best tenth, fifth and half of customers bring. */
  readonly concentration: { readonly tenth: number; readonly fifth: number; readonly half: number }
  readonly remarks: readonly string[]
  readonly wrote: readonly string[]
  readonly seconds: number
}

const HORIZON_MAX = 3_650
/** Fewer people who came back, or fewer people at all, say nothing about others. */
const REPEATERS_MIN = 10
const CUSTOMERS_MIN = 30
const FEW_REPEATERS = 100
const MONTH_WEEKS = 365.25 / 12 / 7
const CORRELATED = 0.3

/** Runs it and writes the file. `clock` tells seconds passed. */
export async function runClv(ask: ClvAsk, onProgress: (progress: ClvProgress) => void, clock: () => number): Promise<ClvReport> {
  const started = clock()
  checkNumbers(ask)
  checkWritable(ask.out)
  const given = ask.until === undefined ? null : dayOfText(ask.until)
  if (given === NO_DAY) throw new LabProblem(`--until ${ask.until} is no date that can be read.`, 'Write it as 2025-06-30.', 2)
  const transactions = await readTransactions({ path: ask.transactions, ...toldOf(ask), onProgress: (progress) => onProgress({ is: 'reading', ...progress }) })
  const until = given ?? transactions.lastDay
  const purchases = purchaseDays(transactions)
  const known = knownBy(transactions, purchases, until)
  onProgress({ is: 'working', stage: 'fitting', done: 0 })
  const foretold = foretell({ purchases, until, horizonDays: ask.horizonDays, onProgress: (stage, done) => onProgress({ is: 'working', stage: STAGES[stage], done }) })
  if (foretold === null) throw nobodyCameBack(until)
  checkEnough(foretold, until)
  const worth = worthOf(transactions, foretold, until, known)
  const value = valueOf(ask, foretold, worth, known)
  const holdOut = holdOutOf({ horizonDays: ask.horizonDays, transactions, purchases, until, known, foretold, perOrder: worth?.perOrder ?? null })
  const total = sum(known.map(({ place }) => foretold.orders[place] as number))
  const weeks = ask.horizonDays / WEEK
  const interval = totalInterval({
    fit: foretold.model, customers: known.map(({ history }) => history), weeks, total, lookBack: foretold.lookBack,
    onProgress: (done) => onProgress({ is: 'working', stage: 'how sure that is', done }),
  })
  write(ask.out, transactions, known, foretold, value)
  const worthTotal = value && sum(known.map(({ place }) => value[place] as number))
  return {
    file: transactions.file,
    columns: transactions.columns,
    until: isoDay(until),
    horizonDays: ask.horizonDays,
    rows: { read: transactions.rowsRead, used: transactions.rowsUsed, after: transactions.day.reduce((n, day) => n + (day > until ? 1 : 0), 0) },
    customers: known.length,
    repeaters: foretold.model.repeaters,
    later: transactions.customers.length - known.length,
    orders: interval,
    value: worthTotal === null || !(total > 0)
      ? null
      : {
        estimate: worthTotal,
        low: (worthTotal * interval.low) / total,
        high: (worthTotal * interval.high) / total,
        margin: ask.margin ?? 1,
        discountMonthly: ask.discount ?? 0.01,
      },
    likelyAlive: known.filter(({ place }) => (foretold.alive[place] as number) > 0.5).length,
    model: foretold.model.model,
    second: foretold.second?.model ?? null,
    lookBack: foretold.lookBack,
    spend: worth?.fit ?? null,
    holdOut,
    concentration: concentrationOf(known.map(({ place }) => (value ?? foretold.orders)[place] as number)),
    remarks: [...transactions.remarks, ...remarksOf(ask, transactions, foretold, worth, until)],
    wrote: [ask.out],
    seconds: Math.round((clock() - started) / 10) / 100,
  }
}

const STAGES = { fitting: 'fitting', looking_back: 'looking back', foretelling: 'foretelling' } as const

interface Worth {
  readonly fit: SpendFit | null
  /** Expected money of the next order, by customer; share of it that is given back taken off. */
  readonly perOrder: Float64Array
}

function toldOf({ customer, time, amount, order }: ClvAsk): ToldColumns {
  return { ...(customer !== undefined && { customer }), ...(time !== undefined && { time }), ...(amount !== undefined && { amount }), ...(order !== undefined && { order }) }
}

function checkNumbers({ horizonDays, margin = 1, discount = 0.01 }: ClvAsk): void {
  if (!Number.isInteger(horizonDays) || horizonDays < 1 || horizonDays > HORIZON_MAX) throw new LabProblem(`--horizon must be a whole number of days from 1 to ${HORIZON_MAX}, not '${horizonDays}'.`, 'A year is 365.', 2)
  if (!(margin > 0 && margin <= 1)) throw new LabProblem(`--margin is the share of the money that is kept, above 0 and up to 1, not '${margin}'.`, 'A margin of 30 % is 0.3.', 2)
  if (!(discount >= 0 && discount < 0.5)) throw new LabProblem(`--discount is the share of worth lost each month, from 0 to below 0.5, not '${discount}'.`, 'One percent is 0.01.', 2)
}

function knownBy({ customers, firstDay, file }: Transactions, purchases: Purchases, until: number): readonly Known[] {
  const known = customers.flatMap((_, place) => {
    const history = historyOf(purchases, place, until)
    return history ? [{ place, history }] : []
  })
  if (known.length === 0 && purchases.days.length === 0) throw new LabProblem(`${file} has no purchase at all: every row is money given back (below 0).`, 'Amounts of purchases must be positive.')
  if (known.length === 0) throw new LabProblem(`${file} has no purchase on or before ${isoDay(until)}; its first row is of ${isoDay(firstDay)}.`, 'Name a later day with --until.')
  return known
}

function nobodyCameBack(until: number): LabProblem {
  return new LabProblem(`Nobody bought on two different days by ${isoDay(until)}, so nothing can be learned about who comes back.`, 'Give a longer history, or a later day with --until; if orders have no customer in common, look whether --customer names the right column.')
}

function checkEnough({ model }: Foretold, until: number): void {
  if (model.repeaters >= REPEATERS_MIN && model.customers >= CUSTOMERS_MIN) return
  throw new LabProblem(
    `Not enough data: by ${isoDay(until)} there ${model.customers === 1 ? 'is 1 customer' : `are ${model.customers} customers`}, of whom ${model.repeaters} came back; a forecast needs at least ${CUSTOMERS_MIN} customers and ${REPEATERS_MIN} who came back.`,
    'Give a longer history or more customers.',
  )
}

function worthOf(transactions: Transactions, { orders }: Foretold, until: number, known: readonly Known[]): Worth | null {
  if (!transactions.hasMoney) return null
  const { days, bought, refunded, undone } = spentWithin(transactions, -Infinity, until)
  const rows = known.filter(({ place }) => (days[place] as number) > 0)
  if (rows.length === 0) return null
  const mean = (place: number): number => (days[place] ? (bought[place] as number) / (days[place] as number) : 0)
  const fit = fitSpend({ orders: Float64Array.from(rows, ({ place }) => days[place] as number), mean: Float64Array.from(rows, ({ place }) => mean(place)) })
  const everybody = sum(rows.map(({ place }) => bought[place] as number)) / sum(rows.map(({ place }) => days[place] as number))
  const back = Math.min(1, sum(known.map(({ place }) => refunded[place] as number)) / Math.max(1e-9, sum(rows.map(({ place }) => bought[place] as number))))
  const ordersUndone = sum(known.map(({ place }) => undone[place] as number))
  const whole = ordersUndone / Math.max(1, ordersUndone + sum(rows.map(({ place }) => days[place] as number)))
  const perOrder = new Float64Array(orders.length).fill(Number.NaN)
  for (const { place } of known) {
    const own = days[place] as number
    const expected = fit ? expectedAmount(fit.model, own, mean(place)) : (own * mean(place) + everybody) / (own + 1)
    // What somebody gives back is their own share of refunds and of orders given back whole, shrunk to everybody's by one order's worth.
    const inPart = 1 - Math.min(1, ((refunded[place] as number) + back * everybody) / ((bought[place] as number) + everybody))
    const kept = inPart * (1 - ((undone[place] as number) + whole) / (own + (undone[place] as number) + 1))
    perOrder[place] = (Number.isFinite(expected) ? expected : everybody) * kept
  }
  return { fit, perOrder }
}

/** Money of the horizon by customer, worth today; null where there is no money. */
function valueOf({ horizonDays, margin = 1, discount = 0.01 }: ClvAsk, { orders, model }: Foretold, worth: Worth | null, known: readonly Known[]): Float64Array | null {
  if (worth === null) return null
  const value = new Float64Array(orders.length).fill(Number.NaN)
  const months = Math.max(1, Math.ceil(horizonDays / 7 / MONTH_WEEKS))
  const monthLength = horizonDays / 7 / months
  const monthly = (1 + discount) ** (monthLength / MONTH_WEEKS) - 1
  const shares = new Map<string, number>()
  for (const { place, history } of known) {
    const key = `${history.repeats} ${history.recency} ${history.age}`
    let share = shares.get(key)
    if (share === undefined) {
      const plain = discountedOrders(model.model, history, { months, monthLength, monthly: 0 })
      share = plain > 0 ? discountedOrders(model.model, history, { months, monthLength, monthly }) / plain : 1
      shares.set(key, share)
    }
    value[place] = (orders[place] as number) * share * (worth.perOrder[place] as number) * margin
  }
  return value
}

function write(path: string, { customers }: Transactions, known: readonly Known[], { orders, alive }: Foretold, value: Float64Array | null): void {
  const file = writeCsv(path, ['customer', 'expected_orders', 'p_alive', 'expected_value'])
  for (const { place } of known) file.row([customers[place] as string, ...[orders, alive, value].map((of) => (of ? digits(of[place] as number) : ''))])
  file.close()
}

function remarksOf({ horizonDays }: ClvAsk, { firstDay, refunds }: Transactions, { model, lookBack }: Foretold, worth: Worth | null, until: number): readonly string[] {
  const remarks: string[] = []
  const span = until - firstDay
  if (model.repeaters < FEW_REPEATERS) remarks.push(`Only ${model.repeaters} customers came back so far: take single figures for a rough order of who is worth more, not for amounts.`)
  if (horizonDays > 2 * span) remarks.push(`The forecast reaches ${horizonDays} days ahead and the history only ${span} days back: what happens beyond it was never seen.`)
  if (lookBack === null) remarks.push('There is too little history to try the method on its own past, so how far off it is has not been seen.')
  if (span < 2 * 365) remarks.push('There are not two years of history, so seasons cannot be told from growth; the interval allows for that.')
  if (worth?.fit && worth.fit.correlation > CORRELATED) remarks.push(`People who order more often also spend more per order (correlation ${worth.fit.correlation.toFixed(2)}); amounts of frequent buyers are rather too low.`)
  if (worth && worth.fit === null) remarks.push('Too few customers have amounts to learn how they differ; each is taken at their own mean, drawn towards everybody\'s.')
  if (nobodyLeaves(model.model, until - firstDay)) remarks.push('In this history nobody seems to leave for good, or leaving cannot be told from a long pause: p_alive says little.')
  if (refunds.rows > 0 && worth) remarks.push('Expected value has the usual share of money given back taken off.')
  return remarks
}

/** Whether even somebody silent for the whole history would be taken for a customer. */
function nobodyLeaves(model: LifetimeModel, spanDays: number): boolean {
  return chanceAlive(model, { repeats: 1, recency: 1 / WEEK, age: Math.max(1, spanDays) / WEEK }) > 0.95
}

function concentrationOf(values: readonly number[]): ClvReport['concentration'] {
  const sorted = values.filter(Number.isFinite).sort((one, other) => other - one)
  const all = sum(sorted)
  const share = (part: number): number => (all > 0 ? sum(sorted.slice(0, Math.ceil(part * sorted.length))) / all : 0)
  return { tenth: share(0.1), fifth: share(0.2), half: share(0.5) }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function digits(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(7))) : ''
}
