/** A list of people; each line leads to the person. Long lists are drawn only where one looks. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { Link } from '@tanstack/react-router'
import { useRef } from 'react'
import type { PersonLine } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'
import { Words } from './words.tsx'

const ROW = 56
const COLUMNS = 'grid grid-cols-[minmax(160px,1.2fr)_minmax(220px,2fr)_90px_120px] items-center gap-4 px-5'

/** The table. `since` shows when a member came in. */
export function PeopleTable({ people }: { readonly people: readonly (PersonLine & { readonly since?: number })[] }) {
  const { t, number, ago } = useFormat()
  const frame = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({ count: people.length, getScrollElement: () => frame.current, estimateSize: () => ROW, overscan: 10 })
  const isMembers = people[0]?.since !== undefined
  return (
    <div className="overflow-x-auto rounded-2xl border border-line bg-surface shadow-card">
      <div className="min-w-[680px]">
        <div className={`${COLUMNS} border-b border-line py-2.5 text-xs font-medium text-ink-3`} aria-hidden>
          <span>{t('people.name')}</span>
          <span>{t('people.identifiers')}</span>
          <span className="text-right">{t('people.events')}</span>
          <span className="text-right">{isMembers ? t('people.since') : t('people.lastSeen')}</span>
        </div>
        <div ref={frame} className="max-h-[calc(100dvh-290px)] min-h-40 overflow-y-auto" tabIndex={0} role="region" aria-label={t('people.title')}>
          <ul style={{ height: rows.getTotalSize(), position: 'relative' }}>
            {rows.getVirtualItems().map((item) => {
              const person = people[item.index]
              return person && (
                <li key={person.id} style={{ position: 'absolute', top: 0, left: 0, right: 0, height: ROW, transform: `translateY(${item.start}px)` }}>
                  <Link to="/profiles/$id" params={{ id: person.id }} className={`${COLUMNS} h-full border-b border-line text-sm hover:bg-raised focus-visible:-outline-offset-2`}>
                    <span className="flex min-w-0 items-center gap-3">
                      <Face name={person.name} />
                      {person.name ? <Words className="truncate font-medium">{person.name}</Words> : <span className="text-ink-3">{t('app.anonymous')}</span>}
                    </span>
                    <Words className="truncate text-[13px] text-ink-2">{person.identifiers.join(' · ')}</Words>
                    <span className="tabular text-right text-ink-2">{number(person.events)}</span>
                    <span className="text-right text-[13px] text-ink-2">{ago(person.since ?? person.lastSeen)}</span>
                  </Link>
                </li>
              )
            })}
          </ul>
        </div>
      </div>
    </div>
  )
}

const TINTS = ['bg-accent-soft text-accent-text', 'bg-warm-soft text-warm', 'bg-info-soft text-info', 'bg-good-soft text-good', 'bg-warn-soft text-warn'] as const

/** The first letter of a name on a colour that belongs to the name. */
export function Face({ name, large }: { readonly name: string | null; readonly large?: boolean }) {
  const letter = [...new Intl.Segmenter().segment(name ?? '?')][0]?.segment.toUpperCase() ?? '?'
  const tint = name === null ? 'bg-ink/8 text-ink-3' : TINTS[[...name].reduce((sum, one) => sum + (one.codePointAt(0) ?? 0), 0) % TINTS.length]
  return (
    <span aria-hidden className={`grid shrink-0 place-items-center rounded-full font-semibold ${large ? 'size-14 text-2xl' : 'size-8 text-sm'} ${tint}`}>
      <Words>{letter}</Words>
    </span>
  )
}
