/** Code to read and copy. */
import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'

/** A button that copies a text. */
export function CopyButton({ text, label }: { readonly text: string; readonly label?: string }) {
  const { t } = useTranslation()
  const [done, setDone] = useState(false)
  const copy = () =>
    void navigator.clipboard.writeText(text).then(() => {
      setDone(true)
      setTimeout(() => setDone(false), 1_500)
    })
  return (
    <Button small look="plain" onClick={copy}>
      {done ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      {done ? t('app.copied') : (label ?? t('app.copy'))}
    </Button>
  )
}

/** A piece of code, with a copy button. */
export function CodeBlock({ text, label, tall }: { readonly text: string; readonly label: string; readonly tall?: boolean }) {
  return (
    <figure className="overflow-hidden rounded-xl border border-line bg-raised">
      <figcaption className="flex items-center justify-between border-b border-line py-1 pr-1 pl-4 text-xs font-medium text-ink-3">
        {label}
        <CopyButton text={text} />
      </figcaption>
      <pre tabIndex={0} aria-label={label} className={`${tall ? 'max-h-[70vh]' : 'max-h-80'} overflow-auto px-4 py-3 text-[12.5px] leading-relaxed text-ink`}>
        {text}
      </pre>
    </figure>
  )
}

/** A JSON value, indented. */
export function JsonBlock({ value, label, tall }: { readonly value: unknown; readonly label: string; readonly tall?: boolean }) {
  return <CodeBlock text={JSON.stringify(value, null, 2) ?? '–'} label={label} {...(tall && { tall })} />
}
