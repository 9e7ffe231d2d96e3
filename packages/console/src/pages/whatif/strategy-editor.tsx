/** Today's strategy, and what shall be another: who decides, how much is tried, levers, and each offer's value, cost and rule. */
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { post } from '../../api/client.ts'
import type { StrategyBody, WhatIfGround, WhatIfView } from '../../api/types.ts'
import { Button } from '../../components/button.tsx'
import { Field, Input, Select, Switch } from '../../components/field.tsx'
import { Section } from '../../components/layout.tsx'
import { Fault } from '../../components/loaded.tsx'
import { Slider } from '../../components/slider.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { Preview } from './preview.tsx'
import { changesOf, TODAY, withOffer } from './strategy.ts'

const CHANCES = ['logged', 'rates', 'uniform', 'snapshot'] as const
const MEASURES = ['value', 'success', 'clicks'] as const

/** The editor. */
export function StrategyEditor({ ground, first, onStarted }: { readonly ground: WhatIfGround; readonly first: StrategyBody; readonly onStarted: (id: string) => void }) {
  const { t, share, number, moment } = useFormat()
  const [strategy, setStrategy] = useState<StrategyBody>({ exploration: ground.exploration, ...first })
  const [name, setName] = useState('')
  const [days, setDays] = useState(30)
  const [measure, setMeasure] = useState<(typeof MEASURES)[number]>('value')
  const start = useMutation({
    mutationFn: () => post<WhatIfView>('/v1/whatif', { name: name.trim() || t('nav.whatif'), strategy, days, measure }),
    onSuccess: (view) => onStarted(view.id),
  })
  const changes = changesOf(strategy, ground)
  const hasSnapshots = ground.snapshots.length > 0
  return (
    <Section title={t('whatif.strategy')} about={t('whatif.ground', { decisions: number(ground.decisions), people: number(ground.people), from: ground.firstAt === null ? '–' : moment(ground.firstAt) })}>
      <div className="flex flex-col gap-5">
        <Field label={t('app.name')}><Input value={name} placeholder={t('whatif.namePlace')} onChange={(event) => setName(event.target.value)} /></Field>
        <div className="flex flex-wrap gap-4">
          <Field label={t('whatif.measure')}>
            <Select
              value={measure}
              onValue={(next) => setMeasure(next as typeof measure)}
              options={MEASURES.map((one) => [one, t(`whatifMeasure.${one}`)] as const)}
            />
          </Field>
          <Field label={t('whatif.days')}>
            <Input
              type="number"
              min={1}
              max={400}
              className="w-24"
              value={days}
              onChange={(event) => setDays(Math.max(1, Math.min(400, Math.round(Number(event.target.value)))))}
            />
          </Field>
        </div>
        <Field label={t('whatif.chances')} hint={t(`whatifChances.${strategy.chances}About`)}>
          <Select
            value={strategy.chances}
            onValue={(chances) => {
              const { snapshot: _, ...others } = strategy
              const newest = ground.snapshots[0]?.snapshot
              setStrategy({ ...others, chances: chances as StrategyBody['chances'], ...(chances === 'snapshot' && newest !== undefined && { snapshot: newest }) })
            }}
            options={CHANCES.filter((one) => one !== 'snapshot' || hasSnapshots).map((one) => [one, t(`whatifChances.${one}`)] as const)}
          />
        </Field>
        <Slider
          label={t('arbitration.exploration')}
          least={0}
          most={0.2}
          step={0.01}
          value={strategy.exploration ?? ground.exploration}
          show={share}
          onValue={(exploration) => setStrategy({ ...strategy, exploration })}
        />
        {ground.families.length > 0 && (
          <fieldset className="flex flex-col gap-3">
            <legend className="mb-2 text-[13px] font-medium text-ink-2">{t('arbitration.levers')}</legend>
            {ground.families.map(({ family, lever }) => (
              <Slider
                key={family}
                label={<Words>{family}</Words>}
                least={0.2}
                most={5}
                step={0.1}
                value={strategy.levers[family] ?? lever}
                show={(value) => `× ${number(value, 1)}`}
                onValue={(value) => setStrategy({ ...strategy, levers: { ...strategy.levers, [family]: value } })}
              />
            ))}
          </fieldset>
        )}
        <fieldset>
          <legend className="mb-2 text-[13px] font-medium text-ink-2">{t('whatif.offers')}</legend>
          <ul className="flex max-h-96 flex-col gap-1 overflow-y-auto" tabIndex={0} aria-label={t('whatif.offers')}>
            {ground.offers.map((offer) => <OfferLine key={offer.offer} offer={offer} strategy={strategy} onStrategy={setStrategy} />)}
          </ul>
        </fieldset>
        {changes > 0 && <Preview strategy={strategy} days={days} measure={measure} />}
        <div className="flex flex-wrap items-center gap-3">
          <Button look="primary" disabled={start.isPending} onClick={() => start.mutate()}>{t('whatif.start')}</Button>
          <Button disabled={changes === 0} onClick={() => setStrategy({ ...TODAY, exploration: ground.exploration })}>{t('whatif.reset')}</Button>
          <span className="text-[13px] text-ink-3">{changes === 0 ? t('whatif.noChange') : t('whatif.changes', { number: number(changes) })}</span>
        </div>
        {start.error && <Fault error={start.error} />}
      </div>
    </Section>
  )
}

function OfferLine({ offer, strategy, onStrategy }: {
  readonly offer: WhatIfGround['offers'][number]
  readonly strategy: StrategyBody
  readonly onStrategy: (strategy: StrategyBody) => void
}) {
  const { t, number } = useFormat()
  const change = strategy.offers[offer.offer] ?? {}
  const isChanged = strategy.offers[offer.offer] !== undefined
  const set = (part: StrategyBody['offers'][string]) => onStrategy(withOffer(strategy, offer, part))
  const figure = (label: string, name: 'value' | 'cost' | 'lever', today: number, step: number) => (
    <label className="flex flex-col gap-0.5 text-xs text-ink-3">
      {label}
      <Input type="number" step={step} className="w-24" value={change[name] ?? today} onChange={(event) => set({ [name]: Number(event.target.value) })} />
    </label>
  )
  return (
    <li>
      <details className="rounded-lg border border-line px-3 py-2 text-sm">
        <summary className="flex items-center gap-2">
          <Words className={`min-w-0 flex-1 truncate ${change.off ? 'text-ink-3 line-through' : ''}`}>{offer.name}</Words>
          {isChanged && <span className="text-xs text-accent-text">{t('whatif.changed')}</span>}
          <span className="tabular text-xs text-ink-3">{number(change.value ?? offer.value)}</span>
        </summary>
        <div className="mt-2 flex flex-wrap items-end gap-3">
          {figure(t('offer.value'), 'value', offer.value, 1)}
          {figure(t('offer.cost'), 'cost', offer.cost, 1)}
          {figure(t('offer.lever'), 'lever', offer.lever, 0.1)}
          <Switch label={t('whatif.off')} checked={change.off ?? false} onChecked={(off) => set({ off: off || undefined })} />
          {offer.eligible !== null && <Switch label={t('whatif.everybody')} checked={change.eligible === null} onChecked={(on) => set({ eligible: on ? null : undefined })} />}
        </div>
      </details>
    </li>
  )
}
