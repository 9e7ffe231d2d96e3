/** Small pieces that the pages about data share: a month as bars, how personal a value is, who uses it. */
import { Link } from '@tanstack/react-router'
import type { UseView } from '../../api/types.ts'
import { Badge, type Tone } from '../../components/layout.tsx'
import { Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'

/** Thirty days as bars, today at the right. The figure beside it says how many. */
export function Month({ days }: { readonly days: readonly number[] }) {
  const most = Math.max(1, ...days)
  return (
    <svg viewBox={`0 0 ${days.length * 4} 24`} className="h-6 w-28" aria-hidden>
      {days.map((count, day) => <rect key={day} x={day * 4} width={3} y={24 - (count / most) * 23} height={Math.max(count > 0 ? 1 : 0, (count / most) * 23)} fill="var(--accent)" />)}
    </svg>
  )
}

const TONES: { readonly [pii: string]: Tone } = { identifier: 'info', contact: 'warn', sensitive: 'bad' }

/** How personal a value is; nothing for what is not. */
export function Personal({ pii, title }: { readonly pii: string; readonly title?: string | undefined }) {
  const { known } = useFormat()
  return pii === 'none' ? null : <Badge tone={TONES[pii] ?? 'plain'} {...(title !== undefined && { title })}>{known('pii', pii)}</Badge>
}

/** Who uses something, as links where there is a page. */
export function Users({ uses, most = 6 }: { readonly uses: readonly UseView[]; readonly most?: number }) {
  const { known, number } = useFormat()
  return (
    <span className="flex flex-wrap gap-1.5">
      {uses.slice(0, most).map((use) => {
        const label = <Badge>{known('kind', use.kind)} <Words>{use.name}</Words></Badge>
        const key = `${use.kind}:${use.id}`
        if (use.kind === 'segment') return <Link key={key} to="/segments/$id" params={{ id: use.id }}>{label}</Link>
        if (use.kind === 'journey') return <Link key={key} to="/journeys/$id" params={{ id: use.id }}>{label}</Link>
        if (use.kind === 'offer') return <Link key={key} to="/offers/$id" params={{ id: use.id }}>{label}</Link>
        if (use.kind === 'template') return <Link key={key} to="/templates/$id" params={{ id: use.id }}>{label}</Link>
        return <span key={key}>{label}</span>
      })}
      {uses.length > most && <Badge>+{number(uses.length - most)}</Badge>}
    </span>
  )
}
