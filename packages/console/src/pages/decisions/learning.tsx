/** What the arbiter has learned so far, what trying things out costs and brings, who competes to decide, and what runs out. */
import { useQuery } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { learning } from '../../api/queries.ts'
import type { LearningView, OfferLearningLine } from '../../api/types.ts'
import { Chart, type ChartColours } from '../../components/chart.tsx'
import { Badge, Bar, Empty, Figure, Section } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Ranged } from '../../components/ranged.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { OfferLearned } from './offer-learned.tsx'

const TONES = { ready: 'good', behind: 'warn', failed: 'bad', starting: 'plain', off: 'plain', absent: 'plain' } as const

/** The view. */
export function Learning() {
  return <Loaded query={useQuery(learning)} lines={10}>{(view) => <View view={view} />}</Loaded>
}

function View({ view }: { readonly view: LearningView }) {
  const { t, number, share, moment } = useFormat()
  const [open, setOpen] = useState<string | null>(null)
  const { exploration } = view
  return (
    <div className="flex flex-col gap-5">
      <Section title={t('learning.now')} about={t('learning.nowAbout')} actions={<Badge tone={TONES[view.state]}>{t(`learnerState.${view.state}`)}</Badge>}>
        {view.why && <p className="mb-3 text-sm text-ink-2">{view.why}</p>}
        <dl className="flex flex-wrap gap-x-10 gap-y-4">
          <Figure name={t('learning.using')} value={t(`learningUsing.${view.using}`)} hint={t(`arbitrationMode.${view.mode}`)} />
          <Figure name={t('learning.examples')} value={number(view.examples)} hint={t('learning.positives', { number: number(view.positives) })} />
          <Figure name={t('learning.decisions')} value={number(view.decisions)} {...(view.since !== null && { hint: t('learning.since', { when: moment(view.since) }) })} />
          <Figure name={t('learning.lag')} value={view.lagP99Ms === null ? '–' : `${number(view.lagP99Ms)} ms`} hint={t('learning.lagAbout')} />
          <Figure name={t('learning.behind')} value={number(view.behind)} {...(view.behind > 1_000 && { tone: 'warn' as const })} />
          <Figure
            name={t('learning.skew')}
            value={view.skew.checked === 0 ? '–' : `${number(view.skew.differed)} / ${number(view.skew.checked)}`}
            hint={t('learning.skewAbout')}
            {...(view.skew.differed > 0 && { tone: 'bad' as const })}
          />
        </dl>
      </Section>
      <Section title={t('learning.exploration')} about={t('learning.explorationAbout')}>
        <dl className="grid gap-x-8 gap-y-4 sm:grid-cols-2 xl:grid-cols-4">
          <Figure name={t('learning.share')} value={<Ranged of={exploration.share} show={share} />} />
          <Figure name={t('learning.price')} value={<Ranged of={exploration.pricePerThousand} show={(value) => number(value)} />} hint={t('learning.priceAbout')} />
          <Figure name={t('learning.benefit')} value={<Ranged of={exploration.benefitPerThousand} show={(value) => number(value)} />} hint={t('learning.benefitAbout')} />
          <Figure name={t('learning.support')} value={`${number(exploration.support.effective)} / ${number(exploration.support.decisions)}`} hint={t('learning.supportAbout')} />
        </dl>
      </Section>
      <Section title={t('learning.offers')} about={t('learning.offersAbout')}>
        {view.offers.length === 0 ? <Empty title={t('learning.noOffers')}>{t('learning.noOffersAbout')}</Empty> : (
          <>
            <RatePicture offers={view.offers.filter(({ shown }) => shown > 0).slice(0, 20)} />
            <div className="overflow-x-auto">
              <table className="w-full min-w-[760px] text-sm">
                <thead>
                  <tr className="text-left text-xs text-ink-3">
                    {['offer', 'decided', 'shown', 'converted', 'rate', 'learned', 'earned'].map((head) => <th key={head} scope="col" className={`px-2 py-2 font-medium ${head === 'offer' ? '' : 'text-right'}`}>{t(`learning.${head}`)}</th>)}
                  </tr>
                </thead>
                <tbody>{view.offers.map((line) => <Row key={line.offer} line={line} onOpen={() => setOpen(line.offer)} />)}</tbody>
              </table>
            </div>
          </>
        )}
      </Section>
      <div className="grid items-start gap-5 xl:grid-cols-2">
        <Section title={t('learning.race')} about={t('learning.raceAbout')}>
          <ul className="divide-y divide-line">
            {view.race.map((one) => (
              <li key={one.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2.5 text-sm">
                <span className="font-medium">{one.name}</span>
                <Badge tone={one.is === 'champion' ? 'accent' : 'plain'}>{t(`learning.${one.is}`)}</Badge>
                <span className="text-[13px] text-ink-3">{t('learning.params', { rate: number(one.params.rate, 2), days: one.params.halfLifeDays === null ? '∞' : number(one.params.halfLifeDays) })}</span>
                <span className="tabular ml-auto text-[13px] text-ink-2">
                  {one.loss === null ? t('measured.not_enough_data') : t('learning.loss', { loss: number(one.loss, 4), compared: number(one.compared) })}
                  {one.better && <span className="ml-2">{t('learning.better')} <Ranged of={one.better} show={(value) => number(value, 4)} /></span>}
                </span>
              </li>
            ))}
          </ul>
          {view.promotions.length > 0 && (
            <ol className="mt-3 border-t border-line pt-3 text-[13px] text-ink-2">
              {view.promotions.map((one) => <li key={one.at}>{moment(one.at)}: {t(one.rollback ? 'learning.rolledBack' : 'learning.promoted', { from: one.from, to: one.to })}</li>)}
            </ol>
          )}
        </Section>
        <Section title={t('budget.title')} about={t('learning.budgetsAbout')}>
          {view.budgets.length === 0 ? <p className="text-sm text-ink-2">{t('budget.none')}</p> : (
            <ul className="flex flex-col gap-4">
              {view.budgets.map((one) => (
                <li key={one.id} className="text-sm">
                  <span className="flex justify-between gap-3"><Words className="font-medium">{one.name}</Words><span className="tabular">{number(one.used)} / {number(one.most)}</span></span>
                  <Bar share={one.used / Math.max(1, one.most)} tone={one.used >= one.most ? 'bad' : 'accent'} className="my-1" />
                  <span className="text-xs text-ink-3">
                    {one.heading === null ? t('learning.tooEarly') : t('learning.heading', { heading: number(one.heading) })}
                    {one.lambda > 0 && ` · ${t('learning.lambda', { lambda: number(one.lambda, 2) })}`}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Section>
      </div>
      {open !== null && <OfferLearned id={open} onClose={() => setOpen(null)} />}
    </div>
  )
}

function Row({ line, onOpen }: { readonly line: OfferLearningLine; readonly onOpen: () => void }) {
  const { t, number, share } = useFormat()
  return (
    <tr className="border-t border-line">
      <th scope="row" className="px-2 py-2 text-left font-medium">
        <button type="button" onClick={onOpen} className="text-left underline-offset-2 hover:underline"><Words>{line.name}</Words></button>
        <span className="block text-xs font-normal text-ink-3">{t(`offerKind.${line.kind}`)}{line.family !== null && <> · <Words>{line.family}</Words></>}{!line.defined && ` · ${t('learning.gone')}`}</span>
      </th>
      {([['decided', line.decided], ['shown', line.shown], ['converted', line.converted]] as const).map(([name, value]) => (
        <td key={name} className="px-2 py-2 text-right"><button type="button" onClick={onOpen} className="tabular underline-offset-2 hover:underline">{number(value)}</button></td>
      ))}
      <td className="px-2 py-2 text-right"><Ranged of={line.rate} show={share} /></td>
      <td className="tabular px-2 py-2 text-right">{line.learned === null ? <span className="text-ink-3">{t('learning.prior', { rate: share(line.prior) })}</span> : share(line.learned.p)}</td>
      <td className="tabular px-2 py-2 text-right">{number(line.earned - line.spent)}</td>
    </tr>
  )
}

/** Observed rates with their ranges beside what the model says. */
function RatePicture({ offers }: { readonly offers: readonly OfferLearningLine[] }) {
  const known = offers.flatMap((line) => ('none' in line.rate ? [] : [{ ...line, rate: line.rate }]))
  return known.length === 0 ? null : <Picture known={known} />
}

function Picture({ known }: { readonly known: readonly Known[] }) {
  const { t, share } = useFormat()
  const key = JSON.stringify(known)
  const option = useCallback((colours: ChartColours) => pictureOf(JSON.parse(key) as readonly Known[], colours, share, t), [key, share, t])
  return (
    <Chart
      label={t('learning.picture')}
      option={option}
      height={Math.max(140, known.length * 30 + 60)}
      table={{
        heads: [t('learning.offer'), t('learning.rate'), t('learning.learned')],
        rows: known.map((line) => [
          line.name,
          `${share(line.rate.estimate)} (${share(line.rate.low)}–${share(line.rate.high)})`,
          line.learned === null ? '–' : share(line.learned.p),
        ]),
      }}
    />
  )
}

type Known = Omit<OfferLearningLine, 'rate'> & { readonly rate: { readonly estimate: number; readonly low: number; readonly high: number } }

function pictureOf(lines: readonly Known[], colours: ChartColours, share: (value: number) => string, t: (key: string) => string) {
  const names = lines.map(({ name }) => name).toReversed()
  const back = lines.toReversed()
  return {
    grid: { left: 8, right: 24, top: 28, bottom: 24, containLabel: true },
    legend: { top: 0, right: 0, textStyle: { color: colours.quiet } },
    xAxis: { type: 'value', axisLabel: { formatter: share, color: colours.quiet }, splitLine: { lineStyle: { color: colours.line } } },
    yAxis: { type: 'category', data: names, axisLabel: { color: colours.ink, width: 200, overflow: 'truncate' }, axisLine: { lineStyle: { color: colours.line } }, axisTick: { show: false } },
    series: [
      { type: 'custom', silent: true, data: back.map(({ rate }, at) => [rate.low, at, rate.high]), renderItem: (
        _: unknown,
        api: { value: (at: number) => number; coord: (point: readonly number[]) => readonly number[] },
      ) => {
        const [x1 = 0, y = 0] = api.coord([api.value(0), api.value(1)])
        const [x2 = 0] = api.coord([api.value(2), api.value(1)])
        return { type: 'line', shape: { x1, y1: y, x2, y2: y }, style: { stroke: colours.quiet, lineWidth: 2 } }
      } },
      { name: t('learning.rate'), type: 'scatter', symbolSize: 9, itemStyle: { color: colours.accent }, data: back.map(({ rate }, at) => [rate.estimate, at]) },
      {
        name: t('learning.learned'),
        type: 'scatter',
        symbol: 'diamond',
        symbolSize: 10,
        itemStyle: { color: colours.warm },
        data: back.flatMap(({ learned }, at) => (learned === null ? [] : [[learned.p, at]])),
      },
    ],
  }
}
