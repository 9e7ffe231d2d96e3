/** The report of `rapport lab personas` as data, in the language of its descriptions. */
import { figures } from '@rapport/core/model/groups/describe'
import { groupLanguage, groupLanguages } from '@rapport/core/model/groups/words/index'
import { BLURRED_BELOW, type PersonasReport } from './personas.ts'
import type { Report } from './report.ts'

/** Builds it. */
export function personasReport(found: PersonasReport): Report {
  const language = groupLanguage(found.language)
  const { report: words } = groupLanguages[language]
  const number = figures(language)
  const blurred = found.separation < BLURRED_BELOW
  return {
    title: `${words.title}: ${found.file}`,
    lead: found.personas.map(({ name, share }) => `${name} ${number.share(share)}`).join(' · '),
    language,
    sections: [
      {
        heading: words.title,
        parts: [
          {
            is: 'table',
            head: [words.persona, words.people, words.share, words.moneyShare, words.recency, words.orders, words.money],
            right: [1, 2, 3, 4, 5, 6],
            rows: found.personas.map(({ name, people, share, moneyShare, typical }) => [
              name,
              number.whole(people), number.share(share), number.share(moneyShare), number.whole(typical.recencyDays), number.plain(typical.orders), number.whole(typical.money),
            ]),
          },
          {
            is: 'chart',
            caption: `${words.share} · ${words.moneyShare}`,
            chart: {
              is: 'bars', lying: true, names: found.personas.map(({ name }) => name), value: { name: words.share, percent: true },
              bars: [{ name: words.people, values: found.personas.map(({ share }) => share) }, { name: words.money, values: found.personas.map(({ moneyShare }) => moneyShare) }],
            },
          },
          {
            is: 'chart',
            caption: `${words.picture} (log10)`,
            chart: {
              is: 'points',
              x: { name: `${words.recency} (log10)` },
              y: { name: `${words.orders} (log10)` },
              groups: found.personas.map(({ persona, name }) => ({
                name,
                points: found.some.filter((one) => one.persona === persona).map((one, i) => spread(one.recencyDays, one.orders, i)),
              })),
            },
          },
        ],
      },
      ...found.personas.map(({ name, description }) => ({ heading: name, parts: [{ is: 'list' as const, items: description }] })),
      {
        heading: words.howMany,
        parts: [
          ...(blurred ? [{ is: 'note' as const, tone: 'warning' as const, text: words.blurred }] : []),
          { is: 'text', text: `k = ${found.k} · ${words.separation}: ${number.plain(found.separation)}` },
          ...(found.tried.length > 1
            ? [{
              is: 'chart' as const,
              caption: words.separation,
              chart: {
                is: 'lines' as const,
                x: { name: 'k' },
                y: { name: words.separation },
                at: found.tried.map(({ k }) => k),
                lines: [{ name: words.separation, values: found.tried.map((one) => one.silhouette) }],
              },
            }]
            : []),
        ],
      },
      { heading: 'Remarks', parts: [{ is: 'list', items: found.remarks }] },
    ],
  }
}

/** Counts stand on a few lines; a little sideways and up (the same for the same place) lets a crowd be seen. */
function spread(recencyDays: number, orders: number, i: number): { readonly x: number; readonly y: number } {
  return { x: Number(Math.log10(recencyDays).toFixed(3)), y: Number((Math.log10(Math.max(1, orders)) + ((i * 7) % 11) * 0.006).toFixed(3)) }
}
