/** Starts the console: theme, texts, session, pages. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { Tooltip } from 'radix-ui'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '../styles.css'
import { ApiError } from '../api/client.ts'
import { Notices } from '../components/toast.tsx'
import { startTexts } from '../i18n/i18n.ts'
import { ErrorBoundary } from './error-boundary.tsx'
import { makeRouter } from './router.tsx'
import { SessionGate } from './session.tsx'
import { startTheme } from './theme.ts'

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
      refetchOnWindowFocus: false,
    },
  },
})

// Radix adds a style element while a dialog is open; the page's policy lets it through by this nonce.
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce
if (nonce) Object.assign(globalThis, { __webpack_nonce__: nonce })

startTheme()
await startTexts()
const router = makeRouter(queryClient)
createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <ErrorBoundary>
      <QueryClientProvider client={queryClient}>
        <Tooltip.Provider delayDuration={250}>
          <Notices>
            <SessionGate>
              <RouterProvider router={router} />
            </SessionGate>
          </Notices>
        </Tooltip.Provider>
      </QueryClientProvider>
    </ErrorBoundary>
  </StrictMode>,
)
