/** The outbox: every message, where it stands, and in words why it waits or did not go. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { CHANNELS } from '@rapport/core/event/message-plan'
import { MESSAGE_STATES } from '@rapport/core/message/types'
import { Mail } from 'lucide-react'
import { health, messages } from '../../api/queries.ts'
import { useAddress } from '../../app/use-search.ts'
import { Button } from '../../components/button.tsx'
import { Select } from '../../components/field.tsx'
import { Card, Empty, PageHead } from '../../components/layout.tsx'
import { LoadedPages } from '../../components/loaded.tsx'
import { PersonPicker } from '../../components/person-picker.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { MessageDrawer } from './message-drawer.tsx'
import { MessageLines } from './message-lines.tsx'

/** The page. */
export default function Messages() {
  const { t, known, number, language } = useFormat()
  const [address, setAddress] = useAddress()
  const { state = '', channel = '', person = '' } = address
  const query = useInfiniteQuery({ ...messages({ state, channel, person, locale: language }), refetchInterval: 5_000 })
  const outbox = useQuery(health).data?.outbox ?? {}
  return (
    <>
      <PageHead title={t('nav.messages')} about={t('messages.about')} />
      <div className="mb-4 flex flex-wrap gap-2" role="group" aria-label={t('messages.byState')}>
        {['', ...MESSAGE_STATES].map((one) => (
          <button key={one} type="button" aria-pressed={state === one} onClick={() => setAddress({ state: one })} className="rounded-full border border-line bg-surface px-3.5 py-1.5 text-sm text-ink-2 hover:border-line-strong aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:font-medium aria-pressed:text-accent-text">
            {one === '' ? t('messages.all') : t(`message.${one}`)}
            {one !== '' && outbox[one] !== undefined && <span className="tabular ml-1.5 text-[13px]">{number(outbox[one])}</span>}
          </button>
        ))}
      </div>
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <Select
          aria-label={t('message.channel')}
          value={channel}
          onValue={(next) => setAddress({ channel: next })}
          options={[['', t('messages.allChannels')], ...CHANNELS.map((one) => [one, known('channel', one)] as const)]}
        />
        <PersonPicker value={person} onValue={(next) => setAddress({ person: next })} />
        {(state !== '' || channel !== '' || person !== '') && (
          <Button small look="plain" onClick={() => setAddress({ state: '', channel: '', person: '' })}>
            {t('app.clear')}
          </Button>
        )}
      </div>
      <Card flush>
        <LoadedPages query={query} empty={<Empty icon={<Mail size={22} />} title={t('messages.none')}>{t('messages.noneAbout')}</Empty>}>
          {(items) => <MessageLines messages={items} onOpen={(open) => setAddress({ open })} />}
        </LoadedPages>
      </Card>
      <MessageDrawer id={address['open']} onClose={() => setAddress({ open: undefined })} />
    </>
  )
}
