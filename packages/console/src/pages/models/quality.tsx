/** How good a model is, as pictures with ranges: lift by tenth, reliability, bands, clicks of a visit, values. Every figure leads to its people. */
import { useCallback } from 'react'
import type { FleetModel, ModelCard } from '../../api/types.ts'
import { Chart, type ChartColours } from '../../components/chart.tsx'
import { Badge, Bar, Section } from '../../components/layout.tsx'
import { Ranged } from '../../components/ranged.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { usePredicted } from './goal.tsx'
import { rangedBars, reliability } from './pictures.ts'

/** Bands A to D with what really happened in each. */
export function Bands({ bands, onOpen }: { readonly bands: ModelCard['bandTable']; readonly onOpen: (band: string) => void }) {
  const { t, share, number } = useFormat()
  return (
    <Section title={t('models.bandsTitle')} about={t('models.bandsAbout')}>
      <ul className="flex flex-col gap-3">
        {bands.map((one) => (
          <li key={one.band} className="grid grid-cols-[36px_minmax(0,1fr)_auto_110px] items-center gap-4 text-sm">
            <Badge tone={one.band === 'A' ? 'good' : one.band === 'D' ? 'plain' : 'info'}>{one.band}</Badge>
            <Bar share={'none' in one.observed ? 0 : one.observed.estimate} className="!h-3" />
            <Ranged of={one.observed} show={share} />
            <button type="button" onClick={() => onOpen(one.band)} className="tabular text-right text-accent-text underline-offset-2 hover:underline">{t('models.peopleIn', { number: number(one.people) })}</button>
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** What happened in each tenth of people, likeliest first. */
export function Deciles({ deciles, isAmount, onOpen }: { readonly deciles: ModelCard['deciles']; readonly isAmount: boolean; readonly onOpen: (decile: number) => void }) {
  const { t, share, number } = useFormat()
  const show = isAmount ? (value: number) => number(value) : share
  const key = JSON.stringify(deciles)
  const option = useCallback(
    (colours: ChartColours) => rangedBars(
      (JSON.parse(key) as ModelCard['deciles']).map((one) => ({ name: String(one.decile), of: one.observed, mark: one.predicted })),
      colours,
      isAmount ? number : share,
      { bar: t('models.observed'), mark: t('models.predicted') },
    ),
    [key, isAmount, number, share, t],
  )
  return (
    <Section title={t('models.lift')} about={t('models.liftAbout')}>
      <Chart
        label={t('models.liftAbout')}
        option={option}
        height={240}
        table={{
          heads: [t('models.tenth'), t('models.predicted'), t('models.observed'), t('models.liftFigure'), t('models.captured')],
          rows: deciles.map((one) => [number(one.decile), show(one.predicted), measured(one.observed, show), measured(one.lift, (value) => number(value, 2)), share(one.captured)]),
        }}
      />
      <ul className="mt-2 flex flex-wrap gap-1.5">
        {deciles.map((one) =>
          <li key={one.decile}>
            <button
              type="button"
              onClick={() => onOpen(one.decile)}
              className="tabular rounded-md border border-line px-2 py-0.5 text-xs text-accent-text hover:bg-raised"
              title={t('models.peopleIn', { number: number(one.people) })}
            >
              {number(one.decile)}: {number(one.people)}
            </button>
          </li>
        )}
      </ul>
    </Section>
  )
}

/** Whether chances are what happens. */
export function Reliability({ bins }: { readonly bins: ModelCard['calibration'] }) {
  const { t, share, number } = useFormat()
  const key = JSON.stringify(bins)
  const option = useCallback((colours: ChartColours) => reliability(JSON.parse(key) as ModelCard['calibration'], colours, share), [key, share])
  return (
    <Section title={t('models.reliability')} about={t('models.reliabilityAbout')}>
      <Chart
        label={t('models.reliabilityAbout')}
        option={option}
        height={240}
        table={{ heads: [t('models.predicted'), t('models.observed'), t('learning.examples')], rows: bins.map((one) => [share(one.predicted), measured(one.observed, share), number(one.examples)]) }}
      />
    </Section>
  )
}

/** How early in a visit intent shows. */
export function Prefixes({ prefixes }: { readonly prefixes: ModelCard['prefixes'] }) {
  const { t, share, number } = useFormat()
  return (
    <Section title={t('models.prefixes')} about={t('models.prefixesAbout')}>
      <table className="w-full text-sm">
        <thead><tr className="text-xs text-ink-3">{['clicks', 'auc', 'predicted', 'observed'].map((head) => <th key={head} scope="col" className={`px-2 py-1.5 font-medium ${head === 'clicks' ? 'text-left' : 'text-right'}`}>{t(`models.${head}`)}</th>)}</tr></thead>
        <tbody>
          {prefixes.map((one) => (
            <tr key={one.clicks} className="border-t border-line">
              <th scope="row" className="tabular px-2 py-1.5 text-left font-medium">{number(one.clicks)}</th>
              <td className="px-2 py-1.5 text-right"><Ranged of={one.auc} show={(value) => number(value, 3)} /></td>
              <td className="tabular px-2 py-1.5 text-right">{share(one.predicted)}</td>
              <td className="px-2 py-1.5 text-right"><Ranged of={one.observed} show={share} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

/** Of which values the model speaks, and how often it is right. */
export function Values({ values, goal }: { readonly values: ModelCard['values']; readonly goal: FleetModel['predict']['is'] }) {
  const { t, share, number } = useFormat()
  const shown = usePredicted()
  return (
    <Section title={t('models.values')} about={t('models.valuesAbout')}>
      <ul className="divide-y divide-line text-sm">
        {values.map((one) => (
          <li key={one.value} className="grid grid-cols-[1fr_auto_auto] items-center gap-4 py-1.5">
            <Words>{shown(goal, one.value)}</Words>
            <span className="tabular text-ink-2">{t('models.peopleIn', { number: number(one.people) })}</span>
            <Ranged of={one.observed} show={share} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

function measured(of: ModelCard['base'], show: (value: number) => string): string {
  return 'none' in of ? '–' : `${show(of.estimate)} (${show(of.low)}–${show(of.high)})`
}
