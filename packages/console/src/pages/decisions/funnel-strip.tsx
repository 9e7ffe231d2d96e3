/** How many offers were left after each check, as one narrow strip. */
import type { DecisionLine } from '../../api/types.ts'
import { useFormat } from '../../i18n/use-format.ts'

/** The strip: from all offers to those that were possible. */
export function FunnelStrip({ considered, steps }: { readonly considered: number; readonly steps: DecisionLine['funnel'] }) {
  const { t, known, number } = useFormat()
  const out = steps.filter((step) => step.out > 0)
  const possible = steps.at(-1)?.left ?? considered
  const words = [t('decisions.considered', { number: number(considered) }), ...out.map((step) => `${known('check', step.check)} −${number(step.out)}`), t('decisions.possible', { number: number(possible) })].join(' · ')
  return (
    <span className="block" title={words}>
      <span className="flex h-2.5 w-full overflow-hidden rounded-full bg-ink/8" aria-hidden>
        <span className="bg-accent" style={{ width: `${(possible / Math.max(1, considered)) * 100}%` }} />
        {out.toReversed().map((step, at) => <span key={step.check} className="border-l border-surface bg-warm" style={{ width: `${(step.out / Math.max(1, considered)) * 100}%`, opacity: 0.75 - at * 0.12 }} />)}
      </span>
      <span className="tabular mt-0.5 block truncate text-xs text-ink-3">{words}</span>
    </span>
  )
}
