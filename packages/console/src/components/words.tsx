/** Data written by people: names, wordings. Carries its own language so that its letters are drawn right. */
import { useTranslation } from 'react-i18next'
import { langOf } from '../format/script.ts'
import { formatValue } from '../format/format.ts'

/** A text from the data. */
export function Words({ children, className, title }: { readonly children: unknown; readonly className?: string; readonly title?: string }) {
  const { i18n } = useTranslation()
  const text = formatValue(children)
  return (
    <span lang={langOf(text, i18n.language)} className={className} title={title}>
      {text}
    </span>
  )
}

/** A code from the data: an id, an event type. */
export function Code({ children, className = '' }: { readonly children: unknown; readonly className?: string }) {
  const { i18n } = useTranslation()
  const text = formatValue(children)
  return (
    <code lang={langOf(text, i18n.language)} className={`rounded bg-ink/6 px-1.5 py-0.5 text-[12.5px] break-all ${className}`}>
      {text}
    </code>
  )
}
