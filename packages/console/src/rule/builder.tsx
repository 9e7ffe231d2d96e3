/** The rule editor: groups that nest, conditions that read as sentences. One editor for segments, offers, journeys and `where`. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { catalog, purposes, segments } from '../api/queries.ts'
import { useFormat } from '../i18n/use-format.ts'
import { BuilderContext } from './builder-context.ts'
import type { BuilderChoices } from './builder-context.ts'
import { Group } from './group.tsx'
import type { Draft, GroupDraft } from './draft.ts'
import type { Place } from './place.ts'

const NO_PROBLEMS = {}
const PERSON: Place = { is: 'person' }

/** The editor. `draft` is the whole rule; every change hands up a new one. `place` says what the conditions are about. */
export function RuleBuilder({ draft, onDraft, problems = NO_PROBLEMS, shares = [], exclude, place = PERSON }: {
  readonly draft: GroupDraft
  readonly onDraft: (draft: GroupDraft) => void
  readonly problems?: BuilderChoices['problems']
  readonly shares?: readonly number[]
  readonly exclude?: string
  readonly place?: Place
}) {
  const { language } = useFormat()
  const seen = useQuery(catalog).data
  const segmentList = useQuery(segments(language)).data
  const purposeList = useQuery(purposes).data
  const context = useMemo<BuilderChoices>(
    () => ({
      events: seen?.events.toSorted((a, b) => b.count - a.count) ?? [],
      traits: seen?.traits ?? [],
      operators: seen?.operators.map((one) => one.name) ?? [],
      segments: (segmentList ?? []).filter((one) => one.id !== exclude),
      purposes: purposeList ?? [],
      problems,
      shares,
      topKey: draft.key,
      drawGroup: (group) => <Group {...group} />,
    }),
    [seen, segmentList, purposeList, problems, shares, draft.key, exclude],
  )
  return (
    <BuilderContext value={context}>
      <Group draft={draft} onDraft={(next: Draft) => (next.is === 'all' || next.is === 'any') && onDraft(next)} place={place} depth={0} />
    </BuilderContext>
  )
}
