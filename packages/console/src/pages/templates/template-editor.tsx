/** Edits a wording language by language, with the mail beside it. */
import { CHANNELS } from '@rapport/core/event/message-plan'
import type { Channel } from '@rapport/core/event/message-plan'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { ApiError, put, remove } from '../../api/client.ts'
import type { Template } from '../../api/types.ts'
import { Button } from '../../components/button.tsx'
import { Field, Input, Select, TextArea } from '../../components/field.tsx'
import { DraftFrame } from '../../components/html-frame.tsx'
import { PageHead, Section } from '../../components/layout.tsx'
import { useSay } from '../../components/toast.tsx'
import { Words } from '../../components/words.tsx'
import { idOf } from '../../format/id.ts'
import { LANGUAGES } from '../../i18n/language.ts'
import { useFormat } from '../../i18n/use-format.ts'

type Body = Template['bodies'][string]
const BLANK: Body = { text: '' }

/** Leaves out languages in which nothing was written, and empty parts. */
function tidied(bodies: Template['bodies']): Template['bodies'] {
  const kept = Object.entries(bodies).filter(([, body]) => body.text !== '' || (body.html ?? '') !== '' || (body.subject ?? '') !== '')
  return Object.fromEntries(kept.map(([tag, body]) => [tag, { ...(body.subject ? { subject: body.subject } : {}), ...(body.html ? { html: body.html } : {}), text: body.text }]))
}

/** The editor. */
export function TemplateEditor({ template, above }: { readonly template: Template; readonly above: ReactNode }) {
  const { t, known } = useFormat()
  const say = useSay()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [draft, setDraft] = useState(template)
  const [shown, setShown] = useState(template.defaultLocale)
  const [problems, setProblems] = useState<readonly string[]>([])
  const id = template.id === '' ? idOf(draft.name) : template.id
  const body = draft.bodies[shown] ?? BLANK
  const tags = [...new Set([...Object.keys(LANGUAGES), ...Object.keys(draft.bodies)])]
  const nameOf = (tag: string) => LANGUAGES[tag as keyof typeof LANGUAGES] ?? tag
  const write = (part: Partial<Body>) => setDraft({ ...draft, bodies: { ...draft.bodies, [shown]: { ...body, ...part } } })

  const save = async () => {
    try {
      await put(`/v1/templates/${encodeURIComponent(id)}`, { ...draft, id, bodies: tidied(draft.bodies) })
      await client.invalidateQueries({ queryKey: ['templates'] })
      setProblems([])
      say.done(t('app.saved'))
      if (template.id === '') void navigate({ to: '/templates/$id', params: { id } })
    } catch (fault) {
      if (fault instanceof ApiError && fault.problem?.problems) setProblems(fault.problem.problems.map((one) => one.message))
      say.failed(fault)
    }
  }
  const drop = async () => {
    try {
      await remove(`/v1/templates/${encodeURIComponent(id)}`)
      await client.invalidateQueries({ queryKey: ['templates'] })
      say.done(t('app.removed'))
      void navigate({ to: '/templates' })
    } catch (fault) {
      say.failed(fault)
    }
  }
  const isMail = draft.channel === 'email'
  return (
    <>
      <PageHead
        above={above}
        title={draft.name.trim() === '' ? t('template.new') : <Words>{draft.name}</Words>}
        actions={
          <>
            {template.id !== '' && <Button look="danger" onClick={() => void drop()}>{t('app.delete')}</Button>}
            <Button look="primary" disabled={id === '' || Object.keys(tidied(draft.bodies)).length === 0} onClick={() => void save()}>{t('app.save')}</Button>
          </>
        }
      />
      {problems.length > 0 && <ul role="alert" className="mb-5 rounded-xl border border-bad/30 bg-bad-soft px-5 py-3 text-sm text-bad">{problems.map((one) => <li key={one}>{one}</li>)}</ul>}
      <div className="mb-5 flex flex-wrap gap-4">
        <Field label={t('app.name')} hint={id && `ID: ${id}`} className="w-72"><Input value={draft.name} onChange={(event) => setDraft({ ...draft, name: event.target.value })} /></Field>
        <Field label={t('message.channel')}>
          <Select
            value={draft.channel}
            onValue={(channel) => setDraft({ ...draft, channel: channel as Channel })}
            options={CHANNELS.map((one) => [one, known('channel', one)] as const)}
          />
        </Field>
        <Field label={t('template.language')}><Select value={shown} onValue={setShown} options={tags.map((tag) => [tag, draft.bodies[tag] ? `${nameOf(tag)} ✓` : nameOf(tag)] as const)} /></Field>
        <Field label={t('template.default')} hint={t('template.defaultAbout')}>
          <Select value={draft.defaultLocale} onValue={(defaultLocale) => setDraft({ ...draft, defaultLocale })} options={tags.map((tag) => [tag, nameOf(tag)] as const)} />
        </Field>
      </div>
      <div className={isMail ? 'grid items-start gap-5 xl:grid-cols-2' : 'max-w-3xl'}>
        <Section title={t('template.words')} about={t('template.wordsAbout', { example: '{{ person.name }}' })}>
          <div className="flex flex-col gap-4">
            {isMail && <Field label={t('template.subject')}><Input lang={shown} value={body.subject ?? ''} onChange={(event) => write({ subject: event.target.value })} /></Field>}
            {isMail && (
              <Field label={t('template.html')}>
                <TextArea
                  rows={12}
                  spellCheck={false}
                  lang={shown}
                  className="font-mono text-[12.5px]"
                  value={body.html ?? ''}
                  onChange={(event) => write({ html: event.target.value })}
                />
              </Field>
            )}
            <Field label={t('template.text')}><TextArea rows={6} lang={shown} value={body.text} onChange={(event) => write({ text: event.target.value })} /></Field>
          </div>
        </Section>
        {isMail && (
          <Section title={t('template.preview')} about={t('template.previewAbout')}>
            <p className="mb-3 text-lg font-semibold" lang={shown}>{body.subject}</p>
            <DraftFrame html={body.html ?? ''} lang={shown} title={t('template.preview')} />
          </Section>
        )}
      </div>
    </>
  )
}
