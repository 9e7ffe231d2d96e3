/** A person's identifiers as a picture: people's own identifiers inside, devices outside, what belongs to others at the rim. The list beside it says the same in words. */
import type { IdentityEdgeView, IdentityView } from '../../api/types.ts'
import { useFormat } from '../../i18n/use-format.ts'

const SIZE = 420
const MIDDLE = SIZE / 2
/** Distance from the middle by ring: own known identifiers, own devices, other people's. */
const RINGS = [105, 160, 192] as const
/** More than so many would be a tangle; the list has them all. */
const MOST = 60

/** Keeps words readable where a line passes behind them. */
const HALO = { stroke: 'var(--surface)', strokeWidth: 4, paintOrder: 'stroke' } as const

interface Place {
  readonly key: string
  readonly x: number
  readonly y: number
  readonly ring: number
}

/** Where each identifier stands: the strongest in the middle, the others round about, in a fixed order. */
export function placesOf(view: IdentityView): readonly Place[] {
  const own = view.identifiers.toSorted((one, other) => one.strength - other.strength || (one.key < other.key ? -1 : 1))
  const ownKeys = new Set(own.map((one) => one.key))
  const others = [...new Set(view.edges.flatMap(({ a, b }) => [a, b]).filter((key) => !ownKeys.has(key)))].toSorted()
  const [first, ...rest] = own
  if (first === undefined) return []
  const rings = [rest.filter((one) => one.known).map((one) => one.key), rest.filter((one) => !one.known).map((one) => one.key), others]
  let left = MOST
  const placed: Place[] = [{ key: first.key, x: MIDDLE, y: MIDDLE, ring: 0 }]
  for (const [ring, keys] of rings.entries()) {
    const shown = keys.slice(0, left)
    left -= shown.length
    for (const [index, key] of shown.entries()) {
      const angle = (2 * Math.PI * (index + ring * 0.5)) / Math.max(3, shown.length) - Math.PI / 3
      placed.push({ key, x: MIDDLE + RINGS[ring]! * Math.cos(angle), y: MIDDLE + RINGS[ring]! * Math.sin(angle), ring })
    }
  }
  return placed
}

function lookOf(edge: IdentityEdgeView): { readonly stroke: string; readonly dash?: string; readonly width: number } {
  if (edge.rule === 'joined') return { stroke: 'var(--good)', width: 3 }
  if (edge.rule === 'apart' || edge.rule === 'cut') return { stroke: 'var(--bad)', dash: '2 5', width: 2.5 }
  return edge.accepted ? { stroke: 'var(--accent)', width: 1.8 } : { stroke: 'var(--bad)', dash: '5 5', width: 1.6 }
}

/** The picture. `marked` identifiers are drawn full; a click marks or unmarks one of the person's own. */
export function IdentityGraph({ view, marked, onMark }: { readonly view: IdentityView; readonly marked: ReadonlySet<string>; readonly onMark: (key: string) => void }) {
  const { t, known, number } = useFormat()
  const places = placesOf(view)
  const at = new Map(places.map((place) => [place.key, place]))
  const own = new Map(view.identifiers.map((one) => [one.key, one]))
  return (
    <svg viewBox={`0 0 ${SIZE} ${SIZE}`} role="img" aria-label={t('identity.picture', { ids: number(view.identifiers.length), edges: number(view.edges.length) })} className="mx-auto w-full max-w-[460px]">
      {view.edges.map((edge) => {
        const from = at.get(edge.a)
        const to = at.get(edge.b)
        if (!from || !to) return null
        const look = lookOf(edge)
        return (
          <line
            key={`${edge.a}|${edge.b}|${edge.rule}`}
            x1={from.x}
            y1={from.y}
            x2={to.x}
            y2={to.y}
            stroke={look.stroke}
            strokeWidth={look.width}
            strokeDasharray={look.dash}
            strokeLinecap="round"
          >
            <title>{`${edge.a} – ${edge.b}: ${known('edge', edge.rule)}`}</title>
          </line>
        )
      })}
      {places.map(({ key, x, y, ring }) => {
        const mine = own.get(key)
        const isMarked = marked.has(key)
        const value = mine?.value ?? key.slice(key.indexOf(':') + 1)
        return (
          <g key={key} onClick={() => mine && onMark(key)} className={mine ? 'cursor-pointer' : ''} opacity={ring === 2 ? 0.75 : 1}>
            <title>{key}</title>
            <circle
              cx={x}
              cy={y}
              r={mine && mine.strength === view.identifiers.reduce((least, one) => Math.min(least, one.strength), 99) ? 15 : 11}
              fill={isMarked ? 'var(--warm)' : mine ? (mine.quarantined ? 'var(--bad-soft)' : 'var(--accent-soft)') : 'var(--surface)'}
              stroke={mine ? (mine.quarantined ? 'var(--bad)' : 'var(--accent)') : 'var(--ink-3)'}
              strokeWidth={1.8}
              strokeDasharray={mine ? undefined : '3 3'}
            />
            <text x={x} y={y + 26} textAnchor="middle" fontSize="10.5" fill="var(--ink-2)" {...HALO}>
              {known('identifier', key.slice(0, key.indexOf(':')))}
            </text>
            <text x={x} y={y + 38} textAnchor="middle" fontSize="9.5" fill="var(--ink-3)" {...HALO}>
              {value.length > 18 ? `${value.slice(0, 16)}…` : value}
            </text>
          </g>
        )
      })}
    </svg>
  )
}
