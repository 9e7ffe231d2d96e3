/** The addresses of the console. Each page is loaded when it is first visited. */
import type { QueryClient } from '@tanstack/react-query'
import { Link, createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { buttonClass } from '../components/button.tsx'
import { Empty, Skeleton } from '../components/layout.tsx'
import { Broken } from './error-boundary.tsx'
import { readSearch } from './search.ts'
import { Shell } from './shell.tsx'

function NotFound() {
  const { t } = useTranslation()
  return (
    <Empty title={t('app.notFound')}>
      <Link to="/" className={buttonClass('primary')}>
        {t('nav.home')}
      </Link>
    </Empty>
  )
}

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })
const page = <Path extends string>(path: Path, load: Parameters<typeof lazyRouteComponent>[0]) =>
  createRoute({ getParentRoute: () => root, path, validateSearch: readSearch, component: lazyRouteComponent(load) })

const routeTree = root.addChildren([
  page('/', () => import('../pages/home/home.tsx')),
  page('/live', () => import('../pages/live/live.tsx')),
  page('/profiles', () => import('../pages/profiles/people.tsx')),
  page('/profiles/$id', () => import('../pages/profiles/person.tsx')),
  page('/reviews', () => import('../pages/reviews/reviews.tsx')),
  page('/segments', () => import('../pages/segments/segments.tsx')),
  page('/segments/$id', () => import('../pages/segments/segment.tsx')),
  page('/offers', () => import('../pages/offers/offers.tsx')),
  page('/offers/$id', () => import('../pages/offers/offer.tsx')),
  page('/decisions', () => import('../pages/decisions/decisions.tsx')),
  page('/whatif', () => import('../pages/whatif/whatif.tsx')),
  page('/models', () => import('../pages/models/models.tsx')),
  page('/models/$id', () => import('../pages/models/model.tsx')),
  page('/journeys', () => import('../pages/journeys/journeys.tsx')),
  page('/journeys/$id', () => import('../pages/journeys/journey.tsx')),
  page('/templates', () => import('../pages/templates/templates.tsx')),
  page('/templates/$id', () => import('../pages/templates/template.tsx')),
  page('/messages', () => import('../pages/messages/messages.tsx')),
  page('/data', () => import('../pages/data/data.tsx')),
  page('/data/$type', () => import('../pages/data/event-type.tsx')),
  page('/privacy', () => import('../pages/privacy/privacy.tsx')),
  page('/settings', () => import('../pages/settings/settings.tsx')),
])

/** The router. Hovering over a link loads its page. */
export function makeRouter(_client: QueryClient) {
  return createRouter({
    routeTree,
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultPendingComponent: () => <Skeleton lines={8} />,
    defaultErrorComponent: ({ error, reset }) => <Broken error={error} retry={reset} />,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
