/** Writes down what somebody has asked for: by letter, by phone, at the counter. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { post } from '../../api/client.ts'
import { laws } from '../../api/queries.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/drawer.tsx'
import { Field, Select, TextArea } from '../../components/field.tsx'
import { PersonPicker } from '../../components/person-picker.tsx'
import { useSay } from '../../components/toast.tsx'
import { useFormat } from '../../i18n/use-format.ts'

const KINDS = ['access', 'erase', 'correct', 'restrict'] as const

/** The button with its form. `person` fixes whose request it is. */
export function NewRequest({ person: fixed }: { readonly person?: string }) {
  const { t, language } = useFormat()
  const say = useSay()
  const client = useQueryClient()
  const list = useQuery(laws(language)).data ?? []
  const [open, setOpen] = useState(false)
  const [kind, setKind] = useState<string>('access')
  const [chosen, setChosen] = useState('')
  const [law, setLaw] = useState('')
  const [note, setNote] = useState('')
  const person = fixed ?? chosen
  const save = async () => {
    try {
      await post('/v1/privacy/requests', { kind, person, ...(law !== '' && { law }), ...(note.trim() !== '' && { note: note.trim() }) })
      await client.invalidateQueries({ queryKey: ['requests'] })
      say.done(t('requests.written'))
      setOpen(false)
      setNote('')
    } catch (fault) {
      say.failed(fault)
    }
  }
  return (
    <>
      <Button look={fixed === undefined ? 'primary' : 'quiet'} onClick={() => setOpen(true)}><Plus size={16} aria-hidden /> {t('requests.new')}</Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={t('requests.new')}
        about={t('requests.newAbout')}
        foot={<Button look="primary" disabled={person === ''} onClick={() => void save()}>{t('requests.write')}</Button>}
      >
        <div className="flex flex-col gap-4">
          <Field label={t('requests.kind')}><Select value={kind} onValue={setKind} options={KINDS.map((one) => [one, t(`request.${one}`)] as const)} /></Field>
          {fixed === undefined && <div className="flex flex-col gap-1"><span className="text-[13px] font-medium text-ink-2">{t('requests.person')}</span><PersonPicker value={chosen} onValue={setChosen} /></div>}
          <Field label={t('requests.law')} hint={t('requests.lawHint')}><Select value={law} onValue={setLaw} options={[['', t('requests.strictest')], ...list.map((one) => [one.id, one.name] as const)]} /></Field>
          <Field label={t('requests.note')}><TextArea rows={3} value={note} onChange={(event) => setNote(event.target.value)} maxLength={2000} /></Field>
        </div>
      </Dialog>
    </>
  )
}
