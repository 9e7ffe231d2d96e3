/** What was decided for whom and why, what was learned from it, and where two answers contradict each other. */
import { useAddress } from '../../app/use-search.ts'
import { PageHead } from '../../components/layout.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { Contradictions } from './contradictions.tsx'
import { Explorer } from './explorer.tsx'
import { Learning } from './learning.tsx'

/** The page. */
export default function Decisions() {
  const { t } = useFormat()
  const [address, setAddress] = useAddress()
  return (
    <>
      <PageHead title={t('nav.decisions')} about={t('decisions.about')} />
      <Tabs
        label={t('nav.decisions')}
        value={address['tab'] ?? 'explorer'}
        onValue={(tab) => setAddress({ tab, open: undefined, ref: undefined })}
        tabs={[
          { id: 'explorer', name: t('decisions.explorer'), body: () => <Explorer /> },
          { id: 'learning', name: t('decisions.learning'), body: () => <Learning /> },
          { id: 'contradictions', name: t('decisions.contradictions'), body: () => <Contradictions /> },
        ]}
      />
    </>
  )
}
