/** Everything about one arrival: as received, as understood, and what followed from it. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { liveDetail } from '../../api/queries.ts'
import type { EventView, LiveDetail } from '../../api/types.ts'
import { CopyButton, JsonBlock } from '../../components/code-block.tsx'
import { Drawer } from '../../components/drawer.tsx'
import { Badge } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Code, Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { Replay } from './replay.tsx'
import { eventCurl } from './snippets.ts'

/** The drawer; closed without a reference. */
export function EntryDrawer({ reference, onClose }: { readonly reference: string | undefined; readonly onClose: () => void }) {
  const { t, language } = useFormat()
  const query = useQuery({ ...liveDetail(reference ?? '', language), enabled: reference !== undefined })
  const entry = query.data?.entry
  return (
    <Drawer open={reference !== undefined} onClose={onClose} title={entry ? (entry.state === 'bad' ? t('live.badTitle') : <Words>{entry.type}</Words>) : t('live.one')} about={reference}>
      <Loaded query={query} lines={10}>
        {(detail) => <Detail detail={detail} onClose={onClose} />}
      </Loaded>
    </Drawer>
  )
}

function Block({ title, children, none }: { readonly title: string; readonly children?: ReactNode; readonly none?: boolean }) {
  const { t } = useFormat()
  return (
    <section className="border-t border-line py-4 first:border-t-0 first:pt-0">
      <h3 className="mb-2 text-[13px] font-semibold text-ink-2">{title}</h3>
      {none ? <p className="text-sm text-ink-3">{t('live.nothing')}</p> : children}
    </section>
  )
}

function Detail({ detail, onClose }: { readonly detail: LiveDetail; readonly onClose: () => void }) {
  const { t, moment, length, known } = useFormat()
  const { entry, event } = detail
  const decisions = detail.derived.filter((one) => one.type === 'decision_made')
  const messages = detail.derived.filter((one) => one.type.startsWith('message_'))
  const others = detail.derived.filter((one) => !decisions.includes(one) && !messages.includes(one) && !one.type.startsWith('segment_'))
  return (
    <div>
      {detail.bad && <Replay bad={detail.bad} raw={detail.raw} onDone={onClose} />}
      <Block title={t('live.when')}>
        <p className="text-sm">
          {moment(entry.at)} · {entry.source}
          {entry.lagMs !== undefined && <span className="text-ink-2"> · {t('live.lag', { time: length(entry.lagMs) })}</span>}
        </p>
      </Block>
      {event && (
        <>
          <Block title={t('live.identity')} none={detail.identifiers.length === 0}>
            <div className="flex flex-wrap items-center gap-1.5">
              {detail.identifiers.map((key) => (
                <Code key={key}>{key}</Code>
              ))}
            </div>
            {entry.profile && (
              <p className="mt-2 text-sm">
                {t('live.belongsTo')}{' '}
                <Link to="/profiles/$id" params={{ id: entry.profile }} className="font-medium text-accent-text underline underline-offset-2">
                  <Words>{entry.profileName ?? entry.profile}</Words>
                </Link>
              </p>
            )}
            {detail.merged.length > 0 && (
              <p className="mt-1 text-sm text-ink-2">
                {t('live.merged')} {detail.merged.map((id) => <Code key={id}>{id}</Code>)}
              </p>
            )}
          </Block>
          <Block title={t('live.traits')} none={detail.traitsChanged.length === 0}>
            <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
              {detail.traitsChanged.map((trait) => (
                <div key={trait.name} className="contents">
                  <dt className="text-ink-2">{known('trait', trait.name)}</dt>
                  <dd><Words>{trait.value}</Words></dd>
                </div>
              ))}
            </dl>
          </Block>
          <Block title={t('live.segments')} none={detail.segments.length === 0}>
            <ul className="flex flex-col gap-1.5 text-sm">
              {detail.segments.map((segment) => (
                <li key={segment.segment} className="flex items-center gap-2">
                  <Badge tone={segment.is === 'entered' ? 'good' : 'plain'}>{t(`live.${segment.is}`)}</Badge>
                  <Link to="/segments/$id" params={{ id: segment.segment }} className="text-accent-text underline underline-offset-2"><Words>{segment.name}</Words></Link>
                </li>
              ))}
            </ul>
          </Block>
          <Block title={t('live.decisions')} none={decisions.length === 0}><Derived events={decisions} /></Block>
          <Block title={t('live.messages')} none={messages.length === 0}><Derived events={messages} /></Block>
          {others.length > 0 && <Block title={t('live.otherwise')}><Derived events={others} /></Block>}
          <Block title={t('live.understood')}><JsonBlock label={t('live.understood')} value={event} /></Block>
        </>
      )}
      <Block title={t('live.raw')}>
        {detail.raw === null ? <p className="text-sm text-ink-3">{t('live.rawGone')}</p> : <JsonBlock label={t('live.raw')} value={detail.raw} />}
        {event && (
          <div className="mt-2">
            <CopyButton
              label={t('live.curl')}
              text={eventCurl(location.origin, { type: event.type, identifiers: event.identifiers, properties: event.properties, context: event.context })}
            />
          </div>
        )}
      </Block>
    </div>
  )
}

function Derived({ events }: { readonly events: readonly EventView[] }) {
  const { known } = useFormat()
  return (
    <ul className="flex flex-col gap-2 text-sm">
      {events.map((event) => (
        <li key={event.id}>
          <span className="font-medium">{known('event', event.type)}</span>{' '}
          {Object.entries(event.properties).filter(([, value]) => typeof value !== 'object').map(([name, value]) => (
            <span key={name} className="mr-2 text-ink-2">{known('property', name)}: <Words>{value}</Words></span>
          ))}
        </li>
      ))}
    </ul>
  )
}
