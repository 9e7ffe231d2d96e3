/** Uplift of e-mails in a randomised campaign: average effects, the ranking of people who were left out, and the outcome that carries no usable signal. */
import { frameOf, shapesOf } from '@rapport/core/model/table/columns'
import { forecastUplift, subset } from '@rapport/core/model/uplift/forecast'
import { auuc, qini, qiniInterval } from '@rapport/core/model/uplift/qini'
import { trainUplift } from '@rapport/core/model/uplift/train'
import type { UpliftData } from '@rapport/core/model/uplift/types'
import { present, readColumns } from '../read.ts'
import type { LearningFigures, LearningPart } from './part.ts'

const FILE = 'uplift-hillstrom/hillstrom.csv.gz'
const PARTS = 5
/** Area between the Qini curve and the line of chance, over shares of people, per 1,000 treated. */
const FLOOR = 7.48

/** Women's e-mail against none. */
export const UPLIFT: LearningPart = { name: 'uplift', sets: [{ set: 'uplift-hillstrom', run: hillstrom }] }

async function hillstrom(): Promise<LearningFigures | null> {
  if (!present([FILE])) return null
  const columns = readColumns([FILE])
  const started = performance.now()
  const women = campaign(columns, 'Womens E-Mail', 'visit')
  const men = campaign(columns, 'Mens E-Mail', 'visit')
  const uplift = new Float64Array(women.data.outcome.length)
  for (let part = 0; part < PARTS; part++) {
    const out = rowsOf(women.part, (own) => own === part)
    const found = trainUplift(some(women.data, rowsOf(women.part, (own) => own !== part)))
    if (found.is === 'refused') throw new Error(`Uplift was refused: ${found.why}. The data is not what it was.`)
    const { uplift: told } = forecastUplift(found.model, subset(women.data.frame, out))
    out.forEach((row, place) => (uplift[row] = told[place] ?? 0))
  }
  const ranked = { uplift, treated: women.data.treated, outcome: women.data.outcome }
  const interval = qiniInterval(ranked)
  const conversion = trainUplift(campaign(columns, 'Womens E-Mail', 'conversion').data, women.part)
  const verdict = conversion.is === 'found' && conversion.verdict === 'signal' ? 'signal' : 'no usable signal'
  const figures = {
    qiniPerThousandTreated: rounded(interval.estimate), qiniInterval95: [rounded(interval.low), rounded(interval.high)],
    qiniOfPerfect: rounded(qini(ranked)), auucOfPerfect: rounded(auuc(ranked)),
    mensVisit: rounded(rateOf(men.data, 1)), womensVisit: rounded(rateOf(women.data, 1)), untreatedVisit: rounded(rateOf(women.data, 0)), conversion: verdict,
  }
  const reached = interval.estimate >= FLOOR && verdict === 'no usable signal' && figures.mensVisit === 0.1828 && figures.womensVisit === 0.1514 && figures.untreatedVisit === 0.1062
  return {
    set: 'uplift-hillstrom', figures,
    floor: { qiniPerThousandTreated: FLOOR, mensVisit: 0.1828, womensVisit: 0.1514, untreatedVisit: 0.1062, conversion: 'no usable signal' },
    reached, seconds: rounded((performance.now() - started) / 1_000),
  }
}

/** One e-mail against none; the part of each person is the number of the row modulo five. */
function campaign(columns: ReturnType<typeof readColumns>, arm: string, outcome: 'visit' | 'conversion'): { readonly data: UpliftData; readonly part: Uint8Array } {
  const { segment = [], row_id: numbers = [] } = columns
  const rows = segment.flatMap((own, row) => (own === arm || own === 'No E-Mail' ? [row] : []))
  const beforehand = ['recency', 'history_segment', 'history', 'mens', 'womens', 'zip_code', 'newbie', 'channel']
  const texts = Object.fromEntries(beforehand.map((name) => [name, rows.map((row) => columns[name]?.[row] ?? '')]))
  return {
    data: {
      frame: frameOf(shapesOf(texts), texts, rows.length), treated: Uint8Array.from(rows, (row) => (segment[row] === arm ? 1 : 0)),
      outcome: Float64Array.from(rows, (row) => Number(columns[outcome]?.[row])),
    },
    part: Uint8Array.from(rows, (row) => Number(numbers[row]) % PARTS),
  }
}

function rowsOf(part: Uint8Array, test: (part: number) => boolean): Int32Array {
  return Int32Array.from(part, (_, row) => row).filter((row) => test(part[row] ?? 0))
}

function some({ frame, treated, outcome }: UpliftData, rows: Int32Array): UpliftData {
  return { frame: subset(frame, rows), treated: Uint8Array.from(rows, (row) => treated[row] ?? 0), outcome: Float64Array.from(rows, (row) => outcome[row] ?? 0) }
}

function rateOf({ treated, outcome }: UpliftData, arm: number): number {
  const own = outcome.filter((_, row) => treated[row] === arm)
  return own.reduce((sum, y) => sum + y, 0) / own.length
}

function rounded(figure: number): number {
  return Math.round(figure * 1e4) / 1e4
}
