/** Things that open over the page: a drawer from the side and a dialog in the middle. Focus is kept inside and given back. */
import { Dialog as Radix } from 'radix-ui'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './button.tsx'

interface Props {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: ReactNode
  readonly about?: ReactNode
  readonly children: ReactNode
  readonly foot?: ReactNode
}

function Inside({ onClose, title, about, children, foot }: Omit<Props, 'open'>) {
  const { t } = useTranslation()
  return (
    <>
      <div className="flex items-start gap-3 border-b border-line px-6 py-4">
        <div className="min-w-0 flex-1">
          <Radix.Title className="text-lg font-semibold text-ink">{title}</Radix.Title>
          <Radix.Description className={about ? 'mt-0.5 text-[13px] text-ink-3' : 'sr-only'}>{about ?? t('app.panel')}</Radix.Description>
        </div>
        <IconButton label={t('app.close')} onClick={onClose}>
          <X size={18} />
        </IconButton>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-6 py-5" tabIndex={0} role="region" aria-label={t('app.panel')}>
        {children}
      </div>
      {foot && <div className="flex flex-wrap justify-end gap-2 border-t border-line px-6 py-3">{foot}</div>}
    </>
  )
}

/** A panel at the right-hand side. */
export function Drawer({ open, onClose, ...inside }: Props) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-ink/25 animate-[rise_0.15s] dark:bg-black/55" />
        <Radix.Content className="fixed inset-y-0 right-0 z-50 flex w-[min(720px,100vw)] flex-col border-l border-line bg-surface shadow-float animate-[slide_0.2s_ease-out] outline-none">
          <Inside onClose={onClose} {...inside} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** A panel in the middle, for short questions. */
export function Dialog({ open, onClose, ...inside }: Props) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-ink/25 animate-[rise_0.15s] dark:bg-black/55" />
        <Radix.Content className="fixed top-[12vh] left-1/2 z-50 flex max-h-[76vh] w-[min(560px,94vw)] -translate-x-1/2 flex-col rounded-2xl border border-line bg-surface shadow-float outline-none">
          <Inside onClose={onClose} {...inside} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
