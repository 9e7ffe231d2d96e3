/** Kinds of customer that the data shows by itself: what sets each apart, how many, what they are worth. */
import { useQuery } from '@tanstack/react-query'
import { UsersRound } from 'lucide-react'
import { useState } from 'react'
import { personas } from '../../api/queries.ts'
import type { Persona } from '../../api/types.ts'
import { Bar, Card, Empty, Figure } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useTraitName } from '../../i18n/use-trait-name.ts'
import { FleetPeople } from './fleet-people.tsx'
import { MissingList } from './goal.tsx'

/** The view. */
export function Personas() {
  const { t, number, moment } = useFormat()
  const [picked, setPicked] = useState<string | null>(null)
  return (
    <Loaded query={useQuery(personas)} lines={8}>
      {(view) => view.why !== null ? (
        <Card><Empty icon={<UsersRound size={22} />} title={t(`personasWhy.${view.why}`)}><MissingList missing={view.missing} /></Empty></Card>
      ) : (
        <>
          <p className="mb-4 text-sm text-ink-2">
            {t('personas.about', { k: number(view.k), people: number(view.people), when: view.at === null ? '–' : moment(view.at) })}{' '}
            {view.separation !== null && (
              <span className="text-ink-3">
                {t(
                  'personas.separation',
                  { figure: number(view.separation, 2), tried: view.tried.map(({ k, separation }) => `k=${number(k)} ${number(separation, 2)}`).join(', ') },
                )}
              </span>
            )}
          </p>
          {picked !== null && <div className="mb-5"><FleetPeople key={picked} path={`/v1/personas/${encodeURIComponent(picked)}/people`} query={{}} goal="value" onClose={() => setPicked(null)} /></div>}
          <ul className="grid gap-4 lg:grid-cols-2">
            {view.personas.map((one, at) => <li key={one.id}><One persona={one} place={at + 1} onOpen={() => setPicked(one.id)} /></li>)}
          </ul>
        </>
      )}
    </Loaded>
  )
}

function One({ persona, place, onOpen }: { readonly persona: Persona; readonly place: number; readonly onOpen: () => void }) {
  const { t, number, share, compact, has } = useFormat()
  const nameOf = useTraitName()
  const telling = persona.traits.filter(({ difference }) => Math.abs(difference) >= 0.25).toSorted((a, b) => Math.abs(b.difference) - Math.abs(a.difference)).slice(0, 5)
  const named = (feature: string, name: string | null) => name ?? (has(`feature.${feature}`) ? t(`feature.${feature}`) : nameOf(feature.replace(/^auto:(given|trait|segment):/, '')))
  const headline = telling.slice(0, 2).map(({ feature, name, difference }) => t(difference > 0 ? 'personas.more' : 'personas.less', { feature: named(feature, name) })).join(t('personas.and'))
  return (
    <Card className="h-full">
      <h3 className="text-lg font-semibold">{headline === '' ? t('personas.ordinary', { number: number(place) }) : headline}</h3>
      <dl className="mt-3 flex flex-wrap gap-x-8 gap-y-2">
        <Figure name={t('models.people')} value={<button type="button" onClick={onOpen} className="text-accent-text underline-offset-2 hover:underline">{number(persona.people)}</button>} hint={share(persona.share)} />
        <Figure name={t('personas.each')} value={compact(persona.money.each)} />
        <Figure name={t('personas.together')} value={compact(persona.money.past)} {...(persona.money.expected !== null && { hint: t('personas.expected', { money: compact(persona.money.expected) }) })} />
      </dl>
      <ul className="mt-4 flex flex-col gap-1.5 text-sm">
        {telling.map(({ feature, name, value, everybody, difference }) => (
          <li key={feature} className="grid grid-cols-[minmax(0,1fr)_90px_auto] items-center gap-3">
            <Words className="truncate">{named(feature, name)}</Words>
            <Bar share={Math.min(1, Math.abs(difference) / 2)} tone={difference > 0 ? 'accent' : 'warm'} />
            <span className="tabular text-[13px] text-ink-2">{t('personas.against', { value: number(value, 1), everybody: number(everybody, 1) })}</span>
          </li>
        ))}
      </ul>
      {persona.common.length > 0 && <p className="mt-3 text-[13px] text-ink-2">{persona.common.map(({ feature, value, share: part }) => `${named(feature, null)}: ${value} ${share(part)}`).join(' · ')}</p>}
    </Card>
  )
}
