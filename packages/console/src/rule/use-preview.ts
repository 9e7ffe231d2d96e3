/** Counts a rule while it is typed: asks after a short rest, shows the last answer until the next one is there. */
import type { Rule } from '@rapport/core/segment/rule'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ApiError, post } from '../api/client.ts'
import type { Preview } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'
import type { RuleProblem } from './problems.ts'

const REST_MS = 250
const NO_PROBLEMS: readonly RuleProblem[] = []

/** The newest answer; `busy` while a newer one is on its way. */
export interface PreviewState {
  readonly answer: Preview | null
  readonly busy: boolean
  readonly problems: readonly RuleProblem[]
  readonly failure: string | null
}

/** Asks for the rule when it is complete. */
export function usePreview(rule: Rule, complete: boolean): PreviewState {
  const { language } = useFormat()
  const text = JSON.stringify(rule)
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), REST_MS)
    return () => clearTimeout(timer)
  }, [text])
  const query = useQuery({
    queryKey: ['preview', settled, language],
    queryFn: () => post<Preview>(`/v1/segments/preview?locale=${language}`, { rule: JSON.parse(settled) as Rule }),
    enabled: complete && settled !== '',
    placeholderData: keepPreviousData,
    retry: false,
  })
  const problem = query.error instanceof ApiError ? query.error.problem?.problems : undefined
  return {
    answer: query.data ?? null,
    busy: query.isFetching || settled !== text,
    problems: problem ?? NO_PROBLEMS,
    failure: query.error ? query.error.message : null,
  }
}
