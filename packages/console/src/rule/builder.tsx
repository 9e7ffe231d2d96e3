/** The rule editor: groups that nest, conditions that read as sentences. One editor for segments, offers, journeys and `where`. */
import { useQuery } from '@tanstack/react-query'
import { createContext, useContext, useMemo } from 'react'
import { catalog, purposes, segments } from '../api/queries.ts'
import type { Catalog, Purpose, SegmentView } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'
import { Group } from './group.tsx'
import type { Draft, GroupDraft } from './draft.ts'
import type { Place } from './place.ts'

/** What the pickers offer, and what is wrong where. */
export interface BuilderContext {
  readonly events: Catalog['events']
  readonly traits: Catalog['traits']
  readonly operators: readonly string[]
  readonly segments: readonly SegmentView[]
  readonly purposes: readonly Purpose[]
  readonly problems: { readonly [key: string]: readonly string[] }
  /** People of each part of the top group, in order; for the bars. */
  readonly shares: readonly number[]
  readonly topKey: string
}
const Context = createContext<BuilderContext | null>(null)

/** The context of the editor around. */
export function useBuilder(): BuilderContext {
  const context = useContext(Context)
  if (!context) throw new Error('Broken assumption: a rule part stands inside a RuleBuilder')
  return context
}

const NO_PROBLEMS = {}
const PERSON: Place = { is: 'person' }

/** The editor. `draft` is the whole rule; every change hands up a new one. `place` says what the conditions are about. */
export function RuleBuilder({ draft, onDraft, problems = NO_PROBLEMS, shares = [], exclude, place = PERSON }: { readonly draft: GroupDraft; readonly onDraft: (draft: GroupDraft) => void; readonly problems?: BuilderContext['problems']; readonly shares?: readonly number[]; readonly exclude?: string; readonly place?: Place }) {
  const { language } = useFormat()
  const seen = useQuery(catalog).data
  const segmentList = useQuery(segments(language)).data
  const purposeList = useQuery(purposes).data
  const context = useMemo<BuilderContext>(
    () => ({
      events: seen?.events.toSorted((a, b) => b.count - a.count) ?? [],
      traits: seen?.traits ?? [],
      operators: seen?.operators.map((one) => one.name) ?? [],
      segments: (segmentList ?? []).filter((one) => one.id !== exclude),
      purposes: purposeList ?? [],
      problems,
      shares,
      topKey: draft.key,
    }),
    [seen, segmentList, purposeList, problems, shares, draft.key, exclude],
  )
  return (
    <Context value={context}>
      <Group draft={draft} onDraft={(next: Draft) => (next.is === 'all' || next.is === 'any') && onDraft(next)} place={place} depth={0} />
    </Context>
  )
}
