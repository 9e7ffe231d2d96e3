/** The catalogue: every kind of event that was seen or planned, how much of it there is, and what is wrong with it. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Database } from 'lucide-react'
import { useDeferredValue } from 'react'
import { tracking } from '../../api/queries.ts'
import { useAddress } from '../../app/use-search.ts'
import { Input, Select } from '../../components/field.tsx'
import { Badge, Card, Empty } from '../../components/layout.tsx'
import { LoadedPages } from '../../components/loaded.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { Month, Personal } from './bits.tsx'

const TONES = { planned: 'good', unplanned: 'warn', unseen: 'plain' } as const

/** The list. */
export function EventTypes() {
  const { t, known, number, ago } = useFormat()
  const [address, setAddress] = useAddress()
  const search = useDeferredValue(address['search'] ?? '')
  const query = useInfiniteQuery(tracking({ search, state: address['state'] ?? '', pii: address['pii'] ?? '', system: address['system'] ?? '' }))
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <Input type="search" aria-label={t('data.search')} placeholder={t('data.search')} value={address['search'] ?? ''} onChange={(event) => setAddress({ search: event.target.value })} className="w-full max-w-sm" />
        <Select aria-label={t('data.state')} value={address['state'] ?? ''} onValue={(state) => setAddress({ state })} options={[['', t('data.everyState')], ['planned', t('planState.planned')], ['unplanned', t('planState.unplanned')], ['unseen', t('planState.unseen')]]} />
        <Select aria-label={t('data.pii')} value={address['pii'] ?? ''} onValue={(pii) => setAddress({ pii })} options={[['', t('data.everyPii')], ['identifier', t('pii.identifier')], ['contact', t('pii.contact')], ['sensitive', t('pii.sensitive')]]} />
      </div>
      <LoadedPages query={query} empty={<Card><Empty icon={<Database size={22} />} title={t('data.noEvents')}>{t('data.noEventsAbout')}</Empty></Card>}>
        {(items) => (
          <div className="overflow-x-auto rounded-2xl border border-line bg-surface shadow-card">
            <table className="w-full min-w-[860px] text-sm">
              <thead className="text-left text-xs text-ink-3">
                <tr className="border-b border-line">
                  <th scope="col" className="px-5 py-2.5 font-medium">{t('data.event')}</th>
                  <th scope="col" className="px-3 py-2.5 font-medium">{t('data.plan')}</th>
                  <th scope="col" className="px-3 py-2.5 text-right font-medium">{t('data.last30')}</th>
                  <th scope="col" className="px-3 py-2.5 font-medium"><span className="sr-only">{t('data.month')}</span></th>
                  <th scope="col" className="px-3 py-2.5 text-right font-medium">{t('data.properties')}</th>
                  <th scope="col" className="px-3 py-2.5 text-right font-medium">{t('data.problems')}</th>
                  <th scope="col" className="px-3 py-2.5 text-right font-medium">{t('data.users')}</th>
                  <th scope="col" className="px-5 py-2.5 text-right font-medium">{t('data.lastSeen')}</th>
                </tr>
              </thead>
              <tbody className="divide-y divide-line">
                {items.map((line) => (
                  <tr key={line.type} className="hover:bg-raised">
                    <td className="px-5 py-3">
                      <Link to="/data/$type" params={{ type: line.type }} className="font-medium text-ink underline-offset-2 hover:underline">
                        <Words>{line.name ?? known('event', line.type)}</Words>
                      </Link>
                      <span className="ml-2"><Personal pii={line.pii} /></span>
                      <span className="block text-[13px] text-ink-3">{line.type}{line.owner ? ` · ${line.owner}` : ''}</span>
                    </td>
                    <td className="px-3 py-3"><Badge tone={TONES[line.state]}>{t(`planState.${line.state}`)}</Badge>{line.enforce === 'block' && <Badge tone="bad">{t('enforce.block')}</Badge>}</td>
                    <td className="tabular px-3 py-3 text-right">{number(line.last30Days)}</td>
                    <td className="px-3 py-3"><Month days={line.days} /></td>
                    <td className="tabular px-3 py-3 text-right">{number(line.properties)}</td>
                    <td className={`tabular px-3 py-3 text-right ${line.violations > 0 ? 'font-medium text-bad' : 'text-ink-3'}`}>{number(line.violations)}</td>
                    <td className="tabular px-3 py-3 text-right">{line.usedBy === 0 ? <span className="text-ink-3">{t('data.nobody')}</span> : number(line.usedBy)}</td>
                    <td className="px-5 py-3 text-right text-ink-2">{line.lastSeen === null ? t('data.never') : ago(line.lastSeen)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </LoadedPages>
    </>
  )
}
