/** The part of the address after the question mark, as state: links carry it, reloads keep it. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { Search } from './search.ts'

/** Reads and changes it. An undefined or empty value is taken out. */
export function useAddress(): readonly [Search, (change: Search) => void] {
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  return [
    search,
    (change) => {
      const next = Object.fromEntries(Object.entries({ ...search, ...change }).filter(([, value]) => value !== undefined && value !== ''))
      void navigate({ to: '.', search: next, replace: true })
    },
  ]
}
