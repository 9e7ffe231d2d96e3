/** The people behind a number. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { fleetPeople } from '../../api/queries.ts'
import type { FleetModel } from '../../api/types.ts'
import { Button } from '../../components/button.tsx'
import { Badge, Section } from '../../components/layout.tsx'
import { LoadedPages } from '../../components/loaded.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { usePredicted } from './goal.tsx'

/** The list; `goal` says how a value reads. */
export function FleetPeople({ path, query, goal, title, onClose }: {
  readonly path: string
  readonly query: { readonly [name: string]: string | number | undefined }
  readonly goal: FleetModel['predict']['is']
  readonly title?: string
  readonly onClose: () => void
}) {
  const { t, number, ago } = useFormat()
  const shown = usePredicted()
  const found = useInfiniteQuery(fleetPeople(path, { limit: 20, ...query }))
  return (
    <Section title={title ?? t('models.behind')} actions={<Button small look="plain" onClick={onClose}><X size={14} aria-hidden /> {t('app.close')}</Button>}>
      <LoadedPages query={found} empty={<p className="text-sm text-ink-3">{t('learning.nobody')}</p>}>
        {(people) => (
          <ul className="divide-y divide-line text-sm">
            {people.map((one) => (
              <li key={one.id} className="grid items-center gap-x-4 py-2 sm:grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)_150px_100px]">
                <Link to="/profiles/$id" params={{ id: one.id }} className="truncate font-medium text-accent-text underline-offset-2 hover:underline"><Words>{one.name ?? t('app.anonymous')}</Words></Link>
                <Words className="truncate text-[13px] text-ink-3">{one.identifiers.join(' · ')}</Words>
                <span className="tabular sm:text-right">
                  {one.band !== null && <Badge tone="info">{one.band}</Badge>} <span className="font-semibold">{shown(goal, one.value)}</span>
                  {one.low !== null && one.high !== null && <span className="block text-xs text-ink-3">{shown(goal, one.low)}–{shown(goal, one.high)}</span>}
                  {one.money !== null && <span className="block text-xs text-ink-3">{t('models.spent', { money: number(one.money) })}</span>}
                </span>
                <span className="text-[13px] text-ink-3 sm:text-right">{ago(one.lastSeen)}</span>
              </li>
            ))}
          </ul>
        )}
      </LoadedPages>
    </Section>
  )
}
