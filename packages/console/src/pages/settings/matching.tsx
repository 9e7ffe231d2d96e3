/** When two records are proposed as one person, when they are joined without asking, and how matching is doing. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { put } from '../../api/client.ts'
import { matching } from '../../api/queries.ts'
import type { MatchingView } from '../../api/types.ts'
import { Button } from '../../components/button.tsx'
import { Field, Input, Select, Switch } from '../../components/field.tsx'
import { Badge, Figure, Section } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useSay } from '../../components/toast.tsx'
import { useFormat } from '../../i18n/use-format.ts'

type Policy = Omit<MatchingView, 'status'>

/** The view. */
export function Matching() {
  const query = useQuery(matching)
  return <Loaded query={query}>{(view) => <View key={JSON.stringify([view.mode, view.reviewAt, view.linkAt, view.households])} view={view} />}</Loaded>
}

function View({ view }: { readonly view: MatchingView }) {
  const { t, number, share, moment } = useFormat()
  const say = useSay()
  const client = useQueryClient()
  const { status, ...kept } = view
  const [policy, setPolicy] = useState<Policy>(kept)
  const save = async () => {
    try {
      await put('/v1/matching', policy)
      await client.invalidateQueries({ queryKey: ['matching'] })
      say.done(t('app.saved'))
    } catch (fault) {
      say.failed(fault)
    }
  }
  const chance = (field: 'reviewAt' | 'linkAt') => (
    <Field label={t(`matching.${field}`)} hint={t(`matching.${field}About`, { share: share(policy[field]) })}>
      <Input type="number" min={0.5} max={1} step={0.001} value={policy[field]} onChange={(event) => setPolicy({ ...policy, [field]: Number(event.target.value) })} className="w-32" />
    </Field>
  )
  return (
    <div className="grid gap-5 xl:grid-cols-2">
      <Section title={t('matching.policy')} about={t('matching.policyAbout')}>
        <div className="flex flex-col gap-4">
          <Field label={t('matching.mode')} hint={t(`matchingMode.${policy.mode}About`)}>
            <Select value={policy.mode} onValue={(mode) => setPolicy({ ...policy, mode: mode as Policy['mode'] })} options={[['off', t('matchingMode.off')], ['propose', t('matchingMode.propose')], ['link', t('matchingMode.link')]]} />
          </Field>
          {policy.mode !== 'off' && chance('reviewAt')}
          {policy.mode === 'link' && chance('linkAt')}
          <Switch label={t('matching.households')} checked={policy.households} onChecked={(households) => setPolicy({ ...policy, households })} />
          <div><Button look="primary" onClick={() => void save()}>{t('app.save')}</Button></div>
        </div>
      </Section>
      <Section title={t('matching.now')} actions={<Badge tone={status.state === 'ready' ? 'good' : status.state === 'failed' ? 'bad' : 'plain'}>{t(`matchingState.${status.state}`)}</Badge>}>
        {status.why && <p className="mb-3 text-sm text-ink-2">{status.why}</p>}
        <dl className="flex flex-wrap gap-x-10 gap-y-4">
          <Figure name={t('matching.people')} value={number(status.people)} />
          <Figure name={t('matching.behind')} value={number(status.behind)} />
          <Figure name={t('matching.p99')} value={status.p99Ms === null ? '–' : `${number(status.p99Ms, 1)} ms`} />
          <Figure name={t('matching.proposed')} value={number(status.proposed)} />
          <Figure name={t('matching.linked')} value={number(status.linked)} />
        </dl>
        <p className="mt-4 text-[13px] text-ink-3">
          {status.model.origin === 'default' ? (
            t('matching.modelDefault')
          ) : (
            t(
              'matching.modelFitted',
              { version: number(status.model.version), people: number(status.model.sample), when: status.model.at === null ? '' : moment(status.model.at) },
            )
          )}
        </p>
      </Section>
    </div>
  )
}
