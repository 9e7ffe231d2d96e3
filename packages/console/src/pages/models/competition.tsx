/** Who competes to foretell, what the champion looks at, and how champions changed. */
import type { ModelCard } from '../../api/types.ts'
import { Badge, Bar, Section } from '../../components/layout.tsx'
import { Ranged } from '../../components/ranged.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'

const TONES = { champion: 'accent', challenger: 'info', dropped: 'plain' } as const

/** All learners with their losses on examples that they had not seen. */
export function CandidateTable({ candidates }: { readonly candidates: ModelCard['candidates'] }) {
  const { t, number } = useFormat()
  if (candidates.length === 0) return null
  return (
    <Section title={t('models.candidates')} about={t('models.candidatesAbout')}>
      <div className="overflow-x-auto">
        <table className="w-full min-w-[720px] text-sm">
          <thead><tr className="text-xs text-ink-3">{['candidate', 'loss', 'auc', 'calibration', 'gain'].map((head) => <th key={head} scope="col" className={`px-2 py-2 font-medium ${head === 'candidate' ? 'text-left' : 'text-right'}`}>{t(`models.${head}`)}</th>)}</tr></thead>
          <tbody>
            {candidates.map((one) => (
              <tr key={one.name} className={`border-t border-line ${one.state === 'dropped' ? 'text-ink-3' : ''}`}>
                <th scope="row" className="px-2 py-2 text-left font-medium">
                  {t(`algorithm.${one.algorithm}`, { defaultValue: one.name })} <Badge tone={TONES[one.state]}>{t(`candidateState.${one.state}`)}</Badge>
                  <span className="block text-xs font-normal text-ink-3">{Object.entries(one.settings).map(([name, value]) => `${name} ${typeof value === 'number' ? number(value, 2) : String(value)}`).join(' · ')}</span>
                </th>
                <td className="px-2 py-2 text-right"><Ranged of={one.loss} show={(value) => number(value, 4)} /></td>
                <td className="px-2 py-2 text-right"><Ranged of={one.auc} show={(value) => number(value, 3)} /></td>
                <td className="tabular px-2 py-2 text-right">{one.calibration === null ? '–' : number(one.calibration, 2)}</td>
                <td className="px-2 py-2 text-right">{one.gain === null ? '–' : <Ranged of={one.gain} show={(value) => number(value, 4)} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}

/** What the champion looks at, strongest first, and whether that has drifted. */
export function FeatureList({ features, drift }: { readonly features: ModelCard['features']; readonly drift: ModelCard['featureDrift'] }) {
  const { t, share, number } = useFormat()
  if (features.length === 0) return null
  const driftOf = new Map(drift.map((one) => [one.feature, one.score]))
  const most = Math.max(...features.map((one) => one.share), 1e-9)
  return (
    <Section title={t('models.features')} about={t('models.featuresAbout')}>
      <ul className="flex flex-col gap-2">
        {features.map((one) => (
          <li key={one.feature} className="grid grid-cols-[minmax(0,1fr)_minmax(80px,240px)_56px_110px] items-center gap-3 text-sm">
            <Words className="truncate">{one.name ?? one.feature}</Words>
            <Bar share={one.share / most} tone={one.direction === 'down' ? 'warm' : 'accent'} />
            <span className="tabular text-right">{share(one.share)}</span>
            <span className="text-xs text-ink-3">
              {t(`direction.${one.direction}`)}{(driftOf.get(one.feature) ?? 0) >= 0.25 && (
                <span className="text-bad"> · {t('models.drifted', { score: number(driftOf.get(one.feature) ?? 0, 2) })}</span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** The promotion log. */
export function Promotions({ promotions }: { readonly promotions: ModelCard['promotions'] }) {
  const { t, moment, number } = useFormat()
  if (promotions.length === 0) return null
  const name = (algorithm: string | null) => (algorithm === null ? '' : t(`algorithm.${algorithm}`, { defaultValue: algorithm }))
  return (
    <Section title={t('models.promotions')} about={t('models.promotionsAbout')}>
      <ol className="divide-y divide-line text-sm">
        {promotions.map((one) => (
          <li key={`${one.at}-${one.version}`} className="flex flex-wrap items-baseline gap-x-4 gap-y-1 py-2">
            <span className="text-[13px] text-ink-3">{moment(one.at)}</span>
            <span>{t(`promotion.${one.is}`, { from: name(one.from), to: name(one.to) })}</span>
            <span className="ml-auto text-[13px]">
              {one.gain && <Ranged of={one.gain} show={(value) => number(value, 4)} />} <span className="text-ink-3">{t(
                'models.onExamples',
                { number: number(one.examples) },
              )}{one.alpha !== null && ` · α ${number(one.alpha, 4)}`}</span>
            </span>
          </li>
        ))}
      </ol>
    </Section>
  )
}
