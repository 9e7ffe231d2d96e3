/** The consequence at once, from the newest decisions, while levers are dragged. */
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { post } from '../../api/client.ts'
import type { StrategyBody, WhatIfPreview } from '../../api/types.ts'
import { Ranged, Whisker } from '../../components/ranged.tsx'
import { useFormat } from '../../i18n/use-format.ts'

/** A line: the lift with its range, or why there is none. */
export function Preview({ strategy, days, measure }: { readonly strategy: StrategyBody; readonly days: number; readonly measure: 'value' | 'success' | 'clicks' }) {
  const { t, number, share } = useFormat()
  const asked = useDeferredValue(JSON.stringify({ strategy, days, measure }))
  const query = useQuery({
    queryKey: ['whatif', 'preview', asked],
    queryFn: () => post<WhatIfPreview>('/v1/whatif/preview', JSON.parse(asked)),
    refetchInterval: ({ state: { data } }) => (data?.is === 'reading' ? 700 : false),
    placeholderData: (before) => before,
    retry: false,
  })
  const answer = query.data
  if (query.error) return <p className="text-[13px] text-bad" role="alert">{query.error.message}</p>
  return (
    <div role="status" className="rounded-lg bg-raised px-3.5 py-3 text-sm">
      <p className="mb-1 text-[13px] text-ink-3">{t('whatif.preview')}</p>
      {answer?.is === 'result' ? (
        <>
          <p>
            {t(`whatifVerdict.${answer.result.verdict}`)}
            <span className="ml-2">{'none' in answer.result.lift ? null : <Ranged of={answer.result.lift} show={(value) => number(value, 3)} />}</span>
          </p>
          {!('none' in answer.result.lift) && <Whisker of={answer.result.lift} least={Math.min(answer.result.lift.low, 0) * 1.1} most={Math.max(answer.result.lift.high, 0) * 1.1} />}
          <p className="text-[13px] text-ink-3">{t('whatif.changedShare', { share: share(answer.result.changed) })}</p>
        </>
      ) : (
        <p className="text-ink-3">{t('whatifStep.reading')}</p>
      )}
    </div>
  )
}
