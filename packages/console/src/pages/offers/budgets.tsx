/** What runs out: money or showings, per time, for some offers or all. */
import { useState } from 'react'
import type { BudgetDefinition } from '@rapport/core/decision/policy'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/drawer.tsx'
import { Field, Input, Select } from '../../components/field.tsx'
import { Section } from '../../components/layout.tsx'
import { Words } from '../../components/words.tsx'
import { idOf } from '../../format/id.ts'
import { useFormat } from '../../i18n/use-format.ts'

const PERIODS = ['hour', 'day', 'week', 'month', 'ever'] as const
const NEW: BudgetDefinition = { id: '', name: '', counts: 'money', most: 10_000, per: 'month' }

/** The list with its editor. */
export function Budgets({ budgets, onBudgets }: { readonly budgets: readonly BudgetDefinition[]; readonly onBudgets: (budgets: readonly BudgetDefinition[]) => void }) {
  const { t, number, known } = useFormat()
  const [editing, setEditing] = useState<BudgetDefinition | null>(null)
  return (
    <Section title={t('budget.title')} about={t('budget.about')} actions={<Button small onClick={() => setEditing(NEW)}>{t('budget.new')}</Button>}>
      {budgets.length === 0 ? <p className="text-sm text-ink-2">{t('budget.none')}</p> : (
        <ul className="divide-y divide-line">
          {budgets.map((one) => (
            <li key={one.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-3 text-sm">
              <Words className="min-w-40 font-medium">{one.name}</Words>
              <span className="text-ink-2">{t(`budget.${one.counts}Per`, { most: number(one.most), per: t(`budgetPer.${one.per}`) })}</span>
              {one.channel && <span className="text-ink-3">{known('channel', one.channel)}</span>}
              {one.offers && <span className="text-ink-3">{t('budget.someOffers', { number: number(one.offers.length) })}</span>}
              <Button small className="ml-auto" onClick={() => setEditing(one)}>{t('app.edit')}</Button>
            </li>
          ))}
        </ul>
      )}
      {editing && (
        <Editor
          budget={editing}
          onClose={() => setEditing(null)}
          onDrop={() => onBudgets(budgets.filter(({ id }) => id !== editing.id))}
          onDone={(next) => onBudgets(budgets.some(({ id }) => id === next.id) ? budgets.map((one) => (one.id === next.id ? next : one)) : [...budgets, next])}
        />
      )}
    </Section>
  )
}

function Editor({ budget, onClose, onDone, onDrop }: {
  readonly budget: BudgetDefinition
  readonly onClose: () => void
  readonly onDone: (budget: BudgetDefinition) => void
  readonly onDrop: () => void
}) {
  const { t } = useFormat()
  const [draft, setDraft] = useState(budget)
  const id = budget.id === '' ? idOf(draft.name) : budget.id
  return (
    <Dialog
      open
      onClose={onClose}
      title={budget.id === '' ? t('budget.new') : <Words>{budget.name}</Words>}
      foot={
        <>
          {budget.id !== '' && <Button look="danger" onClick={() => { onDrop(); onClose() }}>{t('app.delete')}</Button>}
          <Button look="primary" disabled={id === ''} onClick={() => { onDone({ ...draft, id }); onClose() }}>{t('moment.take')}</Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label={t('app.name')}><Input value={draft.name} onChange={(event) => setDraft({ ...draft, name: event.target.value })} /></Field>
        <div className="flex flex-wrap gap-4">
          <Field label={t('budget.counts')}>
            <Select value={draft.counts} onValue={(counts) => setDraft({ ...draft, counts: counts as BudgetDefinition['counts'] })} options={[['money', t('budget.money')], ['showings', t('budget.showings')]]} />
          </Field>
          <Field label={t('budget.most')}>
            <Input
              type="number"
              min={0}
              className="w-32"
              value={draft.most}
              onChange={(event) => setDraft({ ...draft, most: Math.max(0, Number(event.target.value)) })}
            />
          </Field>
          <Field label={t('budget.per')}>
            <Select value={draft.per} onValue={(per) => setDraft({ ...draft, per: per as BudgetDefinition['per'] })} options={PERIODS.map((per) => [per, t(`budgetPer.${per}`)] as const)} />
          </Field>
        </div>
      </div>
    </Dialog>
  )
}
