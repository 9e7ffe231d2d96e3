/** What is foretold of one person, and what they may want next. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Telescope } from 'lucide-react'
import { predictions, recommendations } from '../../api/queries.ts'
import type { Recommendations } from '../../api/types.ts'
import { Badge, Card, Empty, Section } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Ranged } from '../../components/ranged.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { usePredicted } from '../models/goal.tsx'

/** The tab. */
export function PersonPredictions({ id }: { readonly id: string }) {
  const { t, ago, share } = useFormat()
  const shown = usePredicted()
  return (
    <div className="grid items-start gap-5 xl:grid-cols-2">
      <Section title={t('predictions.title')} about={t('predictions.about')}>
        <Loaded query={useQuery(predictions(id))}>
          {({ items }) => items.length === 0 ? <Empty icon={<Telescope size={22} />} title={t('predictions.none')}>{t('predictions.noneAbout')}</Empty> : (
            <ul className="divide-y divide-line text-sm">
              {items.map((one) => (
                <li key={one.model} className="grid items-center gap-x-4 py-2.5 sm:grid-cols-[minmax(0,1fr)_auto]">
                  <span className="min-w-0">
                    <Link to="/models/$id" params={{ id: one.model }} className="font-medium text-accent-text underline-offset-2 hover:underline"><Words>{one.name}</Words></Link>
                    <span className="block text-[13px] text-ink-3">{ago(one.at)}{one.observed && <> · {t('predictions.observed')} <Ranged of={one.observed} show={share} /></>}</span>
                  </span>
                  <span className="tabular text-right">
                    {one.band !== null && <Badge tone="info">{one.band}</Badge>} <Words className="font-semibold">{shown(one.predict.is, one.value)}</Words>
                    {one.low !== null && one.high !== null && (
                      <span className="block text-xs text-ink-3">{t('measured.range', { low: shown(one.predict.is, one.low), high: shown(one.predict.is, one.high) })}</span>
                    )}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      </Section>
      <Section title={t('recommend.title')} about={t('recommend.about')}>
        <Loaded query={useQuery(recommendations(id))}>{(view) => <Wanted view={view} />}</Loaded>
      </Section>
    </div>
  )
}

function Wanted({ view }: { readonly view: Recommendations }) {
  const { t, has } = useFormat()
  if (view.items.length === 0) return <Card><p className="text-sm text-ink-2">{t(view.why === null ? 'recommendWhy.nothing' : `recommendWhy.${view.why}`)}</p></Card>
  return (
    <ol className="divide-y divide-line text-sm">
      {view.items.map((one, place) => (
        <li key={one.item} className="flex flex-wrap items-baseline gap-x-3 py-2">
          <span className="tabular w-5 text-ink-3">{place + 1}</span>
          <Words className="font-medium">{one.item}</Words>
          <span className="text-[13px] text-ink-3">{has(`recommendBy.${one.by}`) ? t(`recommendBy.${one.by}`) : one.by}{one.because.length > 0 && <>: <Words>{one.because.join(', ')}</Words></>}</span>
        </li>
      ))}
    </ol>
  )
}
