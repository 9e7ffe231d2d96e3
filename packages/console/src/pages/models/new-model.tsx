/** A new model: a name, a metric, a time. Everything else the product does by itself. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { put } from '../../api/client.ts'
import { catalog, segments } from '../../api/queries.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/drawer.tsx'
import { Field, Input, Select, Switch } from '../../components/field.tsx'
import { Picker } from '../../components/picker.tsx'
import { useSay } from '../../components/toast.tsx'
import { idOf } from '../../format/id.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { DurationInput } from '../../rule/argument.tsx'
import { useGoal } from './goal.tsx'

const GOALS = ['happens', 'stops', 'value', 'in_session', 'next', 'hour', 'channel'] as const
type Is = (typeof GOALS)[number]
/** Which goals need what. */
const NEEDS: { readonly [is in Is]: readonly ('event' | 'property' | 'within')[] } = {
  happens: ['event', 'within'], stops: ['event', 'within'], value: ['event', 'property', 'within'], in_session: ['event'], next: ['event', 'property', 'within'], hour: ['event'], channel: [],
}

/** The dialogue. */
export function NewModel({ onClose }: { readonly onClose: () => void }) {
  const { t, known, number, language } = useFormat()
  const say = useSay()
  const client = useQueryClient()
  const goalOf = useGoal()
  const seen = useQuery(catalog).data?.events ?? []
  const segmentList = useQuery(segments(language)).data ?? []
  const [name, setName] = useState('')
  const [is, setIs] = useState<Is>('happens')
  const [event, setEvent] = useState('')
  const [property, setProperty] = useState('')
  const [within, setWithin] = useState('14d')
  const [segment, setSegment] = useState('')
  const [bands, setBands] = useState(false)
  const needs = NEEDS[is]
  const id = idOf(name)
  const properties = seen.find(({ type }) => type === event)?.properties ?? []
  const isReady = id !== '' && (!needs.includes('event') || event !== '') && (!needs.includes('property') || property !== '')
  const predict = { is, ...(needs.includes('event') && { event }), ...(needs.includes('property') && { property }), ...(needs.includes('within') && { within }) }
  const save = async () => {
    try {
      await put(`/v1/models/${encodeURIComponent(id)}`, { id, name, predict, ...(segment !== '' && { segment }), ...(bands && { bands }) })
      await client.invalidateQueries({ queryKey: ['fleet'] })
      say.done(t('models.started'))
      onClose()
    } catch (fault) {
      say.failed(fault)
    }
  }
  return (
    <Dialog open onClose={onClose} title={t('models.new')} about={t('models.newAbout')} foot={<Button look="primary" disabled={!isReady} onClick={() => void save()}>{t('models.start')}</Button>}>
      <div className="flex flex-col gap-4">
        <Field label={t('app.name')} hint={id && `ID: ${id}`}><Input value={name} onChange={(change) => setName(change.target.value)} /></Field>
        <Field label={t('models.goal')}><Select value={is} onValue={(next) => setIs(next as Is)} options={GOALS.map((one) => [one, t(`goalName.${one}`)] as const)} /></Field>
        {needs.includes('event') && (
          <div className="flex flex-col gap-1">
            <span className="text-[13px] font-medium text-ink-2">{t('models.event')}</span>
            <Picker label={t('models.event')} value={event} free choices={seen.map(({ type, count }) => ({ value: type, label: known('event', type), note: number(count) }))} onValue={setEvent} />
          </div>
        )}
        {needs.includes('property') && (
          <div className="flex flex-col gap-1">
            <span className="text-[13px] font-medium text-ink-2">{t('models.property')}</span>
            <Picker label={t('models.property')} value={property} free choices={properties.map(({ path, type }) => ({ value: path, label: path, note: type }))} onValue={setProperty} />
          </div>
        )}
        {needs.includes('within') && (
          <div className="flex flex-col gap-1">
            <span className="text-[13px] font-medium text-ink-2">{t('models.within')}</span>
            <DurationInput value={within} onValue={setWithin} />
          </div>
        )}
        <Field label={t('models.segment')}><Select value={segment} onValue={setSegment} options={[['', t('models.everybody')], ...segmentList.map((one) => [one.id, one.name] as const)]} /></Field>
        <Switch label={t('models.bands')} checked={bands} onChecked={setBands} />
        {isReady && <p className="rounded-lg bg-raised px-3 py-2.5 text-sm">{goalOf(predict)}</p>}
      </div>
    </Dialog>
  )
}
