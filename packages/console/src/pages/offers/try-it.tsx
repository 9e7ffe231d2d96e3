/** What would be chosen for this person, here, now? A question that leaves no trace and teaches nothing. */
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { post } from '../../api/client.ts'
import { placements } from '../../api/queries.ts'
import type { DecisionView } from '../../api/types.ts'
import { useAddress } from '../../app/use-search.ts'
import { Button } from '../../components/button.tsx'
import { Field, Select, TextArea } from '../../components/field.tsx'
import { Card, Section } from '../../components/layout.tsx'
import { Fault } from '../../components/loaded.tsx'
import { PersonPicker } from '../../components/person-picker.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { Why } from './why-drawer.tsx'

/** The question at the left, the answer with its reasons at the right. */
export function TryIt() {
  const { t, language } = useFormat()
  const [address, setAddress] = useAddress()
  const list = useQuery(placements).data ?? []
  const [context, setContext] = useState('{}')
  const placement = address['placement'] ?? list[0]?.id ?? ''
  const person = address['person'] ?? ''
  const ask = useMutation({
    mutationFn: () => post<DecisionView>('/v1/decide', { placement, ...(person !== '' && { person }), context: JSON.parse(context) as unknown, locale: language, record: false }),
  })
  const wrong = isObject(context) ? undefined : t('app.notJson')
  return (
    <div className="grid items-start gap-5 xl:grid-cols-[340px_minmax(0,1fr)]">
      <Section title={t('try.title')} about={t('try.about')}>
        <div className="flex flex-col gap-4">
          <Field label={t('try.placement')}>
            <Select value={placement} onValue={(next) => setAddress({ placement: next })} options={list.map((one) => [one.id, one.name] as const)} />
          </Field>
          <div className="flex flex-col gap-1">
            <span className="text-[13px] font-medium text-ink-2">{t('try.person')}</span>
            <PersonPicker value={person} onValue={(next) => setAddress({ person: next })} />
            <span className="text-xs text-ink-3">{t('try.stranger')}</span>
          </div>
          <Field label={t('try.context')} hint={t('try.contextAbout')} problem={wrong}>
            <TextArea rows={4} spellCheck={false} className="font-mono text-[12.5px]" value={context} onChange={(event) => setContext(event.target.value)} />
          </Field>
          <Button look="primary" disabled={placement === '' || wrong !== undefined || ask.isPending} onClick={() => ask.mutate()}>
            {t('try.ask')}
          </Button>
        </div>
      </Section>
      <div>
        {ask.error && <Fault error={ask.error} retry={() => ask.mutate()} />}
        {ask.data ? (
          <Card>
            {ask.data.content && <Content content={ask.data.content} />}
            <Why decision={ask.data} />
          </Card>
        ) : (
          !ask.error && <p className="rounded-2xl border border-dashed border-line-strong/60 px-6 py-16 text-center text-ink-2">{t('try.empty')}</p>
        )}
      </div>
    </div>
  )
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

/** The offer as the person would see it, plainly. */
function Content({ content }: { readonly content: { readonly [name: string]: unknown } }) {
  const { t } = useFormat()
  const text = (name: string): string | undefined => (typeof content[name] === 'string' ? content[name] : undefined)
  if (text('title') === undefined && text('text') === undefined) return null
  return (
    <figure className="mb-6 max-w-md rounded-2xl border border-line bg-raised p-5 shadow-card">
      <figcaption className="mb-2 text-xs font-medium text-ink-3">{t('try.seen')}</figcaption>
      <p className="text-lg font-semibold"><Words>{text('title') ?? ''}</Words></p>
      <p className="text-ink-2"><Words>{text('text') ?? ''}</Words></p>
    </figure>
  )
}
