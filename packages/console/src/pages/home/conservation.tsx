/** Nothing that came in may vanish: in = accepted + duplicate + bad + suppressed (of erased people, who must not come back), drawn as one bar and said in words. */
import { Link } from '@tanstack/react-router'
import { CircleAlert, CircleCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Health } from '../../api/types.ts'
import { useFormat } from '../../i18n/use-format.ts'

/** The bar. Says so plainly when the sum is wrong. */
export function Conservation({ tally }: { readonly tally: Health['tally'] }) {
  const { t, number } = useFormat()
  const { in: all = 0, accepted = 0, duplicate = 0, bad = 0, suppressed = 0 } = tally
  const missing = all - accepted - duplicate - bad - suppressed
  const parts: readonly (readonly [string, number, string, ReactNode?])[] = [
    ['accepted', accepted, 'bg-accent'],
    ['duplicate', duplicate, 'bg-line-strong'],
    ['bad', bad, 'bg-bad', <Link key="bad" to="/live" search={{ state: 'bad' }} className="underline underline-offset-2">{number(bad)}</Link>],
    ...(suppressed > 0 ? [['suppressed', suppressed, 'bg-ink-2'] as const] : []),
  ]
  return (
    <div className="mt-5 border-t border-line pt-4">
      <div className="flex h-2.5 gap-0.5 overflow-hidden rounded-full bg-ink/8" aria-hidden>
        {parts.map(([name, count, colour]) => count > 0 && <div key={name} className={colour} style={{ flexGrow: Math.max(count, all / 150) }} />)}
      </div>
      <p className="tabular mt-2.5 flex flex-wrap items-center gap-x-5 gap-y-1 text-[13px] text-ink-2">
        <span className="font-medium text-ink">{t('tally.in', { number: number(all) })}</span>
        {parts.map(([name, count, colour, link]) => (
          <span key={name} className="inline-flex items-center gap-1.5">
            <span className={`size-2 rounded-full ${colour}`} aria-hidden /> {t(`tally.${name}`)} {link ?? number(count)}
          </span>
        ))}
        <span className={`ml-auto inline-flex items-center gap-1.5 ${missing === 0 ? 'text-good' : 'font-medium text-bad'}`}>
          {missing === 0 ? <CircleCheck size={14} aria-hidden /> : <CircleAlert size={14} aria-hidden />}
          {missing === 0 ? t('tally.balanced') : t('tally.missing', { number: number(missing) })}
        </span>
      </p>
    </div>
  )
}
