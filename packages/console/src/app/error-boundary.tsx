/** Catches a mistake of ours in a page, says so, and offers another try. */
import { Component } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../components/button.tsx'

/** What is shown in place of a broken page. */
export function Broken({ error, retry }: { readonly error: unknown; readonly retry: () => void }) {
  const { t } = useTranslation()
  return (
    <div role="alert" className="mx-auto max-w-xl px-6 py-20 text-center">
      <h1 className="text-xl font-semibold text-ink">{t('app.broken')}</h1>
      <p className="mt-2 text-ink-2">{t('app.brokenAbout')}</p>
      <pre className="mt-4 overflow-auto rounded-xl border border-line bg-raised p-3 text-left text-xs text-ink-2">{error instanceof Error ? error.message : String(error)}</pre>
      <div className="mt-5 flex justify-center gap-2">
        <Button look="primary" onClick={retry}>
          {t('app.retry')}
        </Button>
        <Button onClick={() => location.assign('/')}>{t('nav.home')}</Button>
      </div>
    </div>
  )
}

/** The boundary itself; React has no other form for it than a class. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined }
  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error }
  }
  override render(): ReactNode {
    return this.state.error === undefined ? this.props.children : <Broken error={this.state.error} retry={() => this.setState({ error: undefined })} />
  }
}
