/** Sends one event by hand, to see what happens. */
import { useState } from 'react'
import { post } from '../../api/client.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/drawer.tsx'
import { Field, Input, TextArea } from '../../components/field.tsx'
import { useSay } from '../../components/toast.tsx'
import { useFormat } from '../../i18n/use-format.ts'

/** The dialog. */
export function TestEvent({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useFormat()
  const say = useSay()
  const [type, setType] = useState('order_completed')
  const [userId, setUserId] = useState('test-1')
  const [text, setText] = useState('{\n  "total": 1280,\n  "currency": "TWD"\n}')
  const [problem, setProblem] = useState<string>()
  const send = async () => {
    let properties: unknown
    try {
      properties = JSON.parse(text)
    } catch {
      setProblem(t('app.notJson'))
      return
    }
    try {
      await post('/v1/events', { type, identifiers: [{ kind: 'userId', value: userId }], properties })
      say.done(t('live.sent'))
      onClose()
    } catch (fault) {
      setProblem((fault as Error).message)
    }
  }
  return (
    <Dialog open={open} onClose={onClose} title={t('live.test')} about={t('live.testAbout')} foot={<Button look="primary" onClick={() => void send()}>{t('live.send')}</Button>}>
      <div className="flex flex-col gap-4">
        <Field label={t('live.type')}>
          <Input value={type} onChange={(event) => setType(event.target.value)} onEnter={() => void send()} />
        </Field>
        <Field label={t('live.userId')}>
          <Input value={userId} onChange={(event) => setUserId(event.target.value)} onEnter={() => void send()} />
        </Field>
        <Field label={t('live.properties')} problem={problem}>
          <TextArea rows={6} className="font-mono text-[12.5px]" spellCheck={false} value={text} onChange={(event) => setText(event.target.value)} />
        </Field>
      </div>
    </Dialog>
  )
}
