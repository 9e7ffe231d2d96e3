/** Keys, and the rules under which messages leave. */
import { useAddress } from '../../app/use-search.ts'
import { PageHead } from '../../components/layout.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { Keys } from './keys.tsx'
import { Matching } from './matching.tsx'
import { SendingRules } from './sending.tsx'

/** The page. */
export default function Settings() {
  const { t } = useFormat()
  const [address, setAddress] = useAddress()
  return (
    <>
      <PageHead title={t('nav.settings')} about={t('settings.about')} />
      <Tabs
        label={t('nav.settings')}
        value={address['tab'] ?? 'keys'}
        onValue={(tab) => setAddress({ tab })}
        tabs={[
          { id: 'keys', name: t('keys.title'), body: () => <Keys /> },
          { id: 'sending', name: t('sending.title'), body: () => <SendingRules /> },
          { id: 'matching', name: t('matching.title'), body: () => <Matching /> },
        ]}
      />
    </>
  )
}
