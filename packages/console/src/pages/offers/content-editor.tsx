/** What an offer says, language by language. */
import type { JsonObject } from '@rapport/core/base/json'
import { useState } from 'react'
import { Field, Input, Select, TextArea } from '../../components/field.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { LANGUAGES } from '../../i18n/language.ts'
import { EVERY, byLanguage, fromLanguages } from './content.ts'

const FIELDS = ['title', 'text', 'image', 'url'] as const

/** The fields of one language at a time. Other fields that a program has put there are kept. */
export function ContentEditor({ content, onContent }: { readonly content: JsonObject | undefined; readonly onContent: (content: JsonObject | undefined) => void }) {
  const { t } = useFormat()
  const [languages, setLanguages] = useState(() => byLanguage(content))
  const known = [...new Set([EVERY, ...Object.keys(LANGUAGES), ...Object.keys(languages)])]
  const [shown, setShown] = useState(() => Object.keys(byLanguage(content))[0] ?? EVERY)
  const fields = languages[shown] ?? {}
  const change = (name: string, value: string) => {
    const next = { ...languages, [shown]: { ...fields, [name]: value } }
    setLanguages(next)
    onContent(fromLanguages(next))
  }
  const nameOf = (tag: string) => (tag === EVERY ? t('offer.everyLanguage') : (LANGUAGES[tag as keyof typeof LANGUAGES] ?? tag))
  return (
    <div className="flex flex-col gap-4">
      <Field label={t('offer.language')} className="max-w-60">
        <Select value={shown} onValue={setShown} options={known.map((tag) => [tag, languages[tag] ? `${nameOf(tag)} ✓` : nameOf(tag)] as const)} />
      </Field>
      <div className="grid gap-4 md:grid-cols-2">
        {FIELDS.map((name) => (
          <Field key={name} label={t(`offer.field.${name}`)}>
            {name === 'text' ? (
              <TextArea rows={2} lang={shown || undefined} value={String(fields[name] ?? '')} onChange={(event) => change(name, event.target.value)} />
            ) : (
              <Input lang={shown || undefined} value={String(fields[name] ?? '')} onChange={(event) => change(name, event.target.value)} />
            )}
          </Field>
        ))}
      </div>
    </div>
  )
}
