/** What is collected, whether it keeps to the plan, where it comes from, what it is worth, and how it leaves. */
import { useAddress } from '../../app/use-search.ts'
import { PageHead } from '../../components/layout.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { EventTypes } from './event-types.tsx'
import { Exports } from './exports.tsx'
import { Sources } from './sources.tsx'
import { Violations } from './violations.tsx'
import { Worth } from './worth.tsx'

/** The page. */
export default function Data() {
  const { t } = useFormat()
  const [address, setAddress] = useAddress()
  return (
    <>
      <PageHead title={t('nav.data')} about={t('data.about')} />
      <Tabs
        label={t('nav.data')}
        value={address['tab'] ?? 'events'}
        onValue={(tab) => setAddress({ tab, search: '', state: '', pii: '', kind: '', verdict: '' })}
        tabs={[
          { id: 'events', name: t('data.events'), body: () => <EventTypes /> },
          { id: 'violations', name: t('data.violations'), body: () => <Violations /> },
          { id: 'worth', name: t('data.worth'), body: () => <Worth /> },
          { id: 'sources', name: t('data.sources'), body: () => <Sources /> },
          { id: 'exports', name: t('data.exports'), body: () => <Exports /> },
        ]}
      />
    </>
  )
}
