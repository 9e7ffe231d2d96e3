/** The written report of `rapport lab uplift`: the effect first, then whether people can be told apart, then who. */
import { qiniCurve, ranking, type Ranked } from '@rapport/core/model/uplift/qini'
import type { UpliftGroup, UpliftModel } from '@rapport/core/model/uplift/types'
import { writeReport, type ReportPart, type ReportSection } from './report.ts'
import type { UpliftReport } from './uplift-found.ts'

/** The ways to foretell uplift, for a reader. */
export const WAY_WORDS: { readonly [way in UpliftModel['kind']]: string } = {
  none: 'nobody told apart', blend: 'doubly robust, linear, and one model with the treatment as a column, averaged', linear: 'doubly robust, linear', transformed: 'transformed outcome, linear',
  one: 'one model with the treatment as a column (S-learner)', two: 'a model for each arm (T-learner)', trees: 'doubly robust, trees',
}

/** The groups, for a reader. */
export const GROUP_WORDS: { readonly [group in UpliftGroup]: string } = {
  persuadable: 'persuadable: the treatment helps', sure_thing: 'sure thing: it comes anyway', lost_cause: 'lost cause: it comes neither way', sleeping_dog: 'sleeping dog: the treatment harms', unclear: 'unclear',
}

const PARTS = 5
const CURVE_POINTS = 60
const Z95 = 1.96

/** Writes it. `ranked`: people in training, foretold by models that had not seen them. */
export function writeUpliftReport(path: string, report: UpliftReport, ranked: Ranked, outcome: string): void {
  const { arms, treated, untreated, effect, difference, remarks, columns, assignment } = report
  const sections: ReportSection[] = [
    {
      heading: 'What the treatment did on average',
      parts: [
        ...remarks.map((text): ReportPart => ({ is: 'note', tone: 'warning', text })),
        { is: 'figures', figures: [
          { name: `effect on '${outcome}'`, value: short(effect.estimate), detail: `95 %: ${short(effect.low)} to ${short(effect.high)}` },
          { name: arms.treated, value: short(treated.mean), detail: `${treated.people.toLocaleString('en')} people` },
          { name: arms.untreated, value: short(untreated.mean), detail: `${untreated.people.toLocaleString('en')} people` },
        ] },
        { is: 'text', text: `Plain difference of the two groups: ${short(difference.estimate)} (95 %: ${short(difference.low)} to ${short(difference.high)}). The effect above also takes into account what is known of people.` },
        { is: 'text', text: assignment.is === 'random' ? `Nothing known of people tells who was treated (AUC ${assignment.auc.toFixed(3)}; 0.5 is pure chance): the groups can be compared.` : `Columns tell who was treated with AUC ${assignment.auc.toFixed(3)}.` },
      ],
    },
    ...(report.qini ? [rankingOf(report, ranked)] : []),
    ...(report.groups ? [groupsOf(report.groups, report.scored)] : []),
    {
      heading: 'What was looked at',
      parts: [
        { is: 'text', text: `Columns: ${columns.used.join(', ') || 'none'}.` },
        ...(columns.leftOut.length > 0 ? [{ is: 'table', head: ['left out', 'because it'], rows: columns.leftOut.map(({ column, why }) => [column, why]) } satisfies ReportPart] : []),
      ],
    },
  ]
  writeReport(path, { title: `Uplift of '${arms.treated}' on '${outcome}'`, lead: report.said, sections })
}

function rankingOf({ qini, challengers, way, holdOut, verdict }: UpliftReport, ranked: Ranked): ReportSection {
  const parts: ReportPart[] = []
  if (qini) parts.push({ is: 'figures', figures: [
    { name: 'Qini per 1,000 treated', value: qini.estimate.toFixed(2), detail: `${(qini.level * 100).toFixed(1)} %: ${qini.low.toFixed(2)} to ${qini.high.toFixed(2)}` },
    ...(holdOut ? [{ name: 'the same in the score file', value: holdOut.estimate.toFixed(2), detail: `95 %: ${holdOut.low.toFixed(2)} to ${holdOut.high.toFixed(2)}` }] : []),
  ] })
  parts.push(
    { is: 'text', text: `By people who were left out of learning. The interval is wide enough for the best of all ways that were tried. Way: ${WAY_WORDS[way as UpliftModel['kind']]}.` },
    { is: 'table', head: ['way', 'Qini per 1,000 treated'], right: [1], rows: challengers.map(({ kind, qini: own }) => [WAY_WORDS[kind], own.toFixed(2)]) },
  )
  if (verdict === 'signal') parts.push(curveOf(ranked), fifthsOf(ranked))
  return { heading: 'Whether people can be told apart', parts }
}

function curveOf(ranked: Ranked): ReportPart {
  const { people, won } = qiniCurve(ranked)
  const treated = ranked.treated.reduce((sum, one) => sum + one, 0)
  const end = people.length - 1
  const places = Array.from({ length: CURVE_POINTS + 1 }, (_, n) => Math.round((n / CURVE_POINTS) * end))
  const share = (place: number): number => Math.round(((people[place] ?? 0) / (people[end] ?? 1)) * 100)
  return {
    is: 'chart', caption: 'Qini curve: outcomes won per 1,000 treated, when the share of people with the highest uplift is treated',
    chart: {
      is: 'lines', x: { name: '% of people treated' }, y: { name: 'won' }, at: places.map(share),
      lines: [
        { name: 'by uplift', values: places.map((place) => ((won[place] ?? 0) / treated) * 1_000) },
        { name: 'by chance', dashed: true, values: places.map((place) => (((won[end] ?? 0) * (people[place] ?? 0)) / (people[end] ?? 1) / treated) * 1_000) },
      ],
    },
  }
}

/** What truly happened in each fifth of the people, by their foretold uplift. */
function fifthsOf({ uplift, treated, outcome }: Ranked): ReportPart {
  const order = ranking(uplift)
  const rows = Array.from({ length: PARTS }, (_, part) => {
    const own = order.slice(Math.floor((part * order.length) / PARTS), Math.floor(((part + 1) * order.length) / PARTS))
    const [one, zero] = [1, 0].map((arm) => {
      const values = Array.from(own).filter((row) => treated[row] === arm).map((row) => outcome[row] ?? 0)
      const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
      return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1) / Math.max(1, values.length) }
    }) as [{ mean: number; variance: number }, { mean: number; variance: number }]
    const estimate = one.mean - zero.mean
    const half = Z95 * Math.sqrt(one.variance + zero.variance)
    return { name: part === 0 ? 'highest fifth' : part === PARTS - 1 ? 'lowest fifth' : `fifth ${part + 1}`, estimate, low: estimate - half, high: estimate + half }
  })
  return { is: 'chart', caption: 'What the treatment truly changed, by foretold uplift (95 %)', chart: { is: 'intervals', value: { name: 'effect' }, rows, nothing: 0 } }
}

function groupsOf(groups: NonNullable<UpliftReport['groups']>, scored: number): ReportSection {
  const share = (people: number): string => `${((people / Math.max(1, scored)) * 100).toFixed(1)} %`
  const rows = Object.entries(groups).map(([group, people]) => [GROUP_WORDS[group as UpliftGroup], people.toLocaleString('en'), share(people)])
  return {
    heading: 'Who',
    parts: [
      { is: 'table', head: ['group', 'people', 'share'], right: [1, 2], rows },
      { is: 'text', text: 'A person is named only where the 90 % interval of the uplift excludes 0. Sure things and lost causes are helped, but surely less than half as much as people on average.' },
    ],
  }
}

/** A figure with as many digits as it deserves. */
export function short(figure: number): string {
  return Number(figure.toPrecision(4)).toString()
}
