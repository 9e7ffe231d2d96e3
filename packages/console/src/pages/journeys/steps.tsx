/** The steps of a journey in their order: wait, send. */
import { useQuery } from '@tanstack/react-query'
import { ArrowDown, ArrowUp, Clock, Mail, X } from 'lucide-react'
import { purposes, templates } from '../../api/queries.ts'
import type { Journey } from '../../api/types.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { Select, Switch } from '../../components/field.tsx'
import { Picker } from '../../components/picker.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { DurationInput } from '../../rule/argument.tsx'
import { nextStepId } from './step-id.ts'

type Step = Journey['steps'][number]

/** The list; steps are moved with buttons, so the keyboard can do it too. */
export function Steps({ steps, onSteps }: { readonly steps: readonly Step[]; readonly onSteps: (steps: readonly Step[]) => void }) {
  const { t, number } = useFormat()
  const templateList = useQuery(templates).data ?? []
  const swap = (index: number, other: number) => {
    const [a, b] = [steps[index], steps[other]]
    if (a && b) onSteps(steps.with(index, b).with(other, a))
  }
  const first = templateList[0]
  return (
    <>
      <ol className="flex flex-col">
        {steps.map((step, index) => (
          <li key={step.id} className="relative pb-3 pl-12 not-last:before:absolute not-last:before:top-9 not-last:before:bottom-0 not-last:before:left-[17px] not-last:before:w-px not-last:before:bg-line-strong/60">
            <span className="absolute top-1 left-0 grid size-9 place-items-center rounded-full bg-accent-soft text-accent-text" aria-hidden>
              {'wait' in step ? <Clock size={17} /> : <Mail size={17} />}
            </span>
            <div className="flex flex-wrap items-center gap-2 rounded-xl border border-line p-2.5 text-sm">
              <span className="sr-only">{t('journey.stepNo', { number: number(index + 1) })}</span>
              {'wait' in step ? (
                <>
                  <span className="font-medium">{t('journey.wait')}</span>
                  <DurationInput value={step.wait} onValue={(wait) => onSteps(steps.with(index, { ...step, wait }))} />
                </>
              ) : (
                <SendStep step={step} onStep={(next) => onSteps(steps.with(index, next))} />
              )}
              <span className="ml-auto flex">
                <IconButton label={t('journey.up')} disabled={index === 0} onClick={() => swap(index, index - 1)}><ArrowUp size={15} /></IconButton>
                <IconButton label={t('journey.down')} disabled={index === steps.length - 1} onClick={() => swap(index, index + 1)}><ArrowDown size={15} /></IconButton>
                <IconButton label={t('rule.remove')} onClick={() => onSteps(steps.toSpliced(index, 1))}><X size={15} /></IconButton>
              </span>
            </div>
          </li>
        ))}
      </ol>
      <div className="flex gap-2">
        <Button small onClick={() => onSteps([...steps, { id: nextStepId('wait', steps), wait: '1d' }])}><Clock size={14} aria-hidden /> {t('journey.addWait')}</Button>
        <Button
          small
          disabled={!first}
          title={first ? undefined : t('journey.needTemplate')}
          onClick={() => first && onSteps([...steps, { id: nextStepId('send', steps), send: { channel: first.channel, template: first.id, purpose: 'marketing', notAfter: '24h' } }])}
        >
          <Mail size={14} aria-hidden /> {t('journey.addSend')}
        </Button>
      </div>
      {!first && <p className="mt-2 text-[13px] text-ink-3">{t('journey.needTemplate')}</p>}
    </>
  )
}

function SendStep({ step, onStep }: { readonly step: Extract<Step, { send: unknown }>; readonly onStep: (step: Step) => void }) {
  const { t, known } = useFormat()
  const templateList = useQuery(templates).data ?? []
  const purposeList = useQuery(purposes).data ?? []
  const { send } = step
  const change = (part: Partial<typeof send>) => onStep({ ...step, send: JSON.parse(JSON.stringify({ ...send, ...part })) as typeof send })
  return (
    <>
      <span className="font-medium">{t('journey.send')}</span>
      <Picker
        label={t('message.template')}
        value={send.template}
        onValue={(template) => change({ template, channel: templateList.find((one) => one.id === template)?.channel ?? send.channel })}
        choices={templateList.map((one) => ({ value: one.id, label: one.name, note: known('channel', one.channel) }))}
      />
      <span className="text-ink-2">{t('journey.byChannel', { channel: known('channel', send.channel) })}</span>
      <Select
        aria-label={t('message.purpose')}
        value={send.purpose}
        onValue={(purpose) => change({ purpose })}
        options={[...new Set([send.purpose, ...purposeList.map((one) => one.id)])].map((one) => [one, known('purpose', one)] as const)}
      />
      <Switch label={t('journey.notAfter')} checked={send.notAfter !== undefined} onChecked={(on) => change({ notAfter: on ? '24h' : undefined })} />
      {send.notAfter !== undefined && <DurationInput value={send.notAfter} onValue={(notAfter) => change({ notAfter })} />}
      <Switch label={t('journey.atBest')} checked={send.at === 'best'} onChecked={(on) => change({ at: on ? 'best' : undefined })} />
      {send.at === 'best' && <p className="basis-full text-[13px] text-ink-3">{t('journey.atBestAbout')}</p>}
    </>
  )
}
