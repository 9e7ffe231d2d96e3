/** A figure never comes without the range in which the truth lies, or a plain reason why there is none. */
import type { MeasuredView } from '../api/types.ts'
import { useFormat } from '../i18n/use-format.ts'

/** `4.2 % (3.1–5.3 %)`, or what is missing. `show` writes a figure as the reader knows it. */
export function Ranged({ of, show, className }: { readonly of: MeasuredView | null; readonly show: (value: number) => string; readonly className?: string }) {
  const { t, number, has } = useFormat()
  if (of === null) return <span className={`text-ink-3 ${className ?? ''}`}>{t('measured.not_enough_data')}</span>
  if ('none' in of) {
    const { have, need } = of.detail
    const counts = typeof have === 'number' && typeof need === 'number' ? ` ${t('measured.haveNeed', { have: number(have), need: number(need) })}` : ''
    return <span className={`text-ink-3 ${className ?? ''}`}>{has(`measured.${of.none}`) ? t(`measured.${of.none}`) : of.none}{counts}</span>
  }
  return (
    <span className={className} title={t(of.valid === 'always' ? 'measured.always' : 'measured.once', { level: number(of.level * 100) })}>
      <span className="tabular font-semibold">{show(of.estimate)}</span>
      <span className="tabular ml-1.5 text-[13px] font-normal whitespace-nowrap text-ink-3">{t('measured.range', { low: show(of.low), high: show(of.high) })}</span>
    </span>
  )
}

/** The range as a line on a common scale, with a mark at `at`. Beside it stands the same in figures. */
export function Whisker({ of, least, most, at = 0 }: { readonly of: MeasuredView | null; readonly least: number; readonly most: number; readonly at?: number }) {
  if (of === null || 'none' in of) return <span className="block h-4" aria-hidden />
  const place = (value: number) => `${Math.max(0, Math.min(100, ((value - least) / (most - least || 1)) * 100))}%`
  const colour = of.low > at ? 'bg-good' : of.high < at ? 'bg-bad' : 'bg-ink-3'
  return (
    <span className="relative block h-4 w-full" aria-hidden>
      <span className="absolute top-0 h-full w-px bg-line-strong" style={{ left: place(at) }} />
      <span className={`absolute top-1/2 h-0.5 -translate-y-1/2 ${colour}`} style={{ left: place(of.low), width: `calc(${place(of.high)} - ${place(of.low)})` }} />
      <span className={`absolute top-1/2 size-2 -translate-1/2 rounded-full ${colour}`} style={{ left: place(of.estimate) }} />
    </span>
  )
}
