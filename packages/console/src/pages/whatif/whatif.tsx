/** What another strategy would have done: write it, replay it on what happened, and bring it in step by step. */
import { useQuery } from '@tanstack/react-query'
import { FlaskConical } from 'lucide-react'
import { ground, whatif } from '../../api/queries.ts'
import { useAddress } from '../../app/use-search.ts'
import { Bar, Card, Empty, PageHead } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { Past } from './past.tsx'
import { Ramp } from './ramp.tsx'
import { Result } from './result.tsx'
import { draftOf } from './strategy.ts'
import { StrategyEditor } from './strategy-editor.tsx'

/** The page. */
export default function WhatIf() {
  const { t } = useFormat()
  const [address, setAddress] = useAddress()
  return (
    <>
      <PageHead title={t('nav.whatif')} about={t('whatif.about')} />
      <Tabs
        label={t('nav.whatif')}
        value={address['tab'] ?? 'new'}
        onValue={(tab) => setAddress({ tab })}
        tabs={[
          { id: 'new', name: t('whatif.new'), body: () => <Desk /> },
          { id: 'past', name: t('whatif.past'), body: () => <Past onOpen={(id) => setAddress({ tab: 'new', id })} /> },
          { id: 'ramp', name: t('whatif.ramp'), body: () => <Ramp /> },
        ]}
      />
    </>
  )
}

/** The strategy on the left, what comes of it on the right. */
function Desk() {
  const { t } = useFormat()
  const [address, setAddress] = useAddress()
  const id = address['id']
  return (
    <Loaded query={useQuery(ground)} lines={10}>
      {(found) =>
        found.decisions === 0 ? <Card><Empty icon={<FlaskConical size={22} />} title={t('whatif.noGround')}>{t('whatif.noGroundAbout')}</Empty></Card> : (
          <div className="grid items-start gap-5 xl:grid-cols-[400px_minmax(0,1fr)]">
            <StrategyEditor ground={found} first={draftOf(address['draft'])} onStarted={(started) => setAddress({ id: started })} />
            {id === undefined ? <Card><Empty icon={<FlaskConical size={22} />} title={t('whatif.ask')}>{t('whatif.askAbout')}</Empty></Card> : <Running key={id} id={id} />}
          </div>
        )}
    </Loaded>
  )
}

function Running({ id }: { readonly id: string }) {
  const { t, number } = useFormat()
  return (
    <Loaded query={useQuery(whatif(id))} lines={10}>
      {(view) => {
        if (view.result !== null) return <Result view={view} result={view.result} />
        if (view.problem !== null) return <Card><Empty title={t('whatif.failed')}>{view.problem}</Empty></Card>
        return (
          <Card>
            <div role="status" className="flex flex-col gap-2 py-10">
              <p className="font-medium">{t(`whatifStep.${view.progress.step}`)}</p>
              <Bar share={view.progress.part} />
              <p className="tabular text-[13px] text-ink-3">{t('whatif.decisionsSoFar', { number: number(view.progress.decisions) })}</p>
            </div>
          </Card>
        )
      }}
    </Loaded>
  )
}
