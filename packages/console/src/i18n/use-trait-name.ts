/** What a trait is called: the console's own word for a common one, else the name its definition gives, else the id made readable. */
import { useQuery } from '@tanstack/react-query'
import { useFormat } from './use-format.ts'
import { traits } from '../api/queries.ts'

/** The name of a trait by its id. */
export function useTraitName(): (id: string) => string {
  const { t, has, known } = useFormat()
  const defined = useQuery(traits).data ?? []
  return (id) => (has(`trait.${id}`) ? t(`trait.${id}`) : (defined.find((one) => one.id === id)?.name ?? known('trait', id)))
}
