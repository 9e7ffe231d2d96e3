/** Where a lift comes from: offers, segments, channels, budgets, opt-outs, and the price of trying things out. */
import { useCallback } from 'react'
import { Link } from '@tanstack/react-router'
import type { WhatIfResult } from '../../api/types.ts'
import { Chart, type ChartColours } from '../../components/chart.tsx'
import { Badge, Figure, Section } from '../../components/layout.tsx'
import { Ranged, Whisker } from '../../components/ranged.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'

/** The tables. */
export function Effects({ result }: { readonly result: WhatIfResult }) {
  const { t, number, share, known } = useFormat()
  const show = (value: number) => number(value, 3)
  return (
    <>
      <Section title={t('whatif.byOffer')} about={t('whatif.byOfferAbout')}>
        <div className="overflow-x-auto">
          <table className="w-full min-w-[640px] text-sm">
            <thead>
              <tr className="text-xs text-ink-3">
                {['offer', 'shareNow', 'shareThen', 'lift', ''].map((head) => <th key={head} scope="col" className={`px-2 py-2 font-medium ${head === 'offer' ? 'text-left' : 'text-right'}`}>{head === '' ? '' : t(`whatif.${head}`)}</th>)}
              </tr>
            </thead>
            <tbody>
              {result.offers.map((one) => (
                <tr key={one.offer ?? ''} className="border-t border-line">
                  <th scope="row" className="px-2 py-2 text-left font-medium">
                    {one.offer === null ? (
                      t('decide.silence')
                    ) : (
                      <Link to="/offers/$id" params={{ id: one.offer }} className="underline-offset-2 hover:underline"><Words>{one.name ?? one.offer}</Words></Link>
                    )}
                  </th>
                  <td className="tabular px-2 py-2 text-right">{share(one.now.share)}</td>
                  <td className="tabular px-2 py-2 text-right font-medium">{share(one.under.share)}</td>
                  <td className="px-2 py-2 text-right"><Ranged of={one.lift} show={show} /></td>
                  <td className="w-40 px-2 py-2"><Whisker of={one.lift} {...spanOf(result.offers.map(({ lift }) => lift))} /></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Section>
      {result.segments.length > 0 && (
        <Section title={t('whatif.bySegment')} about={t('whatif.bySegmentAbout')}>
          <ul className="divide-y divide-line text-sm">
            {result.segments.map((one) => (
              <li key={one.segment} className="grid items-center gap-x-4 py-2 sm:grid-cols-[1fr_auto_160px]">
                <Link
                  to="/segments/$id"
                  params={{ id: one.segment }}
                  className="underline-offset-2 hover:underline"
                >
                  <Words className="font-medium">{one.name}</Words> <span className="text-[13px] text-ink-3">{t('whatif.peopleIn', { number: number(one.people) })}</span>
                </Link>
                <Ranged of={one.lift} show={show} />
                <Whisker of={one.lift} {...spanOf(result.segments.map(({ lift }) => lift))} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <Section title={t('whatif.volumes')}>
          <ul className="divide-y divide-line text-sm">
            {result.channels.map((one) => (
              <li key={one.channel} className="flex flex-wrap justify-between gap-x-4 py-2">
                <span className="font-medium">{known('channel', one.channel)}</span>
                <span className="tabular text-ink-2">{t('whatif.showings', { now: number(one.now.showings), under: number(one.under.showings) })}</span>
              </li>
            ))}
            {result.budgets.map((one) => (
              <li key={one.budget} className="flex flex-wrap justify-between gap-x-4 py-2">
                <span><Words className="font-medium">{one.name}</Words> {one.over && <Badge tone="bad">{t('whatif.over')}</Badge>}</span>
                <span className="tabular text-ink-2">{t('whatif.budgetUse', { now: number(one.now), under: number(one.under), most: number(one.most), per: t(`budgetPer.${one.per}`) })}</span>
              </li>
            ))}
          </ul>
          <dl className="mt-3 grid gap-3 border-t border-line pt-3 sm:grid-cols-2">
            <Figure name={t('whatif.optOutsNow')} value={<Ranged of={result.optOuts.now} show={(value) => number(value, 2)} />} />
            <Figure name={t('whatif.optOutsThen')} value={<Ranged of={result.optOuts.under} show={(value) => number(value, 2)} />} />
          </dl>
        </Section>
        <Exploration exploration={result.exploration} />
      </div>
    </>
  )
}

function spanOf(lifts: readonly WhatIfResult['lift'][]): { readonly least: number; readonly most: number } {
  const known = lifts.flatMap((lift) => ('none' in lift ? [] : [lift]))
  return { least: Math.min(0, ...known.map(({ low }) => low)) * 1.1, most: Math.max(0, ...known.map(({ high }) => high)) * 1.1 }
}

/** What trying things out costs and what it brings, over the shares that a slider offers. */
function Exploration({ exploration }: { readonly exploration: WhatIfResult['exploration'] }) {
  const { t, share, number } = useFormat()
  const key = JSON.stringify(exploration.slider)
  const option = useCallback((colours: ChartColours) => {
    const list = JSON.parse(key) as WhatIfResult['exploration']['slider']
    const axis = { type: 'value', axisLabel: { color: colours.quiet }, splitLine: { lineStyle: { color: colours.line } } }
    return {
      grid: { left: 8, right: 8, top: 30, bottom: 8, containLabel: true },
      legend: { top: 0, textStyle: { color: colours.quiet } },
      xAxis: { type: 'category', data: list.map((one) => share(one.share)), axisLabel: { color: colours.quiet } },
      yAxis: [axis, { ...axis, splitLine: { show: false } }],
      series: [
        { name: t('whatif.price'), type: 'line', itemStyle: { color: colours.warm }, data: list.map(({ price }) => price) },
        { name: t('whatif.halfWidth'), type: 'line', yAxisIndex: 1, connectNulls: true, itemStyle: { color: colours.accent }, data: list.map(({ halfWidth }) => halfWidth) },
      ],
    }
  }, [key, share, t])
  return (
    <Section title={t('whatif.exploration')} about={t('whatif.explorationAbout')}>
      <dl className="mb-3 flex flex-wrap gap-x-8 gap-y-3">
        <Figure name={t('arbitration.exploration')} value={share(exploration.share)} />
        <Figure name={t('whatif.price')} value={number(exploration.price, 3)} hint={t('whatif.priceTotal', { total: number(exploration.priceTotal) })} />
        <Figure name={t('whatif.halfWidth')} value={exploration.halfWidth === null ? t('measured.not_enough_data') : `± ${number(exploration.halfWidth, 3)}`} />
      </dl>
      <Chart
        label={t('whatif.explorationAbout')}
        option={option}
        height={200}
        table={{
          heads: [t('arbitration.exploration'), t('whatif.price'), t('whatif.halfWidth')],
          rows: exploration.slider.map((one) => [share(one.share), number(one.price, 3), one.halfWidth === null ? '–' : `± ${number(one.halfWidth, 3)}`]),
        }}
      />
    </Section>
  )
}
