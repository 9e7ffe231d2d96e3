/** "did … at least … times in the last …, where …". */
import { Plus, X } from 'lucide-react'
import { Button, IconButton } from '../components/button.tsx'
import { Input, Select } from '../components/field.tsx'
import { Picker } from '../components/picker.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { useBuilder } from './builder-context.ts'
import { DurationInput } from './argument.tsx'
import { asGroup, emptyPart } from './draft.ts'
import type { DidDraft, Draft } from './draft.ts'
import { Polarity } from './polarity.tsx'

type Time = 'ever' | 'within' | 'after' | 'before' | 'span'

const timeOf = ({ within, after, before }: DidDraft): Time => (
  within !== undefined ? 'within' : after !== undefined && before !== undefined ? 'span' : after !== undefined ? 'after' : before !== undefined ? 'before' : 'ever'
)

/** A time window, changed as a whole. A rule with both a sliding window and fixed dates keeps them until touched. */
function withTime(draft: DidDraft, time: Time): DidDraft {
  const { within, after, before, ...rest } = draft
  const today = new Date().toISOString().slice(0, 10)
  if (time === 'within') return { ...rest, within: within ?? '30d' }
  if (time === 'after') return { ...rest, after: after ?? today }
  if (time === 'before') return { ...rest, before: before ?? today }
  if (time === 'span') return { ...rest, after: after ?? today, before: before ?? today }
  return rest
}

/** The sentence. */
export function DidPart({ draft, onDraft }: { readonly draft: DidDraft; readonly onDraft: (draft: Draft) => void }) {
  const { t, known, compact } = useFormat()
  const { events, drawGroup } = useBuilder()
  const time = timeOf(draft)
  return (
    <>
      <Polarity draft={draft} onDraft={onDraft} yes={t('rule.did')} no={t('rule.didNot')} />
      <Picker
        free
        label={t('live.type')}
        value={draft.did}
        onValue={(did) => onDraft({ ...draft, did })}
        choices={events.map((one) => ({ value: one.type, label: known('event', one.type), note: `${one.type} · ${t('rule.seen', { number: compact(one.count) })}` }))}
      />
      <span className="text-ink-2">{t('rule.atLeast')}</span>
      <Input
        type="number"
        min={1}
        max={100}
        aria-label={t('rule.atLeast')}
        className="w-18"
        value={draft.atLeast ?? 1}
        onChange={(event) => {
          const times = Math.max(1, Math.round(Number(event.target.value) || 1))
          const { atLeast: _, ...rest } = draft
          onDraft(times === 1 ? rest : { ...rest, atLeast: times })
        }}
      />
      <span className="text-ink-2">{t('rule.times')}</span>
      <Select
        aria-label={t('rule.when')}
        value={time}
        onValue={(next) => onDraft(withTime(draft, next as Time))}
        options={[['ever', t('rule.ever')], ['within', t('rule.within')], ['after', t('rule.after')], ['before', t('rule.before')], ['span', t('rule.span')]]}
      />
      {time === 'within' && <DurationInput value={draft.within ?? ''} onValue={(within) => onDraft({ ...draft, within })} />}
      {(time === 'after' || time === 'span') && (
        <Input
          type="date"
          aria-label={t('rule.after')}
          value={draft.after?.slice(0, 10) ?? ''}
          onChange={(event) => event.target.value && onDraft({ ...draft, after: event.target.value })}
        />
      )}
      {(time === 'before' || time === 'span') && (
        <Input
          type="date"
          aria-label={t('rule.before')}
          value={draft.before?.slice(0, 10) ?? ''}
          onChange={(event) => event.target.value && onDraft({ ...draft, before: event.target.value })}
        />
      )}
      {draft.where === undefined ? (
        <Button small look="plain" onClick={() => onDraft({ ...draft, where: { key: emptyPart('all').key, nots: 0, is: 'all', parts: [emptyPart('trait')] } })}>
          <Plus size={13} aria-hidden /> {t('rule.addWhere')}
        </Button>
      ) : (
        <div className="mt-1 flex w-full items-start gap-2">
          <div className="min-w-0 flex-1">
            {drawGroup({ draft: asGroup(draft.where), onDraft: (where) => onDraft({ ...draft, where }), place: { is: 'event', type: draft.did }, depth: 1 })}
          </div>
          <IconButton
            label={t('rule.removeWhere')}
            onClick={() => {
              const { where: _, ...rest } = draft
              onDraft(rest)
            }}
          >
            <X size={15} />
          </IconButton>
        </div>
      )}
    </>
  )
}
