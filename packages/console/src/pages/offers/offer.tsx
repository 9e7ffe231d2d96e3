/** One offer. */
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { offer } from '../../api/queries.ts'
import type { Offer } from '../../api/types.ts'
import { Loaded } from '../../components/loaded.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { OfferEditor } from './offer-editor.tsx'

const NEW: Offer = { id: '', name: '', value: 10, rate: 0.05 }

/** The page; `new` starts an empty one. */
export default function OfferPage() {
  const { id } = useParams({ strict: false }) as { readonly id: string }
  const { t } = useFormat()
  const query = useQuery({ ...offer(id), enabled: id !== 'new' })
  const above = (
    <Link to="/offers" className="text-accent-text underline-offset-2 hover:underline">
      {t('nav.offers')}
    </Link>
  )
  if (id === 'new') return <OfferEditor key="new" offer={NEW} above={above} />
  return <Loaded query={query} lines={10}>{(one) => <OfferEditor key={one.id} offer={one} above={above} />}</Loaded>
}
