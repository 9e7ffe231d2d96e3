/** What happened, newest first, by day; what the system made of an event stands under it. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { CircleDot, CreditCard, Eye, Gift, LogIn, Mail, MousePointerClick, Route, ShieldCheck, ShoppingCart, Sparkles, UsersRound } from 'lucide-react'
import { useState } from 'react'
import { timeline } from '../../api/queries.ts'
import type { EventView, TimelineItem } from '../../api/types.ts'
import { JsonBlock } from '../../components/code-block.tsx'
import { Drawer } from '../../components/drawer.tsx'
import { Checkbox } from '../../components/field.tsx'
import { Card, Empty } from '../../components/layout.tsx'
import { LoadedPages } from '../../components/loaded.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { byDay, highlights } from './timeline-lines.ts'

const ICONS: readonly (readonly [RegExp, typeof Eye])[] = [
  [/^(page|screen)_viewed|product_viewed|search/, Eye],
  [/order|payment|purchase|refund/, CreditCard],
  [/cart/, ShoppingCart],
  [/identified|aliased|sign|log/, LogIn],
  [/^segment_/, UsersRound],
  [/^journey_/, Route],
  [/^message_/, Mail],
  [/^offer_|coupon/, Gift],
  [/^decision_/, Sparkles],
  [/^consent_/, ShieldCheck],
  [/click/, MousePointerClick],
]

function Icon({ type, size = 16 }: { readonly type: string; readonly size?: number }) {
  const Found = ICONS.find(([pattern]) => pattern.test(type))?.[1] ?? CircleDot
  return <Found size={size} aria-hidden />
}

function Summary({ event }: { readonly event: EventView }) {
  const { known } = useFormat()
  return (
    <span className="text-[13px] text-ink-2">
      {highlights(event.properties).map(([name, value]) => (
        <span key={name} className="mr-3">
          {known('property', name)}: <Words>{value}</Words>
        </span>
      ))}
    </span>
  )
}

function Item({ item, onOpen, withDerived }: { readonly item: TimelineItem; readonly onOpen: (event: EventView) => void; readonly withDerived: boolean }) {
  const { known, clock } = useFormat()
  return (
    <li className="relative pl-12">
      <span className="absolute top-2 left-1 grid size-7 place-items-center rounded-full bg-accent-soft text-accent-text">
        <Icon type={item.event.type} />
      </span>
      <button type="button" onClick={() => onOpen(item.event)} className="w-full rounded-lg px-2 py-2 text-left hover:bg-raised">
        <span className="flex flex-wrap items-baseline gap-x-3">
          <Words className="font-medium">{known('event', item.event.type)}</Words>
          <span className="tabular text-[13px] text-ink-3">{clock(item.event.at)}</span>
          <span className="text-[13px] text-ink-3">{item.event.source}</span>
        </span>
        <Summary event={item.event} />
      </button>
      {withDerived && item.derived.length > 0 && (
        <ul className="mb-1 ml-2 border-l-2 border-line pl-3">
          {item.derived.map((event) => (
            <li key={event.id}>
              <button type="button" onClick={() => onOpen(event)} className="flex flex-wrap items-center gap-2 rounded-md px-1.5 py-1 text-left text-[13px] text-ink-2 hover:bg-raised">
                <Icon type={event.type} size={13} />
                <span>{known('event', event.type)}</span>
                <Summary event={event} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}

/** The timeline of one person. */
export function Timeline({ id }: { readonly id: string }) {
  const { t, day, known, moment } = useFormat()
  const [withDerived, setWithDerived] = useState(true)
  const [open, setOpen] = useState<EventView | null>(null)
  const query = useInfiniteQuery({ ...timeline(id), refetchInterval: 5_000 })
  return (
    <Card>
      <div className="mb-3">
        <Checkbox label={t('person.withDerived')} checked={withDerived} onChecked={setWithDerived} />
      </div>
      <LoadedPages query={query} empty={<Empty title={t('person.noEvents')} />}>
        {(items) =>
          byDay(items).map((group) => (
            <section key={group.day} className="mb-4">
              <h2 className="sticky top-0 z-10 bg-surface py-1.5 text-[13px] font-semibold text-ink-2">{day(group.at)}</h2>
              <ol className="relative before:absolute before:top-3 before:bottom-3 before:left-[18px] before:w-px before:bg-line">
                {group.items.map((item) => <Item key={item.event.id} item={item} onOpen={setOpen} withDerived={withDerived} />)}
              </ol>
            </section>
          ))
        }
      </LoadedPages>
      <Drawer open={open !== null} onClose={() => setOpen(null)} title={open && known('event', open.type)} about={open && moment(open.at)}>
        {open && <JsonBlock label={open.id} value={open} tall />}
      </Drawer>
    </Card>
  )
}
