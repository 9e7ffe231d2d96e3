/** What the door did to a value before it was kept: how it came, in what way it was damaged, and the way back. */
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { post } from '../../api/client.ts'
import type { TraitView } from '../../api/types.ts'
import { Button } from '../../components/button.tsx'
import { useSay } from '../../components/toast.tsx'
import { Words } from '../../components/words.tsx'
import { formatValue } from '../../format/format.ts'
import { useFormat } from '../../i18n/use-format.ts'

/** The value as it came, and what was done. Characters that nobody sees are written as their codes. */
export function CameAs({ repaired }: { readonly repaired: NonNullable<TraitView['repaired']> }) {
  const { t, known } = useFormat()
  return (
    <span className="min-w-0 text-[13px] text-ink-3">
      {t('repair.before')}{' '}
      <Words className="rounded bg-ink/6 px-1.5 py-0.5 break-all text-ink-2">{withCodes(formatValue(repaired.before))}</Words>{' '}
      ({repaired.is.map((one) => known('repair', one)).join(' · ')})
    </span>
  )
}

/** The same for the value that holds, with a button that shows it as it came. */
export function Repaired({ person, trait }: { readonly person: string; readonly trait: TraitView }) {
  const { t } = useFormat()
  const say = useSay()
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  if (!trait.repaired) return null
  const undo = async () => {
    setBusy(true)
    try {
      await post(`/v1/profiles/${encodeURIComponent(person)}/traits/${encodeURIComponent(trait.name)}/undo-repair`, trait.source === undefined ? {} : { source: trait.source })
      await Promise.all(['profile', 'people', 'timeline'].map((key) => client.invalidateQueries({ queryKey: [key] })))
      say.done(t('repair.undone'))
    } catch (fault) {
      say.failed(fault)
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="-mt-1 mb-2.5 ml-44 flex flex-wrap items-center gap-x-3 gap-y-1">
      <CameAs repaired={trait.repaired} />
      <Button small look="plain" disabled={busy} title={t('repair.undoAbout')} onClick={() => void undo()}>{t('app.undo')}</Button>
    </div>
  )
}

/** Controls, zero-width characters, marks of direction and of variation as `[U+200B]`. */
function withCodes(text: string): string {
  return text.replace(/\p{Cc}|\p{Cf}|\p{Default_Ignorable_Code_Point}/gu, (one) => `[U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`)
}
