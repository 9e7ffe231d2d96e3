/** One line of the live view. */
import { CircleAlert, Mail, UsersRound } from 'lucide-react'
import type { LiveEntry } from '../../api/types.ts'
import { Badge } from '../../components/layout.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'

/** Height of a line in pixels. */
export const ROW_HEIGHT = 44
const SLOW_MS = 5_000

/** The line is a button: it opens the drawer. */
export function LiveRow({ entry, onOpen }: { readonly entry: LiveEntry; readonly onOpen: (ref: string) => void }) {
  const { t, clock, known, length, number } = useFormat()
  const bad = entry.state === 'bad'
  const fresh = Date.now() - entry.at < 2_000
  return (
    <button
      type="button"
      onClick={() => onOpen(entry.ref)}
      className={`grid h-full w-full grid-cols-[84px_minmax(150px,1.1fr)_minmax(120px,1fr)_110px_minmax(130px,1.2fr)_70px] items-center gap-3 border-b border-line px-4 text-left text-[13.5px] hover:bg-raised focus-visible:-outline-offset-2 ${fresh ? 'arrive' : ''}`}
    >
      <span className="tabular text-ink-3">{clock(entry.at)}</span>
      <span className="flex min-w-0 items-center gap-2">
        {bad ? (
          <Badge tone="bad">
            <CircleAlert size={12} aria-hidden /> {t('live.bad')}
          </Badge>
        ) : (
          <Words className="truncate font-medium text-ink" title={entry.type}>
            {known('event', entry.type)}
          </Words>
        )}
      </span>
      <span className="truncate text-ink-2">{entry.profileName ? <Words>{entry.profileName}</Words> : entry.profile ? t('app.anonymous') : ''}</span>
      <span className="truncate text-ink-3">{entry.source}</span>
      <span className="flex min-w-0 items-center gap-1.5">
        {bad && <span className="truncate text-bad">{entry.reason}</span>}
        {entry.segmentsEntered.length > 0 && (
          <Badge tone="accent" title={entry.segmentsEntered.join(', ')}>
            <UsersRound size={12} aria-hidden /> +{number(entry.segmentsEntered.length)}
            <span className="sr-only">{t('live.entered')}</span>
          </Badge>
        )}
        {entry.messages > 0 && (
          <Badge tone="warm">
            <Mail size={12} aria-hidden /> {number(entry.messages)}
            <span className="sr-only">{t('live.planned')}</span>
          </Badge>
        )}
      </span>
      <span className={`tabular text-right text-xs ${(entry.lagMs ?? 0) > SLOW_MS ? 'font-medium text-warn' : 'text-ink-3'}`}>{entry.lagMs !== undefined && length(entry.lagMs)}</span>
    </button>
  )
}
