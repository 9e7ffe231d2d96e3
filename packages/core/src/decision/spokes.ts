/** What spoke for the choice: the parts of the model's log-odds in which the chosen offer and the runner-up differ most. */
import type { CompiledOffer } from './compile.ts'
import type { Spoke } from './types.ts'
import { significant } from './round.ts'
import type { Learning } from './worth.ts'

/** So many are kept. */
const SPOKES = 5
/** A difference in log-odds below this is no reason. */
const LEAST = 0.005

/** The strongest differences, greatest first; an offer that does not exist (doing nothing, or no rival) adds nothing. Places that nobody can name are left out. */
export function spokesOf({ chances, seen }: Learning, chosen: CompiledOffer | undefined, rival: CompiledOffer | undefined): readonly Spoke[] {
  if (seen.x.at.length === 0 || (chosen === undefined && rival === undefined)) return []
  const forChosen = chosen && chances.contributions(chosen.arm, seen.x)
  const forRival = rival && chances.contributions(rival.arm, seen.x)
  const byName = new Map<string, number>()
  for (const [index, place] of seen.x.at.entries()) {
    const difference = (forChosen?.[index] ?? 0) - (forRival?.[index] ?? 0)
    const feature = Math.abs(difference) < LEAST ? null : seen.nameOf(place)
    if (feature !== null) byName.set(feature, (byName.get(feature) ?? 0) + difference)
  }
  return [...byName]
    .sort(([a, x], [b, y]) => Math.abs(y) - Math.abs(x) || (a < b ? -1 : 1))
    .slice(0, SPOKES)
    .map(([feature, difference]) => ({ feature, difference: significant(difference, 3) }))
}
