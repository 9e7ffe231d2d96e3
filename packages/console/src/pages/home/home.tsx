/** How the workspace is, what to do next, and what is happening now. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { health } from '../../api/queries.ts'
import type { Health } from '../../api/types.ts'
import { Badge, Figure, PageHead, Section } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { Checklist } from './checklist.tsx'
import { Conservation } from './conservation.tsx'
import { Happening } from './happening.tsx'

/** The page. */
export default function Home() {
  const query = useQuery(health)
  return <Loaded query={query} lines={10}>{(state) => <Overview state={state} />}</Loaded>
}

function Overview({ state }: { readonly state: Health }) {
  const { t } = useFormat()
  const left = state.checklist.filter((one) => !one.done).length
  return (
    <>
      <PageHead title={t('home.title')} about={left > 0 ? t('home.aboutSetup', { count: left }) : t('home.about')} />
      <Strip state={state} />
      <div className="mt-5 grid items-start gap-5 xl:grid-cols-[minmax(0,1.1fr)_minmax(0,1fr)]">
        <Checklist items={state.checklist} />
        <div className="flex flex-col gap-5">
          <Happening />
          <Services state={state} />
        </div>
      </div>
    </>
  )
}

function Strip({ state }: { readonly state: Health }) {
  const { t, number, length } = useFormat()
  const failed = (state.outbox['rejected'] ?? 0) + (state.outbox['unknown'] ?? 0)
  return (
    <section aria-label={t('home.health')} className="rounded-2xl border border-line bg-surface p-5 shadow-card">
      <dl className="grid grid-cols-2 gap-x-6 gap-y-4 md:grid-cols-3 xl:grid-cols-6">
        <Figure name={t('home.rate')} value={<Link to="/live" className="underline-offset-4 hover:underline">{number(state.eventsPerSecond, 1)}</Link>} hint={t('home.perSecond')} />
        <Figure name={t('home.people')} value={<Link to="/profiles" className="underline-offset-4 hover:underline">{number(state.profiles)}</Link>} />
        <Figure
          name={t('home.lag')}
          value={length(state.timers.lateMsP99)}
          hint={t('home.lagHint', { number: number(state.timers.pending) })}
          {...(state.timers.lateMsP99 > 1_000 && { tone: 'warn' as const })}
        />
        <Figure
          name={t('home.waiting')}
          value={<Link to="/messages" search={{ state: 'planned' }} className="underline-offset-4 hover:underline">{number(state.outbox['planned'] ?? 0)}</Link>}
          hint={state.oldestPlannedMs === null ? t('home.noWait') : t('home.oldest', { time: length(state.oldestPlannedMs) })}
        />
        <Figure name={t('home.sent')} value={<Link to="/messages" search={{ state: 'sent' }} className="underline-offset-4 hover:underline">{number(state.outbox['sent'] ?? 0)}</Link>} />
        <Figure
          name={t('home.failed')}
          value={<Link to="/messages" search={{ state: 'rejected' }} className="underline-offset-4 hover:underline">{number(failed)}</Link>}
          hint={t('home.failedHint', { unknown: number(state.outbox['unknown'] ?? 0) })}
          {...(failed > 0 && { tone: 'bad' as const })}
        />
      </dl>
      <Conservation tally={state.tally} />
    </section>
  )
}

const TONES = { ready: 'good', starting: 'info', absent: 'plain', down: 'bad', failing: 'bad', off: 'plain' } as const

function Services({ state }: { readonly state: Health }) {
  const { t, known, number, ago } = useFormat()
  return (
    <Section title={t('home.services')} about={t('home.started', { version: state.version, when: ago(state.startedAt) })}>
      <ul className="flex flex-col gap-2.5 text-sm">
        <li className="flex items-center gap-3">
          <span className="flex-1">{t('home.warehouse')}{state.warehouse.behind > 0 && <span className="text-ink-3"> · {t('home.behind', { number: number(state.warehouse.behind) })}</span>}</span>
          <Badge tone={TONES[state.warehouse.is]} {...(state.warehouse.why && { title: state.warehouse.why })}>{t(`service.${state.warehouse.is}`)}</Badge>
        </li>
        {state.providers.map((one) => (
          <li key={one.name} className="flex items-center gap-3">
            <span className="flex-1">
              {known('channel', one.channel)} <span className="text-ink-3">· {one.name}</span>
              {one.why && <span className="block text-[13px] text-ink-3">{one.why}</span>}
            </span>
            <Badge tone={TONES[one.state]}>{t(`service.${one.state}`)}</Badge>
          </li>
        ))}
      </ul>
      {state.fakes && <p className="mt-3 rounded-lg bg-info-soft px-3 py-2 text-[13px] text-info">{t('home.fakes')}</p>}
    </Section>
  )
}
