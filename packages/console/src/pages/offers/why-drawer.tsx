/** Why this? The candidates of a decision, how they fell out, and the chances of those that were left. A read of what was stored; asking teaches nothing. */
import type { DecisionView } from '../../api/types.ts'
import { Drawer } from '../../components/drawer.tsx'
import { Badge, Bar } from '../../components/layout.tsx'
import { JsonBlock } from '../../components/code-block.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { funnelOf, nearMisses, ranked } from './funnel.ts'

/** The drawer; closed without a decision. */
export function WhyDrawer({ decision, onClose }: { readonly decision: DecisionView | null; readonly onClose: () => void }) {
  const { t, moment } = useFormat()
  return (
    <Drawer open={decision !== null} onClose={onClose} title={t('decide.whyTitle')} about={decision && `${decision.placement} · ${moment(decision.at)}`}>
      {decision && <Why decision={decision} />}
    </Drawer>
  )
}

/** The same without a drawer, for the what-if. */
export function Why({ decision }: { readonly decision: DecisionView }) {
  const { t, number, share } = useFormat()
  const steps = funnelOf(decision.candidates)
  const all = steps[0]?.left ?? 0
  const chosen = decision.candidates.find((one) => one.offer === decision.chosen)
  return (
    <div className="flex flex-col gap-7">
      <div className="rounded-xl bg-accent-soft px-5 py-4">
        <p className="flex flex-wrap items-center gap-2 text-lg font-semibold text-ink">
          <Words>{decision.chosen === null ? t('decide.silence') : (chosen?.name ?? decision.chosen)}</Words>
          <Badge tone="accent">{t('decide.chance', { share: share(decision.propensity) })}</Badge>
          {decision.explored && <Badge tone="info" title={t('decide.exploredAbout')}>{t('decide.explored')}</Badge>}
        </p>
        <p className="mt-1 text-ink-2"><Words>{decision.why}</Words></p>
      </div>
      <section>
        <h3 className="mb-3 font-semibold">{t('decide.funnel')}</h3>
        <ol className="flex flex-col gap-2">
          {steps.map(({ step, left, out }) => (
            <li key={step} className="grid grid-cols-[minmax(120px,200px)_1fr_auto] items-center gap-3 text-sm">
              <span className="text-ink-2">{t(`funnel.${step}`)}</span>
              <Bar share={all === 0 ? 0 : left / all} className="!h-5 !rounded-md" />
              <span className="tabular w-20 text-right">
                <span className="font-semibold">{number(left)}</span>
                {out.length > 0 && <span className="text-bad"> −{number(out.length)}</span>}
              </span>
            </li>
          ))}
        </ol>
      </section>
      <section>
        <h3 className="mb-1 font-semibold">{t('decide.ranked')}</h3>
        <p className="mb-3 text-[13px] text-ink-3">{t('decide.rankedAbout')}</p>
        <ul className="flex flex-col gap-3">
          {ranked(decision.candidates).map((one) => (
            <li key={one.offer ?? ''} className="grid grid-cols-[1fr_auto] gap-x-4 text-sm">
              <span className={one.offer === decision.chosen ? 'font-semibold' : ''}><Words>{one.offer === null ? t('decide.silence') : one.name}</Words></span>
              <span className="tabular text-right">
                {one.score !== undefined && <span className="mr-3 text-ink-3">{t('decide.worth', { value: number(one.score, 2) })}</span>}
                <span className="font-medium">{share(one.probability ?? 0)}</span>
              </span>
              <Bar share={one.probability ?? 0} className="col-span-2 mt-1" tone={one.offer === decision.chosen ? 'accent' : 'warm'} />
              <span className="col-span-2 mt-1 text-[13px] text-ink-2"><Words>{one.why}</Words></span>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3 className="mb-3 font-semibold">{t('decide.near')}</h3>
        {nearMisses(decision.candidates).length === 0 && <p className="text-sm text-ink-2">{t('decide.noNear')}</p>}
        <ul className="divide-y divide-line">
          {nearMisses(decision.candidates).map((one) => (
            <li key={one.offer ?? ''} className="py-2.5 text-sm">
              <span className="flex items-center gap-2 font-medium">
                <Words>{one.name}</Words>
                {one.out && <Badge tone="warn">{t(`check.${one.out.check}`, { defaultValue: one.out.check })}</Badge>}
              </span>
              <span className="text-ink-2"><Words>{one.why}</Words></span>
            </li>
          ))}
        </ul>
      </section>
      <JsonBlock label={t('decide.stored', { version: number(decision.version) })} value={decision} />
    </div>
  )
}
