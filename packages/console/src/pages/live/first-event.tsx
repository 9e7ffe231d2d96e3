/** Waiting for the first event: how to send one from each SDK, ready to paste. */
import { Radio } from 'lucide-react'
import { useState } from 'react'
import { Link } from '@tanstack/react-router'
import { CodeBlock } from '../../components/code-block.tsx'
import { Card } from '../../components/layout.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { useFormat } from '../../i18n/use-format.ts'
import { SNIPPETS } from './snippets.ts'

/** The snippets in tabs. */
export function Snippets() {
  const { t } = useFormat()
  const [shown, setShown] = useState('curl')
  return (
    <Tabs
      value={shown}
      onValue={setShown}
      label={t('first.title')}
      tabs={SNIPPETS.map((snippet) => ({ id: snippet.id, name: snippet.name, body: () => <CodeBlock label={snippet.name} text={snippet.code(location.origin, 'WRITE_KEY')} /> }))}
    />
  )
}

/** The empty state of the live view. */
export function FirstEvent() {
  const { t } = useFormat()
  return (
    <Card>
      <div className="mb-5 flex items-start gap-4">
        <span className="relative mt-1 grid size-10 shrink-0 place-items-center rounded-full bg-accent-soft text-accent-text" aria-hidden>
          <span className="absolute inset-0 animate-ping rounded-full bg-accent/20 motion-reduce:hidden" />
          <Radio size={20} />
        </span>
        <div>
          <h2 className="text-lg font-semibold">{t('first.waiting')}</h2>
          <p className="text-ink-2">
            {t('first.about')}{' '}
            <Link to="/settings" className="font-medium text-accent-text underline underline-offset-2">
              {t('first.key')}
            </Link>
          </p>
        </div>
      </div>
      <Snippets />
    </Card>
  )
}
