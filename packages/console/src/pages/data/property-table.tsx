/** The properties of an event: what was seen beside what is planned. With a plan open, ticking plans a property. */
import type { EventPlanView, TrackingView } from '../../api/types.ts'
import { Select } from '../../components/field.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { Personal, Users } from './bits.tsx'

type Planned = EventPlanView['properties'][number]

const TYPES = ['text', 'number', 'integer', 'boolean', 'moment', 'list', 'object'] as const
const PIIS = ['none', 'identifier', 'contact', 'sensitive'] as const

/** The table. */
export function PropertyTable({ view, plan, onPlan }: { readonly view: TrackingView; readonly plan: EventPlanView | null; readonly onPlan: (plan: EventPlanView) => void }) {
  const { t, known, share, number } = useFormat()
  const paths = [...new Set([...(plan?.properties ?? []).map((one) => one.path), ...view.seen.map((one) => one.path)])]
  const change = (path: string, next: Planned | null) => {
    if (plan === null) return
    const rest = plan.properties.filter((one) => one.path !== path)
    const at = plan.properties.findIndex((one) => one.path === path)
    onPlan({ ...plan, properties: next === null ? rest : at < 0 ? [...rest, next] : plan.properties.map((one) => (one.path === path ? next : one)) })
  }
  return (
    <div className="overflow-x-auto">
      <table className="w-full min-w-[900px] text-sm">
        <thead className="text-left text-xs text-ink-3">
          <tr className="border-b border-line">
            {plan && <th scope="col" className="py-2 pr-3 font-medium">{t('plan.planned')}</th>}
            <th scope="col" className="py-2 pr-3 font-medium">{t('data.property')}</th>
            <th scope="col" className="py-2 pr-3 font-medium">{t('data.type')}</th>
            {plan && <th scope="col" className="py-2 pr-3 font-medium">{t('plan.required')}</th>}
            <th scope="col" className="py-2 pr-3 font-medium whitespace-nowrap">{t('data.pii')}</th>
            <th scope="col" className="py-2 pr-3 text-right font-medium whitespace-nowrap">{t('data.presence')}</th>
            <th scope="col" className="py-2 pr-3 font-medium">{t('data.examples')}</th>
            <th scope="col" className="py-2 text-left font-medium">{t('data.users')}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {paths.map((path) => {
            const seen = view.seen.find((one) => one.path === path)
            const planned = plan?.properties.find((one) => one.path === path)
            const type = TYPES.find((one) => one === seen?.type) ?? 'text'
            return (
              <tr key={path} className="align-top">
                {plan && (
                  <td className="py-2.5 pr-3">
                    <input
                      type="checkbox"
                      aria-label={`${t('plan.planned')}: ${path}`}
                      checked={planned !== undefined}
                      onChange={(event) => change(path, event.target.checked ? { path, type, pii: seen?.pii ?? 'none' } : null)}
                      className="size-4 accent-[var(--accent)]"
                    />
                  </td>
                )}
                <td className="py-2.5 pr-3 font-medium">{path}{seen && seen.violations > 0 && <span className="ml-2 text-[13px] text-bad">{t('data.wrong', { number: number(seen.violations) })}</span>}</td>
                <td className="py-2.5 pr-3 whitespace-nowrap">
                  {planned ? (
                    <Select
                      aria-label={`${t('data.type')}: ${path}`}
                      value={planned.type}
                      onValue={(next) => change(path, { ...planned, type: next as Planned['type'] })}
                      options={TYPES.map((one) => [one, known('propertyType', one)] as const)}
                    />
                  ) : seen ? known('propertyType', seen.type) : '–'}
                  {seen && Object.keys(seen.types).length > 1 && (
                    <span className="block text-[13px] text-ink-3">
                      {Object.entries(seen.types).map(([name, part]) => `${known('propertyType', name)} ${share(part)}`).join(' · ')}
                    </span>
                  )}
                </td>
                {plan && (
                  <td className="py-2.5 pr-3">
                    {planned && (
                      <input
                        type="checkbox"
                        aria-label={`${t('plan.required')}: ${path}`}
                        checked={planned.required === true}
                        onChange={(event) => change(path, { ...planned, required: event.target.checked })}
                        className="size-4 accent-[var(--accent)]"
                      />
                    )}
                  </td>
                )}
                <td className="py-2.5 pr-3">
                  {planned ? (
                    <Select
                      aria-label={`${t('data.pii')}: ${path}`}
                      value={planned.pii ?? 'none'}
                      onValue={(next) => change(path, { ...planned, pii: next as Planned['pii'] })}
                      options={PIIS.map((one) => [one, t(`pii.${one}`)] as const)}
                    />
                  ) : seen && <Personal pii={seen.pii} title={seen.piiBecause ? known('piiKind', seen.piiBecause.kind) : undefined} />}
                </td>
                <td className="tabular py-2.5 pr-3 text-right">{seen ? share(seen.presence) : t('data.never')}</td>
                <td className="w-80 max-w-80 py-2.5 pr-3 text-ink-2">
                  {seen?.examples.length ? (
                    <Words className="break-words">
                      {seen.examples.slice(0, 4).map((one) => (typeof one === 'object' ? JSON.stringify(one) : String(one))).join(' · ')}
                    </Words>
                  ) : (
                    <span className="text-ink-3">{t('data.noExamples')}</span>
                  )}
                </td>
                <td className="py-2.5">{seen && seen.usedBy.length > 0 ? <Users uses={seen.usedBy} most={3} /> : <span className="text-[13px] text-ink-3">{t('data.nobody')}</span>}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
