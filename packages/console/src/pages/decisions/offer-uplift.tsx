/** Whom an offer really changes: the average first, then whether people can be told apart, and only then the groups with the people behind them. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { RotateCw } from 'lucide-react'
import { useState } from 'react'
import { post } from '../../api/client.ts'
import { fleetPeople, offerUplift } from '../../api/queries.ts'
import type { OfferUplift as View } from '../../api/types.ts'
import { Button } from '../../components/button.tsx'
import { Figure } from '../../components/layout.tsx'
import { Fault, Loaded, LoadedPages } from '../../components/loaded.tsx'
import { Ranged } from '../../components/ranged.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'

type Group = View['groups'][number]['group']

const pathOf = (id: string) => `/v1/offers/${encodeURIComponent(id)}/uplift`

/** The section of an offer's drawer. */
export function OfferUplift({ id }: { readonly id: string }) {
  const { t, ago } = useFormat()
  const client = useQueryClient()
  const query = useQuery(offerUplift(id))
  const now = useMutation({ mutationFn: () => post(pathOf(id)), onSuccess: () => client.invalidateQueries({ queryKey: ['uplift', id] }) })
  const { data } = query
  const isPossible = data !== undefined && data.state !== 'computing' && data.why !== 'needs_success' && data.why !== 'not_trained'
  return (
    <section>
      <div className="mb-1 flex flex-wrap items-center justify-between gap-2">
        <h3 className="font-semibold">{t('uplift.heading')}</h3>
        <span className="flex items-center gap-2 text-[13px] text-ink-3">
          {data?.at !== undefined && data.at !== null && ago(data.at)}
          {isPossible && <Button small onClick={() => now.mutate()} disabled={now.isPending}><RotateCw size={14} aria-hidden /> {t('uplift.now')}</Button>}
        </span>
      </div>
      <p className="mb-3 text-[13px] text-ink-3">{t('uplift.about')}</p>
      {now.error && <Fault error={now.error} />}
      <Loaded query={query} lines={4}>{(view) => <Found view={view} />}</Loaded>
    </section>
  )
}

function Found({ view }: { readonly view: View }) {
  const { t, number, share, known, duration } = useFormat()
  const [group, setGroup] = useState<Group | null>(null)
  const { why, success, treated, untreated } = view
  const isCounted = treated.decisions + untreated.decisions > 0
  return (
    <div className="flex flex-col gap-4">
      {why !== null && <p className="text-sm text-ink-2">{t(`uplift.why.${why}`)}</p>}
      {view.state === 'computing' && <p className="text-sm text-ink-2" role="status">{t('uplift.computing', { done: share(view.done ?? 0) })}</p>}
      {success !== null && (
        <p className="text-[13px] text-ink-3">
          {t('uplift.counted', { event: known('event', success.event), within: duration(success.within) })} {success.assumed && t('uplift.assumed')}
        </p>
      )}
      {isCounted && (
        <dl className="flex flex-wrap gap-x-8 gap-y-4">
          {view.effect !== null && <Figure name={t('uplift.average')} value={<Ranged of={view.effect} show={(value) => per100(value, number)} />} />}
          <Figure name={t('uplift.treated')} value={treated.rate === null ? '–' : share(treated.rate)} hint={`${number(treated.decisions)} · ${t('uplift.seen', { number: number(treated.shown) })}`} />
          <Figure name={t('uplift.untreated')} value={untreated.rate === null ? '–' : share(untreated.rate)} hint={number(untreated.decisions)} />
          {view.verdict === 'signal' && <Figure name={t('uplift.qini')} value={<Ranged of={view.qini} show={(value) => number(value, 1)} />} />}
        </dl>
      )}
      {view.missing.length > 0 && (
        <div className="rounded-xl bg-raised px-4 py-3">
          <p className="font-medium">{t('uplift.few')}</p>
          <ul className="text-[13px] text-ink-2">{view.missing.map(({ what, have, need }) => <li key={what}>{t(`uplift.missing.${what}`, { have: number(have), need: number(need) })}</li>)}</ul>
        </div>
      )}
      {view.verdict === 'no_signal' && <p className="rounded-xl bg-raised px-4 py-3 text-sm">{t('uplift.noSignal')}</p>}
      {view.groups.length > 0 && <Groups groups={view.groups} chosen={group} onChoose={(next) => setGroup(next === group ? null : next)} />}
      {group !== null && <People id={view.offer} group={group} />}
      {(view.open > 0 || view.sure > 0) && (
        <ul className="text-[13px] text-ink-3">
          {view.open > 0 && <li>{t('uplift.open', { number: number(view.open) })}</li>}
          {view.sure > 0 && <li>{t('uplift.sure', { number: number(view.sure) })}</li>}
        </ul>
      )}
    </div>
  )
}

function Groups({ groups, chosen, onChoose }: { readonly groups: View['groups']; readonly chosen: Group | null; readonly onChoose: (group: Group) => void }) {
  const { t, number } = useFormat()
  return (
    <ul className="text-sm">
      {groups.map(({ group, people }) => (
        <li key={group} className="flex items-baseline justify-between gap-3 border-t border-line py-2">
          <span><span className="font-medium">{t(`uplift.group.${group}`)}</span> <span className="text-[13px] text-ink-3">{t(`uplift.groupAbout.${group}`)}</span></span>
          {people === 0 ? <span className="tabular text-ink-3">{number(0)}</span> : (
            <button type="button" aria-pressed={chosen === group} onClick={() => onChoose(group)} className="tabular font-semibold text-accent-text underline-offset-2 hover:underline">{number(people)}</button>
          )}
        </li>
      ))}
    </ul>
  )
}

function People({ id, group }: { readonly id: string; readonly group: Group }) {
  const { t, number } = useFormat()
  const query = useInfiniteQuery(fleetPeople(`${pathOf(id)}/people`, { group, limit: 20 }))
  return (
    <section>
      <h4 className="mb-1 text-sm font-semibold">{t('uplift.behind', { group: t(`uplift.group.${group}`) })}</h4>
      <LoadedPages query={query} empty={<p className="text-sm text-ink-3">{t('learning.nobody')}</p>}>
        {(people) => (
          <ul className="divide-y divide-line text-sm" title={t('uplift.pointsAbout')}>
            {people.map(({ id: profile, name, value, low, high }) => (
              <li key={profile} className="flex justify-between gap-3 py-2">
                <Link to="/profiles/$id" params={{ id: profile }} className="truncate text-accent-text underline-offset-2 hover:underline"><Words>{name ?? t('app.anonymous')}</Words></Link>
                <span className="tabular whitespace-nowrap">
                  <span className="font-semibold">{per100(Number(value), number)}</span>
                  {low !== null && high !== null && <span className="ml-1.5 text-[13px] text-ink-3">{t('measured.range', { low: per100(low, number), high: per100(high, number) })}</span>}
                </span>
              </li>
            ))}
          </ul>
        )}
      </LoadedPages>
    </section>
  )
}

/** So many more, or fewer, of 100 people. */
function per100(value: number, number: (value: number, digits?: number) => string): string {
  return `${value > 0 ? '+' : ''}${number(value * 100, 1)}`
}
