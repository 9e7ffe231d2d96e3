/** The next item and the next basket, at every position of every test session, items that are in the session already included. */
import { basketsOf } from '@rapport/core/model/session/purchases'
import { nextBasket, trainBaskets } from '@rapport/core/model/session/basket'
import { measureBaskets, measureLists, type Judged, type JudgedBasket } from '@rapport/core/model/session/measure'
import { nextItems, trainNextItems } from '@rapport/core/model/session/next'
import { present, readColumns, type Columns } from '../read.ts'
import type { LearningFigures, LearningPart } from './part.ts'

const LENGTH = 20
const DAY_MS = 86_400_000

/** Sessions, the best known test of recommendations, and baskets of a wholesaler of gifts. */
export const NEXT_ITEM: LearningPart = {
  name: 'next-item',
  sets: [
    { set: 'sessions-yoochoose', run: yoochoose },
    { set: 'sessions-tmall', run: tmall },
    { set: 'next-basket', run: basket },
  ],
}

async function yoochoose(): Promise<LearningFigures | null> {
  const files = ['sessions-yoochoose/yoochoose_100k_train.csv.gz', 'sessions-yoochoose/yoochoose_100k_test.csv.gz']
  if (!present(files)) return null
  const [train = [], test = []] = files.map((file) => sessionsOf(readColumns([file])))
  const asked = test.flatMap((items) => items.slice(1).map((truth, n) => ({ before: items.slice(0, n + 1), truth })))
  return judgedLists('sessions-yoochoose', train, asked, { hitRate: 0.692, reciprocalRank: 0.373 })
}

async function tmall(): Promise<LearningFigures | null> {
  const files = ['sessions-tmall/train_sessions.csv.gz', 'sessions-tmall/test_prefixes.csv.gz'] as const
  if (!present(files)) return null
  const { items = [] } = readColumns([files[0]])
  const { prefix = [], target = [] } = readColumns([files[1]])
  const asked = prefix.map((before, n) => ({ before: before.split(' '), truth: target[n] ?? '' }))
  return judgedLists('sessions-tmall', items.map((line) => line.split(' ')), asked, { hitRate: 0.458, reciprocalRank: 0.226 })
}

/** Sessions in the order in which they ended. */
function sessionsOf({ session_id: sessions = [], item_id: items = [], time = [] }: Columns): string[][] {
  const found = new Map<string, { at: number; readonly clicks: { readonly at: number; readonly item: string }[] }>()
  for (const [row, id] of sessions.entries()) {
    const at = Number(time[row])
    const session = found.get(id) ?? { at, clicks: [] }
    session.clicks.push({ at, item: items[row] ?? '' })
    session.at = Math.max(session.at, at)
    found.set(id, session)
  }
  return [...found.values()].toSorted((a, b) => a.at - b.at).map(({ clicks }) => clicks.toSorted((a, b) => a.at - b.at).map(({ item }) => item))
}

type Floor = { readonly hitRate: number; readonly reciprocalRank: number }

interface Asked {
  readonly before: readonly string[]
  readonly truth: string
}

function judgedLists(set: string, train: readonly (readonly string[])[], asked: readonly Asked[], floor: Floor): LearningFigures {
  const started = performance.now()
  const state = trainNextItems(train)
  const judged: Judged[] = asked.map(({ before, truth }) => ({ list: nextItems(state, { session: before, count: LENGTH }).map(({ item }) => item), truth }))
  const clicks = new Map<string, number>()
  for (const items of train) for (const item of items) clicks.set(item, (clicks.get(item) ?? 0) + 1)
  const { lists, hitRate, reciprocalRank, coverage, novelty } = measureLists(judged, clicks)
  return {
    set, figures: { positions: lists, hitRate: rounded(hitRate), reciprocalRank: rounded(reciprocalRank), coverage: rounded(coverage), noveltyBits: rounded(novelty) },
    floor: { ...floor }, reached: hitRate >= floor.hitRate && reciprocalRank >= floor.reciprocalRank, seconds: rounded((performance.now() - started) / 1_000),
  }
}

async function basket(): Promise<LearningFigures | null> {
  const file = 'retail-online/online_retail_half_a.csv.gz'
  if (!present([file])) return null
  const { InvoiceNo: invoices = [], StockCode: items = [], Quantity: amounts = [], InvoiceDate: times = [], CustomerID: customers = [] } = readColumns([file])
  const started = performance.now()
  const bought = invoices.flatMap((invoice, row) => {
    const day = Date.parse((times[row] ?? '').slice(0, 10)) / DAY_MS
    return invoice.startsWith('C') || !(Number(amounts[row]) > 0) ? [] : [{ customer: customers[row] ?? '', item: items[row] ?? '', day }]
  })
  const baskets = basketsOf(bought)
  const until = Date.parse('2011-09-30') / DAY_MS
  const model = trainBaskets(baskets, until)
  const judged: JudgedBasket[] = baskets.customers.flatMap(({ baskets: own }) => {
    const known = own.filter(({ day }) => day <= until)
    const next = own.find(({ day }) => day > until)
    if (known.length === 0 || !next) return []
    return [{ list: nextBasket(model, known, { count: LENGTH }).map(({ item }) => item), truth: new Set(next.items.map((item) => baskets.items[item] ?? '')) }]
  })
  const { recall, precision } = measureBaskets(judged, LENGTH)
  return {
    set: 'next-basket', figures: { customers: judged.length, recall: rounded(recall), precision: rounded(precision) },
    floor: { recall: 0.228, precision: 0.183 }, reached: recall >= 0.228 && precision >= 0.183, seconds: rounded((performance.now() - started) / 1_000),
  }
}

function rounded(figure: number): number {
  return Math.round(figure * 1e4) / 1e4
}
