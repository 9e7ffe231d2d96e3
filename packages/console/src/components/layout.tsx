/** Pages, cards and the small blocks they consist of. */
import { clsx } from 'clsx'
import type { ReactNode } from 'react'

/** The head of a page: its name, one sentence about it, its actions. */
export function PageHead({ title, about, actions, lang, above }: {
  readonly title: ReactNode
  readonly about?: ReactNode
  readonly actions?: ReactNode
  readonly lang?: string
  readonly above?: ReactNode
}) {
  return (
    <header className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0 max-w-3xl">
        {above && <div className="mb-1 text-[13px] text-ink-3">{above}</div>}
        <h1 className="text-[26px] leading-tight font-semibold tracking-tight text-ink" lang={lang}>
          {title}
        </h1>
        {about && <p className="mt-1.5 text-ink-2">{about}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  )
}

/** A sheet of paper. */
export function Card({ children, className, flush }: { readonly children: ReactNode; readonly className?: string; readonly flush?: boolean }) {
  return <div className={clsx('rounded-2xl border border-line bg-surface shadow-card', !flush && 'p-5', className)}>{children}</div>
}

/** A card with a name. */
export function Section({ title, about, actions, children, className }: {
  readonly title: ReactNode
  readonly about?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
  readonly className?: string
}) {
  return (
    <section className={clsx('rounded-2xl border border-line bg-surface p-5 shadow-card', className)}>
      <div className="mb-3 flex flex-wrap items-start justify-between gap-2">
        <div>
          <h2 className="font-semibold text-ink">{title}</h2>
          {about && <p className="mt-0.5 text-[13px] text-ink-3">{about}</p>}
        </div>
        {actions}
      </div>
      {children}
    </section>
  )
}

/** An empty state that says what to do next. */
export function Empty({ icon, title, children }: { readonly icon?: ReactNode; readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="mx-auto flex max-w-lg flex-col items-center px-6 py-12 text-center">
      {icon && <div className="mb-4 grid size-12 place-items-center rounded-full bg-accent-soft text-accent-text" aria-hidden>{icon}</div>}
      <p className="text-lg font-semibold text-ink">{title}</p>
      {children && <div className="mt-2 text-ink-2">{children}</div>}
    </div>
  )
}

/** Grey lines in place of what is being loaded. */
export function Skeleton({ lines = 4 }: { readonly lines?: number }) {
  return (
    <div className="flex flex-col gap-3 py-2" role="status" aria-busy="true" aria-label="…">
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} className="skeleton h-4" style={{ width: `${92 - ((line * 17) % 45)}%` }} />
      ))}
    </div>
  )
}

const TONES = {
  plain: 'bg-ink/7 text-ink-2',
  good: 'bg-good-soft text-good',
  bad: 'bg-bad-soft text-bad',
  warn: 'bg-warn-soft text-warn',
  info: 'bg-info-soft text-info',
  accent: 'bg-accent-soft text-accent-text',
  warm: 'bg-warm-soft text-warm',
} as const
/** The tone of a badge. */
export type Tone = keyof typeof TONES

/** A word in colour; the word carries the meaning, the colour only helps. */
export function Badge({ tone = 'plain', children, lang, title }: { readonly tone?: Tone; readonly children: ReactNode; readonly lang?: string; readonly title?: string }) {
  return (
    <span lang={lang} title={title} className={clsx('inline-flex items-center gap-1 rounded-full px-2 py-0.5 text-xs font-medium whitespace-nowrap', TONES[tone])}>
      {children}
    </span>
  )
}

/** A part of a whole as a bar. The figure stands beside it in words. */
export function Bar({ share, tone = 'accent', className }: { readonly share: number; readonly tone?: 'accent' | 'warm' | 'bad' | 'good'; readonly className?: string }) {
  const colour = { accent: 'bg-accent', warm: 'bg-warm', bad: 'bg-bad', good: 'bg-good' }[tone]
  return (
    <div className={clsx('h-2 overflow-hidden rounded-full bg-ink/8', className)} aria-hidden>
      <div className={clsx('h-full rounded-full transition-[width] duration-300', colour)} style={{ width: `${Math.max(0, Math.min(1, share)) * 100}%` }} />
    </div>
  )
}

/** A figure with its name. */
export function Figure({ name, value, hint, tone }: { readonly name: string; readonly value: ReactNode; readonly hint?: ReactNode; readonly tone?: 'bad' | 'warn' | 'good' }) {
  const colour = tone === 'bad' ? 'text-bad' : tone === 'warn' ? 'text-warn' : tone === 'good' ? 'text-good' : 'text-ink'
  return (
    <div className="min-w-0">
      <dt className="text-[13px] text-ink-3">{name}</dt>
      <dd className={clsx('tabular mt-0.5 text-xl font-semibold tracking-tight', colour)}>{value}</dd>
      {hint && <dd className="text-xs text-ink-3">{hint}</dd>}
    </div>
  )
}
