/** `rapport lab personas`: the kinds of customers in a file of transactions, by recency, number of orders and money, with what sets each apart. */
import { chooseClusters, clusters, silhouette, standardised } from '@rapport/core/model/groups/clusters'
import { describePersona } from '@rapport/core/model/groups/describe'
import { buyerKind, personaFacts, type BuyerKind } from '@rapport/core/model/groups/personas'
import type { Clustering, GroupFeature, PersonaFacts, TriedClusters } from '@rapport/core/model/groups/types'
import { groupLanguage, groupLanguages } from '@rapport/core/model/groups/words/index'
import { checkWritable, writeCsv } from './csv-writer.ts'
import { dayOfText, isoDay, NO_DAY } from './moments.ts'
import { LabProblem } from './problem.ts'
import type { ToldColumns } from './transaction-columns.ts'
import { readTransactions, type Transactions } from './transactions.ts'

/** What is asked. */
export interface PersonasAsk extends ToldColumns {
  readonly transactions: string
  readonly out: string
  readonly until?: string
  readonly k: number | 'auto'
  /** BCP 47 tag; the nearest of en, zh-Hant, zh-Hans, th is used. */
  readonly language?: string
}

/** Progress of a run. */
export type PersonasProgress = { readonly is: 'reading'; readonly rows: number; readonly bytes: number; readonly ofBytes: number } | { readonly is: 'grouping' }

/** One kind of customer. */
export interface PersonaFound {
  /** From 1, the one with most money first. */
  readonly persona: number
  readonly kind: BuyerKind
  readonly name: string
  readonly people: number
  readonly share: number
  readonly money: number
  readonly moneyShare: number
  /** What is typical of them: medians. */
  readonly typical: { readonly recencyDays: number; readonly orders: number; readonly money: number }
  readonly traits: PersonaFacts['traits']
  readonly description: readonly string[]
}

/** What was found. */
export interface PersonasReport {
  readonly file: string
  readonly columns: Transactions['columns']
  readonly until: string
  readonly language: string
  readonly rows: { readonly read: number; readonly used: number }
  readonly customers: number
  readonly k: number
  readonly chosen: 'auto' | 'given'
  readonly inertia: number
  /** Mean silhouette, -1 to 1. */
  readonly separation: number
  readonly tried: readonly TriedClusters[]
  readonly personas: readonly PersonaFound[]
  /** Some customers for the picture: persona, days since the last order, orders. */
  readonly some: readonly { readonly persona: number; readonly recencyDays: number; readonly orders: number; readonly money: number }[]
  readonly remarks: readonly string[]
  readonly wrote: readonly string[]
  readonly seconds: number
}

const K_MOST = 20
/** Below this mean silhouette groups are sections of one crowd. */
export const BLURRED_BELOW = 0.35
const PICTURE = 1_200

/** What each customer did: clustered by the first three. */
export interface CustomerFigures {
  readonly customers: readonly string[]
  readonly recency: Float64Array
  readonly orders: Float64Array
  readonly money: Float64Array
  readonly perOrder: Float64Array
  readonly tenure: Float64Array
  readonly gap: Float64Array
  readonly refunds: Float64Array
}

/** Runs it and writes the file. */
export async function runPersonas(ask: PersonasAsk, onProgress: (progress: PersonasProgress) => void, clock: () => number): Promise<PersonasReport> {
  const started = clock()
  if (ask.k !== 'auto' && !(Number.isInteger(ask.k) && ask.k >= 2 && ask.k <= K_MOST)) throw new LabProblem(`--k must be auto or a whole number from 2 to ${K_MOST}.`, 'Leave it out to have it chosen.', 2)
  checkWritable(ask.out)
  const given = ask.until === undefined ? null : dayOfText(ask.until)
  if (given === NO_DAY) throw new LabProblem(`--until ${ask.until} is no date that can be read.`, 'Write it as 2025-06-30.', 2)
  const { customer, time, amount, order } = ask
  const told = { ...(customer !== undefined && { customer }), ...(time !== undefined && { time }), ...(amount !== undefined && { amount }), ...(order !== undefined && { order }) }
  const transactions = await readTransactions({ path: ask.transactions, ...told, onProgress: (progress) => onProgress({ is: 'reading', ...progress }) })
  const until = given ?? transactions.lastDay
  onProgress({ is: 'grouping' })
  const figures = figuresOf(transactions, until)
  if (figures.customers.length === 0 && !transactions.money.some((money) => !(money < 0)))
    throw new LabProblem(`${transactions.file} has no purchase at all: every row is money given back (below 0).`, 'Amounts of purchases must be positive.')
  if (figures.customers.length === 0) throw new LabProblem(`${transactions.file} has no purchase on or before ${isoDay(until)}; its first row is of ${isoDay(transactions.firstDay)}.`, 'Name a later day with --until.')
  const points = standardised(clusteredBy(figures, transactions.hasMoney))
  const auto = ask.k === 'auto' ? chooseClusters(points) : null
  const k = ask.k === 'auto' ? auto?.k : ask.k
  if (k === undefined || figures.customers.length < 5 * k)
    throw new LabProblem(`Not enough data: ${figures.customers.length === 1 ? 'one customer is' : `${figures.customers.length} customers are`} too few, or too much alike, to tell ${k === undefined ? 'kinds' : `${k} kinds`} apart.`, 'Give more customers, or fewer kinds with --k.')
  const found = clusters(points, k)
  const language = groupLanguage(ask.language ?? 'en')
  const personas = described(found, figures, transactions.hasMoney, language)
  const numbers = new Map(personas.map(({ cluster, found: { persona } }) => [cluster, persona]))
  const file = writeCsv(ask.out, ['customer', 'persona', 'name', 'recency_days', 'orders', 'money'])
  const rowOf = (i: number) => ({ recencyDays: figures.recency[i] as number, orders: figures.orders[i] as number, money: figures.money[i] as number })
  for (const [i, name] of figures.customers.entries()) {
    const { recencyDays, orders, money } = rowOf(i)
    const persona = numbers.get(found.of[i] as number) as number
    file.row([name, persona, personas[persona - 1]?.found.name ?? '', recencyDays, orders, transactions.hasMoney ? Number(money.toFixed(2)) : ''])
  }
  file.close()
  const step = Math.max(1, Math.ceil(figures.customers.length / PICTURE))
  const some = figures.customers.flatMap((_, i) => (i % step === 0 ? [{ persona: numbers.get(found.of[i] as number) as number, ...rowOf(i) }] : []))
  return {
    file: transactions.file,
    columns: transactions.columns,
    until: isoDay(until),
    language,
    rows: { read: transactions.rowsRead, used: transactions.rowsUsed },
    customers: figures.customers.length,
    k: found.k,
    chosen: ask.k === 'auto' ? 'auto' : 'given',
    inertia: found.inertia,
    separation: silhouette(points, found.of, found.k),
    tried: auto?.tried ?? [],
    personas: personas.map(({ found: persona }) => persona),
    some,
    remarks: [
      ...transactions.remarks,
      ...(found.k < k ? [`Customers are so much alike that there are only ${found.k} kinds, not ${k}.`] : []),
      transactions.columns.order ? `Orders are different values of '${transactions.columns.order.column}'.` : 'Purchases of one day count as one order.',
    ],
    wrote: [ask.out],
    seconds: Math.round((clock() - started) / 10) / 100,
  }
}

/** Figures of customers who bought by the end of the day `until`; recency counts from the morning after. Money is what was bought; what was given back is a figure of its own. */
export function figuresOf({ customers, customer, day, money, order, columns }: Transactions, until: number): CustomerFigures {
  const last = new Float64Array(customers.length).fill(Number.NaN)
  const first = new Float64Array(customers.length).fill(Number.NaN)
  const bought = new Float64Array(customers.length)
  const back = new Float64Array(customers.length)
  const orders = customers.map(() => new Set<number>())
  const days = customers.map(() => new Set<number>())
  for (const [i, who] of customer.entries()) {
    const at = day[i] as number
    const value = money[i] as number
    if (at > until) continue
    if (value < 0) {
      back[who] = (back[who] as number) - value
      continue
    }
    if (!((last[who] as number) >= at)) last[who] = at
    if (!((first[who] as number) <= at)) first[who] = at
    if (value > 0) bought[who] = (bought[who] as number) + value
    days[who]?.add(at)
    const number = order[i] as number
    orders[who]?.add(columns.order && number >= 0 ? number : -1 - at)
  }
  const who = customers.flatMap((_, i) => (Number.isNaN(last[i]) ? [] : [i]))
  const of = (figure: (i: number) => number): Float64Array => Float64Array.from(who, figure)
  const count = (i: number): number => orders[i]?.size ?? 0
  return {
    customers: who.map((i) => customers[i] as string),
    recency: of((i) => until + 1 - (last[i] as number)),
    orders: of(count),
    money: of((i) => bought[i] as number),
    perOrder: of((i) => (bought[i] as number) / count(i)),
    tenure: of((i) => until + 1 - (first[i] as number)),
    gap: of((i) => ((days[i]?.size ?? 0) > 1 ? ((last[i] as number) - (first[i] as number)) / ((days[i]?.size ?? 0) - 1) : Number.NaN)),
    refunds: of((i) => (bought[i] ? Math.min(1, (back[i] as number) / (bought[i] as number)) : Number.NaN)),
  }
}

/** RFM: what customers are grouped by. */
export function clusteredBy({ recency, orders, money }: CustomerFigures, hasMoney: boolean): readonly GroupFeature[] {
  return [
    { name: 'recency', values: recency, scale: 'log' },
    { name: 'orders', values: orders, scale: 'log' },
    ...(hasMoney ? [{ name: 'money', values: money, scale: 'log' as const }] : []),
  ]
}

interface Described {
  readonly cluster: number
  readonly found: PersonaFound
}

function described(found: Clustering, figures: CustomerFigures, hasMoney: boolean, language: keyof typeof groupLanguages): readonly Described[] {
  const features: readonly GroupFeature[] = [
    ...clusteredBy(figures, hasMoney),
    ...(hasMoney ? [{ name: 'perOrder', values: figures.perOrder, scale: 'log' as const }, { name: 'refunds', values: figures.refunds, scale: 'plain' as const }] : []),
    { name: 'tenure', values: figures.tenure, scale: 'log' },
    { name: 'gap', values: figures.gap, scale: 'log' },
  ]
  const all = figures.money.reduce((sum, money) => sum + money, 0)
  const facts = personaFacts(found, features)
  const order = facts.map((_, cluster) => cluster)
  const moneyOf = (cluster: number): number => figures.money.reduce((sum, money, i) => sum + (found.of[i] === cluster ? money : 0), 0)
  const sums = order.map(moneyOf)
  if (hasMoney) order.sort((one, other) => (sums[other] as number) - (sums[one] as number))
  const words = groupLanguages[language]
  const used = new Map<BuyerKind, number>()
  return order.map((cluster, place) => {
    const fact = facts[cluster] as PersonaFacts
    const trait = (name: string) => fact.traits.find(({ feature }) => feature === name)
    const kind = buyerKind({ recency: trait('recency')?.difference ?? 0, orders: trait('orders')?.difference ?? 0, money: trait('money')?.difference ?? 0 })
    const n = (used.get(kind) ?? 0) + 1
    used.set(kind, n)
    const persona: PersonaFound = {
      persona: place + 1,
      kind,
      name: n === 1 ? words.kinds[kind] : words.numbered(words.kinds[kind], n),
      people: fact.people,
      share: fact.share,
      money: sums[cluster] as number,
      moneyShare: all > 0 ? (sums[cluster] as number) / all : 0,
      typical: { recencyDays: trait('recency')?.value ?? Number.NaN, orders: trait('orders')?.value ?? Number.NaN, money: trait('money')?.value ?? Number.NaN },
      traits: fact.traits,
      description: describePersona({ facts: fact, money: sums[cluster] as number, everybodysMoney: all }, language),
    }
    return { cluster, found: persona }
  })
}
