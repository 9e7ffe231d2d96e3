/** Every decision, newest first: who, where, what, how it fell out, and what came of it. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { GitBranch } from 'lucide-react'
import { explored, offers, placements } from '../../api/queries.ts'
import type { DecisionLine } from '../../api/types.ts'
import { useAddress } from '../../app/use-search.ts'
import { Drawer } from '../../components/drawer.tsx'
import { Select } from '../../components/field.tsx'
import { Badge, Card, Empty } from '../../components/layout.tsx'
import { LoadedPages } from '../../components/loaded.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { FunnelStrip } from './funnel-strip.tsx'
import { Receipt } from './receipt.tsx'

const KINDS = ['best', 'explored', 'nothing', 'control'] as const
const TONES = { best: 'accent', explored: 'info', nothing: 'plain', control: 'warn' } as const

/** The view. */
export function Explorer() {
  const { t, language, known } = useFormat()
  const [address, setAddress] = useAddress()
  const places = useQuery(placements).data ?? []
  const offerList = useQuery(offers).data ?? []
  const query = useInfiniteQuery(explored({
    placement: address['placement'],
    channel: address['channel'],
    offer: address['offer'],
    kind: address['kind'],
    person: address['person'],
    locale: language,
    limit: 50,
  }))
  const channels = [...new Set(places.map(({ channel }) => channel))]
  const all = t('decisions.all')
  return (
    <>
      <div className="mb-4 flex flex-wrap gap-3">
        <Select
          aria-label={t('decisions.placement')}
          value={address['placement'] ?? ''}
          onValue={(placement) => setAddress({ placement })}
          options={[['', `${t('decisions.placement')}: ${all}`], ...places.map(({ id, name }) => [id, name] as const)]}
        />
        <Select
          aria-label={t('message.channel')}
          value={address['channel'] ?? ''}
          onValue={(channel) => setAddress({ channel })}
          options={[['', `${t('message.channel')}: ${all}`], ...channels.map((one) => [one, known('channel', one)] as const)]}
        />
        <Select
          aria-label={t('decisions.offer')}
          value={address['offer'] ?? ''}
          onValue={(offer) => setAddress({ offer })}
          options={[['', `${t('decisions.offer')}: ${all}`], ...offerList.map(({ id, name }) => [id, name] as const)]}
          className="max-w-72"
        />
        <Select
          aria-label={t('decisions.kind')}
          value={address['kind'] ?? ''}
          onValue={(kind) => setAddress({ kind })}
          options={[['', `${t('decisions.kind')}: ${all}`], ...KINDS.map((one) => [one, t(`decisionKind.${one}`)] as const)]}
        />
      </div>
      <LoadedPages query={query} empty={<Card><Empty icon={<GitBranch size={22} />} title={t('decisions.none')}>{t('decisions.noneAbout')}</Empty></Card>}>
        {(items) => <Card flush><ul className="divide-y divide-line">{items.map((line) => <Line key={line.id} line={line} onOpen={() => setAddress({ open: line.id, ref: line.ref })} />)}</ul></Card>}
      </LoadedPages>
      <Drawer open={address['open'] !== undefined} onClose={() => setAddress({ open: undefined, ref: undefined })} title={t('receipt.title')} about={t('receipt.about')}>
        {address['open'] !== undefined && <Receipt id={address['open']} place={address['ref'] ?? ''} />}
      </Drawer>
    </>
  )
}

function Line({ line, onOpen }: { readonly line: DecisionLine; readonly onOpen: () => void }) {
  const { t, ago, moment, number, share } = useFormat()
  const { outcome } = line
  const came = outcome.converted !== null ? 'converted' : outcome.clicked !== null ? 'clicked' : outcome.dismissed !== null ? 'dismissed' : outcome.shown !== null ? 'shown' : null
  return (
    <li>
      <button type="button" onClick={onOpen} className="grid w-full items-center gap-x-6 gap-y-1.5 px-5 py-3 text-left text-sm hover:bg-raised focus-visible:-outline-offset-2 lg:grid-cols-[minmax(0,1.1fr)_minmax(0,1.6fr)_230px_110px]">
        <span className="min-w-0">
          {line.profileName ? <Words className="block truncate font-medium">{line.profileName}</Words> : <span className="text-ink-3">{t('app.anonymous')}</span>}
          <span className="block truncate text-[13px] text-ink-3" title={moment(line.at)}><Words>{line.placementName}</Words> · {ago(line.at)}</span>
        </span>
        <span className="min-w-0">
          <span className="flex flex-wrap items-center gap-2">
            <Words className="font-semibold">{line.chosen === null ? t('decide.silence') : line.chosenName}</Words>
            <Badge tone={TONES[line.kind]}>{t(`decisionKind.${line.kind}`)}</Badge>
          </span>
          <span className="block truncate text-[13px] text-ink-2"><Words>{line.why}</Words></span>
        </span>
        <FunnelStrip considered={line.considered} steps={line.funnel} />
        <span className="lg:text-right">
          {came ? <Badge tone={came === 'dismissed' ? 'bad' : came === 'shown' ? 'plain' : 'good'}>{t(`did.${came}`)}</Badge> : <span className="text-[13px] text-ink-3">{t('decisions.noOutcome')}</span>}
          <span className="tabular block text-xs text-ink-3">{t('decide.worth', { value: number(line.score, 1) })} · {share(line.propensity)}</span>
        </span>
      </button>
    </li>
  )
}
