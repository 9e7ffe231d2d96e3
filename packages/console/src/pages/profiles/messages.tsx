/** Messages to one person. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { messagesOf } from '../../api/queries.ts'
import { Card, Empty } from '../../components/layout.tsx'
import { LoadedPages } from '../../components/loaded.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { MessageDrawer } from '../messages/message-drawer.tsx'
import { MessageLines } from '../messages/message-lines.tsx'

/** The list; a line opens the message as it was sent. */
export function PersonMessages({ id }: { readonly id: string }) {
  const { t, language } = useFormat()
  const [open, setOpen] = useState<string | undefined>()
  const query = useInfiniteQuery(messagesOf(id, language))
  return (
    <Card flush>
      <LoadedPages query={query} empty={<Empty title={t('person.noMessages')} />}>
        {(items) => <MessageLines messages={items} onOpen={setOpen} />}
      </LoadedPages>
      <MessageDrawer id={open} onClose={() => setOpen(undefined)} />
    </Card>
  )
}
