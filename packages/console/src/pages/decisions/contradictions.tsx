/** Where one person was told different stories on different channels. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { MessagesSquare } from 'lucide-react'
import { contradictions } from '../../api/queries.ts'
import { Card, Empty, Figure } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'

/** The view. */
export function Contradictions() {
  const { t, language, share, number, ago, known, moment } = useFormat()
  return (
    <Loaded query={useQuery(contradictions(language))}>
      {(feed) => (
        <>
          <dl className="mb-5 flex flex-wrap gap-x-10 gap-y-3">
            <Figure
              name={t('contradiction.score')}
              value={feed.score === null ? t('measured.not_enough_data') : share(feed.score)}
              hint={t('contradiction.scoreAbout', { people: number(feed.people), since: moment(feed.since) })}
              {...(feed.score !== null && feed.score > 0.98 && { tone: 'good' as const })}
            />
            <Figure name={t('contradiction.contradicted')} value={number(feed.contradicted)} />
          </dl>
          {feed.items.length === 0 ? <Card><Empty icon={<MessagesSquare size={22} />} title={t('contradiction.none')}>{t('contradiction.noneAbout')}</Empty></Card> : (
            <Card flush>
              <ul className="divide-y divide-line">
                {feed.items.map((one) => (
                  <li key={`${one.profile}-${one.at}-${one.what}`} className="px-5 py-3.5 text-sm">
                    <p><Link to="/profiles/$id" params={{ id: one.profile }} className="font-medium text-accent-text underline-offset-2 hover:underline"><Words>{one.profileName ?? t('app.anonymous')}</Words></Link> <span className="text-[13px] text-ink-3">{ago(one.at)}</span></p>
                    <p className="text-ink-2"><Words>{one.sentence}</Words></p>
                    <ul className="mt-1.5 flex flex-wrap gap-2">
                      {one.decisions.map((decision) => (
                        <li key={decision.id}>
                          <Link to="/decisions" search={{ tab: 'explorer', open: decision.id }} className="inline-flex gap-1.5 rounded-lg border border-line px-2.5 py-1 text-[13px] hover:bg-raised">
                            <span className="text-ink-3">{decision.channel === null ? decision.placement : known('channel', decision.channel)}</span>
                            <Words className="font-medium">{decision.offer === null ? t('decide.silence') : decision.name}</Words>
                          </Link>
                        </li>
                      ))}
                    </ul>
                  </li>
                ))}
              </ul>
            </Card>
          )}
        </>
      )}
    </Loaded>
  )
}
