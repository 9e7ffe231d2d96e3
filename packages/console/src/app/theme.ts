/** Light, dark, or as the system says. */
import { useSyncExternalStore } from 'react'

/** What the reader may choose. */
export const THEMES = ['system', 'light', 'dark'] as const
/** One of THEMES. */
export type Theme = (typeof THEMES)[number]

const STORED = 'rapport.theme'
const system = matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()

function storedTheme(): Theme {
  const stored = localStorage.getItem(STORED)
  return THEMES.find((theme) => theme === stored) ?? 'system'
}

function apply(): void {
  const theme = storedTheme()
  document.documentElement.dataset['theme'] = theme === 'system' ? (system.matches ? 'dark' : 'light') : theme
  for (const listener of listeners) listener()
}

/** Applies the stored choice and follows the system. */
export function startTheme(): void {
  apply()
  system.addEventListener('change', apply)
}

/** Chooses and remembers. */
export function setTheme(theme: Theme): void {
  localStorage.setItem(STORED, theme)
  apply()
}

/** The current choice. */
export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, storedTheme)
}
