/** A searchable list in a small window: choose one of many, or write a new value. */
import { Command } from 'cmdk'
import { Popover } from 'radix-ui'
import { ChevronDown } from 'lucide-react'
import { clsx } from 'clsx'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isComposing } from './field.tsx'
import { Words } from './words.tsx'

/** One line of a picker. */
export interface Choice {
  readonly value: string
  readonly label: string
  readonly note?: string | undefined
}

/** Shows the chosen value; opens a searchable list. With `free`, what was typed can be chosen too. */
export function Picker({ value, choices, onValue, label, free, empty, className }: {
  readonly value: string
  readonly choices: readonly Choice[]
  readonly onValue: (value: string) => void
  readonly label: string
  readonly free?: boolean
  readonly empty?: string
  readonly className?: string
}) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [search, setSearch] = useState('')
  const chosen = choices.find((choice) => choice.value === value)
  const choose = (next: string) => {
    onValue(next)
    setOpen(false)
    setSearch('')
  }
  const typed = search.trim()
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger aria-label={`${label}: ${chosen?.label ?? (value || t('app.choose'))}`} className={clsx('inline-flex min-w-28 items-center justify-between gap-2 rounded-lg border border-line-strong/60 bg-surface px-2.5 py-1.5 text-left text-sm hover:border-line-strong', className)}>
        {value ? <Words className="truncate font-medium">{chosen?.label ?? value}</Words> : <span className="text-ink-3">{empty ?? t('app.choose')}</span>}
        <ChevronDown size={14} className="shrink-0 text-ink-3" aria-hidden />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content align="start" sideOffset={4} className="z-60 w-80 overflow-hidden rounded-xl border border-line bg-surface shadow-float">
          <Command label={label} onKeyDown={(event) => isComposing(event) && event.stopPropagation()}>
            <Command.Input autoFocus value={search} onValueChange={setSearch} placeholder={t('app.search')} className="w-full border-b border-line bg-transparent px-3.5 py-2.5 text-sm outline-none placeholder:text-ink-3" />
            <Command.List className="max-h-72 overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-4 text-sm text-ink-3">{t('app.nothingFound')}</Command.Empty>
              {choices.map((choice) => (
                <Command.Item key={choice.value} value={`${choice.value} ${choice.label}`} onSelect={() => choose(choice.value)} className="cursor-pointer rounded-lg px-2.5 py-1.5 text-sm data-[selected=true]:bg-accent-soft">
                  <Words className="font-medium">{choice.label}</Words>
                  {choice.note && <span className="block truncate text-xs text-ink-2">{choice.note}</span>}
                </Command.Item>
              ))}
              {free && typed !== '' && !choices.some((choice) => choice.value === typed) && (
                <Command.Item value={`${typed} `} onSelect={() => choose(typed)} className="cursor-pointer rounded-lg px-2.5 py-1.5 text-sm data-[selected=true]:bg-accent-soft">
                  {t('app.use', { value: typed })}
                </Command.Item>
              )}
            </Command.List>
          </Command>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
