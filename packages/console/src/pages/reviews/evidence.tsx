/** Why two people may be one: each field compared, with its weight to the left (against) or to the right (for). */
import { useFormat } from '../../i18n/use-format.ts'
import { useTraitName } from '../../i18n/use-trait-name.ts'

interface Line {
  readonly field: string
  readonly label: string
  readonly weight: number
}

/** Weights are in bits; beyond this a bar is full. */
const FULL = 14

/** The lines of `evidence` (a list, or an object with `lines`), strongest first. What is missing on one side says nothing and is left out. */
export function linesOf(evidence: unknown): readonly Line[] {
  const list: unknown = typeof evidence === 'object' && evidence !== null && 'lines' in evidence ? evidence.lines : evidence
  if (!Array.isArray(list)) return []
  const lines = list.filter((one): one is Line => typeof one === 'object' && one !== null && typeof one.field === 'string' && typeof one.weight === 'number')
  return lines.filter((one) => one.label !== 'missing').toSorted((one, other) => Math.abs(other.weight) - Math.abs(one.weight))
}

/** The bars; the words beside them say the same. */
export function EvidenceBars({ evidence }: { readonly evidence: unknown }) {
  const { t, has, known, number } = useFormat()
  const nameOf = useTraitName()
  const lines = linesOf(evidence)
  if (lines.length === 0) return <p className="text-sm text-ink-2">{t('reviews.noEvidence')}</p>
  return (
    <ul className="flex flex-col gap-2 text-sm">
      {lines.map(({ field, label, weight }) => (
        <li key={field} className="grid grid-cols-[9rem_8rem_1fr_3.5rem] items-center gap-3">
          <span className="text-ink-2">{has(`matchField.${field.replaceAll(' ', '_')}`) ? known('matchField', field.replaceAll(' ', '_')) : nameOf(field)}</span>
          <span className={weight > 0 ? 'text-good' : weight < 0 ? 'text-bad' : 'text-ink-3'}>{known('matchLevel', label)}</span>
          <span className="relative h-2 overflow-hidden rounded-full bg-ink/8" aria-hidden>
            <span
              className={`absolute top-0 h-full rounded-full ${weight >= 0 ? 'left-1/2 bg-good' : 'right-1/2 bg-bad'}`}
              style={{ width: `${Math.min(1, Math.abs(weight) / FULL) * 50}%` }}
            />
            <span className="absolute top-0 left-1/2 h-full w-px bg-line-strong" />
          </span>
          <span className="tabular text-right text-[13px] text-ink-3">{weight > 0 ? '+' : ''}{number(weight, 1)}</span>
        </li>
      ))}
    </ul>
  )
}
