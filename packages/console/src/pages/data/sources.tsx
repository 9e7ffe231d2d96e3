/** Where facts come from: how much, how fresh, how often a source's word wins, and where two sources contradict each other. */
import { useQuery } from '@tanstack/react-query'
import { sources } from '../../api/queries.ts'
import { Badge, Card, Empty } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'

/** The table. */
export function Sources() {
  const { t, number, share, ago, duration } = useFormat()
  const query = useQuery(sources)
  return (
    <Loaded query={query}>
      {(view) => view.items.length === 0 ? <Card><Empty title={t('sources.none')} /></Card> : (
        <>
          <div className="overflow-x-auto rounded-2xl border border-line bg-surface shadow-card">
            <table className="w-full min-w-[820px] text-sm">
              <thead className="text-left text-xs text-ink-3">
                <tr className="border-b border-line">
                  <th scope="col" className="px-5 py-2.5 font-medium">{t('sources.source')}</th>
                  <th scope="col" className="px-3 py-2.5 font-medium">{t('sources.party')}</th>
                  <th scope="col" className="px-3 py-2.5 text-right font-medium">{t('sources.trust')}</th>
                  <th scope="col" className="px-3 py-2.5 text-right font-medium">{t('sources.events')}</th>
                  <th scope="col" className="px-3 py-2.5 text-right font-medium">{t('sources.winning')}</th>
                  <th scope="col" className="px-3 py-2.5 text-right font-medium">{t('sources.stale')}</th>
                  <th scope="col" className="px-3 py-2.5 text-right font-medium">{t('sources.conflicts')}</th>
                  <th scope="col" className="px-5 py-2.5 text-right font-medium">{t('data.lastSeen')}</th>
                </tr>
              </thead>
              <tbody className="divide-y divide-line">
                {view.items.map((one) => (
                  <tr key={one.id}>
                    <td className="px-5 py-3">
                      <Words className="font-medium">{one.name}</Words>
                      <span className="block text-[13px] text-ink-3">{one.id}{one.owner ? ` · ${one.owner}` : ''}{!one.defined && ` · ${t('sources.undefined')}`}</span>
                    </td>
                    <td className="px-3 py-3">{t(`party.${one.party}`)}</td>
                    <td className="tabular px-3 py-3 text-right">{share(one.trust)}</td>
                    <td className="tabular px-3 py-3 text-right">{number(one.events)}</td>
                    <td className="tabular px-3 py-3 text-right">{one.values === 0 ? '–' : share(one.winningShare)}</td>
                    <td className={`tabular px-3 py-3 text-right ${one.stale > 0 ? 'text-warn' : 'text-ink-3'}`}>{number(one.stale)}</td>
                    <td className={`tabular px-3 py-3 text-right ${one.conflicts > 0 ? 'text-bad' : 'text-ink-3'}`}>{number(one.conflicts)}</td>
                    <td className="px-5 py-3 text-right">
                      {one.silent === 'no' ? (
                        <span className="text-ink-2">{one.lastSeen === undefined ? '–' : ago(one.lastSeen)}</span>
                      ) : (
                        <Badge tone="bad">
                          {one.silent === 'never' ? t('sources.never') : t('sources.silent', { cadence: one.cadence ? duration(one.cadence) : '' })}
                        </Badge>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <p className="mt-3 text-[13px] text-ink-3">{t('sources.sample', { people: number(view.people), of: number(view.of) })}</p>
        </>
      )}
    </Loaded>
  )
}
