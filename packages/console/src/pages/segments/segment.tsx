/** One segment: its rule, how many it takes while one types, who is in it, and why somebody is not. */
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { segment } from '../../api/queries.ts'
import type { SegmentView } from '../../api/types.ts'
import { Loaded } from '../../components/loaded.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { SegmentEditor } from './editor.tsx'

const NEW: SegmentView = { id: '', name: '', rule: { all: [] }, sentence: '', members: 0, usedBy: [] }

/** The page; `new` starts an empty one. */
export default function Segment() {
  const { id } = useParams({ strict: false }) as { readonly id: string }
  const { t, language } = useFormat()
  const isNew = id === 'new'
  const query = useQuery({ ...segment(id, language), enabled: !isNew })
  const above = (
    <Link to="/segments" className="text-accent-text underline-offset-2 hover:underline">
      {t('nav.segments')}
    </Link>
  )
  if (isNew) return <SegmentEditor key="new" view={NEW} isNew above={above} />
  return <Loaded query={query} lines={10}>{(view) => <SegmentEditor key={view.id} view={view} isNew={false} above={above} />}</Loaded>
}
