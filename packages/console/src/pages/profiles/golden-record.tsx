/** Every value of the record: where it came from, why it won, and what it won against. */
import { ChevronDown } from 'lucide-react'
import type { ProfileView, TraitView } from '../../api/types.ts'
import { Badge, Section } from '../../components/layout.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { useTraitName } from '../../i18n/use-trait-name.ts'
import { CameAs, Repaired } from './repaired.tsx'

function Origin({ trait }: { readonly trait: TraitView }) {
  const { t, known, ago, moment, share } = useFormat()
  return (
    <span className="flex flex-wrap items-center gap-x-1.5 text-[13px] text-ink-3">
      {trait.source && <span>{trait.source}{trait.party && ` (${t(`party.${trait.party}`)})`} ·</span>}
      {trait.at !== undefined && <span title={moment(trait.at)}>{ago(trait.at)} ·</span>}
      <span>{known('because', trait.because)}</span>
      {trait.confidence !== undefined && <span title={t('person.confidenceAbout')}>· {t('person.confidence', { share: share(trait.confidence) })}</span>}
      {trait.stale && <Badge tone="warn">{t('person.stale')}</Badge>}
      {trait.repaired && <Badge>{t('repair.badge')}</Badge>}
      {trait.conflict && <Badge tone="bad">{t('person.conflict')}</Badge>}
    </span>
  )
}

function Line({ person, trait }: { readonly person: string; readonly trait: TraitView }) {
  const nameOf = useTraitName()
  return (
    <div className="relative">
      <div className={`flex items-start gap-4 py-2.5 ${trait.rivals.length > 0 ? 'pr-36' : ''}`}>
        <span className="w-40 shrink-0 text-sm text-ink-2">{nameOf(trait.name)}</span>
        <span className="min-w-0 flex-1">
          <Words className="block font-medium break-words">{trait.value}</Words>
          <Origin trait={trait} />
        </span>
      </div>
      <Repaired person={person} trait={trait} />
      {trait.rivals.length > 0 && <Rivals trait={trait} />}
    </div>
  )
}

/** What the value won against; opened from the right end of its line. */
function Rivals({ trait }: { readonly trait: TraitView }) {
  const { t, ago, number, known } = useFormat()
  return (
    <details className="group">
      <summary className="absolute top-3 right-0 inline-flex list-none items-center gap-1 text-[13px] text-accent-text [&::-webkit-details-marker]:hidden">
        {t('person.rivals', { count: trait.rivals.length, number: number(trait.rivals.length) })}
        <ChevronDown size={14} className="transition-transform group-open:rotate-180" aria-hidden />
      </summary>
      <ul className="mb-3 ml-44 flex flex-col gap-1.5 border-l-2 border-line pl-3 text-sm">
        {trait.rivals.map((rival) => (
          <li key={rival.from + rival.source}>
            <Words className="text-ink-2 line-through decoration-ink-3/60">{rival.value}</Words>{' '}
            <span className="text-[13px] text-ink-3">{rival.source} · {ago(rival.at)}{rival.why && ` · ${known('lost', rival.why)}`}</span>
            {rival.repaired && <span className="block"><CameAs repaired={rival.repaired} /></span>}
          </li>
        ))}
      </ul>
    </details>
  )
}

/** Given values first, then computed ones. */
export function GoldenRecord({ person }: { readonly person: ProfileView }) {
  const { t } = useFormat()
  const given = person.traits.filter((trait) => trait.kind === 'given')
  const computed = person.traits.filter((trait) => trait.kind === 'computed')
  return (
    <Section title={t('person.golden')} about={t('person.goldenAbout')}>
      {person.traits.length === 0 && <p className="text-sm text-ink-2">{t('person.noTraits')}</p>}
      <div className="divide-y divide-line">
        {given.map((trait) => <Line key={trait.name} person={person.id} trait={trait} />)}
      </div>
      {computed.length > 0 && (
        <>
          <h3 className="mt-5 mb-1 flex items-center gap-2 text-[13px] font-semibold text-ink-2">
            {t('person.computed')} <Badge tone="info">{t('person.live')}</Badge>
          </h3>
          <div className="divide-y divide-line">
            {computed.map((trait) => <Line key={trait.name} person={person.id} trait={trait} />)}
          </div>
        </>
      )}
    </Section>
  )
}
