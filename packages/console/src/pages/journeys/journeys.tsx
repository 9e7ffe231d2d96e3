/** All journeys as sentences, with how many people are inside. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus, Route } from 'lucide-react'
import { put } from '../../api/client.ts'
import { journeys } from '../../api/queries.ts'
import type { Journey } from '../../api/types.ts'
import { Button, buttonClass } from '../../components/button.tsx'
import { Badge, Card, Empty, Figure, PageHead } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useSay } from '../../components/toast.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useJourneyWords } from './use-journey-words.ts'

/** Colour of a state. */
export const STATE_TONES = { draft: 'plain', live: 'good', paused: 'warn' } as const

function Line({ journey }: { readonly journey: Journey }) {
  const { t, number } = useFormat()
  const say = useSay()
  const client = useQueryClient()
  const words = useJourneyWords()
  const { entered = 0, inside = 0, sent = 0 } = journey.figures ?? {}
  const turn = async (state: Journey['state']) => {
    const { figures: _, ...definition } = journey
    try {
      await put(`/v1/journeys/${encodeURIComponent(journey.id)}`, { ...definition, state })
      await client.invalidateQueries({ queryKey: ['journeys'] })
      say.done(t(`journey.turned.${state}`), () => void put(`/v1/journeys/${encodeURIComponent(journey.id)}`, definition).then(() => client.invalidateQueries({ queryKey: ['journeys'] })))
    } catch (fault) {
      say.failed(fault)
    }
  }
  return (
    <Card className="grid gap-x-8 gap-y-4 md:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-3">
          <Link to="/journeys/$id" params={{ id: journey.id }} className="text-base font-semibold text-ink underline-offset-2 hover:underline">
            <Words>{journey.name}</Words>
          </Link>
          <Badge tone={STATE_TONES[journey.state]}>{t(`journey.${journey.state}`)}</Badge>
        </div>
        <p className="mt-1.5 text-sm text-ink-2">{words.enter(journey)} {words.steps(journey)}</p>
        <p className="mt-0.5 text-[13px] text-ink-3">{words.exit(journey)} {words.again(journey)}</p>
      </div>
      <div className="flex items-center gap-8">
        <dl className="flex gap-7 text-right">
          <Figure name={t('journey.entered')} value={number(entered)} />
          <Figure name={t('journey.inside')} value={number(inside)} />
          <Figure name={t('journey.sent')} value={number(sent)} />
        </dl>
        {journey.state === 'live' ? <Button small onClick={() => void turn('paused')}>{t('journey.pause')}</Button> : <Button small look="primary" onClick={() => void turn('live')}>{t('journey.start')}</Button>}
      </div>
    </Card>
  )
}

/** The page. */
export default function Journeys() {
  const { t } = useFormat()
  const query = useQuery({ ...journeys, refetchInterval: 5_000 })
  const create = (
    <Link to="/journeys/$id" params={{ id: 'new' }} className={buttonClass('primary')}>
      <Plus size={16} aria-hidden /> {t('journey.new')}
    </Link>
  )
  return (
    <>
      <PageHead title={t('nav.journeys')} about={t('journey.about')} actions={create} />
      <Loaded query={query}>
        {(list) =>
          list.length === 0 ? (
            <Card>
              <Empty icon={<Route size={22} />} title={t('journey.none')}>
                <p className="mb-4">{t('journey.noneAbout')}</p>
                {create}
              </Empty>
            </Card>
          ) : (
            <ul className="flex flex-col gap-3">
              {list.map((one) => <li key={one.id}><Line journey={one} /></li>)}
            </ul>
          )
        }
      </Loaded>
    </>
  )
}
