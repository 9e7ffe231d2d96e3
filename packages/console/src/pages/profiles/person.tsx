/** One person: the golden record with the origin of everything in it. */
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { profile } from '../../api/queries.ts'
import type { ProfileView } from '../../api/types.ts'
import { useAddress } from '../../app/use-search.ts'
import { JsonBlock } from '../../components/code-block.tsx'
import { Badge, PageHead } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Face } from '../../components/people-table.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { Code, Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { Consents } from './consents.tsx'
import { PersonDecisions } from './decisions.tsx'
import { GoldenRecord } from './golden-record.tsx'
import { Identity } from './identity.tsx'
import { PersonJourneys } from './journeys.tsx'
import { PersonMessages } from './messages.tsx'
import { PersonPredictions } from './predictions.tsx'
import { Memberships } from './memberships.tsx'
import { Timeline } from './timeline.tsx'

/** The page. */
export default function Person() {
  const { id } = useParams({ strict: false }) as { readonly id: string }
  const query = useQuery(profile(id))
  return <Loaded query={query} lines={12}>{(person) => <Record person={person} />}</Loaded>
}

function Record({ person }: { readonly person: ProfileView }) {
  const { t, ago, number, moment, known } = useFormat()
  const [address, setAddress] = useAddress()
  const tabs = [
    { id: 'timeline', name: t('person.timeline'), body: () => <Timeline id={person.id} /> },
    { id: 'record', name: t('person.record'), body: () => <GoldenRecord person={person} /> },
    { id: 'identity', name: `${t('identity.tab')} ${number(person.identifiers.length)}`, body: () => <Identity id={person.id} /> },
    { id: 'segments', name: `${t('person.segments')} ${number(person.segments.filter((one) => one.since).length)}`, body: () => <Memberships person={person} /> },
    { id: 'consent', name: t('person.consent'), body: () => <Consents person={person} /> },
    { id: 'messages', name: t('person.messages'), body: () => <PersonMessages id={person.id} /> },
    { id: 'decisions', name: t('person.decisions'), body: () => <PersonDecisions person={person} /> },
    { id: 'predictions', name: t('predictions.title'), body: () => <PersonPredictions id={person.id} /> },
    { id: 'journeys', name: t('person.journeys'), body: () => <PersonJourneys person={person} /> },
    { id: 'json', name: 'JSON', body: () => <JsonBlock label="JSON" value={person} tall /> },
  ]
  return (
    <>
      <PageHead
        above={<Link to="/profiles" className="text-accent-text underline-offset-2 hover:underline">{t('people.title')}</Link>}
        title={
          <span className="flex items-center gap-4">
            <Face name={person.name} large />
            {person.name ? <Words>{person.name}</Words> : t('app.anonymous')}
          </span>
        }
        about={
          <span className="flex flex-wrap items-center gap-x-4 gap-y-1.5 text-sm">
            <span title={moment(person.lastSeen)}>{t('person.seen', { when: ago(person.lastSeen) })}</span>
            <span title={moment(person.firstSeen)}>{t('person.since', { when: ago(person.firstSeen) })}</span>
            <span className="tabular">{t('person.events', { number: number(person.events) })}</span>
            <span className="tabular">{t('person.pressure', { number: number(person.pressure.last7Days) })}</span>
            {person.pressure.suppressed.map((one) => (
              <Badge key={one.channel} tone="bad" title={moment(one.at)}>
                {t('person.suppressed', { channel: known('channel', one.channel), why: known('why', one.why) })}
              </Badge>
            ))}
          </span>
        }
        actions={<div className="flex max-w-md flex-wrap justify-end gap-1.5">{person.identifiers.map(({ kind, value }) => <Code key={`${kind}:${value}`}>{`${kind}:${value}`}</Code>)}</div>}
      />
      <Tabs label={t('person.views')} value={address['tab'] ?? 'timeline'} onValue={(tab) => setAddress({ tab })} tabs={tabs} />
    </>
  )
}
