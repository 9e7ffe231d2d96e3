/** Pairs of people who may be one: who they are, why, and three keys to settle it; beside that, everything that was joined or separated before. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { GitMerge } from 'lucide-react'
import { useEffect, useState } from 'react'
import { review as reviewQuery, reviews } from '../../api/queries.ts'
import type { ReviewView } from '../../api/types.ts'
import { useAddress } from '../../app/use-search.ts'
import { Button } from '../../components/button.tsx'
import { Select } from '../../components/field.tsx'
import { Badge, Card, Empty, PageHead, Section } from '../../components/layout.tsx'
import { Loaded, LoadedPages } from '../../components/loaded.tsx'
import { SideBySide } from '../../components/side-by-side.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { EvidenceBars } from './evidence.tsx'
import { Merges } from './merges.tsx'
import { useDecide, type Choice } from './use-decide.ts'

/** The page. */
export default function Reviews() {
  const { t } = useFormat()
  const [address, setAddress] = useAddress()
  return (
    <>
      <PageHead title={t('reviews.title')} about={t('reviews.about')} />
      <Tabs
        label={t('reviews.views')}
        value={address['tab'] ?? 'open'}
        onValue={(tab) => setAddress({ tab, pair: '' })}
        tabs={[
          { id: 'open', name: t('reviews.open'), body: () => <Queue state="open" /> },
          { id: 'joined', name: t('reviews.joined'), body: () => <Queue state="joined" /> },
          { id: 'apart', name: t('reviews.apart'), body: () => <Queue state="apart" /> },
          { id: 'merges', name: t('reviews.merges'), body: () => <Merges /> },
        ]}
      />
    </>
  )
}

function Queue({ state }: { readonly state: 'open' | 'joined' | 'apart' }) {
  const { t } = useFormat()
  const [address, setAddress] = useAddress()
  const proposes = address['proposes'] ?? ''
  const query = useInfiniteQuery(reviews(state, proposes))
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-4">
        <Select
          aria-label={t('reviews.proposes')}
          value={proposes}
          onValue={(value) => setAddress({ proposes: value, pair: '' })}
          options={[['', t('reviews.every')], ['join', t('proposes.join')], ['split', t('proposes.split')], ['household', t('proposes.household')]]}
        />
        {state === 'open' && <span className="text-[13px] text-ink-3">{t('reviews.keys')}</span>}
      </div>
      <LoadedPages
        query={query}
        empty={<Card><Empty icon={<GitMerge size={22} />} title={t(state === 'open' ? 'reviews.none' : 'reviews.noneSettled')}>{state === 'open' && t('reviews.noneAbout')}</Empty></Card>}
      >
        {(items) => <Work items={items} open={address['pair'] ?? ''} onOpen={(pair) => setAddress({ pair })} />}
      </LoadedPages>
    </>
  )
}

/** The list beside the pair that is open. J and K walk, Y joins, N keeps apart, L puts off. */
function Work({ items, open, onOpen }: { readonly items: readonly ReviewView[]; readonly open: string; readonly onOpen: (id: string) => void }) {
  const { t } = useFormat()
  const sure = useSure()
  const decide = useDecide()
  const [busy, setBusy] = useState(false)
  const at = Math.max(0, items.findIndex((one) => one.id === open))
  const current = items[at]
  const go = (step: number) => {
    const next = items[Math.min(items.length - 1, Math.max(0, at + step))]
    if (next) onOpen(next.id)
  }
  const settle = (choice: Choice) => {
    if (!current || current.state !== 'open' || busy) return
    setBusy(true)
    const after = items[at + 1] ?? items[at - 1]
    void decide(current, choice, () => onOpen(after?.id ?? '')).finally(() => setBusy(false))
  }
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (event.metaKey || event.ctrlKey || event.altKey || event.isComposing || target.closest('input, textarea, select, [contenteditable], [role=dialog]')) return
      const actions: { readonly [key: string]: () => void } = { j: () => go(1), k: () => go(-1), y: () => settle('join'), n: () => settle('apart'), l: () => settle('later') }
      const action = actions[event.key.toLowerCase()]
      if (action) {
        event.preventDefault()
        action()
      }
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  })
  return (
    <div className="grid gap-5 xl:grid-cols-[320px_1fr]">
      <Card flush className="max-h-[70vh] self-start overflow-y-auto">
        <ul aria-label={t('reviews.pairs')}>
          {items.map((one, index) => (
            <li key={one.id}>
              <button
                type="button"
                aria-current={index === at}
                onClick={() => onOpen(one.id)}
                className="flex w-full items-center gap-3 border-b border-line px-4 py-3 text-left text-sm hover:bg-raised aria-[current=true]:bg-accent-soft"
              >
                <span className="min-w-0 flex-1">
                  <Pair review={one} />
                  <span className="block text-[13px] text-ink-3">{t(`proposes.${one.proposes}`)}</span>
                </span>
                <Badge tone={one.score >= 0.99 ? 'good' : 'warn'}>{sure(one.score)}</Badge>
              </button>
            </li>
          ))}
        </ul>
      </Card>
      {current && <Detail key={current.id} review={current} busy={busy} onChoice={settle} />}
    </div>
  )
}

/** A probability in words; nothing is ever quite certain. */
function useSure(): (score: number) => string {
  const { number } = useFormat()
  return (score) => `${number(Math.min(0.999, Math.max(0.001, score)) * 100, 1)}%`
}

function Pair({ review }: { readonly review: ReviewView }) {
  const { t } = useFormat()
  const name = (id: string) => review.names[id] ?? t('app.anonymous')
  return <span className="block truncate font-medium"><Words>{name(review.a)}</Words> · <Words>{name(review.b)}</Words></span>
}

function Detail({ review, busy, onChoice }: { readonly review: ReviewView; readonly busy: boolean; readonly onChoice: (choice: Choice) => void }) {
  const { t, moment } = useFormat()
  const sure = useSure()
  const query = useQuery(reviewQuery(review.id))
  return (
    <div className="flex min-w-0 flex-col gap-5">
      <Section
        title={t(`ask.${review.proposes}`)}
        about={review.state === 'open' ? t('reviews.sure', { share: sure(review.score) }) : t(`reviews.settled.${review.state}`, { who: review.settledBy ?? '', when: moment(review.settledAt ?? review.at) })}
        actions={review.state === 'open' && (
          <div className="flex flex-wrap gap-2">
            <Button look="primary" disabled={busy} onClick={() => onChoice('join')} aria-keyshortcuts="y">{t(`choice.${review.proposes}.join`)} <Key>Y</Key></Button>
            <Button disabled={busy} onClick={() => onChoice('apart')} aria-keyshortcuts="n">{t(`choice.${review.proposes}.apart`)} <Key>N</Key></Button>
            <Button look="plain" disabled={busy} onClick={() => onChoice('later')} aria-keyshortcuts="l">{t('choice.later')} <Key>L</Key></Button>
          </div>
        )}
      >
        <Loaded query={query} lines={10}>{(detail) => <SideBySide people={detail.people} differences={detail.differences} />}</Loaded>
      </Section>
      <Section title={t('reviews.why')} about={t('reviews.whyAbout')}>
        <EvidenceBars evidence={review.evidence} />
      </Section>
    </div>
  )
}

function Key({ children }: { readonly children: string }) {
  return <kbd className="rounded border border-current/30 px-1 text-[11px] opacity-80" aria-hidden>{children}</kbd>
}
