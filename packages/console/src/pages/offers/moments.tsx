/** When selling gives way to helping or to quiet: signals, the kinds of offer they weigh on, and how much. */
import { useState } from 'react'
import type { MomentRule, OfferKind } from '@rapport/core/decision/policy'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/drawer.tsx'
import { Checkbox, Field, Input, Switch } from '../../components/field.tsx'
import { Badge, Section } from '../../components/layout.tsx'
import { Words } from '../../components/words.tsx'
import { idOf } from '../../format/id.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { RuleBuilder } from '../../rule/builder.tsx'
import { asGroup, emptyPart, toDraft, toRule } from '../../rule/draft.ts'

const KINDS: readonly OfferKind[] = ['serve', 'keep', 'inform', 'sell']
const NEW: MomentRule = { id: '', name: '', when: { all: [] }, on: ['sell'], costs: 100 }

/** The list with its editor. */
export function Moments({ moments, onMoments }: { readonly moments: readonly MomentRule[]; readonly onMoments: (moments: readonly MomentRule[]) => void }) {
  const { t, number } = useFormat()
  const [editing, setEditing] = useState<MomentRule | null>(null)
  return (
    <Section title={t('moment.title')} about={t('moment.about')} actions={<Button small onClick={() => setEditing(NEW)}>{t('moment.new')}</Button>}>
      {moments.length === 0 ? <p className="text-sm text-ink-2">{t('moment.none')}</p> : (
        <ul className="divide-y divide-line">
          {moments.map((one) => (
            <li key={one.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-3 text-sm">
              <Words className="min-w-52 font-medium">{one.name}</Words>
              <span className="flex flex-wrap gap-1.5">{one.on.map((kind) => <Badge key={kind}>{t(`offerKind.${kind}`)}</Badge>)}</span>
              <span className="text-ink-2">{one.never ? t('moment.neverShort') : t('moment.costsShort', { money: number(one.costs ?? 0) })}</span>
              <Button small className="ml-auto" onClick={() => setEditing(one)}>{t('app.edit')}</Button>
            </li>
          ))}
        </ul>
      )}
      {editing && (
        <Editor
          moment={editing}
          onClose={() => setEditing(null)}
          onDrop={() => onMoments(moments.filter(({ id }) => id !== editing.id))}
          onDone={(next) => onMoments(moments.some(({ id }) => id === next.id) ? moments.map((one) => (one.id === next.id ? next : one)) : [...moments, next])}
        />
      )}
    </Section>
  )
}

function Editor({ moment, onClose, onDone, onDrop }: {
  readonly moment: MomentRule
  readonly onClose: () => void
  readonly onDone: (moment: MomentRule) => void
  readonly onDrop: () => void
}) {
  const { t } = useFormat()
  const [draft, setDraft] = useState(moment)
  const [when, setWhen] = useState(() => (moment.id === '' ? asGroup(emptyPart('all')) : asGroup(toDraft(moment.when))))
  const id = moment.id === '' ? idOf(draft.name) : moment.id
  const isReady = id !== '' && draft.on.length > 0 && when.parts.length > 0
  return (
    <Dialog
      open
      onClose={onClose}
      title={moment.id === '' ? t('moment.new') : <Words>{moment.name}</Words>}
      foot={
        <>
          {moment.id !== '' && <Button look="danger" onClick={() => { onDrop(); onClose() }}>{t('app.delete')}</Button>}
          <Button look="primary" disabled={!isReady} onClick={() => { onDone({ ...draft, id, when: toRule(when) }); onClose() }}>{t('moment.take')}</Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label={t('app.name')}><Input value={draft.name} onChange={(event) => setDraft({ ...draft, name: event.target.value })} /></Field>
        <div>
          <p className="mb-1.5 text-[13px] font-medium text-ink-2">{t('moment.when')}</p>
          <RuleBuilder draft={when} onDraft={setWhen} />
        </div>
        <fieldset>
          <legend className="mb-1.5 text-[13px] font-medium text-ink-2">{t('moment.on')}</legend>
          <div className="flex flex-wrap gap-4">
            {KINDS.map((kind) => (
              <Checkbox
                key={kind}
                label={t(`offerKind.${kind}`)}
                checked={draft.on.includes(kind)}
                onChecked={(on) => setDraft({ ...draft, on: on ? [...draft.on, kind] : draft.on.filter((one) => one !== kind) })}
              />
            ))}
          </div>
        </fieldset>
        <Switch
          label={t('moment.never')}
          checked={draft.never ?? false}
          onChecked={(never) => setDraft(never ? { ...draft, never, costs: undefined } as MomentRule : { ...draft, never: undefined, costs: 100 } as MomentRule)}
        />
        {!draft.never && (
          <Field label={t('moment.costs')} hint={t('moment.costsAbout')}>
            <Input type="number" min={0} step="any" className="w-32" value={draft.costs ?? 0} onChange={(event) => setDraft({ ...draft, costs: Math.max(0, Number(event.target.value)) })} />
          </Field>
        )}
      </div>
    </Dialog>
  )
}
