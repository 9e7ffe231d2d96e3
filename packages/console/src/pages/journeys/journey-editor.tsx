/** Edits a journey from top to bottom, as it is walked. */
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { ApiError, put, remove } from '../../api/client.ts'
import type { Journey } from '../../api/types.ts'
import { Button } from '../../components/button.tsx'
import { Field, Input, Switch } from '../../components/field.tsx'
import { Badge, Figure, PageHead, Section } from '../../components/layout.tsx'
import { useSay } from '../../components/toast.tsx'
import { Words } from '../../components/words.tsx'
import { idOf } from '../../format/id.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { DurationInput } from '../../rule/argument.tsx'
import type { RuleProblem } from '../../rule/problems.ts'
import { Door } from './door.tsx'
import { STATE_TONES } from './journeys.tsx'
import { Exits } from './exits.tsx'
import { Steps } from './steps.tsx'
import { useJourneyWords } from './use-journey-words.ts'

/** The editor; nothing changes for people inside until it is saved. */
export function JourneyEditor({ journey, above }: { readonly journey: Journey; readonly above: ReactNode }) {
  const { t, number } = useFormat()
  const say = useSay()
  const client = useQueryClient()
  const navigate = useNavigate()
  const words = useJourneyWords()
  const [draft, setDraft] = useState(journey)
  const [problems, setProblems] = useState<readonly RuleProblem[]>([])
  const change = (part: Partial<Journey>) => setDraft((before) => ({ ...before, ...part }))
  const id = journey.id === '' ? idOf(draft.name) : journey.id
  const { entered = 0, inside = 0, sent = 0 } = journey.figures ?? {}
  const complete = id !== '' && ('segment' in draft.enter ? draft.enter.segment !== '' : draft.enter.event !== '')

  const save = async (state: Journey['state']) => {
    const { figures: _, ...definition } = draft
    try {
      await put(`/v1/journeys/${encodeURIComponent(id)}`, JSON.parse(JSON.stringify({ ...definition, id, state })))
      await client.invalidateQueries({ queryKey: ['journeys'] })
      setProblems([])
      change({ state })
      say.done(state === journey.state ? t('app.saved') : t(`journey.turned.${state}`))
      if (journey.id === '') void navigate({ to: '/journeys/$id', params: { id } })
    } catch (fault) {
      if (fault instanceof ApiError && fault.problem?.problems) setProblems(fault.problem.problems)
      say.failed(fault)
    }
  }
  const drop = async () => {
    try {
      await remove(`/v1/journeys/${encodeURIComponent(id)}`)
      await client.invalidateQueries({ queryKey: ['journeys'] })
      say.done(t('app.removed'))
      void navigate({ to: '/journeys' })
    } catch (fault) {
      say.failed(fault)
    }
  }
  return (
    <>
      <PageHead
        above={above}
        title={
          <span className="flex flex-wrap items-center gap-3">
            {draft.name.trim() === '' ? t('journey.new') : <Words>{draft.name}</Words>}
            <Badge tone={STATE_TONES[draft.state]}>{t(`journey.${draft.state}`)}</Badge>
          </span>
        }
        actions={
          <>
            {journey.id !== '' && <Button look="danger" onClick={() => void drop()}>{t('app.delete')}</Button>}
            {draft.state === 'live' && <Button onClick={() => void save('paused')}>{t('journey.pause')}</Button>}
            {draft.state !== 'live' && <Button disabled={!complete || draft.steps.length === 0} onClick={() => void save('live')}>{t('journey.start')}</Button>}
            <Button look="primary" disabled={!complete} onClick={() => void save(draft.state)}>{t('app.save')}</Button>
          </>
        }
      />
      {problems.length > 0 && (
        <ul role="alert" className="mb-5 rounded-xl border border-bad/30 bg-bad-soft px-5 py-3 text-sm text-bad">
          {problems.map((one) => <li key={one.path + one.message}>{one.message}</li>)}
        </ul>
      )}
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_320px]">
        <div className="flex min-w-0 flex-col gap-5">
          <Field label={t('app.name')} hint={id && `ID: ${id}`} className="max-w-md"><Input value={draft.name} onChange={(event) => change({ name: event.target.value })} /></Field>
          <Section title={t('journey.enter')} about={words.enter(draft)}>
            <Door enter={draft.enter} onEnter={(enter) => change({ enter })} />
          </Section>
          <Section title={t('journey.steps')} about={t('journey.stepsAbout')}>
            <Steps steps={draft.steps} onSteps={(steps) => change({ steps })} />
          </Section>
          <Section title={t('journey.exit')} about={words.exit(draft)}>
            <Exits exits={draft.exit ?? []} onExits={(exit) => change({ exit: exit.length === 0 ? undefined : exit })} />
          </Section>
          <Section title={t('journey.again')} about={words.again(draft)}>
            <Again again={draft.again} onAgain={(again) => change({ again })} />
          </Section>
        </div>
        <Section title={t('journey.figures')}>
          <dl className="grid grid-cols-3 gap-3">
            <Figure name={t('journey.entered')} value={number(entered)} />
            <Figure name={t('journey.inside')} value={number(inside)} />
            <Figure name={t('journey.sent')} value={number(sent)} />
          </dl>
          <p className="mt-5 border-t border-line pt-4 text-sm leading-relaxed text-ink-2">
            {words.enter(draft)} {words.steps(draft)} {words.exit(draft)} {words.again(draft)}
          </p>
          <p className="mt-3 text-[13px] text-ink-3">{t(`journey.about.${draft.state}`)}</p>
        </Section>
      </div>
    </>
  )
}

function Again({ again, onAgain }: { readonly again: Journey['again']; readonly onAgain: (again: Journey['again']) => void }) {
  const { t } = useFormat()
  const after = typeof again === 'object' ? again.after : undefined
  return (
    <div className="flex flex-wrap items-center gap-3 text-sm">
      <Switch label={t('journey.mayAgain')} checked={after !== undefined} onChecked={(on) => onAgain(on ? { after: '7d' } : undefined)} />
      {after !== undefined && (
        <>
          <DurationInput value={after} onValue={(next) => onAgain({ after: next })} />
          <span className="text-ink-2">{t('journey.afterEntry')}</span>
        </>
      )}
    </div>
  )
}
