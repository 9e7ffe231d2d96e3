/** The report of `rapport lab clv` as data: what is expected, how sure that is, how such a forecast did before. */
import type { ClvReport } from './clv.ts'
import type { ChosenColumn } from './transaction-columns.ts'
import type { Report, ReportPart, ReportSection } from './report.ts'

const whole = (x: number): string => Math.round(x).toLocaleString('en')
const small = (x: number): string => (x > 0 && x < 0.001 ? 'below 0.001' : x.toLocaleString('en', { maximumFractionDigits: 3 }))
const percent = (x: number): string => `${(100 * x).toFixed(Math.abs(x) < 0.1 ? 1 : 0)} %`
const signed = (x: number): string => `${x >= 0 ? '+' : ''}${(100 * x).toFixed(1)} %`

/** Builds it. */
export function clvReport(found: ClvReport): Report {
  const { customers, repeaters, horizonDays, until, orders, value, likelyAlive, concentration } = found
  return {
    title: `Customer lifetime value: ${found.file}`,
    lead: `In the ${horizonDays} days after ${until} about ${whole(orders.estimate)} orders are expected of ${whole(customers)} customers (90 %: ${whole(orders.low)} to ${whole(orders.high)})${
      value ? `, worth about ${whole(value.estimate)} today (${whole(value.low)} to ${whole(value.high)})` : ''
    }.`,
    sections: [
      {
        heading: 'What is expected',
        parts: [{
          is: 'figures',
          figures: [
            { name: 'Orders', value: whole(orders.estimate), detail: `${whole(orders.low)} to ${whole(orders.high)} (90 %)` },
            ...(value ? [{
              name: 'Worth today',
              value: whole(value.estimate),
              detail: `${whole(value.low)} to ${whole(value.high)}; margin ${percent(value.margin)}, ${percent(value.discountMonthly)} a month taken off`,
            }] : []),
            { name: 'Customers', value: whole(customers), detail: `${whole(repeaters)} bought on more than one day` },
            { name: 'Likelier still customers than not', value: whole(likelyAlive), detail: percent(likelyAlive / customers) },
            { name: 'The best tenth brings', value: percent(concentration.tenth), detail: `of all expected ${value ? 'worth' : 'orders'}; the best fifth ${percent(concentration.fifth)}` },
          ],
        }],
      },
      ...judged(found),
      {
        heading: 'How it was worked out',
        parts: [
          { is: 'text', text: 'Several purchases of one day count as one order. Two models of buying and leaving are fitted (MBG/NBD and Pareto/NBD); where a look back shows that the first errs with a pattern, it is corrected by it; the forecast is the mean of both. Worth per order is by the Gamma-Gamma model: a customer\'s own mean, drawn towards everybody\'s the more, the fewer orders are known.' },
          {
            is: 'table',
            head: ['Model', 'r', 'alpha (weeks)', 'a', 'b'],
            right: [1, 2, 3, 4],
            rows: [found.model, found.second].flatMap((model) => (model ? [[NAMES[model.family], small(model.r), small(model.alpha), small(model.a), small(model.b)]] : [])),
          },
          ...(found.spend ? [{
            is: 'text' as const,
            text: `Gamma-Gamma: p ${small(found.spend.model.p)}, q ${small(found.spend.model.q)}, v ${small(found.spend.model.v)}, fitted on ${whole(found.spend.customers)} customers; number and size of orders correlate with ${small(found.spend.correlation)}.`,
          }] : []),
          { is: 'text', text: `The interval of the total has three parts: whom we happened to see (${percent(orders.parts.fit)}, by 50 refits to simulated customers), the chance of what people then do (${percent(orders.parts.chance)}), and the level of the time to come (${percent(orders.parts.level)}, from how far the look back was off).` },
        ],
      },
      ...(found.remarks.length > 0 ? [{ heading: 'Remarks', parts: [{ is: 'list' as const, items: found.remarks }] }] : []),
      {
        heading: 'What was read',
        parts: [{
          is: 'table', head: ['What', 'Column', 'Why'],
          rows: Object.entries(found.columns).flatMap(([role, chosen]: [string, ChosenColumn | null]) => (chosen ? [[role, chosen.column, chosen.because]] : [])),
        }, { is: 'text', text: `${whole(found.rows.used)} of ${whole(found.rows.read)} rows were used; ${whole(found.rows.after)} are of after ${until} and were not learned from. ${whole(found.later)} customers first bought after it.` }],
      },
    ],
  }
}

const NAMES = { mbg: 'MBG/NBD', bg: 'BG/NBD', pareto: 'Pareto/NBD' } as const

/** How the forecast did on what the file knows of the time after, else on its own past, else that this was never seen. */
function judged({ holdOut, lookBack, until }: ClvReport): readonly ReportSection[] {
  const parts: ReportPart[] = []
  if (lookBack) {
    const off = lookBack.actual > 0 ? lookBack.expected / lookBack.actual - 1 : Number.NaN
    parts.push({
      is: 'text',
      text: `Looking back: from what was known ${lookBack.days} days before ${until}, the first model expected ${whole(lookBack.expected)} orders of ${whole(lookBack.customers)} customers by ${until}; there were ${whole(lookBack.actual)} (${signed(off)}). ${USED[lookBack.used]}`,
    })
  } else parts.push({ is: 'note', tone: 'warning', text: 'There was too little history to try the method on its own past.' })
  if (holdOut === null) return [{ heading: 'How good it is', parts }]
  const { naive, money } = holdOut
  return [{
    heading: `How good it was: the ${holdOut.days} days after ${until}`,
    parts: [
      {
        is: 'figures',
        figures: [
          { name: 'Orders expected', value: whole(holdOut.expected), detail: `there were ${whole(holdOut.actual)} (${holdOut.actual > 0 ? signed(holdOut.expected / holdOut.actual - 1) : '–'})` },
          { name: 'Error per customer (RMSE)', value: small(holdOut.rmse), detail: `everybody at their rate so far: ${small(naive.rmse)}` },
          { name: 'Correlation', value: small(holdOut.correlation), detail: `everybody at their rate so far: ${small(naive.correlation)}` },
          { name: 'Orders at the rate so far', value: whole(naive.expected), detail: holdOut.actual > 0 ? signed(naive.expected / holdOut.actual - 1) : '' },
          ...(money ? [{ name: 'Money expected', value: whole(money.expected), detail: `there was ${whole(money.actual)}; correlation ${small(money.correlation)}` }] : []),
        ],
      },
      ...(holdOut.tenths.length > 1
        ? [{
          is: 'chart' as const,
          caption: 'Orders per customer in tenths of customers by what was expected, the best first; with 90 % intervals of what happened',
          chart: { is: 'calibration' as const, amounts: true, points: holdOut.tenths.map(({ expected, actual, low, high }) => ({ foretold: expected, estimate: actual, low, high })) },
        }]
        : []),
      ...parts,
    ],
  }]
}

const USED = {
  none: 'Its errors had no pattern, so nothing was corrected.',
  level: 'Its level was corrected by that.',
  pattern: 'Its errors had a pattern, and it was corrected by that.',
} as const
