/** Buttons: one primary per view, the rest quiet. */
import { clsx } from 'clsx'
import type { ComponentProps, ReactNode } from 'react'

const LOOKS = {
  primary: 'bg-accent text-on-accent hover:brightness-110 border-transparent',
  quiet: 'bg-surface text-ink border-line-strong/50 hover:bg-raised hover:border-line-strong',
  plain: 'bg-transparent text-ink-2 border-transparent hover:bg-ink/6 hover:text-ink',
  danger: 'bg-surface text-bad border-bad/40 hover:bg-bad-soft',
} as const

/** The classes of a button, for links that look like one. */
export function buttonClass(look: keyof typeof LOOKS = 'quiet', small = false): string {
  return clsx(
    'inline-flex items-center justify-center gap-1.5 rounded-lg border font-medium whitespace-nowrap transition-colors disabled:opacity-50 disabled:pointer-events-none',
    small ? 'px-2.5 py-1 text-[13px]' : 'px-3.5 py-1.5 text-sm',
    LOOKS[look],
  )
}

/** A button with words. */
export function Button({ look = 'quiet', small, className, ...rest }: ComponentProps<'button'> & { readonly look?: keyof typeof LOOKS; readonly small?: boolean }) {
  return <button type="button" className={clsx(buttonClass(look, small), className)} {...rest} />
}

/** A button that is only a picture; `label` says what it does. */
export function IconButton({ label, children, className, ...rest }: ComponentProps<'button'> & { readonly label: string; readonly children: ReactNode }) {
  return (
    <button type="button" aria-label={label} title={label} className={clsx('inline-grid size-8 shrink-0 place-items-center rounded-lg text-ink-2 hover:bg-ink/6 hover:text-ink disabled:opacity-40', className)} {...rest}>
      {children}
    </button>
  )
}
