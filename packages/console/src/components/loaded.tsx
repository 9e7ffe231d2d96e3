/** What a read shows while it loads, when it fails, and when it has come. */
import type { UseInfiniteQueryResult, UseQueryResult, InfiniteData } from '@tanstack/react-query'
import { RotateCw, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/client.ts'
import type { Page } from '../api/types.ts'
import { Button } from './button.tsx'
import { Skeleton } from './layout.tsx'

/** A fault in words, with what to do. */
export function Fault({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const { t } = useTranslation()
  const status = error instanceof ApiError ? error.status : undefined
  const words = status === 0 ? t('app.offline') : status === 404 ? t('app.notFound') : status === 403 ? t('app.forbidden') : status === 501 ? t('app.notYet') : error instanceof Error ? error.message : String(error)
  return (
    <div role="alert" className="flex items-center gap-3 rounded-xl border border-bad/30 bg-bad-soft px-4 py-3 text-sm text-bad">
      <TriangleAlert size={18} className="shrink-0" aria-hidden />
      <span className="min-w-0 flex-1 break-words">{words}</span>
      {retry && (
        <Button small onClick={retry}>
          <RotateCw size={14} aria-hidden /> {t('app.retry')}
        </Button>
      )}
    </div>
  )
}

/** The data of one read. */
export function Loaded<Data>({ query, children, lines }: { readonly query: UseQueryResult<Data>; readonly children: (data: Data) => ReactNode; readonly lines?: number }) {
  if (query.data !== undefined) return children(query.data)
  if (query.error) return <Fault error={query.error} retry={() => void query.refetch()} />
  return <Skeleton lines={lines ?? 5} />
}

/** The items of a paged read, with a button for the next page. */
export function LoadedPages<Item>({ query, children, empty }: {
  readonly query: UseInfiniteQueryResult<InfiniteData<Page<Item>>>
  readonly children: (items: readonly Item[]) => ReactNode
  readonly empty: ReactNode
}) {
  const { t } = useTranslation()
  if (query.data === undefined) return query.error ? <Fault error={query.error} retry={() => void query.refetch()} /> : <Skeleton lines={6} />
  const items = query.data.pages.flatMap((page) => page.items)
  if (items.length === 0) return empty
  return (
    <>
      {children(items)}
      {query.hasNextPage && (
        <div className="flex justify-center py-4">
          <Button onClick={() => void query.fetchNextPage()} disabled={query.isFetchingNextPage}>
            {t('app.more')}
          </Button>
        </div>
      )}
    </>
  )
}
