/** A strategy on its way in: who has it already, how it does against today's, and the next step or the way back. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Rocket } from 'lucide-react'
import { useState } from 'react'
import { post } from '../../api/client.ts'
import { ramp } from '../../api/queries.ts'
import type { RampView } from '../../api/types.ts'
import { Button } from '../../components/button.tsx'
import { Field, Input } from '../../components/field.tsx'
import { Badge, Card, Empty, Figure, Section } from '../../components/layout.tsx'
import { Fault, Loaded } from '../../components/loaded.tsx'
import { Ranged, Whisker } from '../../components/ranged.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'

const TONES = { running: 'info', stopped: 'plain', stopped_by_harm: 'bad', adopted: 'good' } as const

/** The view. */
export function Ramp() {
  const { t } = useFormat()
  return (
    <Loaded query={useQuery(ramp)}>
      {(page) => (
        <div className="flex flex-col gap-5">
          {page.ramp === null ? <Card><Empty icon={<Rocket size={22} />} title={t('ramp.none')}>{t('ramp.noneAbout')}</Empty></Card> : <One view={page.ramp} />}
          {page.before.map((view) => <One key={view.id} view={view} />)}
        </div>
      )}
    </Loaded>
  )
}

function One({ view }: { readonly view: RampView }) {
  const { t, number, share, moment } = useFormat()
  const show = (value: number) => number(value, 3)
  const { progress } = view
  const isIn = (step: number) => step <= view.share && (view.state === 'running' || view.state === 'adopted')
  return (
    <Section title={<Words>{view.name}</Words>} actions={<Badge tone={TONES[view.state]}>{t(`rampState.${view.state}`)}</Badge>}>
      <ol className="mb-4 flex flex-wrap gap-2" aria-label={t('ramp.steps')}>
        {view.steps.map((step) => <li key={step} aria-current={step === view.share ? 'step' : undefined} className={`tabular rounded-lg px-3 py-1 text-sm ${isIn(step) ? 'bg-accent text-on-accent' : 'bg-ink/8 text-ink-2'}`}>
            {share(step)}
          </li>)}
      </ol>
      <dl className="grid gap-x-8 gap-y-4 sm:grid-cols-2 xl:grid-cols-4">
        <Figure name={t('ramp.people')} value={`${number(progress.people.under)} / ${number(progress.people.now)}`} hint={t('ramp.peopleAbout')} />
        <Figure name={t('ramp.now')} value={<Ranged of={progress.now} show={show} />} />
        <Figure name={t('ramp.then')} value={<Ranged of={progress.under} show={show} />} />
        <Figure name={t('whatif.lift')} value={<Ranged of={progress.lift} show={show} />} />
      </dl>
      {!('none' in progress.lift) && <div className="mt-3"><Whisker of={progress.lift} least={Math.min(progress.lift.low, 0) * 1.1} most={Math.max(progress.lift.high, 0) * 1.1} /></div>}
      <p className="mt-3 text-[13px] text-ink-2">{t(`rampMay.${progress.mayStep}`)} {view.state === 'running' && t('ramp.guard', { bound: show(progress.stopsBelow) })}</p>
      {view.state === 'running' && <Moves view={view} />}
      <ol className="mt-4 border-t border-line pt-3 text-[13px] text-ink-3">
        {view.moves.map((move) => <li key={move.at}>{moment(move.at)}: {t(`rampMove.${move.is}`, { share: share(move.share) })} ({t(`rampBy.${move.by}`)}) <Words>{move.why}</Words></li>)}
      </ol>
    </Section>
  )
}

function Moves({ view }: { readonly view: RampView }) {
  const { t } = useFormat()
  const client = useQueryClient()
  const [why, setWhy] = useState('')
  const move = useMutation({
    mutationFn: ({ to, anyway }: { readonly to: 'step' | 'stop' | 'adopt'; readonly anyway?: boolean }) => post(`/v1/ramp/${to}`, { why, anyway: anyway ?? false }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['ramp'] }),
  })
  const isLast = view.share >= (view.steps.at(-1) ?? 1)
  const may = view.progress.mayStep === 'yes'
  return (
    <div className="mt-4 flex flex-wrap items-end gap-3">
      <Field label={t('ramp.why')} className="grow"><Input value={why} onChange={(event) => setWhy(event.target.value)} /></Field>
      {isLast ? (
        <Button look="primary" onClick={() => move.mutate({ to: 'adopt' })}>{t('ramp.adopt')}</Button>
      ) : (
        <Button look={may ? 'primary' : 'quiet'} onClick={() => move.mutate({ to: 'step', anyway: !may })}>{t(may ? 'ramp.step' : 'ramp.stepAnyway')}</Button>
      )}
      <Button look="danger" onClick={() => move.mutate({ to: 'stop' })}>{t('ramp.stop')}</Button>
      {move.error && <Fault error={move.error} />}
    </div>
  )
}
