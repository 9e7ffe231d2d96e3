/** Decisions about one person, each with its reasons. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { decisions } from '../../api/queries.ts'
import type { DecisionView, ProfileView } from '../../api/types.ts'
import { Button } from '../../components/button.tsx'
import { Badge, Empty, Section } from '../../components/layout.tsx'
import { LoadedPages } from '../../components/loaded.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { WhyDrawer } from '../offers/why-drawer.tsx'

/** The list, and how often each offer was shown. */
export function PersonDecisions({ person }: { readonly person: ProfileView }) {
  const { t, language, ago, moment, share, number } = useFormat()
  const [open, setOpen] = useState<DecisionView | null>(null)
  const query = useInfiniteQuery(decisions(person.id, language))
  return (
    <div className="grid gap-5 xl:grid-cols-[2fr_1fr]">
      <Section title={t('person.decisions')} about={t('person.decisionsAbout')}>
        <LoadedPages query={query} empty={<Empty title={t('person.noDecisions')} />}>
          {(items) => (
            <ul className="divide-y divide-line">
              {items.map((decision) => (
                <li key={decision.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-3 text-sm">
                  <span className="min-w-40">
                    <Words className="font-medium">{decision.candidates.find((one) => one.offer === decision.chosen)?.name ?? decision.chosen ?? t('decide.silence')}</Words>
                    <span className="block text-[13px] text-ink-3" title={moment(decision.at)}>{decision.placement} · {ago(decision.at)}</span>
                  </span>
                  <span className="min-w-40 flex-1 text-ink-2"><Words>{decision.why}</Words></span>
                  <Badge>{share(decision.propensity)}</Badge>
                  {decision.explored && <Badge tone="info">{t('decide.explored')}</Badge>}
                  <Button small onClick={() => setOpen(decision)}>{t('decide.why')}</Button>
                </li>
              ))}
            </ul>
          )}
        </LoadedPages>
      </Section>
      <Section title={t('person.offers')}>
        {person.offers.length === 0 && <p className="text-sm text-ink-2">{t('person.noOffers')}</p>}
        <ul className="divide-y divide-line text-sm">
          {person.offers.map((one) => (
            <li key={one.offer} className="py-2.5">
              <Words className="font-medium">{one.name}</Words>
              <span className="block text-[13px] text-ink-2">
                {t('person.shown', { count: one.shown, number: number(one.shown) })}
                {one.clicked !== undefined && <> · {t('person.clicked', { when: ago(one.clicked) })}</>}
                {one.dismissed !== undefined && <> · {t('person.dismissed', { when: ago(one.dismissed) })}</>}
              </span>
            </li>
          ))}
        </ul>
      </Section>
      <WhyDrawer decision={open} onClose={() => setOpen(null)} />
    </div>
  )
}
