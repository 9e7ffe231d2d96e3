/** Short notices at the lower edge, with an undo where there is one. */
import { Toast } from 'radix-ui'
import { clsx } from 'clsx'
import { createContext, useCallback, useContext, useState } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/client.ts'

interface Notice {
  readonly id: number
  readonly text: string
  readonly bad: boolean
  readonly undo?: (() => void) | undefined
}
interface Say {
  readonly done: (text: string, undo?: () => void) => void
  readonly failed: (fault: unknown) => void
}
const SayContext = createContext<Say>({ done: () => {}, failed: () => {} })
const MOST = 4

/** Says that something was done, or that it failed. */
export const useSay = (): Say => useContext(SayContext)

/** Holds the notices. */
export function Notices({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation()
  const [notices, setNotices] = useState<readonly Notice[]>([])
  const add = useCallback((notice: Omit<Notice, 'id'>) => setNotices((before) => [...before, { ...notice, id: (before.at(-1)?.id ?? 0) + 1 }].slice(-MOST)), [])
  const [say] = useState<Say>(() => ({
    done: (text, undo) => add({ text, bad: false, undo }),
    failed: (fault) => add({ text: fault instanceof ApiError && fault.status === 0 ? t('app.offline') : fault instanceof Error ? fault.message : String(fault), bad: true }),
  }))
  return (
    <SayContext value={say}>
      <Toast.Provider swipeDirection="right" label={t('app.notice')}>
        {children}
        {notices.map((notice) => (
          <Toast.Root
            key={notice.id}
            duration={notice.bad ? 9_000 : 5_000}
            onOpenChange={(open) => !open && setNotices((before) => before.filter((one) => one.id !== notice.id))}
            className={clsx('flex items-center gap-3 rounded-xl border px-4 py-3 shadow-float', notice.bad ? 'border-bad/40 bg-bad-soft text-bad' : 'border-line bg-ink text-paper')}
          >
            <Toast.Description className="text-sm">{notice.text}</Toast.Description>
            {notice.undo && (
              <Toast.Action altText={t('app.undo')} onClick={notice.undo} className="rounded-md px-2 py-1 text-sm font-semibold underline underline-offset-2">
                {t('app.undo')}
              </Toast.Action>
            )}
          </Toast.Root>
        ))}
        <Toast.Viewport className="fixed right-5 bottom-5 z-70 flex w-96 max-w-[92vw] flex-col gap-2 outline-none" />
      </Toast.Provider>
    </SayContext>
  )
}
