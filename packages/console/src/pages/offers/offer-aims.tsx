/** What an offer is for: its kind and family, what counts as success, and what it shares with others. */
import { useQuery } from '@tanstack/react-query'
import { catalog, offers } from '../../api/queries.ts'
import type { Offer } from '../../api/types.ts'
import { Field, Input, Select, Switch } from '../../components/field.tsx'
import { Section } from '../../components/layout.tsx'
import { Picker } from '../../components/picker.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { DurationInput } from '../../rule/argument.tsx'

const KINDS = ['serve', 'keep', 'inform', 'sell'] as const

/** The section. */
export function OfferAims({ draft, change }: { readonly draft: Offer; readonly change: (part: Partial<Offer>) => void }) {
  const { t, known, number } = useFormat()
  const events = useQuery(catalog).data?.events ?? []
  const families = [...new Set((useQuery(offers).data ?? []).flatMap(({ family }) => (family ? [family] : [])))].toSorted()
  const { success } = draft
  return (
    <Section title={t('offer.aims')} about={t('offer.aimsAbout')}>
      <div className="flex flex-col gap-4">
        <div className="flex flex-wrap gap-4">
          <Field label={t('offer.kind')} hint={t(`offerKind.${draft.kind ?? 'sell'}About`)} className="max-w-64">
            <Select value={draft.kind ?? 'sell'} onValue={(kind) => change({ kind: kind as (typeof KINDS)[number] })} options={KINDS.map((kind) => [kind, t(`offerKind.${kind}`)] as const)} />
          </Field>
          <div className="flex max-w-64 flex-col gap-1">
            <span className="text-[13px] font-medium text-ink-2">{t('offer.family')}</span>
            <Picker
              label={t('offer.family')}
              free
              value={draft.family ?? ''}
              empty={t('offer.noFamily')}
              choices={families.map((value) => ({ value, label: value }))}
              onValue={(family) => change({ family })}
            />
            <span className="text-xs text-ink-3">{t('offer.familyAbout')}</span>
          </div>
          <Field label={t('offer.lever')} hint={t('offer.leverAbout')} className="max-w-56">
            <Input
              type="number"
              min={0.2}
              max={5}
              step={0.1}
              className="w-28"
              value={draft.lever ?? 1}
              onChange={(event) => change({ lever: Number(event.target.value) === 1 ? undefined : Number(event.target.value) })}
            />
          </Field>
        </div>
        <div className="flex flex-wrap items-center gap-2 text-sm">
          <Switch label={t('offer.success')} checked={success !== undefined} onChecked={(on) => change({ success: on ? { event: 'order_completed', within: '7d' } : undefined })} />
          {success ? (
            <>
              <Picker
                label={t('offer.successEvent')}
                value={success.event}
                free
                choices={events.map(({ type, count }) => ({ value: type, label: known('event', type), note: number(count) }))}
                onValue={(event) => change({ success: { ...success, event } })}
              />
              <span className="text-ink-2">{t('offer.successWithin')}</span>
              <DurationInput value={success.within} onValue={(within) => change({ success: { ...success, within } })} />
            </>
          ) : (
            <span className="text-ink-3">{t('offer.successDefault')}</span>
          )}
        </div>
        <div className="flex flex-wrap gap-4">
          <Field label={t('offer.group')} hint={t('offer.groupAbout')} className="max-w-64">
            <Input value={draft.group ?? ''} onChange={(event) => change({ group: event.target.value.trim() || undefined })} />
          </Field>
          <Field label={t('offer.stock')} hint={t('offer.stockAbout')} className="max-w-64">
            <Input
              type="number"
              min={0}
              step={1}
              className="w-32"
              value={draft.stock ?? ''}
              onChange={(event) => change({ stock: event.target.value === '' ? undefined : Math.max(0, Math.round(Number(event.target.value))) })}
            />
          </Field>
        </div>
      </div>
    </Section>
  )
}
