/** Everybody the workspace knows, found by any identifier or part of a name. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Users } from 'lucide-react'
import { useDeferredValue } from 'react'
import { health, people } from '../../api/queries.ts'
import { useAddress } from '../../app/use-search.ts'
import { Input } from '../../components/field.tsx'
import { Empty, PageHead } from '../../components/layout.tsx'
import { LoadedPages } from '../../components/loaded.tsx'
import { PeopleTable } from '../../components/people-table.tsx'
import { useFormat } from '../../i18n/use-format.ts'

/** The page. */
export default function People() {
  const { t, number } = useFormat()
  const [address, setAddress] = useAddress()
  const search = address['search'] ?? ''
  const query = useInfiniteQuery(people(useDeferredValue(search.trim())))
  const state = useQuery(health)
  return (
    <>
      <PageHead title={t('people.title')} about={t('people.about')} />
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <Input type="search" aria-label={t('people.search')} placeholder={t('people.search')} value={search} onChange={(event) => setAddress({ search: event.target.value })} className="w-full max-w-xl !py-2.5" />
        {state.data && <span className="tabular text-[13px] text-ink-2">{t('people.count', { number: number(state.data.profiles) })}</span>}
      </div>
      <LoadedPages query={query} empty={search === '' ? <Empty icon={<Users size={22} />} title={t('people.none')}>{t('people.noneAbout')}</Empty> : <Empty title={t('people.notFound', { search })}>{t('people.notFoundAbout')}</Empty>}>
        {(items) => <PeopleTable people={items} />}
      </LoadedPages>
    </>
  )
}
