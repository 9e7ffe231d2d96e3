/** All segments: how many people, in words, and who depends on them. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Layers, Plus } from 'lucide-react'
import { segments } from '../../api/queries.ts'
import { useAddress } from '../../app/use-search.ts'
import { buttonClass } from '../../components/button.tsx'
import { Input } from '../../components/field.tsx'
import { Badge, Card, Empty, PageHead } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'

/** The page. */
export default function Segments() {
  const { t, number, language } = useFormat()
  const [address, setAddress] = useAddress()
  const query = useQuery({ ...segments(language), refetchInterval: 5_000 })
  const search = (address['search'] ?? '').normalize('NFKC').toLowerCase()
  const create = (
    <Link to="/segments/$id" params={{ id: 'new' }} className={buttonClass('primary')}>
      <Plus size={16} aria-hidden /> {t('segments.new')}
    </Link>
  )
  return (
    <>
      <PageHead title={t('nav.segments')} about={t('segments.about')} actions={create} />
      <Loaded query={query}>
        {(list) =>
          list.length === 0 ? (
            <Card>
              <Empty icon={<Layers size={22} />} title={t('segments.none')}>
                <p className="mb-4">{t('segments.noneAbout')}</p>
                {create}
              </Empty>
            </Card>
          ) : (
            <>
              <Input type="search" aria-label={t('app.search')} placeholder={t('app.search')} value={address['search'] ?? ''} onChange={(event) => setAddress({ search: event.target.value })} className="mb-4 w-full max-w-sm" />
              <ul className="flex flex-col gap-3">
                {list
                  .filter((one) => search === '' || `${one.name} ${one.id} ${one.sentence}`.normalize('NFKC').toLowerCase().includes(search))
                  .map((one) => (
                    <li key={one.id}>
                      <Card className="grid gap-x-8 gap-y-2 md:grid-cols-[minmax(0,1fr)_auto]">
                        <div className="min-w-0">
                          <Link to="/segments/$id" params={{ id: one.id }} className="text-base font-semibold text-ink underline-offset-2 hover:underline">
                            <Words>{one.name}</Words>
                          </Link>
                          <p className="mt-1 text-sm text-ink-2"><Words>{one.sentence}</Words></p>
                          {one.usedBy.length > 0 && (
                            <p className="mt-2 flex flex-wrap items-center gap-1.5 text-[13px] text-ink-3">
                              {t('segments.usedBy')}
                              {one.usedBy.map((user) => (
                                <Badge key={`${user.kind}:${user.id}`}>
                                  {t(`kind.${user.kind}`)} <Words>{user.name}</Words>
                                </Badge>
                              ))}
                            </p>
                          )}
                        </div>
                        <Link to="/segments/$id" params={{ id: one.id }} search={{ tab: 'members' }} className="self-center rounded-xl px-3 py-2 text-right hover:bg-raised">
                          <span className="tabular block text-2xl font-semibold tracking-tight">{number(one.members)}</span>
                          <span className="text-[13px] text-ink-3">{t('segments.people')}</span>
                        </Link>
                      </Card>
                    </li>
                  ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </>
  )
}
