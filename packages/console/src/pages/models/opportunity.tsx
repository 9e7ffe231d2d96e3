/** What people were worth against what they will be worth: whom to protect, to grow, to win back, to serve cheaply, and who moved. */
import { useQuery } from '@tanstack/react-query'
import { Grid3x3 } from 'lucide-react'
import { useState } from 'react'
import { opportunity } from '../../api/queries.ts'
import type { Opportunity as View } from '../../api/types.ts'
import { Card, Empty, Section } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { FleetPeople } from './fleet-people.tsx'
import { MissingList } from './goal.tsx'

const ORDER = ['protect', 'grow', 'win_back', 'serve_cheaply'] as const
const TINTS = { protect: 'bg-good-soft text-good', grow: 'bg-accent-soft text-accent-text', win_back: 'bg-warm-soft text-warm', serve_cheaply: 'bg-ink/7 text-ink-2' } as const

/** The view. */
export function Opportunity() {
  const { t } = useFormat()
  return (
    <Loaded query={useQuery(opportunity)} lines={8}>
      {(view) => view.why !== null ? (
        <Card><Empty icon={<Grid3x3 size={22} />} title={t(`opportunityWhy.${view.why}`)}><MissingList missing={view.missing} /></Empty></Card>
      ) : <Matrix view={view} />}
    </Loaded>
  )
}

type Picked = { readonly title: string; readonly query: { readonly [name: string]: string | number } }

function Matrix({ view }: { readonly view: View }) {
  const { t, number, duration, day, compact } = useFormat()
  const [picked, setPicked] = useState<Picked | null>(null)
  const most = Math.max(...view.cells.map(({ people }) => people), 1)
  const cellOf = new Map(view.cells.map((cell) => [`${cell.past}-${cell.future}`, cell]))
  return (
    <div className="flex flex-col gap-5">
      <p className="text-sm text-ink-2">{view.model && <>{t('opportunity.about', { within: duration(view.model.within), people: number(view.people) })} <Words>{view.model.name}</Words></>}</p>
      <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
        {ORDER.map((name) => {
          const one = view.quadrants.find(({ quadrant }) => quadrant === name)
          return one && (
            <button key={name} type="button" onClick={() => setPicked({ title: t(`quadrant.${name}`), query: { quadrant: name } })} className={`rounded-2xl px-4 py-3.5 text-left ${TINTS[name]} hover:brightness-95`}>
              <span className="block font-semibold">{t(`quadrant.${name}`)}</span>
              <span className="block text-[13px]">{t(`quadrant.${name}About`)}</span>
              <span className="tabular mt-2 block text-2xl font-semibold">{number(one.people)}</span>
              <span className="tabular block text-[13px]">{t('opportunity.money', { past: compact(one.money.past), expected: compact(one.money.expected) })}</span>
              {one.money.low !== null && one.money.high !== null && <span className="tabular block text-xs">{t('measured.range', { low: compact(one.money.low), high: compact(one.money.high) })}</span>}
              <span className="tabular block text-xs">{one.before === null ? t('opportunity.noBefore') : t('opportunity.moved', { before: number(one.before), entered: number(one.entered ?? 0), left: number(one.left ?? 0) })}</span>
            </button>
          )
        })}
      </div>
      {picked && <FleetPeople key={JSON.stringify(picked.query)} path="/v1/opportunity/people" query={picked.query} goal="value" title={picked.title} onClose={() => setPicked(null)} />}
      <Section title={t('opportunity.matrix')} about={t('opportunity.matrixAbout')}>
        <div className="overflow-x-auto">
          <table className="w-full min-w-[560px] border-separate border-spacing-1 text-sm">
            <thead>
              <tr>
                <th className="text-left text-xs font-normal text-ink-3">{t('opportunity.axes')}</th>{[1, 2, 3, 4, 5].map((future) => <th key={future} scope="col" className="text-xs font-medium text-ink-3">{t('opportunity.future', { number: number(future) })}</th>)}
              </tr>
            </thead>
            <tbody>
              {[5, 4, 3, 2, 1].map((past) => (
                <tr key={past}>
                  <th scope="row" className="text-left text-xs font-medium text-ink-3">{t('opportunity.past', { number: number(past) })}</th>
                  {[1, 2, 3, 4, 5].map((future) => {
                    const cell = cellOf.get(`${past}-${future}`)
                    if (!cell || cell.people === 0) return <td key={future} className="h-16 rounded-lg bg-ink/4 text-center text-ink-3">–</td>
                    return (
                      <td key={future} className={`h-16 rounded-lg p-0 ${TINTS[cell.quadrant]}`}>
                        <button
                          type="button"
                          onClick={() => setPicked({ title: t(`quadrant.${cell.quadrant}`), query: { past, future } })}
                          className="flex size-full flex-col items-center justify-center rounded-lg"
                          style={{ boxShadow: `inset 0 -${Math.round((cell.people / most) * 26)}px 0 color-mix(in srgb, currentColor 18%, transparent)` }}
                        >
                          <span className="sr-only">{t(`quadrant.${cell.quadrant}`)}: </span>
                          <span className="tabular font-semibold">{number(cell.people)}</span>
                          <span className="tabular text-xs">{compact(cell.money.expected)}</span>
                        </button>
                      </td>
                    )
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Section>
      <Section title={t('opportunity.moves')} about={view.since === null ? t('opportunity.noBefore') : t('opportunity.since', { day: day(view.since) })}>
        {view.moves.length === 0 ? <p className="text-sm text-ink-3">{t('opportunity.noMoves')}</p> : (
          <ul className="text-sm">
            {view.moves.map((one) => (
              <li key={one.from + one.to} className="flex justify-between border-t border-line py-1.5 first:border-0">
                <span>{t(`quadrant.${one.from}`)} → {t(`quadrant.${one.to}`)}</span>
                <span className="tabular">{t('models.peopleIn', { number: number(one.people) })} · {compact(one.expected)}</span>
              </li>
            ))}
          </ul>
        )}
      </Section>
    </div>
  )
}
