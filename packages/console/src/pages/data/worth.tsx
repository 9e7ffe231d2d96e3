/** What each field is worth: who reads it, how often a decision would have been another without it, and which fields nobody needs. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { worth, worthSample } from '../../api/queries.ts'
import type { WorthLine } from '../../api/types.ts'
import { useAddress } from '../../app/use-search.ts'
import { Input, Select } from '../../components/field.tsx'
import { Badge, Card, Empty, Figure } from '../../components/layout.tsx'
import { LoadedPages } from '../../components/loaded.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useTraitName } from '../../i18n/use-trait-name.ts'
import { Personal, Users } from './bits.tsx'

const TONES = { earns: 'good', unused: 'warn', not_enough_data: 'plain' } as const

/** The view. */
export function Worth() {
  const { t, number, moment } = useFormat()
  const [address, setAddress] = useAddress()
  const sample = useQuery(worthSample)
  const query = useInfiniteQuery(worth({ kind: address['kind'] ?? '', verdict: address['verdict'] ?? '', search: useDeferredValue(address['search'] ?? '') }))
  return (
    <>
      {sample.data && (
        <div className="mb-5">
          <dl className="flex flex-wrap gap-x-10 gap-y-3">
            <Figure name={t('worthVerdict.earns')} value={number(sample.data.verdicts.earns)} tone="good" />
            <Figure name={t('worthVerdict.unused')} value={number(sample.data.verdicts.unused)} {...(sample.data.verdicts.unused > 0 && { tone: 'warn' as const })} />
            <Figure name={t('worthVerdict.not_enough_data')} value={number(sample.data.verdicts.not_enough_data)} />
          </dl>
          <p className="mt-2 text-[13px] text-ink-3">
            {t(
              'worth.sample',
              {
                people: number(sample.data.sample.people),
                ofPeople: number(sample.data.sample.ofPeople),
                decisions: number(sample.data.sample.decisions),
                when: moment(sample.data.sample.at),
              },
            )}
          </p>
        </div>
      )}
      <div className="mb-4 flex flex-wrap gap-3">
        <Input type="search" aria-label={t('worth.search')} placeholder={t('worth.search')} value={address['search'] ?? ''} onChange={(event) => setAddress({ search: event.target.value })} className="w-full max-w-sm" />
        <Select aria-label={t('worth.kind')} value={address['kind'] ?? ''} onValue={(kind) => setAddress({ kind })} options={[['', t('worth.everyKind')], ['trait', t('worth.trait')], ['property', t('worth.property')]]} />
        <Select
          aria-label={t('worth.verdict')}
          value={address['verdict'] ?? ''}
          onValue={(verdict) => setAddress({ verdict })}
          options={[['', t('worth.everyVerdict')], ['earns', t('worthVerdict.earns')], ['unused', t('worthVerdict.unused')], ['not_enough_data', t('worthVerdict.not_enough_data')]]}
        />
      </div>
      <LoadedPages query={query} empty={<Card><Empty title={t('worth.none')}>{t('worth.noneAbout')}</Empty></Card>}>
        {(items) => <Card flush><ul className="divide-y divide-line">{items.map((line) => <Line key={`${line.event ?? ''}|${line.field}`} line={line} />)}</ul></Card>}
      </LoadedPages>
    </>
  )
}

function Line({ line }: { readonly line: WorthLine }) {
  const { t, known, share, number, has } = useFormat()
  const nameOf = useTraitName()
  const { consulted, decisive, interval } = line.decisions
  return (
    <li className="grid gap-x-6 gap-y-1 px-5 py-3.5 text-sm md:grid-cols-[14rem_1fr_15rem]">
      <span>
        <Words className="font-medium">{line.kind === 'trait' ? nameOf(line.field) : line.field}</Words>{' '}
        <Personal pii={line.pii} />
        <span className="block text-[13px] text-ink-3">{line.event ? known('event', line.event) : t('worth.trait')}</span>
      </span>
      <span>
        <Badge tone={TONES[line.verdict]}>{t(`worthVerdict.${line.verdict}`)}</Badge>
        <span className="mt-1 block text-ink-2">
          {has(`worthBecause.${line.because}`) ? (
            t(`worthBecause.${line.because}`, { decisive: number(decisive), consulted: number(consulted), people: number(line.segmentsFlipped.people) })
          ) : (
            line.advice
          )}
        </span>
        {interval && <span className="block text-[13px] text-ink-3">{t('worth.interval', { from: share(interval.from), to: share(interval.to), consulted: number(consulted) })}</span>}
        {line.usedBy.length > 0 && <span className="mt-1.5 block"><Users uses={line.usedBy} /></span>}
      </span>
      <span className="text-[13px] text-ink-2">
        {t('worth.share', { share: share(line.share) })}
        <span className="block">{t('worth.bytes', { share: share(line.bytes) })}</span>
        {line.ageDays !== null && <span className="block">{t('worth.age', { days: number(line.ageDays) })}</span>}
      </span>
    </li>
  )
}
