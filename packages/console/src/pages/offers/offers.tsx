/** Everything that may be proposed, where it may appear, and what would be chosen for somebody right now. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Gift, Plus } from 'lucide-react'
import { offers } from '../../api/queries.ts'
import type { Offer } from '../../api/types.ts'
import { useAddress } from '../../app/use-search.ts'
import { buttonClass } from '../../components/button.tsx'
import { Badge, Card, Empty, PageHead } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { Arbitration } from './arbitration.tsx'
import { Outbound } from './outbound.tsx'
import { Placements } from './placements.tsx'
import { TryIt } from './try-it.tsx'

function Line({ offer }: { readonly offer: Offer }) {
  const { t, number, share, duration } = useFormat()
  const { shown = 0, clicked = 0 } = offer.figures ?? {}
  return (
    <li>
      <Link to="/offers/$id" params={{ id: offer.id }} className="grid items-center gap-x-6 gap-y-2 px-5 py-4 hover:bg-raised focus-visible:-outline-offset-2 md:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)_90px_90px_90px]">
        <span className="min-w-0">
          <Words className="block truncate font-semibold">{offer.name}</Words>
          <span className="mt-1 flex flex-wrap gap-1.5">
            {(offer.tier ?? 0) > 0 && <Badge tone="info">{t(offer.tier === 1 ? 'offer.tier1' : 'offer.tier2')}</Badge>}
            {offer.eligible && <Badge>{t('offer.some')}</Badge>}
            {offer.cap && <Badge>{t('offer.capShort', { most: number(offer.cap.most), within: duration(offer.cap.within) })}</Badge>}
          </span>
        </span>
        <span className="truncate text-[13px] text-ink-2">{offer.placements?.length ? offer.placements.join(', ') : t('offer.everywhere')}</span>
        <Stat name={t('offer.worth')} value={number(offer.value, 2)} />
        <Stat name={t('offer.shown')} value={number(shown)} />
        <Stat name={t('offer.clickRate')} value={shown === 0 ? '–' : share(clicked / shown)} />
      </Link>
    </li>
  )
}

function Stat({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <span className="md:text-right">
      <span className="tabular block font-semibold">{value}</span>
      <span className="text-xs text-ink-3">{name}</span>
    </span>
  )
}

function List() {
  const { t } = useFormat()
  const query = useQuery(offers)
  return (
    <Loaded query={query}>
      {(list) =>
        list.length === 0 ? (
          <Card>
            <Empty icon={<Gift size={22} />} title={t('offer.none')}>{t('offer.noneAbout')}</Empty>
          </Card>
        ) : (
          <Card flush>
            <ul className="divide-y divide-line">
              {list.map((offer) => <Line key={offer.id} offer={offer} />)}
            </ul>
          </Card>
        )
      }
    </Loaded>
  )
}

/** The page. */
export default function Offers() {
  const { t } = useFormat()
  const [address, setAddress] = useAddress()
  return (
    <>
      <PageHead
        title={t('nav.offers')}
        about={t('offer.about')}
        actions={
          <Link to="/offers/$id" params={{ id: 'new' }} className={buttonClass('primary')}>
            <Plus size={16} aria-hidden /> {t('offer.new')}
          </Link>
        }
      />
      <Tabs
        label={t('nav.offers')}
        value={address['tab'] ?? 'list'}
        onValue={(tab) => setAddress({ tab })}
        tabs={[
          { id: 'list', name: t('nav.offers'), body: () => <List /> },
          { id: 'try', name: t('offer.try'), body: () => <TryIt /> },
          { id: 'outbound', name: t('outbound.tab'), body: () => <Outbound /> },
          { id: 'arbitration', name: t('arbitration.title'), body: () => <Arbitration /> },
          { id: 'placements', name: t('offer.placements'), body: () => <Placements /> },
        ]}
      />
    </>
  )
}
