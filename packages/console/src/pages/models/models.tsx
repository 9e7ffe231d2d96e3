/** What is foretold of people and how well; what that means for money; and which kinds of customer there are. */
import { useAddress } from '../../app/use-search.ts'
import { PageHead } from '../../components/layout.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { Fleet } from './fleet.tsx'
import { Opportunity } from './opportunity.tsx'
import { Personas } from './personas.tsx'

/** The page. */
export default function Models() {
  const { t } = useFormat()
  const [address, setAddress] = useAddress()
  return (
    <>
      <PageHead title={t('nav.models')} about={t('models.about')} />
      <Tabs
        label={t('nav.models')}
        value={address['tab'] ?? 'fleet'}
        onValue={(tab) => setAddress({ tab })}
        tabs={[
          { id: 'fleet', name: t('models.fleet'), body: () => <Fleet /> },
          { id: 'opportunity', name: t('models.opportunity'), body: () => <Opportunity /> },
          { id: 'personas', name: t('models.personas'), body: () => <Personas /> },
        ]}
      />
    </>
  )
}
