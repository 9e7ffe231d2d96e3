/** Messages as lines: to whom, what, where it stands, and why it did not go. */
import type { MessageView } from '../../api/types.ts'
import { Badge } from '../../components/layout.tsx'
import type { Tone } from '../../components/layout.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useWhy } from './use-why.ts'

/** Colour of a state; the word stands beside it. */
export const STATE_TONES: { readonly [state in MessageView['state']]: Tone } = { planned: 'info', calling: 'info', sent: 'good', refused: 'warn', rejected: 'bad', unknown: 'bad', cancelled: 'plain' }

/** The list. */
export function MessageLines({ messages, onOpen }: { readonly messages: readonly MessageView[]; readonly onOpen: (id: string) => void }) {
  const { t, known, ago } = useFormat()
  const why = useWhy()
  return (
    <ul className="divide-y divide-line">
      {messages.map((message) => (
        <li key={message.id}>
          <button type="button" onClick={() => onOpen(message.id)} className="grid w-full grid-cols-[110px_minmax(0,1.2fr)_minmax(0,1fr)_minmax(0,1.6fr)_auto] items-center gap-4 px-5 py-3 text-left text-sm hover:bg-raised focus-visible:-outline-offset-2 max-md:grid-cols-[110px_minmax(0,1fr)]">
            <span>
              <Badge tone={STATE_TONES[message.state]}>{t(`message.${message.state}`)}</Badge>
            </span>
            <span className="truncate">
              {message.profileName ? <Words className="font-medium">{message.profileName}</Words> : <span className="text-ink-3">{t('app.anonymous')}</span>}
              <span className="block truncate text-[13px] text-ink-3">{message.to}</span>
            </span>
            <span className="truncate text-ink-2">
              {known('channel', message.channel)} · <Words>{message.template}</Words>
            </span>
            <span className="truncate text-[13px] text-ink-2">{why(message)}</span>
            <span className="text-right text-[13px] whitespace-nowrap text-ink-3">{ago(message.updatedAt)}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
