/** What the parts of a rule editor share: the choices of the pickers, what is wrong where, and how a group is drawn. */
import { createContext, useContext } from 'react'
import type { ReactNode } from 'react'
import type { Catalog, Purpose, SegmentView } from '../api/types.ts'
import type { Draft, GroupDraft } from './draft.ts'
import type { Place } from './place.ts'

/** A group to draw, wherever it stands. */
export interface GroupProps {
  readonly draft: GroupDraft
  readonly onDraft: (draft: Draft) => void
  readonly onRemove?: () => void
  readonly place: Place
  readonly depth: number
}

/** What the pickers offer, and what is wrong where. */
export interface BuilderChoices {
  readonly events: Catalog['events']
  readonly traits: Catalog['traits']
  readonly operators: readonly string[]
  readonly segments: readonly SegmentView[]
  readonly purposes: readonly Purpose[]
  readonly problems: { readonly [key: string]: readonly string[] }
  /** People of each part of the top group, in order; for the bars. */
  readonly shares: readonly number[]
  readonly topKey: string
  /** A condition may hold a group again (`where`); it draws it with this. */
  readonly drawGroup: (group: GroupProps) => ReactNode
}
/** The editor provides it. */
export const BuilderContext = createContext<BuilderChoices | null>(null)

/** The context of the editor around. */
export function useBuilder(): BuilderChoices {
  const context = useContext(BuilderContext)
  if (!context) throw new Error('Broken assumption: a rule part stands inside a RuleBuilder')
  return context
}
