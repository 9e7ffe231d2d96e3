/** Edits an offer: what it says, for whom, where and how often, and what it is worth. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { ApiError, put, remove } from '../../api/client.ts'
import { placements, purposes } from '../../api/queries.ts'
import type { Offer } from '../../api/types.ts'
import { Button } from '../../components/button.tsx'
import { Checkbox, Field, Input, Select, Switch } from '../../components/field.tsx'
import { Figure, PageHead, Section } from '../../components/layout.tsx'
import { useSay } from '../../components/toast.tsx'
import { Words } from '../../components/words.tsx'
import { idOf } from '../../format/id.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { DurationInput } from '../../rule/argument.tsx'
import { RuleBuilder } from '../../rule/builder.tsx'
import { asGroup, emptyPart, toDraft, toRule } from '../../rule/draft.ts'
import { placeProblems } from '../../rule/problems.ts'
import type { RuleProblem } from '../../rule/problems.ts'
import { OfferAims } from './offer-aims.tsx'
import { ContentEditor } from './content-editor.tsx'

const localMoment = (iso: string | undefined): string => (iso === undefined ? '' : iso.slice(0, 16))

/** The editor. */
export function OfferEditor({ offer, above }: { readonly offer: Offer; readonly above: ReactNode }) {
  const { t, known, number, share } = useFormat()
  const say = useSay()
  const client = useQueryClient()
  const navigate = useNavigate()
  const places = useQuery(placements).data ?? []
  const purposeList = useQuery(purposes).data ?? []
  const [draft, setDraft] = useState(offer)
  const [eligible, setEligible] = useState(() => (offer.eligible ? asGroup(toDraft(offer.eligible)) : null))
  const [problems, setProblems] = useState<readonly RuleProblem[]>([])
  const change = (part: Partial<Offer>) => setDraft((before) => ({ ...before, ...part }))
  const id = offer.id === '' ? idOf(draft.name) : offer.id
  const placed = useMemo(() => (eligible ? placeProblems(eligible, problems) : {}), [eligible, problems])
  const isEverywhere = draft.placements === undefined

  const save = async () => {
    const { id: _, figures: __, eligible: ___, ...rest } = draft
    const rule = eligible && eligible.parts.length > 0 ? toRule(eligible) : undefined
    try {
      await put(`/v1/offers/${encodeURIComponent(id)}`, JSON.parse(JSON.stringify({ ...rest, id, ...(rule && { eligible: rule }) })))
      await client.invalidateQueries({ queryKey: ['offers'] })
      setProblems([])
      say.done(t('app.saved'))
      if (offer.id === '') void navigate({ to: '/offers/$id', params: { id } })
    } catch (fault) {
      if (fault instanceof ApiError && fault.problem?.problems) setProblems(fault.problem.problems)
      say.failed(fault)
    }
  }
  const drop = async () => {
    try {
      await remove(`/v1/offers/${encodeURIComponent(id)}`)
      await client.invalidateQueries({ queryKey: ['offers'] })
      say.done(t('app.removed'))
      void navigate({ to: '/offers' })
    } catch (fault) {
      say.failed(fault)
    }
  }
  const { shown = 0, clicked = 0 } = offer.figures ?? {}
  return (
    <>
      <PageHead
        above={above}
        title={draft.name.trim() === '' ? t('offer.new') : <Words>{draft.name}</Words>}
        actions={
          <>
            {offer.id !== '' && <Button look="danger" onClick={() => void drop()}>{t('app.delete')}</Button>}
            <Button look="primary" disabled={id === ''} onClick={() => void save()}>{t('app.save')}</Button>
          </>
        }
      />
      {problems.length > 0 && (
        <ul role="alert" className="mb-5 rounded-xl border border-bad/30 bg-bad-soft px-5 py-3 text-sm text-bad">
          {problems.map((one) => <li key={one.path + one.message}>{one.message}</li>)}
        </ul>
      )}
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_320px]">
        <div className="flex min-w-0 flex-col gap-5">
          <Section title={t('offer.what')}>
            <Field label={t('app.name')} hint={id && `ID: ${id}`} className="mb-4 max-w-md"><Input value={draft.name} onChange={(event) => change({ name: event.target.value })} /></Field>
            <ContentEditor content={draft.content} onContent={(content) => change({ content })} />
          </Section>
          <Section
            title={t('offer.who')}
            about={t('offer.whoAbout')}
            actions={<Switch label={t('offer.onlySome')} checked={eligible !== null} onChecked={(on) => setEligible(on ? asGroup(emptyPart('all')) : null)} />}
          >
            {eligible === null ? <p className="text-sm text-ink-2">{t('offer.everybody')}</p> : <RuleBuilder draft={eligible} onDraft={setEligible} problems={placed} />}
          </Section>
          <Section title={t('offer.where')}>
            <div className="flex flex-col gap-2.5">
              <Checkbox label={t('offer.everywhere')} checked={isEverywhere} onChecked={(on) => change({ placements: on ? undefined : [] })} />
              {!isEverywhere && places.map((one) => (
                <Checkbox
                  key={one.id}
                  label={<Words>{one.name}</Words>}
                  checked={draft.placements?.includes(one.id) ?? false}
                  onChecked={(on) => change({ placements: on ? [...(draft.placements ?? []), one.id] : draft.placements?.filter((place) => place !== one.id) })}
                />
              ))}
            </div>
          </Section>
          <OfferAims draft={draft} change={change} />
          <Section title={t('offer.when')} about={t('offer.utc')}>
            <div className="flex flex-wrap gap-4">
              <Field label={t('offer.from')}>
                <Input type="datetime-local" value={localMoment(draft.from)} onChange={(event) => change({ from: event.target.value === '' ? undefined : `${event.target.value}:00Z` })} />
              </Field>
              <Field label={t('offer.until')}>
                <Input type="datetime-local" value={localMoment(draft.until)} onChange={(event) => change({ until: event.target.value === '' ? undefined : `${event.target.value}:00Z` })} />
              </Field>
            </div>
            <div className="mt-4 flex flex-wrap items-center gap-2 text-sm">
              <Switch label={t('offer.cap')} checked={draft.cap !== undefined} onChecked={(on) => change({ cap: on ? { most: 3, within: '7d' } : undefined })} />
              {draft.cap && (
                <>
                  <Input
                    type="number"
                    min={1}
                    aria-label={t('offer.most')}
                    className="w-18"
                    value={draft.cap.most}
                    onChange={(event) => change({ cap: { most: Math.max(1, Number(event.target.value)), within: draft.cap?.within ?? '7d' } })}
                  />
                  <span className="text-ink-2">{t('offer.timesIn')}</span>
                  <DurationInput value={draft.cap.within} onValue={(within) => change({ cap: { most: draft.cap?.most ?? 3, within } })} />
                </>
              )}
            </div>
          </Section>
        </div>
        <Section title={t('offer.ranking')} about={t('offer.rankingAbout')}>
          <div className="flex flex-col gap-4">
            <Field label={t('offer.value')} hint={t('offer.valueAbout')}><Input type="number" step="any" value={draft.value} onChange={(event) => change({ value: Number(event.target.value) })} /></Field>
            <Field label={t('offer.rate')} hint={t('offer.rateAbout')}>
              <Input
                type="number"
                min={0}
                max={100}
                step="any"
                value={Math.round((draft.rate ?? 0.05) * 10_000) / 100}
                onChange={(event) => change({ rate: Math.min(1, Math.max(0, Number(event.target.value) / 100)) })}
              />
            </Field>
            <Field label={t('offer.cost')}><Input type="number" step="any" value={draft.cost ?? 0} onChange={(event) => change({ cost: Number(event.target.value) || undefined })} /></Field>
            <p className="rounded-lg bg-raised px-3 py-2.5 text-sm">{t('offer.expected', { value: number(draft.value * (draft.rate ?? 0.05) - (draft.cost ?? 0), 2) })}</p>
            <Field label={t('offer.tier')} hint={t('offer.tierAbout')}>
              <Select
                value={String(draft.tier ?? 0)}
                onValue={(tier) => change({ tier: tier === '0' ? undefined : Number(tier) })}
                options={[['0', t('offer.tier0')], ['1', t('offer.tier1')], ['2', t('offer.tier2')]]}
              />
            </Field>
            <Field label={t('offer.purpose')}>
              <Select
                value={draft.purpose ?? 'personalisation'}
                onValue={(purpose) => change({ purpose })}
                options={[...new Set(['personalisation', ...purposeList.map((one) => one.id)])].map((one) => [one, known('purpose', one)] as const)}
              />
            </Field>
            {offer.id !== '' && (
              <dl className="grid grid-cols-2 gap-3 border-t border-line pt-4">
                <Figure name={t('offer.shown')} value={number(shown)} />
                <Figure name={t('offer.clickRate')} value={shown === 0 ? '–' : share(clicked / shown)} />
              </dl>
            )}
          </div>
        </Section>
      </div>
    </>
  )
}
