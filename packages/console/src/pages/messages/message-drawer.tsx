/** One message: as it was sent, where it stands, and why. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { message } from '../../api/queries.ts'
import type { MessageView } from '../../api/types.ts'
import { CodeBlock, JsonBlock } from '../../components/code-block.tsx'
import { Drawer } from '../../components/drawer.tsx'
import { Badge } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { MessageFrame } from '../../components/html-frame.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { STATE_TONES } from './message-lines.tsx'
import { useWhy } from './use-why.ts'

/** The drawer; closed without an id. */
export function MessageDrawer({ id, onClose }: { readonly id: string | undefined; readonly onClose: () => void }) {
  const { t, language } = useFormat()
  const query = useQuery({ ...message(id ?? '', language), enabled: id !== undefined })
  return (
    <Drawer open={id !== undefined} onClose={onClose} title={t('message.one')} about={id}>
      <Loaded query={query} lines={8}>
        {(one) => <Detail message={one} />}
      </Loaded>
    </Drawer>
  )
}

function Detail({ message: one }: { readonly message: MessageView }) {
  const { t, known, moment, number, share, weekHour } = useFormat()
  const why = useWhy()(one)
  const [tab, setTab] = useState(one.rendered?.html ? 'html' : 'text')
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t('message.to'), one.to],
    [t('message.channel'), known('channel', one.channel)],
    [t('message.purpose'), known('purpose', one.purpose)],
    [t('message.template'), one.template],
    [t('message.plannedAt'), moment(one.plannedAt)],
    [t('message.updatedAt'), moment(one.updatedAt)],
    [t('message.notBefore'), one.notBefore === undefined ? undefined : moment(one.notBefore)],
    [t('message.timing'), one.timing && `${weekHour(one.timing.hour)} · ${t(one.timing.random ? 'message.timing.random' : 'message.timing.chosen', { chance: share(one.timing.chance) })}`],
    [t('message.notAfter'), moment(one.notAfter)],
    [t('message.attempts'), number(one.attempts)],
    [t('message.provider'), one.provider && `${one.provider} ${one.providerId ?? ''}`],
  ]
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-center gap-3">
        <Badge tone={STATE_TONES[one.state]}>{t(`message.${one.state}`)}</Badge>
        <Link to="/profiles/$id" params={{ id: one.profile }} className="font-medium text-accent-text underline underline-offset-2">
          <Words>{one.profileName ?? t('app.anonymous')}</Words>
        </Link>
        {one.journey && (
          <Link to="/journeys/$id" params={{ id: one.journey }} className="text-sm text-accent-text underline underline-offset-2">
            {one.journey}{one.step && ` · ${one.step}`}
          </Link>
        )}
      </div>
      {why !== '' && <p className="rounded-xl bg-warn-soft px-4 py-3 text-sm text-warn">{why}</p>}
      <p className="text-sm text-ink-2">{t(`message.about.${one.state}`)}</p>
      {one.rendered ? (
        <div>
          {one.rendered.subject && <p className="mb-3 text-lg font-semibold" lang={one.rendered.locale}>{one.rendered.subject}</p>}
          <Tabs
            label={t('message.body')}
            value={tab}
            onValue={setTab}
            tabs={[
              ...(one.rendered.html ? [{ id: 'html', name: t('message.asSeen'), body: () => <MessageFrame id={one.id} title={t('message.body')} /> }] : []),
              { id: 'text', name: t('message.asText'), body: () => <CodeBlock label={one.rendered?.locale ?? ''} text={one.rendered?.text ?? ''} tall /> },
            ]}
          />
        </div>
      ) : (
        <p className="text-sm text-ink-3">{t('message.noBody')}</p>
      )}
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5 text-sm">
        {facts.filter(([, value]) => value).map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-3">{name}</dt>
            <dd className="break-words"><Words>{value}</Words></dd>
          </div>
        ))}
      </dl>
      {one.detail && Object.keys(one.detail).length > 0 && <JsonBlock label={t('message.detail')} value={one.detail} />}
    </div>
  )
}
