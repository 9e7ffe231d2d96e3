import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fitLifetime, histories } from '@rapport/core/model/lifetime/fit'
import { expectedAmount, fitSpend } from '@rapport/core/model/lifetime/spend'
import { present, readColumns } from '../read.ts'
import { DATA } from '../sets.ts'

const SUMMARY = 'clv-cdnow/cdnow_summary.csv.gz'
const SAMPLE = 'clv-cdnow/cdnow_sample.csv.gz'
const there = existsSync(join(DATA, SUMMARY)) && present([SAMPLE])
if (!there) console.info(`Published figures of CDNOW are not tried: its data is not in ${DATA}.`)

describe.skipIf(!there)('Published figures of CDNOW', () => {
  const cells = () => {
    const columns = readColumns([SUMMARY])
    const of = (name: string): readonly number[] => (columns[name] ?? []).map(Number)
    const [repeats, recency, age] = [of('frequency'), of('recency'), of('T')]
    return histories(repeats.map((n, i) => ({ repeats: n, recency: recency[i] as number, age: age[i] as number })))
  }

  it('BG/NBD, MBG/NBD and Pareto/NBD are fitted to the published parameters', () => {
    const published = {
      bg: { at: [0.24259, 4.41353, 0.79289, 2.42575], height: -9582.4256 },
      mbg: { at: [0.52484, 6.18299, 0.89136, 1.614], height: -9582.1327 },
      pareto: { at: [0.5533, 10.578, 0.6062, 11.668], height: -9594.974 },
    } as const
    for (const family of ['bg', 'mbg', 'pareto'] as const) {
      const { model, logLikelihood } = fitLifetime(cells(), family) as NonNullable<ReturnType<typeof fitLifetime>>
      expect(Math.abs(logLikelihood - published[family].height), family).toBeLessThan(1e-3)
      for (const [i, value] of [model.r, model.alpha, model.a, model.b].entries()) expect(Math.abs(value / (published[family].at[i] as number) - 1), family).toBeLessThan(5e-3)
    }
  })

  it('Gamma-Gamma is fitted to the published parameters', () => {
    const columns = readColumns([SAMPLE])
    const days = new Map<string, Map<string, number>>()
    for (const [i, customer] of (columns['sample_id'] ?? []).entries()) {
      const date = columns['date']?.[i] ?? ''
      if (date > '1997-09-30') continue
      const of = days.get(customer) ?? new Map<string, number>()
      days.set(customer, of.set(date, (of.get(date) ?? 0) + Number(columns['dollars']?.[i])))
    }
    const repeats = [...days.values()].map((of) => [...of].sort(([one], [other]) => (one < other ? -1 : 1)).slice(1).map(([, money]) => money)).filter((of) => of.length > 0)
    const mean = Float64Array.from(repeats, (of) => of.reduce((sum, money) => sum + money, 0) / of.length)
    const { model, logLikelihood } = fitSpend({ orders: Float64Array.from(repeats, (of) => of.length), mean }) as NonNullable<ReturnType<typeof fitSpend>>
    expect(repeats).toHaveLength(946)
    expect(Math.abs(logLikelihood - -4055.923)).toBeLessThan(0.02)
    for (const [value, published] of [[model.p, 6.2488], [model.q, 3.7446], [model.v, 15.4478]] as const) expect(Math.abs(value / published - 1)).toBeLessThan(5e-3)
    for (const [orders, own, published] of [[1, 22.35, 26.2627], [2, 22.35, 24.6586], [7, 73.74, 71.4629], [0, 0, 35.171]] as const)
      expect(Math.abs(expectedAmount(model, orders, own) / published - 1)).toBeLessThan(1e-3)
  })
})
