/** What people may ask of us, what they agreed to, and the laws that say so. */
import { useAddress } from '../../app/use-search.ts'
import { PageHead } from '../../components/layout.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { Laws } from './laws.tsx'
import { Ledger } from './ledger.tsx'
import { Requests } from './requests.tsx'
import { Trail } from './trail.tsx'

/** The page. */
export default function Privacy() {
  const { t } = useFormat()
  const [address, setAddress] = useAddress()
  return (
    <>
      <PageHead title={t('nav.privacy')} about={t('privacy.about')} />
      <Tabs
        label={t('nav.privacy')}
        value={address['tab'] ?? 'requests'}
        onValue={(tab) => setAddress({ tab, person: '' })}
        tabs={[
          { id: 'requests', name: t('privacy.requests'), body: () => <Requests /> },
          { id: 'ledger', name: t('privacy.ledger'), body: () => <Ledger /> },
          { id: 'laws', name: t('privacy.laws'), body: () => <Laws /> },
          { id: 'trail', name: t('privacy.trail'), body: () => <Trail /> },
        ]}
      />
    </>
  )
}
