/** What a model foretells, how it stands and what is missing, in words. */
import type { FleetModel, Missing } from '../../api/types.ts'
import { Badge } from '../../components/layout.tsx'
import { useFormat } from '../../i18n/use-format.ts'

const TONES = { learning: 'info', ready: 'good', not_enough_data: 'plain', off: 'plain' } as const

/** The state as a badge. */
export function StateBadge({ state }: { readonly state: FleetModel['state'] }) {
  const { t } = useFormat()
  return <Badge tone={TONES[state]}>{t(`modelState.${state}`)}</Badge>
}

/** The goal as a sentence. */
export function useGoal(): (goal: FleetModel['predict']) => string {
  const { t, known, duration, has } = useFormat()
  return ({ is, event, property, within }) =>
    t(`goal.${is}`, {
      event: event === undefined ? '' : known('event', event),
      property: property === undefined ? '' : has(`trait.${property}`) ? t(`trait.${property}`) : property,
      within: within === undefined ? '' : duration(within),
    })
}

/** So many of so many. */
export function MissingList({ missing }: { readonly missing: readonly Missing[] }) {
  const { t, number, length } = useFormat()
  if (missing.length === 0) return null
  const figure = (what: Missing['what'], value: number) => (what === 'time' ? length(value) : number(value))
  return (
    <ul className="text-[13px] text-ink-2">
      {missing.map(({ what, have, need }) => <li key={what}>{t(`missing.${what}`, { have: figure(what, have), need: figure(what, need) })}</li>)}
    </ul>
  )
}

/** How a prediction reads: a share, an amount, or a value. */
export function usePredicted(): (is: FleetModel['predict']['is'], value: number | string | null) => string {
  const { share, number, known, weekHour } = useFormat()
  return (is, value) => {
    if (value === null) return '–'
    if (is === 'hour') return weekHour(Number(value))
    if (typeof value === 'string') return is === 'channel' ? known('channel', value) : value
    return is === 'value' ? number(value) : share(value)
  }
}
