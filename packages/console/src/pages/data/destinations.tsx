/** Systems that get every change: how they do, and a sync that first says what it would write. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { post, withQuery } from '../../api/client.ts'
import { destinations } from '../../api/queries.ts'
import type { DestinationView, SyncView } from '../../api/types.ts'
import { Button } from '../../components/button.tsx'
import { Drawer } from '../../components/drawer.tsx'
import { Badge, Figure, Section, type Tone } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useSay } from '../../components/toast.tsx'
import { Code, Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'

const TONES: { readonly [is: string]: Tone } = { idle: 'good', delivering: 'info', waiting: 'warn', off: 'plain', no_secret: 'bad' }

/** The list. */
export function Destinations() {
  const { t } = useFormat()
  const query = useQuery(destinations)
  const [open, setOpen] = useState<DestinationView | null>(null)
  return (
    <Section title={t('destinations.title')} about={t('destinations.about')}>
      <Loaded query={query} lines={3}>
        {(list) => (list.length === 0 ? <p className="text-sm text-ink-2">{t('destinations.none')}</p> : <ul className="divide-y divide-line">{list.map((one) => <Line key={one.id} one={one} onSync={() => setOpen(one)} />)}</ul>)}
      </Loaded>
      <Drawer open={open !== null} onClose={() => setOpen(null)} title={open ? t('destinations.syncTitle', { name: open.name }) : ''} about={t('destinations.syncAbout')}>
        {open && <Sync key={open.id} id={open.id} />}
      </Drawer>
    </Section>
  )
}

function Line({ one, onSync }: { readonly one: DestinationView; readonly onSync: () => void }) {
  const { t, known, number, ago } = useFormat()
  const { condition } = one
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-3 text-sm">
      <span className="min-w-48 flex-1">
        <Words className="font-medium">{one.name}</Words>
        <span className="block text-[13px] text-ink-3">
          {known('destinationKind', one.kind)} · {condition.lastDeliveredAt === undefined ? t('data.never') : ago(condition.lastDeliveredAt)}{condition.why ? ` · ${condition.why}` : ''}
        </span>
      </span>
      <Badge tone={TONES[condition.is] ?? 'plain'}>{t(`destinationIs.${condition.is}`)}</Badge>
      {condition.behind > 0 && <span className="tabular text-ink-2">{t('destinations.behind', { number: number(condition.behind) })}</span>}
      {condition.dead > 0 && <Badge tone="bad">{t('destinations.dead', { number: number(condition.dead) })}</Badge>}
      {one.kind !== 'webhook' && <Button small onClick={onSync}>{t('destinations.sync')}</Button>}
    </li>
  )
}

/** First what would be written, then the writing. */
function Sync({ id }: { readonly id: string }) {
  const { t, number } = useFormat()
  const say = useSay()
  const client = useQueryClient()
  const path = `/v1/destinations/${encodeURIComponent(id)}/sync`
  const preview = useQuery({ queryKey: ['sync', id], queryFn: () => post<SyncView>(withQuery(path, { dry: 1 })), gcTime: 0, retry: false })
  const carryOut = async () => {
    try {
      await post<SyncView>(path)
      await client.invalidateQueries({ queryKey: ['destinations'] })
      say.done(t('destinations.started'))
    } catch (fault) {
      say.failed(fault)
    }
  }
  return (
    <Loaded query={preview} lines={6}>
      {(view) => (
        <div className="flex flex-col gap-5">
          <dl className="flex flex-wrap gap-x-10 gap-y-3">
            <Figure name={t('destinations.insert')} value={number(view.insert)} tone="good" />
            <Figure name={t('destinations.update')} value={number(view.update)} />
            <Figure name={t('destinations.delete')} value={number(view.delete)} {...(view.delete > 0 && { tone: 'warn' as const })} />
            <Figure name={t('destinations.unchanged')} value={number(view.unchanged)} />
          </dl>
          <ul className="flex flex-col gap-2 text-sm">
            {view.examples.map((one) => <li key={one.key} className="flex gap-3"><Badge>{t(`destinations.${one.is}`)}</Badge><Code>{one.after ?? one.before ?? one.key}</Code></li>)}
          </ul>
          <div className="flex justify-end"><Button look="primary" onClick={() => void carryOut()}>{t('destinations.write', { number: number(view.insert + view.update + view.delete) })}</Button></div>
        </div>
      )}
    </Loaded>
  )
}
