/** Caps, quiet hours, and the switch that stops everything. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { CHANNELS } from '@rapport/core/event/message-plan'
import type { Channel } from '@rapport/core/event/message-plan'
import type { CapDefinition } from '@rapport/core/message/types'
import { OctagonX, X } from 'lucide-react'
import { useState } from 'react'
import { put } from '../../api/client.ts'
import { purposes, sending } from '../../api/queries.ts'
import type { Sending } from '../../api/types.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { Checkbox, Field, Input, Select, Switch } from '../../components/field.tsx'
import { Section } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useSay } from '../../components/toast.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { DurationInput } from '../../rule/argument.tsx'

/** The rules, loaded. */
export function SendingRules() {
  return <Loaded query={useQuery(sending)}>{(policy) => <Editor key={JSON.stringify(policy)} policy={policy} />}</Loaded>
}

function Editor({ policy }: { readonly policy: Sending }) {
  const { t } = useFormat()
  const say = useSay()
  const client = useQueryClient()
  const [draft, setDraft] = useState(policy)
  const save = async (next: Sending, text: string) => {
    try {
      await put('/v1/sending', next)
      await client.invalidateQueries({ queryKey: ['sending'] })
      say.done(text)
    } catch (fault) {
      say.failed(fault)
    }
  }
  const changed = JSON.stringify(draft) !== JSON.stringify(policy)
  return (
    <div className="flex max-w-4xl flex-col gap-5">
      <section className={`flex flex-wrap items-center gap-4 rounded-2xl border p-5 shadow-card ${policy.paused ? 'border-bad/50 bg-bad-soft' : 'border-line bg-surface'}`}>
        <OctagonX className={policy.paused ? 'text-bad' : 'text-ink-3'} aria-hidden />
        <div className="min-w-60 flex-1">
          <h2 className="font-semibold">{policy.paused ? t('sending.isPaused') : t('sending.running')}</h2>
          <p className="text-sm text-ink-2">{t('sending.pauseAbout')}</p>
        </div>
        <Button look={policy.paused ? 'primary' : 'danger'} onClick={() => void save({ ...policy, paused: !policy.paused }, policy.paused ? t('sending.resumed') : t('sending.stopped'))}>
          {policy.paused ? t('sending.resume') : t('sending.pause')}
        </Button>
      </section>
      <Caps caps={draft.caps} onCaps={(caps) => setDraft({ ...draft, caps })} />
      <Quiet draft={draft} onDraft={setDraft} />
      <div className="flex gap-2">
        <Button look="primary" disabled={!changed} onClick={() => void save(draft, t('app.saved'))}>{t('app.save')}</Button>
        {changed && <Button look="plain" onClick={() => setDraft(policy)}>{t('app.revert')}</Button>}
      </div>
    </div>
  )
}

function Caps({ caps, onCaps }: { readonly caps: readonly CapDefinition[]; readonly onCaps: (caps: readonly CapDefinition[]) => void }) {
  const { t, known } = useFormat()
  const purposeList = useQuery(purposes).data ?? []
  const change = (index: number, cap: CapDefinition) => onCaps(caps.with(index, JSON.parse(JSON.stringify(cap)) as CapDefinition))
  return (
    <Section title={t('sending.caps')} about={t('sending.capsAbout')}>
      <ul className="flex flex-col gap-3">
        {caps.map((cap, index) => (
          <li key={index} className="flex flex-wrap items-center gap-2 text-sm">
            <span className="text-ink-2">{t('sending.atMost')}</span>
            <Input
              type="number"
              min={1}
              aria-label={t('sending.atMost')}
              className="w-18"
              value={cap.most}
              onChange={(event) => change(index, { ...cap, most: Math.max(1, Number(event.target.value)) })}
            />
            <span className="text-ink-2">{t('sending.messagesIn')}</span>
            <DurationInput value={cap.within} onValue={(within) => change(index, { ...cap, within })} />
            <Select
              aria-label={t('message.channel')}
              value={cap.channel ?? ''}
              onValue={(channel) => change(index, { ...cap, channel: channel === '' ? undefined : (channel as Channel) })}
              options={[['', t('messages.allChannels')], ...CHANNELS.map((one) => [one, known('channel', one)] as const)]}
            />
            <Select
              aria-label={t('message.purpose')}
              value={cap.purpose ?? ''}
              onValue={(purpose) => change(index, { ...cap, purpose: purpose === '' ? undefined : purpose })}
              options={[['', t('sending.allPurposes')], ...purposeList.map((one) => [one.id, known('purpose', one.id)] as const)]}
            />
            <IconButton label={t('rule.remove')} onClick={() => onCaps(caps.toSpliced(index, 1))}><X size={15} /></IconButton>
          </li>
        ))}
      </ul>
      <Button small className="mt-3" onClick={() => onCaps([...caps, { most: 3, within: '7d' }])}>{t('sending.addCap')}</Button>
    </Section>
  )
}

function Quiet({ draft, onDraft }: { readonly draft: Sending; readonly onDraft: (draft: Sending) => void }) {
  const { t, known } = useFormat()
  const purposeList = useQuery(purposes).data ?? []
  const quiet = draft.quietHours
  const hours = Array.from({ length: 24 }, (_, hour) => [String(hour), `${String(hour).padStart(2, '0')}:00`] as const)
  const zones = [...new Set([draft.timezone, 'Asia/Taipei', 'Asia/Bangkok', 'Asia/Hong_Kong', 'Asia/Shanghai', 'Asia/Singapore', 'Asia/Tokyo', 'Europe/London', 'America/New_York', 'UTC', ...Intl.supportedValuesOf('timeZone')])]
  const without = () => {
    const { quietHours: _, ...rest } = draft
    onDraft(rest)
  }
  return (
    <Section title={t('sending.quiet')} about={t('sending.quietAbout')}>
      <Switch label={t('sending.quietOn')} checked={quiet !== undefined} onChecked={(on) => (on ? onDraft({ ...draft, quietHours: { from: 22, to: 8 } }) : without())} />
      {quiet && (
        <>
          <div className="mt-4 flex flex-wrap items-end gap-4">
            <Field label={t('sending.from')}>
              <Select value={String(quiet.from)} onValue={(from) => onDraft({ ...draft, quietHours: { ...quiet, from: Number(from) } })} options={hours} />
            </Field>
            <Field label={t('sending.to')}><Select value={String(quiet.to)} onValue={(to) => onDraft({ ...draft, quietHours: { ...quiet, to: Number(to) } })} options={hours} /></Field>
          </div>
          <fieldset className="mt-4 flex flex-wrap gap-4">
            <legend className="mb-1.5 text-[13px] font-medium text-ink-2">{t('sending.except')}</legend>
            {purposeList.map((one) => (
              <Checkbox
                key={one.id}
                label={known('purpose', one.id)}
                checked={quiet.except?.includes(one.id) ?? false}
                onChecked={
                  (on) => onDraft({ ...draft, quietHours: { ...quiet, except: on ? [...(quiet.except ?? []), one.id] : (quiet.except ?? []).filter((id) => id !== one.id) } })
                }
              />
            ))}
          </fieldset>
        </>
      )}
      <Field label={t('sending.zone')} hint={t('sending.zoneAbout')} className="mt-4 max-w-xs">
        <Select value={draft.timezone} onValue={(timezone) => onDraft({ ...draft, timezone })} options={zones.map((zone) => [zone, zone.replaceAll('_', ' ')] as const)} />
      </Field>
    </Section>
  )
}
