/** Deciding for everybody in a segment: who would be told what, within so many contacts, and then in earnest. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Send } from 'lucide-react'
import { useState } from 'react'
import { post } from '../../api/client.ts'
import { batches, placements, segments } from '../../api/queries.ts'
import type { BatchView } from '../../api/types.ts'
import { Button } from '../../components/button.tsx'
import { Field, Input, Select } from '../../components/field.tsx'
import { Badge, Bar, Empty, Section } from '../../components/layout.tsx'
import { Fault, Loaded } from '../../components/loaded.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'

const TONES = { weighing: 'info', deciding: 'info', done: 'good', failed: 'bad', stopped: 'plain' } as const

/** The view. */
export function Outbound() {
  const { t, language, known } = useFormat()
  const client = useQueryClient()
  const segmentList = useQuery(segments(language)).data ?? []
  const placeList = useQuery(placements).data ?? []
  const [segment, setSegment] = useState('')
  const [placement, setPlacement] = useState('')
  const [most, setMost] = useState('')
  const start = useMutation({
    mutationFn: (record: boolean) => post<BatchView>('/v1/decide/batch', { segment, placement, record, ...(most !== '' && { most: Math.max(0, Math.round(Number(most))) }) }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['batches'] }),
  })
  const isReady = segment !== '' && placement !== '' && !start.isPending
  return (
    <div className="flex flex-col gap-5">
      <Section title={t('outbound.title')} about={t('outbound.about')}>
        <div className="flex flex-wrap items-end gap-4">
          <Field label={t('outbound.segment')}><Select value={segment} onValue={setSegment} options={[['', t('app.choose')], ...segmentList.map(({ id, name }) => [id, name] as const)]} /></Field>
          <Field label={t('decisions.placement')}>
            <Select
              value={placement}
              onValue={setPlacement}
              options={[['', t('app.choose')], ...placeList.map(({ id, name, channel }) => [id, `${name} (${known('channel', channel)})`] as const)]}
            />
          </Field>
          <Field label={t('outbound.most')} hint={t('outbound.mostAbout')}><Input type="number" min={0} className="w-40" value={most} onChange={(event) => setMost(event.target.value)} /></Field>
          <Button disabled={!isReady} onClick={() => start.mutate(false)}>{t('outbound.try')}</Button>
          <Button look="primary" disabled={!isReady} onClick={() => start.mutate(true)}>{t('outbound.start')}</Button>
        </div>
        {start.error && <div className="mt-4"><Fault error={start.error} /></div>}
      </Section>
      <Loaded query={useQuery(batches)}>
        {(list) => list.length === 0 ? <Empty icon={<Send size={22} />} title={t('outbound.none')}>{t('outbound.noneAbout')}</Empty> : list.map((batch) => <One key={batch.id} batch={batch} />)}
      </Loaded>
    </div>
  )
}

function One({ batch }: { readonly batch: BatchView }) {
  const { t, number, moment, share } = useFormat()
  const isRunning = batch.state === 'weighing' || batch.state === 'deciding'
  const told = batch.chosen.filter(({ offer }) => offer !== null).reduce((sum, { people }) => sum + people, 0)
  return (
    <Section title={`${batch.segment} → ${batch.placement}`} about={moment(batch.startedAt)} actions={<Badge tone={TONES[batch.state]}>{t(`batchState.${batch.state}`)}</Badge>}>
      {isRunning && <div role="status" className="mb-3"><Bar share={batch.people === 0 ? 0 : batch.done / batch.people} /><p className="tabular mt-1 text-[13px] text-ink-3">{number(batch.done)} / {number(batch.people)}</p></div>}
      {batch.problem && <p className="text-sm text-bad">{batch.problem}</p>}
      <p className="text-sm text-ink-2">
        {t('outbound.told', { told: number(told), people: number(batch.people) })}
        {batch.price !== null && batch.price > 0 && ` · ${t('outbound.price', { price: number(batch.price, 2), expected: number(batch.expected ?? 0) })}`}
        {!batch.record && ` · ${t('outbound.tried')}`}
      </p>
      <ul className="mt-3 flex flex-col gap-2 text-sm">
        {batch.chosen.map((one) => (
          <li key={one.offer ?? ''} className="grid grid-cols-[minmax(0,1fr)_minmax(80px,220px)_110px] items-center gap-3">
            <Words className="truncate">{one.offer === null ? t('decide.silence') : one.name}</Words>
            <Bar share={one.people / Math.max(1, batch.people)} tone={one.offer === null ? 'warm' : 'accent'} />
            <span className="tabular text-right">
              <People batch={batch} offer={one.offer} people={one.people} /> <span className="text-ink-3">{share(one.people / Math.max(1, batch.people))}</span>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** How many, with the way to their decisions where those were written down. */
function People({ batch, offer, people }: { readonly batch: BatchView; readonly offer: string | null; readonly people: number }) {
  const { number } = useFormat()
  if (!batch.record) return <>{number(people)}</>
  const search = { placement: batch.placement, ...(offer !== null && { offer }) }
  return <Link to="/decisions" search={search} className="text-accent-text underline-offset-2 hover:underline">{number(people)}</Link>
}
