/** Who buys, leaves, answers, becomes a customer: tables of four companies, the rows parted as the floors were measured, one configuration for all, the id never looked at. */
import { fitTable, foretell } from '@rapport/core/model/table/automl'
import { frameOf, shapesOf } from '@rapport/core/model/table/columns'
import { labelsOf } from '@rapport/core/model/table/label'
import { aucInterval, lossesOf, lossInterval } from '@rapport/core/model/table/quality'
import { present, readColumns, type Columns } from '../read.ts'
import type { LearningFigures, LearningPart } from './part.ts'

interface TableSet {
  readonly set: string
  readonly folder: string
  readonly file: string
  readonly label: string
  readonly without: readonly string[]
  readonly floor: { readonly auc: number; readonly logLoss: number }
}

const SETS: readonly TableSet[] = [
  { set: 'purchase-intention', folder: 'purchase-intention', file: 'online_shoppers', label: 'revenue', without: [], floor: { auc: 0.9345, logLoss: 0.2249 } },
  { set: 'purchase-intention-hard', folder: 'purchase-intention', file: 'online_shoppers', label: 'revenue', without: ['page_values'], floor: { auc: 0.7785, logLoss: 0.3617 } },
  { set: 'churn-telco', folder: 'churn-telco', file: 'telco_churn', label: 'churn', without: [], floor: { auc: 0.8444, logLoss: 0.4189 } },
  { set: 'bank-marketing', folder: 'bank-marketing', file: 'bank_additional', label: 'y', without: ['duration'], floor: { auc: 0.8091, logLoss: 0.2688 } },
  { set: 'leads-xeducation', folder: 'leads-xeducation', file: 'leads', label: 'converted', without: [], floor: { auc: 0.9321, logLoss: 0.3172 } },
  {
    set: 'leads-xeducation-hard', folder: 'leads-xeducation', file: 'leads', label: 'converted', without: ['lead_quality', 'last_notable_activity'],
    floor: { auc: 0.8756, logLoss: 0.4243 },
  },
]

/** The sets; the hard ones lack the columns that nearly give the answer away. */
export const PROPENSITY: LearningPart = { name: 'propensity', sets: SETS.map((one) => ({ set: one.set, run: () => Promise.resolve(evaluated(one)) })) }

const ID = 'row_id'

function evaluated({ set, folder, file, label, without, floor }: TableSet): LearningFigures | null {
  const files = [`${folder}/${file}.csv.gz`, `${folder}/split.csv.gz`] as const
  if (!present(files)) return null
  const table = readColumns([files[0]])
  const split = readColumns([files[1]])
  const side = new Map(split[ID]?.map((id, row) => [id, split['split']?.[row]]))
  const part = (which: string): Columns => {
    const rows = [...(table[ID] ?? []).entries()].filter(([, id]) => side.get(id) === which).map(([row]) => row)
    const used = Object.entries(table).filter(([column]) => column !== ID && !without.includes(column))
    return Object.fromEntries(used.map(([column, cells]) => [column, rows.map((row) => cells[row] ?? '')]))
  }
  const started = performance.now()
  const { [label]: trainLabels = [], ...train } = part('train')
  const { [label]: validLabels = [], ...valid } = part('valid')
  const labels = labelsOf(trainLabels)
  const shapes = shapesOf(train)
  if (labels.is !== 'labels') return null
  const truth = labelsOf(validLabels, labels.yes)
  if (truth.is !== 'labels') return null
  const model = fitTable(frameOf(shapes, train, trainLabels.length), labels.values)
  const p = foretell(model, frameOf(shapes, valid, validLabels.length))
  const auc = aucInterval(p, truth.values)
  const loss = lossInterval(lossesOf(p, truth.values))
  const figure = (value: number): number => Math.round(value * 1e4) / 1e4
  return {
    set,
    figures: {
      auc: auc && figure(auc.estimate), aucInterval: auc ? [figure(auc.low), figure(auc.high)] : null, logLoss: figure(loss.estimate),
      aucForetold: model.auc && figure(model.auc.estimate), logLossForetold: figure(model.logLoss.estimate), picked: model.tried.find(({ picked }) => picked)?.name ?? '',
      warned: model.leaks.map(({ column }) => column).join(', '),
    },
    floor,
    reached: auc !== null && auc.estimate >= floor.auc && loss.estimate <= floor.logLoss,
    seconds: Math.round(performance.now() - started) / 1_000,
  }
}
