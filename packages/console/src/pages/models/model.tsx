/** A model's card: what it foretells, how good, compared with whom, whether its chances are what happens, and the people behind every figure. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { RotateCw } from 'lucide-react'
import { useState } from 'react'
import { post } from '../../api/client.ts'
import { modelCard } from '../../api/queries.ts'
import type { ModelCard } from '../../api/types.ts'
import { Button, buttonClass } from '../../components/button.tsx'
import { Badge, Figure, PageHead, Section } from '../../components/layout.tsx'
import { Fault, Loaded } from '../../components/loaded.tsx'
import { Ranged } from '../../components/ranged.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { CandidateTable, FeatureList, Promotions } from './competition.tsx'
import { FleetPeople } from './fleet-people.tsx'
import { MissingList, StateBadge, useGoal } from './goal.tsx'
import { Bands, Deciles, Prefixes, Reliability, Values } from './quality.tsx'

/** Whose people are shown. */
export type Behind = { readonly band?: string; readonly decile?: number }

/** The page. */
export default function ModelPage() {
  const { id } = useParams({ strict: false }) as { readonly id: string }
  return <Loaded query={useQuery(modelCard(id))} lines={12}>{(card) => <Card card={card} />}</Loaded>
}

function Card({ card }: { readonly card: ModelCard }) {
  const { t, number, share, ago, moment } = useFormat()
  const client = useQueryClient()
  const goalOf = useGoal()
  const [behind, setBehind] = useState<Behind | null>(null)
  const retrain = useMutation({ mutationFn: () => post(`/v1/fleet/${encodeURIComponent(card.id)}/retrain`), onSuccess: () => client.invalidateQueries({ queryKey: ['fleet'] }) })
  const isAmount = card.predict.is === 'value'
  return (
    <>
      <PageHead
        above={<Link to="/models" className="text-accent-text underline-offset-2 hover:underline">{t('nav.models')}</Link>}
        title={<Words>{card.name}</Words>}
        about={goalOf(card.predict)}
        actions={
          <>
            <StateBadge state={card.state} />
            <Button onClick={() => retrain.mutate()} disabled={retrain.isPending}><RotateCw size={15} aria-hidden /> {t('models.retrain')}</Button>
          </>
        }
      />
      {retrain.error && <Fault error={retrain.error} />}
      <div className="flex flex-col gap-5">
        <Section title={t('models.atAGlance')}>
          {card.state === 'not_enough_data' && <div className="mb-4 rounded-xl bg-raised px-4 py-3"><p className="font-medium">{t('models.lacks')}</p><MissingList missing={card.missing} /></div>}
          <dl className="flex flex-wrap gap-x-10 gap-y-4">
            {card.quality && (
              <Figure
                name={t(`quality.${card.quality.measure}`)}
                value={<Ranged of={card.quality.value} show={(value) => number(value, 3)} />}
                hint={t('models.base', { base: number(card.quality.base, 3) })}
              />
            )}
            <Figure name={t(isAmount ? 'models.mean' : 'models.rate')} value={<Ranged of={card.base} show={isAmount ? (value) => number(value, 1) : share} />} />
            <Figure name={t('learning.examples')} value={number(card.examples)} hint={t('models.positives', { positives: number(card.positives), open: number(card.open) })} />
            <Figure
              name={t('models.people')}
              value={<button type="button" onClick={() => setBehind({})} className="tabular text-accent-text underline-offset-2 hover:underline">{number(card.people)}</button>}
            />
            {card.champion && (
              <Figure
                name={t('learning.champion')}
                value={t(`algorithm.${card.champion.algorithm}`, { defaultValue: card.champion.name })}
                hint={t('models.championSince', { when: moment(card.champion.since), version: number(card.champion.version) })}
              />
            )}
            <Figure
              name={t('models.drift')}
              value={t(`drift.${card.drift.state}`)}
              {...(card.drift.score !== null && { hint: number(card.drift.score, 2) })}
              {...(card.drift.state === 'alarm' && { tone: 'bad' as const })}
            />
          </dl>
          <ul className="mt-4 flex flex-col gap-1 text-sm">
            {card.flags.map(({ is, feature, figure }) => (
              <li key={is + (feature ?? '')} className="text-warn">{t(`flag.${is}`, { feature: feature ?? '', figure: number(figure, 2) })}</li>
            ))}
          </ul>
          <p className="mt-3 text-[13px] text-ink-3">
            {t(`modelNext.${card.next.is}`, { when: card.next.at === null ? '' : moment(card.next.at) })} {card.lastTrained !== null && t('models.trained', { when: ago(card.lastTrained) })}
          </p>
          {card.state === 'ready' && (
            <p className="mt-3 flex flex-wrap items-center gap-3">
              <Link to="/segments/$id" params={{ id: 'new' }} className={buttonClass('quiet', true)}>{t('models.toSegment')}</Link><span className="text-[13px] text-ink-3">{t(
                'models.asTrait',
                { trait: `prediction.${card.id}` },
              )}</span>
            </p>
          )}
        </Section>
        {behind !== null && (
          <FleetPeople
            key={JSON.stringify(behind)}
            path={`/v1/fleet/${encodeURIComponent(card.id)}/people`}
            query={{ ...behind }}
            goal={card.predict.is}
            onClose={() => setBehind(null)}
          />
        )}
        {card.bandTable.length > 0 && <Bands bands={card.bandTable} onOpen={(band) => setBehind({ band })} />}
        <div className="grid items-start gap-5 xl:grid-cols-2">
          {card.deciles.length > 0 && <Deciles deciles={card.deciles} isAmount={isAmount} onOpen={(decile) => setBehind({ decile })} />}
          {card.calibration.length > 0 && <Reliability bins={card.calibration} />}
          {card.prefixes.length > 0 && <Prefixes prefixes={card.prefixes} />}
          {card.values.length > 0 && <Values values={card.values} goal={card.predict.is} />}
        </div>
        <FeatureList features={card.features} drift={card.featureDrift} />
        <CandidateTable candidates={card.candidates} />
        <Promotions promotions={card.promotions} />
        <p className="text-[13px] text-ink-3">{t('models.embargo', { embargo: card.embargo })} {card.bands && <Badge>{t('models.bands')}</Badge>}</p>
      </div>
    </>
  )
}
