/** How offers compete: who decides, how much is tried out, how aims are weighed, when selling gives way, what runs out. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { ArbitrationPolicy } from '@rapport/core/decision/policy'
import { ApiError, put } from '../../api/client.ts'
import { arbitration, offers } from '../../api/queries.ts'
import { Button, buttonClass } from '../../components/button.tsx'
import { Field, Select } from '../../components/field.tsx'
import { Section } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Slider } from '../../components/slider.tsx'
import { useSay } from '../../components/toast.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { DurationInput } from '../../rule/argument.tsx'
import { Budgets } from './budgets.tsx'
import { Channels } from './channels.tsx'
import { Moments } from './moments.tsx'

const MODES = ['learned', 'apprentice', 'rates'] as const

/** The view. */
export function Arbitration() {
  const query = useQuery(arbitration)
  return <Loaded query={query} lines={10}>{(policy) => <View key={JSON.stringify(policy)} kept={policy} />}</Loaded>
}

function View({ kept }: { readonly kept: ArbitrationPolicy }) {
  const { t, share, number } = useFormat()
  const say = useSay()
  const client = useQueryClient()
  const [policy, setPolicy] = useState(kept)
  const [problems, setProblems] = useState<readonly { readonly path: string; readonly message: string }[]>([])
  const offerList = useQuery(offers).data ?? []
  const families = [...new Set([...offerList.flatMap(({ family }) => (family ? [family] : [])), ...Object.keys(policy.levers)])].toSorted()
  const change = (part: Partial<ArbitrationPolicy>) => setPolicy((before) => ({ ...before, ...part }))
  const isChanged = JSON.stringify(policy) !== JSON.stringify(kept)
  const save = async () => {
    try {
      await put('/v1/arbitration', policy)
      setProblems([])
      await client.invalidateQueries({ queryKey: ['arbitration'] })
      say.done(t('app.saved'))
    } catch (fault) {
      if (fault instanceof ApiError && fault.problem?.problems) setProblems(fault.problem.problems)
      say.failed(fault)
    }
  }
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-center gap-3">
        <Button look="primary" disabled={!isChanged} onClick={() => void save()}>{t('app.save')}</Button>
        <Link
          to="/whatif"
          search={isChanged ? { draft: JSON.stringify({ levers: policy.levers, exploration: policy.exploration, mode: policy.mode }) } : {}}
          className={buttonClass('quiet')}
        >
          {t('arbitration.tryFirst')}
        </Link>
        <p className="text-[13px] text-ink-3">{t('arbitration.tryAbout')}</p>
      </div>
      {problems.length > 0 && (
        <ul role="alert" className="rounded-xl border border-bad/30 bg-bad-soft px-5 py-3 text-sm text-bad">
          {problems.map((one) => <li key={one.path + one.message}>{one.message}</li>)}
        </ul>
      )}
      <div className="grid items-start gap-5 xl:grid-cols-2">
        <Section title={t('arbitration.who')} about={t('arbitration.whoAbout')}>
          <div className="flex flex-col gap-4">
            <Field label={t('arbitration.mode')} hint={t(`arbitrationMode.${policy.mode}About`)}>
              <Select value={policy.mode} onValue={(mode) => change({ mode: mode as ArbitrationPolicy['mode'] })} options={MODES.map((mode) => [mode, t(`arbitrationMode.${mode}`)] as const)} />
            </Field>
            <Slider
              label={t('arbitration.exploration')}
              hint={t('arbitration.explorationAbout')}
              least={0}
              most={0.2}
              step={0.01}
              value={policy.exploration}
              show={share}
              onValue={(exploration) => change({ exploration })}
            />
            <Slider label={t('arbitration.control')} hint={t('arbitration.controlAbout')} least={0} most={0.2} step={0.01} value={policy.control} show={share} onValue={(control) => change({ control })} />
            <div className="flex flex-col gap-1">
              <span className="text-[13px] font-medium text-ink-2">{t('arbitration.steady')}</span>
              <DurationInput value={policy.steadyFor} onValue={(steadyFor) => change({ steadyFor })} />
              <span className="text-xs text-ink-3">{t('arbitration.steadyAbout')}</span>
            </div>
          </div>
        </Section>
        <Section title={t('arbitration.levers')} about={t('arbitration.leversAbout')}>
          {families.length === 0 ? <p className="text-sm text-ink-2">{t('arbitration.noFamilies')}</p> : (
            <div className="flex flex-col gap-4">
              {families.map((family) => (
                <Slider
                  key={family}
                  label={<Words>{family}</Words>}
                  hint={t('arbitration.leverOffers', { number: number(offerList.filter((offer) => offer.family === family).length) })}
                  least={0.2}
                  most={5}
                  step={0.1}
                  value={policy.levers[family] ?? 1}
                  show={(value) => `× ${number(value, 1)}`}
                  onValue={(lever) => {
                    const { [family]: _, ...others } = policy.levers
                    change({ levers: lever === 1 ? others : { ...others, [family]: lever } })
                  }}
                />
              ))}
            </div>
          )}
        </Section>
      </div>
      <Moments moments={policy.moments} onMoments={(moments) => change({ moments })} />
      <div className="grid items-start gap-5 xl:grid-cols-2">
        <Budgets budgets={policy.budgets} onBudgets={(budgets) => change({ budgets })} />
        <Channels channels={policy.channels} onChannels={(channels) => change({ channels })} />
      </div>
    </div>
  )
}
