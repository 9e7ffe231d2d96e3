/** The frame around every page: where one can go, how the workspace is, and the page itself. */
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { Suspense, lazy, useEffect, useState } from 'react'
import { health, me } from '../api/queries.ts'
import type { Health } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'
import { Mark } from './mark.tsx'
import { PAGES } from './pages.ts'
import { Preferences } from './preferences.tsx'

const Palette = lazy(() => import('./palette.tsx'))

/** good, warn or bad, and the text key that says why. */
export function condition(state: Health | undefined, failed: boolean): { readonly tone: 'good' | 'warn' | 'bad'; readonly key: string } {
  if (failed || !state) return { tone: 'bad', key: 'health.unreachable' }
  const tally = state.tally
  if ((tally['in'] ?? 0) !== (tally['accepted'] ?? 0) + (tally['duplicate'] ?? 0) + (tally['bad'] ?? 0)) return { tone: 'bad', key: 'health.unbalanced' }
  if (state.providers.some((provider) => provider.state === 'failing')) return { tone: 'warn', key: 'health.provider' }
  if (state.warehouse.is === 'down') return { tone: 'warn', key: 'health.warehouse' }
  return { tone: 'good', key: 'health.well' }
}

function HealthDot() {
  const { t, number } = useFormat()
  const query = useQuery(health)
  const { tone, key } = condition(query.data, query.isError)
  if (query.isPending) return <span className="h-5" />
  const colour = { good: 'bg-good', warn: 'bg-warn', bad: 'bg-bad' }[tone]
  return (
    <Link to="/" className="flex items-center gap-2 rounded-lg px-2 py-1.5 text-[13px] text-ink-2 hover:bg-ink/6">
      <span className={`size-2 shrink-0 rounded-full ${colour}`} aria-hidden />
      <span className="min-w-0">
        {t(key)}
        {query.data && <span className="tabular block text-xs text-ink-3">{t('health.rate', { rate: number(query.data.eventsPerSecond, 1) })}</span>}
      </span>
    </Link>
  )
}

/** The frame. */
export function Shell() {
  const { t } = useFormat()
  const [palette, setPalette] = useState(false)
  const who = useQuery(me)
  const path = useRouterState({ select: (state) => state.location.pathname })
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.isComposing) return
      event.preventDefault()
      setPalette((is) => !is)
    }
    addEventListener('keydown', open)
    return () => removeEventListener('keydown', open)
  }, [])
  useEffect(() => {
    const page = PAGES.findLast(({ to }) => (to === '/' ? path === '/' : path.startsWith(to)))
    document.title = page ? `${t(page.name)} · Rapport` : 'Rapport'
  }, [path, t])
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[228px_minmax(0,1fr)]">
      <a href="#main" className="sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-70 focus:rounded-lg focus:bg-accent focus:px-4 focus:py-2 focus:text-on-accent">
        {t('app.skip')}
      </a>
      <header className="flex flex-col gap-1 border-line px-3 py-3 max-lg:border-b lg:sticky lg:top-0 lg:h-dvh lg:border-r lg:py-5">
        <div className="flex items-center gap-2.5 px-2 lg:mb-4">
          <Mark />
          <span className="text-lg font-semibold tracking-tight">Rapport</span>
          {who.data?.demo && <span className="rounded-full bg-warm-soft px-2 py-0.5 text-xs font-medium text-warm">{t('app.demo')}</span>}
        </div>
        <button type="button" onClick={() => setPalette(true)} className="flex items-center gap-2 rounded-xl border border-line bg-surface px-3 py-2 text-left text-[13px] text-ink-2 shadow-card hover:border-line-strong lg:mb-3">
          <Search size={15} aria-hidden />
          <span className="flex-1 truncate">{t('palette.open')}</span>
          <kbd className="rounded border border-line px-1 text-[11px] text-ink-3">⌘K</kbd>
        </button>
        <nav aria-label={t('app.pages')} className="flex gap-0.5 max-lg:overflow-x-auto lg:flex-col">
          {PAGES.map(({ to, name, icon: Icon }) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ exact: to === '/' }}
              className="flex items-center gap-2.5 rounded-lg px-2.5 py-2 text-sm font-medium whitespace-nowrap text-ink-2 hover:bg-ink/6 hover:text-ink"
              activeProps={{ className: 'bg-accent-soft !text-accent-text', 'aria-current': 'page' }}
            >
              <Icon size={17} strokeWidth={1.9} aria-hidden />
              {t(name)}
            </Link>
          ))}
        </nav>
        <div className="flex items-center gap-1 lg:mt-auto lg:flex-col lg:items-stretch">
          <HealthDot />
          <Preferences />
        </div>
      </header>
      <main id="main" tabIndex={-1} className="min-w-0 outline-none">
        <div className="mx-auto max-w-[1240px] px-5 py-7 lg:px-10">
          <Outlet />
        </div>
      </main>
      {palette && (
        <Suspense fallback={null}>
          <Palette onClose={() => setPalette(false)} />
        </Suspense>
      )}
    </div>
  )
}
