/** ⌘K: go anywhere, find anybody. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Command } from 'cmdk'
import { Dialog } from 'radix-ui'
import { useDeferredValue, useState } from 'react'
import { get, withQuery } from '../api/client.ts'
import { journeys, offers, segments } from '../api/queries.ts'
import type { Page, PersonLine } from '../api/types.ts'
import { isComposing } from '../components/field.tsx'
import { Words } from '../components/words.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { PAGES } from './pages.ts'

const ITEM = 'flex cursor-pointer items-center gap-3 rounded-lg px-3 py-2 text-sm data-[selected=true]:bg-accent-soft'
const GROUP = '[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-3'

/** The palette. People are searched on the server, everything else here. */
export default function Palette({ onClose }: { readonly onClose: () => void }) {
  const { t, language } = useFormat()
  const navigate = useNavigate()
  const [search, setSearch] = useState('')
  const text = useDeferredValue(search.trim())
  const found = useQuery({
    queryKey: ['palette', text],
    queryFn: () => get<Page<PersonLine>>(withQuery('/v1/profiles', { search: text, limit: 6 })),
    enabled: text !== '',
    placeholderData: (before) => before,
  })
  const segmentList = useQuery(segments(language))
  const offerList = useQuery(offers)
  const journeyList = useQuery(journeys)
  const go = (to: string) => {
    onClose()
    void navigate({ to })
  }
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-60 bg-ink/25 dark:bg-black/55" />
        <Dialog.Content className="fixed top-[14vh] left-1/2 z-60 w-[min(620px,94vw)] -translate-x-1/2 overflow-hidden rounded-2xl border border-line bg-surface shadow-float outline-none" aria-describedby={undefined}>
          <Dialog.Title className="sr-only">{t('palette.title')}</Dialog.Title>
          <Command label={t('palette.title')} onKeyDown={(event) => isComposing(event) && event.stopPropagation()}>
            <Command.Input autoFocus value={search} onValueChange={setSearch} placeholder={t('palette.hint')} className="w-full border-b border-line bg-transparent px-5 py-4 text-base outline-none placeholder:text-ink-3" />
            <Command.List className="max-h-[56vh] overflow-y-auto p-2">
              <Command.Empty className="px-4 py-6 text-sm text-ink-2">{t('app.nothingFound')}</Command.Empty>
              <Command.Group heading={t('palette.pages')} className={GROUP}>
                {PAGES.map(({ to, name, icon: Icon }) => (
                  <Command.Item key={to} value={`${t(name)} ${to}`} onSelect={() => go(to)} className={ITEM}>
                    <Icon size={16} className="text-ink-3" aria-hidden /> {t(name)}
                  </Command.Item>
                ))}
              </Command.Group>
              {text !== '' && (found.data?.items.length ?? 0) > 0 && (
                <Command.Group heading={t('nav.profiles')} className={GROUP} forceMount>
                  {found.data?.items.map((person) => (
                    <Command.Item key={person.id} value={`person ${person.id}`} forceMount onSelect={() => go(`/profiles/${encodeURIComponent(person.id)}`)} className={ITEM}>
                      <Words className="font-medium">{person.name ?? person.identifiers[0] ?? person.id}</Words>
                      <span className="truncate text-xs text-ink-2">{person.identifiers.join(' · ')}</span>
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
              <Group heading={t('nav.segments')} items={segmentList.data ?? []} path="/segments" go={go} />
              <Group heading={t('nav.offers')} items={offerList.data ?? []} path="/offers" go={go} />
              <Group heading={t('nav.journeys')} items={journeyList.data ?? []} path="/journeys" go={go} />
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Group({ heading, items, path, go }: {
  readonly heading: string
  readonly items: readonly { readonly id: string; readonly name: string }[]
  readonly path: string
  readonly go: (to: string) => void
}) {
  if (items.length === 0) return null
  return (
    <Command.Group heading={heading} className={GROUP}>
      {items.map((item) => (
        <Command.Item key={item.id} value={`${item.name} ${path} ${item.id}`} onSelect={() => go(`${path}/${encodeURIComponent(item.id)}`)} className={ITEM}>
          <Words className="font-medium">{item.name}</Words>
          <span className="text-xs text-ink-2">{item.id}</span>
        </Command.Item>
      ))}
    </Command.Group>
  )
}
