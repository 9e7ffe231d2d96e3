/** Finds one person by name or identifier. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Command } from 'cmdk'
import { Popover } from 'radix-ui'
import { Search, X } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { get, withQuery } from '../api/client.ts'
import { profile } from '../api/queries.ts'
import type { Page, PersonLine } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'
import { IconButton } from './button.tsx'
import { isComposing } from './field.tsx'
import { Words } from './words.tsx'

const nameOf = (person: PersonLine, otherwise: string): string => person.name ?? person.identifiers[0] ?? otherwise

/** A button that opens a search; the value is the person's id, '' = nobody. */
export function PersonPicker({ value, onValue }: { readonly value: string; readonly onValue: (id: string) => void }) {
  const { t } = useFormat()
  const [open, setOpen] = useState(false)
  const [search, setSearch] = useState('')
  const [chosen, setChosen] = useState<PersonLine | null>(null)
  const given = useQuery({ ...profile(value), enabled: value !== '' && chosen?.id !== value, refetchInterval: false }).data
  const text = useDeferredValue(search.trim())
  const found = useQuery({
    queryKey: ['people', 'pick', text],
    queryFn: () => get<Page<PersonLine>>(withQuery('/v1/profiles', { search: text, limit: 12 })),
    enabled: open,
    placeholderData: keepPreviousData,
  })
  const shown = value === '' ? '' : chosen?.id === value ? nameOf(chosen, value) : (given?.name ?? value)
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      <Popover.Root open={open} onOpenChange={setOpen}>
        <Popover.Trigger aria-label={shown === '' ? t('pick.person') : `${t('pick.person')}: ${shown}`} className="inline-flex min-w-56 items-center gap-2 rounded-lg border border-line-strong/60 bg-surface px-2.5 py-1.5 text-left text-sm hover:border-line-strong">
          <Search size={14} className="text-ink-3" aria-hidden />
          {value === '' ? <span className="text-ink-3">{t('pick.person')}</span> : <Words className="truncate font-medium">{shown}</Words>}
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content align="start" sideOffset={4} className="z-60 w-96 overflow-hidden rounded-xl border border-line bg-surface shadow-float">
            <Command label={t('pick.person')} shouldFilter={false} onKeyDown={(event) => isComposing(event) && event.stopPropagation()}>
              <Command.Input autoFocus value={search} onValueChange={setSearch} placeholder={t('people.search')} className="w-full border-b border-line bg-transparent px-3.5 py-2.5 text-sm outline-none placeholder:text-ink-3" />
              <Command.List className="max-h-72 overflow-y-auto p-1.5">
                <Command.Empty className="px-3 py-4 text-sm text-ink-3">{t('app.nothingFound')}</Command.Empty>
                {found.data?.items.map((person) => (
                  <Command.Item
                    key={person.id}
                    value={person.id}
                    onSelect={() => {
                      setChosen(person)
                      onValue(person.id)
                      setOpen(false)
                    }}
                    className="cursor-pointer rounded-lg px-2.5 py-1.5 text-sm data-[selected=true]:bg-accent-soft"
                  >
                    <Words className="font-medium">{nameOf(person, t('app.anonymous'))}</Words>
                    <span className="block truncate text-xs text-ink-2">{person.identifiers.join(' · ')}</span>
                  </Command.Item>
                ))}
              </Command.List>
            </Command>
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
      {value !== '' && (
        <IconButton label={t('pick.nobody')} onClick={() => onValue('')}>
          <X size={15} />
        </IconButton>
      )}
    </span>
  )
}
