/** The written report of `rapport lab propensity`: what was picked and why, how good it is, whether its chances are right, what moves them, and what to beware of. */
import type { ColumnShape } from '@rapport/core/model/table/columns'
import type { Interval } from '@rapport/core/experiment/types'
import type { Reason } from '@rapport/core/model/table/types'
import type { PropensityReport } from './propensity-found.ts'
import { writeReport, type ReportPart, type ReportSection } from './report.ts'

const REASONS_SHOWN = 15

/** Writes it. */
export function writePropensityReport(path: string, report: PropensityReport): void {
  const { label, quality } = report
  const leak = report.leaks.find(({ is }) => is !== 'suspicious')
  const lead = leak ? `Not to be trusted yet: the column '${leak.column}' gives the answer away, and is probably known only afterwards.` : quality.auc === null
    ? `No column tells who says yes to '${label.column}': everybody gets the same chance, ${percent(label.rate)}.`
    : `Of two people, one who says yes and one who does not, the model ranks the right one higher in ${percent(quality.auc.estimate)} of cases (${range(quality.auc, percent)}).`
  const found = quality.auc === null ? [] : [calibrated(report), banded(report), reasoned(report)]
  writeReport(
    path,
    { title: `Who says yes: ${label.column}`, lead, sections: [result(report), judged(report), ...found, read(report)] },
  )
}

function result({ picked, warnings, rows, label, quality, scored }: PropensityReport): ReportSection {
  const how = { word: 'by its word', denial: 'the other is its denial', asked: 'as asked', rarer: 'the rarer value' }[label.because]
  return {
    heading: 'What was found',
    parts: [
      ...warnings.map((text): ReportPart => ({ is: 'note', tone: 'warning', text })),
      { is: 'note', tone: quality.auc === null ? 'warning' : 'plain', text: picked },
      {
        is: 'figures',
        figures: [
          { name: 'rows learned from', value: whole(rows) },
          { name: `yes: '${label.yes}'`, value: percent(label.rate), detail: how },
          ...(quality.auc ? [{ name: 'AUC', value: quality.auc.estimate.toFixed(4), detail: range(quality.auc, (value) => value.toFixed(4)) }] : []),
          { name: 'log loss', value: quality.logLoss.estimate.toFixed(4), detail: `${range(quality.logLoss, (value) => value.toFixed(4))}; ${quality.baseLogLoss.toFixed(4)} without a model` },
        ],
      },
      ...(scored ? [{ is: 'text' as const, text: scoredWords(scored) }] : []),
    ],
  }
}

/** What became of the rows that were scored, as a sentence. */
export function scoredWords({ file, rows, meanChance, auc, logLoss }: NonNullable<PropensityReport['scored']>): string {
  const measured = auc && logLoss ? ` ${file} says what happened, so it was measured there too: AUC ${auc.estimate.toFixed(4)} (${range(auc, (value) => value.toFixed(4))}), log loss ${logLoss.estimate.toFixed(4)}.` : ''
  return `${whole(rows)} rows of ${file} were scored; their mean chance is ${percent(meanChance)}.${measured}`
}

function judged({ tried }: PropensityReport): ReportSection {
  return {
    heading: 'What was tried',
    parts: [
      { is: 'text', text: 'Each was judged on rows it had not seen (five parts, each foretold by models of the other four). From the top, simple to involved; the simplest that is not worse than the best by more than a standard error of the difference was picked.' },
      {
        is: 'table', head: ['', 'log loss', '95 %', 'AUC', 'worse than the best by', ''], right: [1, 2, 3, 4],
        rows: tried.map(({ name, logLoss, auc, worse, error, picked }) => [
          name,
          logLoss.estimate.toFixed(4),
          range(logLoss, (value) => value.toFixed(4)),
          auc ? auc.estimate.toFixed(4) : '',
          worse > 0 ? `${worse.toFixed(5)} ± ${error.toFixed(5)}` : '',
          picked ? 'picked' : '',
        ]),
      },
    ],
  }
}

function calibrated({ calibration, tenths }: PropensityReport): ReportSection {
  return {
    heading: 'Are the chances right?',
    parts: [
      { is: 'text', text: 'Points on the line mean that what was foretold came as often as foretold.' },
      {
        is: 'chart',
        caption: 'Foretold chance against what happened, in bands of equally many rows, with 95 % intervals',
        chart: { is: 'calibration', points: calibration.map(({ foretold, observed }) => ({ foretold, estimate: observed.estimate, low: observed.low, high: observed.high })) },
      },
      {
        is: 'table', caption: 'Tenths, the likeliest first', head: ['tenth', 'foretold', 'happened', 'times the average', 'rows'], right: [1, 2, 3, 4],
        rows: tenths.map(({ foretold, observed, lift, examples }, i) => [i + 1, percent(foretold), percent(observed), lift.toFixed(2), whole(examples)]),
      },
    ],
  }
}

function banded({ bands }: PropensityReport): ReportSection {
  return {
    heading: 'Lead bands',
    parts: [
      { is: 'text', text: 'A band is a promise that was checked: of the rows of the past in this band, so many said yes. Use bands rather than bare scores with people who call leads.' },
      {
        is: 'table', head: ['band', 'chance from', 'rows', 'said yes', '95 %'], right: [1, 2, 3, 4],
        rows: bands.map(({ band, from, rows, observed }) => [band, percent(from), whole(rows), percent(observed.estimate), range(observed, percent)]),
      },
    ],
  }
}

function reasoned({ reasons }: PropensityReport): ReportSection {
  const shown = reasons.slice(0, REASONS_SHOWN)
  return {
    heading: 'What moves the chance',
    parts: [
      {
        is: 'chart',
        caption: 'How much each column moves what the model says, of all columns together',
        chart: {
          is: 'bars', lying: true, names: shown.map(({ column }) => column), value: { name: 'share', percent: true },
          bars: [{ name: 'share', values: shown.map(({ share }) => share) }],
        },
      },
      { is: 'table', head: ['column', 'share', 'which way'], right: [1], rows: shown.map((reason) => [reason.column, percent(reason.share), directionWords(reason)]) },
      { is: 'note', tone: 'plain', text: 'This is what goes along with yes, not what causes it: changing a column need not change what people do.' },
    ],
  }
}

/** Which way a column moves the chance, in words. */
export function directionWords({ direction, raises, lowers }: Reason): string {
  if (direction !== 0) return direction > 0 ? 'more: likelier' : 'more: less likely'
  const parts = [...(raises.length > 0 ? [`likelier: ${raises.join(', ')}`] : []), ...(lowers.length > 0 ? [`less likely: ${lowers.join(', ')}`] : [])]
  return parts.length > 0 ? parts.join('; ') : 'up and down'
}

function read({ file, columns, remarks }: PropensityReport): ReportSection {
  return {
    heading: 'What was read',
    parts: [
      ...(remarks.length > 0 ? [{ is: 'list' as const, items: remarks }] : []),
      { is: 'table', caption: `Columns of ${file}`, head: ['column', 'taken for'], rows: columns.map((shape) => [shape.name, shapeWords(shape)]) },
    ],
  }
}

/** What a column is taken for, in words. */
export function shapeWords(shape: ColumnShape): string {
  if (shape.is === 'number') return shape.style === 'comma' ? 'number (comma before the fraction)' : 'number'
  if (shape.is === 'date') return 'date, as days before the newest'
  if (shape.is === 'yes_no') return 'yes or no'
  return shape.is === 'category' ? `category, ${whole(shape.levels)} values` : `not used (${shape.why})`
}

function percent(share: number): string {
  const percents = share * 100
  return `${percents.toFixed(percents > 0 && percents < 1 ? 2 : 1)} %`
}

function range({ low, high }: Interval, words: (value: number) => string): string {
  return `${words(low)} to ${words(high)}`
}

function whole(count: number): string {
  return count.toLocaleString('en')
}
