/** Which identifiers are this one person, and what says so. */
import { Link2, Unlink2 } from 'lucide-react'
import type { ProfileView } from '../../api/types.ts'
import { Badge, Section } from '../../components/layout.tsx'
import { Code } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'

/** The edges of the identity graph with their evidence; refused ones are shown as such. */
export function Identity({ person }: { readonly person: ProfileView }) {
  const { t, ago, moment, known } = useFormat()
  return (
    <Section title={t('person.identity')} about={t('person.identityAbout')}>
      <ul className="mb-4 flex flex-wrap gap-1.5">
        {person.identifiers.map(({ kind, value }) => (
          <li key={`${kind}:${value}`} className="flex items-center gap-1.5 rounded-lg border border-line px-2 py-1 text-[13px]">
            <span className="text-ink-3">{known('identifier', kind)}</span>
            <Code>{value}</Code>
          </li>
        ))}
      </ul>
      {person.edges.length === 0 ? (
        <p className="text-sm text-ink-2">{t('person.oneIdentifier')}</p>
      ) : (
        <ul className="flex flex-col divide-y divide-line text-sm">
          {person.edges.map((edge) => (
            <li key={`${edge.a}|${edge.b}|${edge.by}`} className="flex flex-wrap items-center gap-x-2.5 gap-y-1 py-2.5">
              <Code>{edge.a}</Code>
              {edge.accepted ? <Link2 size={15} className="text-good" aria-hidden /> : <Unlink2 size={15} className="text-bad" aria-hidden />}
              <Code>{edge.b}</Code>
              {!edge.accepted && <Badge tone="bad">{t('person.refusedEdge')}</Badge>}
              <span className="w-full text-[13px] text-ink-3" title={moment(edge.at)}>
                {known('edge', edge.rule)} · {ago(edge.at)} · {edge.by}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
