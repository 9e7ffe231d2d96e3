/** Inputs for what an operator compares with. */
import type { Json } from '@rapport/core/base/json'
import { X } from 'lucide-react'
import { useId, useState } from 'react'
import type { ReactNode } from 'react'
import { Input, Select } from '../components/field.tsx'
import { Words } from '../components/words.tsx'
import { formatValue } from '../format/format.ts'
import { useFormat } from '../i18n/use-format.ts'
import { readValue } from './operators.ts'
import type { ArgumentKind } from './operators.ts'

const UNITS = ['m', 'h', 'd', 'w'] as const

/** A duration text as a number and a unit. */
export function DurationInput({ value, onValue }: { readonly value: string; readonly onValue: (value: string) => void }) {
  const { t } = useFormat()
  const [, count = '7', unit = 'd'] = /^(\d+)([smhdw])$/.exec(value) ?? []
  return (
    <span className="inline-flex items-center gap-1.5">
      <Input type="number" min={1} aria-label={t('rule.howLong')} className="w-18" value={count} onChange={(event) => onValue(`${Math.max(1, Math.round(Number(event.target.value) || 1))}${unit}`)} />
      <Select
        aria-label={t('rule.unit')}
        value={unit}
        onValue={(next) => onValue(`${count}${next}`)}
        options={[...(unit === 's' ? [['s', t('unit.s')] as const] : []), ...UNITS.map((one) => [one, t(`unit.${one}`)] as const)]}
      />
    </span>
  )
}

/** The input for a kind of argument, with seen values as suggestions. */
export function Argument({ kind, than, type, examples, onThan }: {
  readonly kind: ArgumentKind
  readonly than: Json | undefined
  readonly type: string
  readonly examples: readonly unknown[]
  readonly onThan: (than: Json) => void
}) {
  const { t } = useFormat()
  const list = useId()
  const suggestions = (
    <datalist id={list}>
      {examples.map((one) => (
        <option key={formatValue(one)} value={formatValue(one)} />
      ))}
    </datalist>
  )
  if (kind === 'none') return null
  if (kind === 'duration') return <DurationInput value={String(than ?? '')} onValue={onThan} />
  if (kind === 'moment') return <Input type="date" aria-label={t('rule.date')} value={String(than ?? '').slice(0, 10)} onChange={(event) => onThan(event.target.value)} />
  if (kind === 'number') {
    const value = typeof than === 'number' ? than : 0
    return <Input type="number" step="any" aria-label={t('rule.value')} className="w-28" value={value} onChange={(event) => onThan(Number(event.target.value))} />
  }
  if (kind === 'range') {
    const [low, high] = Array.isArray(than) ? [Number(than[0]), Number(than[1])] : [0, 100]
    return (
      <span className="inline-flex items-center gap-1.5">
        <Input type="number" step="any" aria-label={t('rule.from')} className="w-24" value={low} onChange={(event) => onThan([Number(event.target.value), high])} />
        <span className="text-ink-2">{t('rule.to')}</span>
        <Input type="number" step="any" aria-label={t('rule.upTo')} className="w-24" value={high} onChange={(event) => onThan([low, Number(event.target.value)])} />
      </span>
    )
  }
  if (kind === 'list') return <ListInput values={Array.isArray(than) ? than : []} type={type} onValues={onThan} list={list} suggestions={suggestions} />
  if (kind === 'json') return <JsonInput value={than} onValue={onThan} />
  return (
    <span className="inline-flex">
      <Input
        aria-label={t('rule.value')}
        list={list}
        className="w-44"
        value={than === undefined ? '' : formatValue(than)}
        onChange={(event) => onThan(kind === 'text' ? event.target.value : readValue(event.target.value, type))}
      />
      {suggestions}
    </span>
  )
}

function ListInput({ values, type, onValues, list, suggestions }: {
  readonly values: readonly Json[]
  readonly type: string
  readonly onValues: (values: readonly Json[]) => void
  readonly list: string
  readonly suggestions: ReactNode
}) {
  const { t } = useFormat()
  const [text, setText] = useState('')
  const add = () => {
    const value = readValue(text.trim(), type)
    if (text.trim() !== '' && !values.includes(value)) onValues([...values, value])
    setText('')
  }
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      {values.map((value, index) => (
        <span key={formatValue(value)} className="inline-flex items-center gap-1 rounded-full bg-accent-soft py-0.5 pr-1 pl-2.5 text-accent-text">
          <Words>{value}</Words>
          <button type="button" aria-label={t('rule.removeValue', { value: formatValue(value) })} onClick={() => onValues(values.filter((_, at) => at !== index))} className="rounded-full p-0.5 hover:bg-ink/10">
            <X size={12} aria-hidden />
          </button>
        </span>
      ))}
      <Input aria-label={t('rule.addValue')} placeholder={t('rule.addValue')} list={list} className="w-36" value={text} onChange={(event) => setText(event.target.value)} onEnter={add} onBlur={add} />
      {suggestions}
    </span>
  )
}

function JsonInput({ value, onValue }: { readonly value: Json | undefined; readonly onValue: (value: Json) => void }) {
  const { t } = useFormat()
  const [text, setText] = useState(value === undefined ? '' : JSON.stringify(value))
  const leave = () => {
    try {
      onValue(JSON.parse(text) as Json)
    } catch {
      onValue(text)
    }
  }
  return <Input aria-label={t('rule.value')} className="w-52 font-mono" value={text} onChange={(event) => setText(event.target.value)} onBlur={leave} onEnter={leave} />
}
