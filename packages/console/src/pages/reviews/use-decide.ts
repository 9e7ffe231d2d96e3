/** Settles a review on the server, moves on, and offers the way back. */
import { useQueryClient } from '@tanstack/react-query'
import { post } from '../../api/client.ts'
import type { ReviewAnswer, ReviewView } from '../../api/types.ts'
import { useSay } from '../../components/toast.tsx'
import { useFormat } from '../../i18n/use-format.ts'

/** What a person in charge may say about a pair. */
export type Choice = 'join' | 'apart' | 'later'

/** Says it; `then` runs once the server has it. Undo withdraws the verdicts that were given. */
export function useDecide(): (review: ReviewView, choice: Choice, then: () => void) => Promise<void> {
  const { t } = useFormat()
  const say = useSay()
  const client = useQueryClient()
  const refresh = () => Promise.all(['reviews', 'review', 'profile', 'people', 'merges'].map((key) => client.invalidateQueries({ queryKey: [key] })))
  return async (review, choice, then) => {
    try {
      const { change } = await post<ReviewAnswer>(`/v1/reviews/${encodeURIComponent(review.id)}`, { decide: choice })
      then()
      const undo = async () => {
        try {
          for (const { a, b } of change?.verdicts ?? []) await post('/v1/identity/verdicts/undo', { a, b })
          await refresh()
          say.done(t('reviews.undone'))
        } catch (fault) {
          say.failed(fault)
        }
      }
      const [refusal] = change?.refused ?? []
      say.done(refusal ? refusal.sentence : t(`reviews.done.${choice}`), change && change.verdicts.length > 0 ? () => void undo() : undefined)
      await refresh()
    } catch (fault) {
      say.failed(fault)
    }
  }
}
