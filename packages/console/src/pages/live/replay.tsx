/** A refused event: why, and a place to mend it and send it again. */
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { post } from '../../api/client.ts'
import { Button } from '../../components/button.tsx'
import { Field, TextArea } from '../../components/field.tsx'
import { useSay } from '../../components/toast.tsx'
import { useFormat } from '../../i18n/use-format.ts'

/** The reason, the editor and the two ways out. */
export function Replay({ bad, raw, onDone }: {
  readonly bad: { readonly id: string; readonly code: string; readonly reason: string }
  readonly raw: unknown
  readonly onDone: () => void
}) {
  const { t } = useFormat()
  const say = useSay()
  const client = useQueryClient()
  const original = typeof raw === 'string' ? raw : (JSON.stringify(raw, null, 2) ?? '{}')
  const [text, setText] = useState(original)
  const [problem, setProblem] = useState<string>()
  const settle = async (path: string, body: unknown, done: string) => {
    try {
      await post(`/v1/bad/${encodeURIComponent(bad.id)}/${path}`, body)
      await client.invalidateQueries({ queryKey: ['live'] })
      say.done(done)
      onDone()
    } catch (fault) {
      setProblem((fault as Error).message)
    }
  }
  const replay = () => {
    let event: unknown
    try {
      event = JSON.parse(text)
    } catch {
      setProblem(t('app.notJson'))
      return
    }
    void settle('replay', text === original ? {} : { event }, t('live.replayed'))
  }
  return (
    <section className="mb-5 rounded-xl border border-bad/30 bg-bad-soft p-4">
      <h3 className="font-semibold text-bad">{t('live.why')}</h3>
      <p className="mt-1 mb-3 text-sm text-ink">
        {bad.reason} <span className="text-ink-2">({bad.code})</span>
      </p>
      <Field label={t('live.mend')} problem={problem}>
        <TextArea rows={9} className="font-mono text-[12.5px]" spellCheck={false} value={text} onChange={(event) => setText(event.target.value)} />
      </Field>
      <div className="mt-3 flex gap-2">
        <Button look="primary" onClick={replay}>
          {t('live.replay')}
        </Button>
        <Button look="danger" onClick={() => void settle('drop', {}, t('live.dropped'))}>
          {t('live.drop')}
        </Button>
      </div>
    </section>
  )
}
