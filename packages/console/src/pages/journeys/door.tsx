/** Who enters a journey: after an event (perhaps only some of them), or on entering a segment. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { catalog, segments } from '../../api/queries.ts'
import type { Journey } from '../../api/types.ts'
import { Select, Switch } from '../../components/field.tsx'
import { Picker } from '../../components/picker.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { RuleBuilder } from '../../rule/builder.tsx'
import { asGroup, emptyPart, toDraft, toRule } from '../../rule/draft.ts'

/** The choices as one sentence; the filter on the event's properties under it. */
export function Door({ enter, onEnter }: { readonly enter: Journey['enter']; readonly onEnter: (enter: Journey['enter']) => void }) {
  const { t, language } = useFormat()
  const segmentList = useQuery(segments(language)).data ?? []
  const byEvent = 'event' in enter
  const [where, setWhere] = useState(() => ('event' in enter && enter.where ? asGroup(toDraft(enter.where)) : null))
  const put = (event: string, filter: typeof where) => {
    setWhere(filter)
    onEnter({ event, ...(filter && filter.parts.length > 0 && { where: toRule(filter) }) })
  }
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-2 text-sm">
        <Select
          aria-label={t('journey.kind')}
          value={byEvent ? 'event' : 'segment'}
          onValue={(kind) => onEnter(kind === 'event' ? { event: '' } : { segment: '' })}
          options={[['event', t('journey.byEvent')], ['segment', t('journey.bySegment')]]}
          className="font-medium"
        />
        {byEvent ? (
          <EventPicker value={enter.event} onValue={(event) => put(event, where)} />
        ) : (
          <Picker
            label={t('rule.segment')}
            value={enter.segment}
            onValue={(segment) => onEnter({ segment })}
            choices={segmentList.map((one) => ({ value: one.id, label: one.name, note: one.sentence }))}
          />
        )}
      </div>
      {byEvent && <Switch label={t('journey.onlySome')} checked={where !== null} onChecked={(on) => put(enter.event, on ? asGroup({ ...emptyPart('all') }) : null)} />}
      {byEvent && where && <RuleBuilder draft={where} onDraft={(next) => put(enter.event, next)} place={{ is: 'event', type: enter.event }} />}
    </div>
  )
}

/** Picks an event type, most frequent first. */
export function EventPicker({ value, onValue }: { readonly value: string; readonly onValue: (value: string) => void }) {
  const { t, known, compact } = useFormat()
  const events = useQuery(catalog).data?.events ?? []
  return (
    <Picker
      free
      label={t('live.type')}
      value={value}
      onValue={onValue}
      choices={
        events.toSorted((a, b) => b.count - a.count).map((one) => ({ value: one.type, label: known('event', one.type), note: `${one.type} · ${t('rule.seen', { number: compact(one.count) })}` }))
      }
    />
  )
}
