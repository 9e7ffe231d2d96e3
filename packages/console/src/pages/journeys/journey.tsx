/** One journey. */
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { journey } from '../../api/queries.ts'
import type { Journey } from '../../api/types.ts'
import { Loaded } from '../../components/loaded.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { JourneyEditor } from './journey-editor.tsx'

const NEW: Journey = { id: '', name: '', state: 'draft', enter: { event: '' }, steps: [] }

/** The page; `new` starts an empty one. */
export default function JourneyPage() {
  const { id } = useParams({ strict: false }) as { readonly id: string }
  const { t } = useFormat()
  const query = useQuery({ ...journey(id), enabled: id !== 'new' })
  const above = (
    <Link to="/journeys" className="text-accent-text underline-offset-2 hover:underline">
      {t('nav.journeys')}
    </Link>
  )
  if (id === 'new') return <JourneyEditor key="new" journey={NEW} above={above} />
  return <Loaded query={query} lines={10}>{(one) => <JourneyEditor key={one.id} journey={one} above={above} />}</Loaded>
}
