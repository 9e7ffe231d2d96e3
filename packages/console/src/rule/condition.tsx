/** One condition, written as a sentence with choices in it. */
import { X } from 'lucide-react'
import { clsx } from 'clsx'
import { IconButton } from '../components/button.tsx'
import { Select } from '../components/field.tsx'
import { Picker } from '../components/picker.tsx'
import { CHANNELS } from '@rapport/core/event/message-plan'
import { useFormat } from '../i18n/use-format.ts'
import { useBuilder } from './builder-context.ts'
import { DidPart } from './did-part.tsx'
import type { ConsentDraft, Draft, SegmentDraft, Single } from './draft.ts'
import type { Place } from './place.ts'
import { Polarity } from './polarity.tsx'
import { TraitPart } from './trait-part.tsx'

/** The line with its inputs; problems stand right under it. */
export function Condition({ draft, onDraft, onRemove, place }: {
  readonly draft: Single
  readonly onDraft: (draft: Draft) => void
  readonly onRemove: () => void
  readonly place: Place
}) {
  const { t } = useFormat()
  const { problems } = useBuilder()
  const wrong = problems[draft.key]
  return (
    <div className={clsx('rounded-xl border bg-surface p-2.5', wrong ? 'border-bad' : 'border-line')}>
      <div className="flex items-start gap-2">
        <div className="flex min-w-0 flex-1 flex-wrap items-center gap-2 text-sm">
          {draft.is === 'did' && <DidPart draft={draft} onDraft={onDraft} />}
          {draft.is === 'trait' && <TraitPart draft={draft} onDraft={onDraft} place={place} />}
          {draft.is === 'segment' && <SegmentPart draft={draft} onDraft={onDraft} />}
          {draft.is === 'consent' && <ConsentPart draft={draft} onDraft={onDraft} />}
        </div>
        <IconButton label={t('rule.remove')} onClick={onRemove}>
          <X size={15} />
        </IconButton>
      </div>
      {wrong?.map((message) => (
        <p key={message} role="alert" className="mt-1.5 px-1 text-sm text-bad">
          {message}
        </p>
      ))}
    </div>
  )
}

function SegmentPart({ draft, onDraft }: { readonly draft: SegmentDraft; readonly onDraft: (draft: Draft) => void }) {
  const { t, number } = useFormat()
  const { segments } = useBuilder()
  return (
    <>
      <Polarity draft={draft} onDraft={onDraft} yes={t('rule.isIn')} no={t('rule.isNotIn')} />
      <Picker
        label={t('rule.segment')}
        value={draft.segment}
        onValue={(segment) => onDraft({ ...draft, segment })}
        choices={segments.map((one) => ({ value: one.id, label: one.name, note: t('segments.members', { count: one.members, number: number(one.members) }) }))}
      />
    </>
  )
}

function ConsentPart({ draft, onDraft }: { readonly draft: ConsentDraft; readonly onDraft: (draft: Draft) => void }) {
  const { t, known } = useFormat()
  const { purposes } = useBuilder()
  return (
    <>
      <Polarity draft={draft} onDraft={onDraft} yes={t('rule.agreed')} no={t('rule.notAgreed')} />
      <Picker
        label={t('rule.purpose')}
        value={draft.purpose}
        onValue={(purpose) => onDraft({ ...draft, purpose })}
        choices={purposes.map((one) => ({ value: one.id, label: known('purpose', one.id) === one.id ? one.name : known('purpose', one.id), note: t(`basis.${one.basis}`) }))}
      />
      <Select
        aria-label={t('message.channel')}
        value={draft.channel ?? ''}
        onValue={(channel) => {
          const { channel: _, ...rest } = draft
          onDraft(channel === '' ? rest : { ...rest, channel })
        }}
        options={[['', t('rule.anyChannel')], ...CHANNELS.map((one) => [one, known('channel', one)] as const)]}
      />
    </>
  )
}
