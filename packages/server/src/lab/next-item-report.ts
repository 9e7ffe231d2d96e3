/** The written report of `rapport lab next-item`: what was learned, who speaks for an item, how good it is, and a few lists. */
import type { NextItem } from '@rapport/core/model/session/next'
import type { NextItemReport } from './next-item-found.ts'
import { writeReport, type ReportPart, type ReportSection } from './report.ts'
import type { SessionRow } from './session-files.ts'

/** What the voices are called for a reader. */
export const VOICE_WORDS: { readonly [voice in NextItem['because']]: string } = {
  similar: 'like sessions, rare items', alike: 'like sessions', next: 'comes right after', soon: 'comes soon after', earlier: 'follows items before', back: 'comes before',
  together: 'same sessions', last: 'the last item again', recent: 'a recent item again', often: 'a frequent item again', each: 'any item again', again: 'as before in the session', popular: 'popular',
}

const LENGTHS = ['1 click', '2 clicks', '3 or 4', 'more'] as const

/** Writes it. */
export function writeNextItemReport(path: string, report: NextItemReport, samples: readonly { readonly session: SessionRow; readonly list: readonly NextItem[] }[]): void {
  const { learned, blend, quality, remarks, understood } = report
  const whole = (n: number): string => n.toLocaleString('en')
  const sections: ReportSection[] = [
    { heading: 'What was read', parts: [{ is: 'list', items: understood }, ...remarks.map((text): ReportPart => ({ is: 'note', tone: 'warning', text })), figuresOf(learned, whole)] },
    ...(quality ? [qualityOf(quality)] : []),
    {
      heading: 'Who speaks for an item',
      parts: [
        { is: 'text', text: blend.learnedFrom > 0 ? `How much each voice counts was learned from ${whole(blend.learnedFrom)} positions of the latest tenth of the sessions, by how long the session is already.` : 'Too little was there to learn how much each voice counts: these weights are those that the product brings.' },
        {
          is: 'chart', caption: 'Weight of each voice',
          chart: {
            is: 'bars', lying: true, names: blend.voices.map((voice) => VOICE_WORDS[voice as NextItem['because']]), value: { name: 'weight', percent: true },
            bars: blend.weights.map((values, n) => ({ name: LENGTHS[n] ?? '', values })),
          },
        },
      ],
    },
    ...(samples.length > 0 ? [{ heading: 'A few lists', parts: samples.map(({ session, list }): ReportPart => ({
      is: 'table', caption: `Session ${session.id}: … ${session.items.slice(-5).join(' › ')}`, head: ['rank', 'item', 'chance', 'because'], right: [0, 2],
      rows: list.map(({ item, score, because }, n) => [n + 1, item, `${(score * 100).toFixed(1)} %`, VOICE_WORDS[because]]),
    })) }] : []),
  ]
  const lead = quality ? `The next item is in a list of ${quality.top} in ${(quality.hitRate * 100).toFixed(1)} % of ${whole(quality.lists)} positions.` : `Learned from ${whole(learned.sessions)} sessions, continued ${whole(report.answered)}.`
  writeReport(path, { title: 'Next item', lead, sections })
}

function figuresOf(learned: NextItemReport['learned'], whole: (n: number) => string): ReportPart {
  return { is: 'figures', figures: [{ name: 'sessions', value: whole(learned.sessions) }, { name: 'clicks', value: whole(learned.clicks) }, { name: 'items', value: whole(learned.items) }] }
}

function qualityOf({ top, hitRate, hitRateInterval, reciprocalRank, reciprocalRankInterval, coverage, novelty, lists }: NonNullable<NextItemReport['quality']>): ReportSection {
  const range = ([low, high]: readonly [number, number]): string => `95 %: ${low.toFixed(4)} to ${high.toFixed(4)}`
  return {
    heading: 'How good it is',
    parts: [
      { is: 'figures', figures: [
        { name: `hit rate at ${top}`, value: hitRate.toFixed(4), detail: range(hitRateInterval) },
        { name: `mean reciprocal rank at ${top}`, value: reciprocalRank.toFixed(4), detail: range(reciprocalRankInterval) },
        { name: 'coverage', value: `${(coverage * 100).toFixed(1)} %`, detail: 'of the items are in a list' },
        { name: 'novelty', value: `${novelty.toFixed(1)} bits`, detail: 'surprise of an item shown' },
      ] },
      { is: 'text', text: `${lists.toLocaleString('en')} positions; an item that is in the session already counts as an answer. In the intervals a session counts as one, because its positions are alike.` },
    ],
  }
}
