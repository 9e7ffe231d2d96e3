/** The rule as JSON, to read, to copy and to change. */
import type { Rule } from '@rapport/core/segment/rule'
import { useState } from 'react'
import { Button } from '../components/button.tsx'
import { CopyButton } from '../components/code-block.tsx'
import { Field, TextArea } from '../components/field.tsx'
import { Card } from '../components/layout.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { readRule } from './draft.ts'

/** The editor; what is written goes into the builder when it is a rule. */
export function RuleJson({ rule, onRule }: { readonly rule: Rule; readonly onRule: (rule: Rule) => void }) {
  const { t } = useFormat()
  const shown = JSON.stringify(rule, null, 2)
  const [text, setText] = useState(shown)
  const read = readRule(text)
  const wrong = typeof read === 'string' ? t('rule.jsonWrong', { where: read }) : undefined
  return (
    <Card>
      <Field label={t('rule.json')} hint={t('rule.jsonAbout')} problem={wrong}>
        <TextArea rows={18} spellCheck={false} className="font-mono text-[12.5px]" value={text} aria-invalid={wrong !== undefined} onChange={(event) => setText(event.target.value)} />
      </Field>
      <div className="mt-3 flex items-center gap-2">
        <Button look="primary" disabled={wrong !== undefined || text === shown} onClick={() => typeof read !== 'string' && onRule(read)}>
          {t('rule.jsonUse')}
        </Button>
        <CopyButton text={text} />
      </div>
    </Card>
  )
}
