/** The latest arrivals, in a few lines. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { get, withQuery } from '../../api/client.ts'
import type { LiveEntry, Page } from '../../api/types.ts'
import { Badge, Section, Skeleton } from '../../components/layout.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'

const MOST = 8

/** Asks every few seconds; the live page has the stream. */
export function Happening() {
  const { t, known, ago } = useFormat()
  const query = useQuery({
    queryKey: ['happening'],
    queryFn: async () => {
      const answer = await get<Page<LiveEntry> | readonly LiveEntry[]>(withQuery('/v1/live', { limit: MOST }))
      return ('items' in answer ? answer.items : answer).slice(0, MOST)
    },
    refetchInterval: 3_000,
  })
  return (
    <Section title={t('home.now')} actions={<Link to="/live" className="text-sm font-medium text-accent-text underline-offset-2 hover:underline">{t('home.seeAll')}</Link>}>
      {query.data === undefined ? (
        <Skeleton lines={5} />
      ) : query.data.length === 0 ? (
        <p className="text-sm text-ink-2">{t('home.quiet')}</p>
      ) : (
        <ul className="-mx-2">
          {query.data.map((entry) => (
            <li key={entry.ref}>
              <Link to="/live" search={{ open: entry.ref }} className="flex items-center gap-3 rounded-lg px-2 py-1.5 text-sm hover:bg-raised">
                <span className="min-w-0 flex-1 truncate">
                  {entry.state === 'bad' ? <Badge tone="bad">{t('live.bad')}</Badge> : <Words className="font-medium">{known('event', entry.type)}</Words>}
                  <span className="text-ink-2"> · <Words>{entry.state === 'bad' ? (entry.reason ?? '') : (entry.profileName ?? t('app.anonymous'))}</Words></span>
                </span>
                <span className="shrink-0 text-[13px] text-ink-3">{ago(entry.at)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
