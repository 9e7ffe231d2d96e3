/** The word that turns a condition round. */
import type { ReactNode } from 'react'
import { Select } from '../components/field.tsx'
import { useFormat } from '../i18n/use-format.ts'
import type { Draft, Single } from './draft.ts'

/** Is / is not. Keeps deeper negations as they are until touched. */
export function Polarity({ draft, onDraft, yes, no }: { readonly draft: Single; readonly onDraft: (draft: Draft) => void; readonly yes: string; readonly no: string }): ReactNode {
  const { t } = useFormat()
  return (
    <>
      {draft.nots > 1 && <span className="font-semibold text-bad">{Array(draft.nots - 1).fill(t('rule.not')).join(' ')}</span>}
      <Select
        aria-label={t('rule.polarity')}
        value={draft.nots > 0 ? 'no' : 'yes'}
        onValue={(value) => onDraft({ ...draft, nots: value === 'no' ? 1 : 0 })}
        options={[['yes', yes], ['no', no]]}
        className="font-medium"
      />
    </>
  )
}
