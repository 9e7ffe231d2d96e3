/** Who is in a segment. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { members } from '../../api/queries.ts'
import { Empty } from '../../components/layout.tsx'
import { LoadedPages } from '../../components/loaded.tsx'
import { PeopleTable } from '../../components/people-table.tsx'
import { useFormat } from '../../i18n/use-format.ts'

/** The list; a line leads to the person. */
export function Members({ id }: { readonly id: string }) {
  const { t } = useFormat()
  const query = useInfiniteQuery({ ...members(id), refetchInterval: 10_000 })
  return (
    <LoadedPages query={query} empty={<Empty title={t('segments.nobody')}>{t('segments.nobodyAbout')}</Empty>}>
      {(items) => <PeopleTable people={items} />}
    </LoadedPages>
  )
}
