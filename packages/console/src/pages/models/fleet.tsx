/** All models: what each foretells, how good it is, what it still lacks. A new one needs only a metric. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus, Telescope } from 'lucide-react'
import { useState } from 'react'
import { fleet } from '../../api/queries.ts'
import type { FleetModel, Fleet as FleetView } from '../../api/types.ts'
import { Button } from '../../components/button.tsx'
import { Badge, Card, Empty } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Ranged } from '../../components/ranged.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { MissingList, StateBadge, useGoal } from './goal.tsx'
import { NewModel } from './new-model.tsx'

/** The view. */
export function Fleet() {
  const { t } = useFormat()
  const [adding, setAdding] = useState(false)
  return (
    <>
      <div className="mb-4 flex items-center justify-between gap-4">
        <p className="text-sm text-ink-2">{t('models.fleetAbout')}</p>
        <Button look="primary" onClick={() => setAdding(true)}><Plus size={16} aria-hidden /> {t('models.new')}</Button>
      </div>
      <Loaded query={useQuery(fleet)} lines={8}>
        {({ status, models }) => (
          <>
            <Trainer status={status} />
            {models.length === 0 ? <Card><Empty icon={<Telescope size={22} />} title={t('models.none')}>{t('models.noneAbout')}</Empty></Card> : (
              <Card flush><ul className="divide-y divide-line">{models.map((model) => <Line key={model.id} model={model} />)}</ul></Card>
            )}
          </>
        )}
      </Loaded>
      {adding && <NewModel onClose={() => setAdding(false)} />}
    </>
  )
}

function Trainer({ status }: { readonly status: FleetView['status'] }) {
  const { t, number } = useFormat()
  const isBehind = status.state === 'reading' || status.state === 'training'
  return (
    <p className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-1 text-[13px] text-ink-3" role="status">
      <Badge tone={status.state === 'failed' ? 'bad' : isBehind ? 'info' : 'plain'}>{t(`trainerState.${status.state}`)}</Badge>
      {status.why ?? t(
        'models.trainer',
        {
          position: number(status.position),
          last: number(status.last),
          sampled: number(status.sampled),
          profiles: number(status.profiles),
          snapshots: number(status.snapshots),
          written: number(status.written),
        },
      )}
    </p>
  )
}

function Line({ model }: { readonly model: FleetModel }) {
  const { t, number, ago } = useFormat()
  const goalOf = useGoal()
  return (
    <li>
      <Link to="/models/$id" params={{ id: model.id }} className="grid items-center gap-x-6 gap-y-2 px-5 py-4 text-sm hover:bg-raised focus-visible:-outline-offset-2 lg:grid-cols-[minmax(0,1.4fr)_minmax(0,1.2fr)_110px_150px]">
        <span className="min-w-0">
          <Words className="block truncate font-semibold">{model.name}</Words>
          <span className="block text-[13px] text-ink-2">{goalOf(model.predict)}{model.segment && <> · <Words>{model.segment.name}</Words></>}</span>
        </span>
        <span className="min-w-0">
          {model.state === 'not_enough_data' ? <MissingList missing={model.missing} /> : model.quality && (
            <>
              <span className="block text-[13px] text-ink-3">{t(`quality.${model.quality.measure}`)}</span>
              <Ranged of={model.quality.value} show={(value) => number(value, 3)} />
              <span className="block text-xs text-ink-3">{t('models.base', { base: number(model.quality.base, 3) })}</span>
            </>
          )}
        </span>
        <span className="lg:text-right">
          <span className="tabular block font-semibold">{number(model.people)}</span>
          <span className="text-xs text-ink-3">{t('models.people')}</span>
        </span>
        <span className="flex flex-wrap items-center gap-1.5 lg:justify-end">
          <StateBadge state={model.state} />
          {model.drift.state === 'alarm' && <Badge tone="bad">{t('models.drift')}</Badge>}
          {model.flags.length > 0 && <Badge tone="warn">{t('models.look')}</Badge>}
          {model.lastTrained !== null && <span className="w-full text-xs text-ink-3 lg:text-right">{t('models.trained', { when: ago(model.lastTrained) })}</span>}
        </span>
      </Link>
    </li>
  )
}
