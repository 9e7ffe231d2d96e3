/** One kind of event: what was seen of it, property by property, and the plan it shall keep to. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { post, put, remove } from '../../api/client.ts'
import { trackingOf } from '../../api/queries.ts'
import type { EventPlanView, TrackingView } from '../../api/types.ts'
import { Button } from '../../components/button.tsx'
import { Field, Input, Select } from '../../components/field.tsx'
import { Badge, Figure, PageHead, Section } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useSay } from '../../components/toast.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { Month, Users } from './bits.tsx'
import { PropertyTable } from './property-table.tsx'

/** The page. */
export default function EventType() {
  const { type } = useParams({ strict: false }) as { readonly type: string }
  const query = useQuery(trackingOf(type))
  return <Loaded query={query} lines={10}>{(view) => <Type key={view.type} view={view} />}</Loaded>
}

function Type({ view }: { readonly view: TrackingView }) {
  const { t, known, number, ago, moment } = useFormat()
  const say = useSay()
  const client = useQueryClient()
  const [plan, setPlan] = useState<EventPlanView | null>(view.plan)
  const [notes, setNotes] = useState<readonly string[]>([])
  const refresh = () => Promise.all(['tracking', 'violations', 'catalog'].map((key) => client.invalidateQueries({ queryKey: [key] })))
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work()
    } catch (fault) {
      say.failed(fault)
    }
  }
  const propose = () => attempt(async () => {
    const answer = await post<{ readonly plan: EventPlanView; readonly notes: readonly string[] }>(`/v1/tracking/${encodeURIComponent(view.type)}/plan`)
    setPlan(answer.plan)
    setNotes(answer.notes)
  })
  const save = () => plan && attempt(async () => {
    await put(`/v1/events-plan/${encodeURIComponent(view.type)}`, plan)
    await refresh()
    say.done(t('app.saved'))
  })
  const drop = () => attempt(async () => {
    await remove(`/v1/events-plan/${encodeURIComponent(view.type)}`)
    setPlan(null)
    await refresh()
    say.done(t('app.removed'))
  })
  return (
    <>
      <PageHead
        above={<Link to="/data" className="text-accent-text underline-offset-2 hover:underline">{t('nav.data')}</Link>}
        title={<Words>{view.name ?? known('event', view.type)}</Words>}
        about={<span className="text-sm">{view.type}</span>}
        actions={plan === null ? <Button look="primary" onClick={() => void propose()}>{t('plan.propose')}</Button> : (
          <>
            {view.plan !== null && <Button look="danger" onClick={() => void drop()}>{t('plan.drop')}</Button>}
            <Button onClick={() => setPlan(view.plan)} disabled={plan === view.plan}>{t('app.revert')}</Button>
            <Button look="primary" onClick={() => void save()} disabled={plan === view.plan}>{t('app.save')}</Button>
          </>
        )}
      />
      <div className="mb-5 flex flex-wrap items-end gap-x-10 gap-y-3">
        <dl className="flex flex-wrap gap-x-10 gap-y-3">
          <Figure name={t('data.last30')} value={number(view.last30Days)} />
          <Figure name={t('data.problems')} value={number(view.violations)} {...(view.violations > 0 && { tone: 'bad' as const })} />
          <Figure name={t('data.blocked')} value={number(view.blocked)} {...(view.blocked > 0 && { tone: 'warn' as const })} />
          <Figure name={t('data.firstSeen')} value={view.firstSeen === null ? '–' : ago(view.firstSeen)} {...(view.firstSeen !== null && { hint: moment(view.firstSeen) })} />
        </dl>
        <Month days={view.days} />
      </div>
      <div className="flex flex-col gap-5">
        {plan !== null && (
          <Section title={t('plan.title')} about={t('plan.about')}>
            {notes.map((note) => <p key={note} className="mb-2 text-[13px] text-ink-3">{note}</p>)}
            <div className="grid gap-4 md:grid-cols-4">
              <Field label={t('plan.enforce')} hint={t(`enforceAbout.${plan.enforce}`)}>
                <Select
                  value={plan.enforce}
                  onValue={(enforce) => setPlan({ ...plan, enforce: enforce as EventPlanView['enforce'] })}
                  options={[['allow', t('enforce.allow')], ['mark', t('enforce.mark')], ['block', t('enforce.block')]]}
                />
              </Field>
              <Field label={t('plan.extra')} hint={t('plan.extraAbout')}>
                <Select value={plan.extra} onValue={(extra) => setPlan({ ...plan, extra: extra as EventPlanView['extra'] })} options={[['allow', t('enforce.allow')], ['mark', t('enforce.mark')], ['block', t('enforce.block')]]} />
              </Field>
              <Field label={t('plan.owner')}>
                <Input value={plan.owner ?? ''} onChange={(event) => setPlan({ ...plan, owner: event.target.value })} />
              </Field>
              <Field label={t('app.description')}>
                <Input
                  value={typeof plan.description === 'string' ? plan.description : ''}
                  placeholder={typeof plan.description === 'object' ? Object.values(plan.description)[0] : ''}
                  onChange={(event) => setPlan({ ...plan, description: event.target.value })}
                />
              </Field>
            </div>
          </Section>
        )}
        <Section title={t('data.properties')} about={t('data.examined', { number: number(view.examined) })}>
          <PropertyTable view={view} plan={plan} onPlan={setPlan} />
        </Section>
        <div className="grid gap-5 xl:grid-cols-2">
          <Section title={t('data.problems')}>
            {view.problems.length === 0 && <p className="text-sm text-ink-2">{t('data.noProblems')}</p>}
            <ul className="divide-y divide-line text-sm">
              {view.problems.map((one) => (
                <li key={one.code + one.path} className="flex items-center gap-3 py-2">
                  <Badge tone="bad">{known('violation', one.code)}</Badge>
                  <span className="min-w-0 flex-1 truncate">{one.path}</span>
                  <span className="tabular">{number(one.count)}</span>
                  <span className="text-ink-3">{ago(one.lastAt)}</span>
                </li>
              ))}
            </ul>
          </Section>
          <Section title={t('data.users')}>
            {view.uses.length === 0 ? <p className="text-sm text-ink-2">{t('data.nobodyUses')}</p> : <Users uses={view.uses} most={30} />}
            <h3 className="mt-5 mb-1 text-[13px] font-semibold text-ink-2">{t('data.sources')}</h3>
            <ul className="text-sm">
              {view.bySource.map((one) => <li key={one.source} className="flex justify-between py-1"><span>{one.source}</span><span className="tabular text-ink-2">{number(one.count)} · {ago(one.lastSeen)}</span></li>)}
            </ul>
          </Section>
        </div>
      </div>
    </>
  )
}
