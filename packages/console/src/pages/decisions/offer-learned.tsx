/** One offer as the arbiter knows it: day by day, what speaks for it, what keeps it back, and who is behind each number. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { offerLearning, offerPeople } from '../../api/queries.ts'
import type { OfferLearningView } from '../../api/types.ts'
import { Chart, type ChartColours } from '../../components/chart.tsx'
import { Drawer } from '../../components/drawer.tsx'
import { Figure } from '../../components/layout.tsx'
import { Loaded, LoadedPages } from '../../components/loaded.tsx'
import { Ranged } from '../../components/ranged.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { OfferUplift } from './offer-uplift.tsx'
import { Contributions } from './receipt.tsx'

const DIDS = ['decided', 'shown', 'clicked', 'dismissed', 'converted'] as const

/** The drawer. */
export function OfferLearned({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { t } = useFormat()
  const query = useQuery(offerLearning(id))
  return (
    <Drawer open onClose={onClose} title={<Words>{query.data?.line.name ?? id}</Words>} about={t('learning.offerAbout')}>
      <Loaded query={query} lines={8}>{(view) => <View view={view} />}</Loaded>
    </Drawer>
  )
}

function View({ view }: { readonly view: OfferLearningView }) {
  const { t, number, share, known } = useFormat()
  const [did, setDid] = useState<(typeof DIDS)[number] | null>(null)
  const { line } = view
  return (
    <div className="flex flex-col gap-7">
      <dl className="flex flex-wrap gap-x-8 gap-y-4">
        {DIDS.map((name) => (
          <div key={name}>
            <dt className="text-[13px] text-ink-3">{t(`did.${name}`)}</dt>
            <dd><button type="button" aria-pressed={did === name} onClick={() => setDid(did === name ? null : name)} className="tabular text-xl font-semibold text-accent-text underline-offset-2 hover:underline">{number(line[name])}</button></dd>
          </div>
        ))}
        <Figure name={t('learning.rate')} value={<Ranged of={line.rate} show={share} />} />
        <Figure name={t('learning.learned')} value={line.learned === null ? '–' : share(line.learned.p)} hint={t('learning.prior', { rate: share(line.prior) })} />
      </dl>
      {did !== null && <People id={line.offer} did={did} />}
      {view.days.length > 1 && <Days days={view.days} />}
      {view.drivers.length > 0 && (
        <section>
          <h3 className="mb-1 font-semibold">{t('learning.drivers')}</h3>
          <p className="mb-3 text-[13px] text-ink-3">{t('learning.driversAbout')}</p>
          <Contributions items={view.drivers} />
        </section>
      )}
      <OfferUplift id={line.offer} />
      {view.heldBack.length > 0 && (
        <section>
          <h3 className="mb-2 font-semibold">{t('learning.heldBack')}</h3>
          <ul className="text-sm text-ink-2">
            {view.heldBack.map(({ check, decisions }) => <li key={check} className="flex justify-between border-t border-line py-1.5"><span>{known('check', check)}</span><span className="tabular">{number(decisions)}</span></li>)}
          </ul>
        </section>
      )}
      <Link to="/offers/$id" params={{ id: line.offer }} className="text-sm text-accent-text underline">{t('learning.toOffer')}</Link>
    </div>
  )
}

function People({ id, did }: { readonly id: string; readonly did: string }) {
  const { t, ago } = useFormat()
  const query = useInfiniteQuery(offerPeople(id, did))
  return (
    <section>
      <h3 className="mb-2 font-semibold">{t('learning.people', { did: t(`did.${did}`) })}</h3>
      <LoadedPages query={query} empty={<p className="text-sm text-ink-3">{t('learning.nobody')}</p>}>
        {(people) => (
          <ul className="divide-y divide-line text-sm">
            {people.map((one, at) => (
              <li key={`${one.profile}-${at}`} className="flex justify-between gap-3 py-2">
                <Link to="/profiles/$id" params={{ id: one.profile }} className="text-accent-text underline-offset-2 hover:underline"><Words>{one.name ?? t('app.anonymous')}</Words></Link>
                <span className="text-[13px] text-ink-3">{ago(one.at)}</span>
              </li>
            ))}
          </ul>
        )}
      </LoadedPages>
    </section>
  )
}

function Days({ days }: { readonly days: OfferLearningView['days'] }) {
  const { t, share, number } = useFormat()
  const key = JSON.stringify(days)
  const option = useCallback((colours: ChartColours) => {
    const list = JSON.parse(key) as OfferLearningView['days']
    const axis = { axisLabel: { color: colours.quiet }, splitLine: { lineStyle: { color: colours.line } } }
    return {
      grid: { left: 8, right: 8, top: 30, bottom: 8, containLabel: true },
      legend: { top: 0, textStyle: { color: colours.quiet } },
      xAxis: { type: 'category', data: list.map(({ day }) => day.slice(5)), axisLabel: { color: colours.quiet } },
      yAxis: [{ type: 'value', ...axis }, { type: 'value', axisLabel: { color: colours.quiet, formatter: share }, splitLine: { show: false } }],
      series: [
        { name: t('did.shown'), type: 'bar', itemStyle: { color: colours.soft, borderColor: colours.accent }, data: list.map(({ shown }) => shown) },
        { name: t('learning.learned'), type: 'line', yAxisIndex: 1, connectNulls: true, itemStyle: { color: colours.warm }, data: list.map(({ learned }) => learned) },
      ],
    }
  }, [key, share, t])
  return (
    <Chart
      label={t('learning.days')}
      option={option}
      height={220}
      table={{
        heads: [t('learning.day'), t('did.shown'), t('did.converted'), t('learning.learned')],
        rows: days.map((day) => [day.day, number(day.shown), number(day.converted), day.learned === null ? '–' : share(day.learned)]),
      }}
    />
  )
}
