/** Asks before people are joined or separated: shows who they would be, and does it only then. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { post, withQuery } from '../../api/client.ts'
import type { IdentityChange } from '../../api/types.ts'
import { Button } from '../../components/button.tsx'
import { Drawer } from '../../components/drawer.tsx'
import { Field, Input } from '../../components/field.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { SideBySide } from '../../components/side-by-side.tsx'
import { useSay } from '../../components/toast.tsx'
import { useFormat } from '../../i18n/use-format.ts'

/** A change of who is who, as the API takes it. */
export interface Wish {
  /** `split`, `join` or `apart`. */
  readonly is: 'split' | 'join' | 'apart'
  readonly body: { readonly [field: string]: unknown }
}

/** The drawer. `wish` null closes it. */
export function ChangeDialog({ person, wish, onClose, onDone }: {
  readonly person: string
  readonly wish: Wish | null
  readonly onClose: () => void
  readonly onDone: (change: IdentityChange) => void
}) {
  const { t } = useFormat()
  return (
    <Drawer open={wish !== null} onClose={onClose} title={t(`identity.${wish?.is ?? 'split'}.title`)} about={t(`identity.${wish?.is ?? 'split'}.about`)}>
      {wish && <Preview key={JSON.stringify(wish)} person={person} wish={wish} onClose={onClose} onDone={onDone} />}
    </Drawer>
  )
}

function Preview({ person, wish, onClose, onDone }: {
  readonly person: string
  readonly wish: Wish
  readonly onClose: () => void
  readonly onDone: (change: IdentityChange) => void
}) {
  const { t } = useFormat()
  const say = useSay()
  const client = useQueryClient()
  const [why, setWhy] = useState('')
  const [busy, setBusy] = useState(false)
  const path = `/v1/profiles/${encodeURIComponent(person)}/${wish.is}`
  const preview = useQuery({ queryKey: ['preview', path, wish.body], queryFn: () => post<IdentityChange>(withQuery(path, { dry: 1 }), wish.body), retry: false, gcTime: 0 })
  const refresh = () => Promise.all(['profile', 'people', 'reviews', 'review', 'merges', 'timeline'].map((key) => client.invalidateQueries({ queryKey: [key] })))
  const undo = async (change: IdentityChange) => {
    try {
      for (const { a, b } of change.verdicts) await post('/v1/identity/verdicts/undo', { a, b })
      await refresh()
      say.done(t('reviews.undone'))
    } catch (fault) {
      say.failed(fault)
    }
  }
  const carryOut = async () => {
    setBusy(true)
    try {
      const change = await post<IdentityChange>(path, { ...wish.body, ...(why.trim() !== '' && { why: why.trim() }) })
      await refresh()
      say.done(t(`identity.${wish.is}.done`), () => void undo(change))
      onDone(change)
    } catch (fault) {
      say.failed(fault)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Loaded query={preview} lines={8}>
      {(change) => (
        <div className="flex flex-col gap-5">
          {change.refused.map((one) => <p key={one.a + one.b} role="alert" className="rounded-xl bg-bad-soft px-4 py-3 text-sm text-bad">{one.sentence}</p>)}
          {change.notes.map((note) => <p key={note} className="rounded-xl bg-warn-soft px-4 py-3 text-sm text-warn">{note}</p>)}
          <p className="text-sm text-ink-2">{t('identity.after', { count: change.people.length })}</p>
          <SideBySide people={change.people} differences={change.differences} />
          <Field label={t('identity.why')} hint={t('identity.whyHint')}>
            <Input value={why} onChange={(event) => setWhy(event.target.value)} maxLength={500} />
          </Field>
          <div className="flex justify-end gap-2">
            <Button onClick={onClose}>{t('app.close')}</Button>
            <Button look="primary" disabled={busy} onClick={() => void carryOut()}>{t(`identity.${wish.is}.do`)}</Button>
          </div>
        </div>
      )}
    </Loaded>
  )
}
