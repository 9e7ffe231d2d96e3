/** What speaks for and against a chance, and what matters to a model in all, by features. */
import type { Asked, Example } from './types.ts'
import type { Lane } from './lane.ts'

/** Names a place, or does not know it. */
export type NameOf = (place: number) => string | null

/** What speaks for and against, strongest first; what nobody can name is left out. */
export function reasonsOf(lane: Lane, asked: Asked, nameOf: NameOf): readonly { readonly feature: string; readonly adds: number }[] {
  if (lane.model !== null) return lane.model.contributions?.(asked) ?? []
  if (lane.online === null) return []
  const parts = lane.online.contributions(asked.x)
  const named = new Map<string, number>()
  asked.x.at.forEach((place, k) => {
    const name = nameOf(place)
    if (name !== null) named.set(name, (named.get(name) ?? 0) + (parts[k] ?? 0))
  })
  const told = [...named].map(([feature, adds]) => ({ feature, adds })).filter(({ adds }) => adds !== 0)
  return told.sort((a, b) => Math.abs(b.adds) - Math.abs(a.adds) || (a.feature < b.feature ? -1 : 1))
}

/** Features told on a card. */
const FEATURES_MAX = 20
/** Examples that are looked at: the newest. */
const LOOKED_AT = 500

/**
 * Features by how much they move chances: the spread of what each adds over the newest examples (what is the same for all moves nothing), as shares of the sum. Values of one feature count
 * together.
 */
export function importanceOf(lane: Lane, examples: readonly Example[], nameOf: NameOf): readonly { readonly feature: string; readonly share: number }[] {
  if (lane.model !== null) return lane.model.importance?.().slice(0, FEATURES_MAX) ?? []
  const { online } = lane
  if (online === null || lane.candidate.is === 'base') return []
  const looked = examples.slice(-LOOKED_AT)
  const sums = new Map<string, { sum: number; squares: number }>()
  for (const { x } of looked) {
    const parts = online.contributions(x)
    const here = new Map<string, number>()
    x.at.forEach((place, k) => {
      const feature = featureOf(nameOf(place))
      if (feature !== null) here.set(feature, (here.get(feature) ?? 0) + (parts[k] ?? 0))
    })
    for (const [feature, adds] of here) {
      const known = sums.get(feature) ?? { sum: 0, squares: 0 }
      known.sum += adds
      known.squares += adds * adds
      sums.set(feature, known)
    }
  }
  const spreads = [...sums].map(([feature, { sum, squares }]) => ({ feature, spread: Math.sqrt(Math.max(0, squares / looked.length - (sum / looked.length) ** 2)) }))
  const all = spreads.reduce((sum, { spread }) => sum + spread, 0)
  if (all === 0) return []
  return spreads.map(({ feature, spread }) => ({ feature, share: spread / all })).sort((a, b) => b.share - a.share || (a.feature < b.feature ? -1 : 1)).slice(0, FEATURES_MAX)
}

/** The feature in a name like `city = taipei` or `orders (size)`. */
function featureOf(name: string | null): string | null {
  if (name === null) return null
  const end = name.indexOf(' = ')
  return end >= 0 ? name.slice(0, end) : name.replace(/ \(size\).*$/, '')
}
