/** Two people beside each other, line by line: what agrees is green, what contradicts stands out, what only one side knows is quiet. */
import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { Check } from 'lucide-react'
import type { DifferenceView, ProfileView } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTraitName } from '../i18n/use-trait-name.ts'
import { Face } from './people-table.tsx'
import { Code, Words } from './words.tsx'

const ORDER: readonly DifferenceView['what'][] = ['trait', 'identifier', 'consent', 'segment', 'journey']

/** What can be compared comes first: agreement, then contradiction, then what only one side knows. */
function rankOf(line: DifferenceView): number {
  if (line.same) return 0
  return line.values.every((one) => one !== undefined && one !== null && one !== '') ? 1 : 2
}

/** The table. A person that is gone is null. */
export function SideBySide({ people, differences }: { readonly people: readonly (ProfileView | null)[]; readonly differences: readonly DifferenceView[] }) {
  const { t } = useFormat()
  const nameOf = useTraitName()
  const kinds = ORDER.filter((what) => differences.some((line) => line.what === what))
  return (
    <div className="overflow-x-auto">
      <table className="w-full min-w-[520px] border-collapse text-sm">
        <thead>
          <tr>
            <th scope="col" className="w-36 pb-3 text-left text-xs font-medium text-ink-3">{t('compare.field')}</th>
            {people.map((person, index) => (
              <th key={person?.id ?? index} scope="col" className="pb-3 pr-4 text-left font-normal"><Head person={person} /></th>
            ))}
          </tr>
        </thead>
        {kinds.map((what) => (
          <tbody key={what}>
            <tr>
              <th scope="colgroup" colSpan={people.length + 1} className="border-t border-line-strong/40 pt-3 pb-1 text-left text-xs font-semibold text-ink-3">{t(`compare.${what}`)}</th>
            </tr>
            {differences.filter((line) => line.what === what).toSorted((one, other) => rankOf(one) - rankOf(other)).map((line) => (
              <tr key={line.name} className="border-t border-line align-top">
                <th scope="row" className="py-2 pr-3 text-left font-normal text-ink-2">
                  {what === 'trait' ? nameOf(line.name) : what === 'identifier' ? <IdentifierName id={line.name} /> : <Words>{line.name}</Words>}
                </th>
                {people.map((person, index) => (
                  <td key={person?.id ?? index} className="py-2 pr-4"><Cell line={line} value={line.values[index]} /></td>
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  )
}

function IdentifierName({ id }: { readonly id: string }) {
  const { known } = useFormat()
  const colon = id.indexOf(':')
  return <>{known('identifier', id.slice(0, colon))} <Code>{id.slice(colon + 1)}</Code></>
}

function Head({ person }: { readonly person: ProfileView | null }) {
  const { t, number, ago } = useFormat()
  if (person === null) return <span className="text-ink-3">{t('compare.gone')}</span>
  return (
    <span className="flex items-center gap-3">
      <Face name={person.name} />
      <span className="min-w-0">
        <Link to="/profiles/$id" params={{ id: person.id }} className="font-semibold text-accent-text underline-offset-2 hover:underline">
          {person.name ? <Words>{person.name}</Words> : t('app.anonymous')}
        </Link>
        <span className="block text-[13px] text-ink-3">{t('person.events', { number: number(person.events) })} · {t('person.seen', { when: ago(person.lastSeen) })}</span>
      </span>
    </span>
  )
}

function Cell({ line, value }: { readonly line: DifferenceView; readonly value: unknown }) {
  const { t, known } = useFormat()
  if (value === undefined || value === null || value === '') return <span className="text-ink-3">{t('compare.nothing')}</span>
  const contradicts = rankOf(line) === 1
  const tone = contradicts ? 'rounded bg-warn-soft px-1.5 py-0.5 font-medium text-ink' : line.same ? 'font-medium text-good' : 'text-ink-2'
  if (line.what === 'identifier') return <Check size={16} className="text-good" aria-label={t('compare.yes')} />
  if (typeof value === 'boolean') return <span className={tone}>{t(value ? 'compare.yes' : 'compare.no')}</span>
  if (line.what === 'consent' && typeof value === 'string') return <span className={tone}>{known('consent', value)}</span>
  return <Words className={clsx('break-words', tone)}>{value}</Words>
}
