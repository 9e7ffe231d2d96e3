/** A strategy in the making: what it changes, read from an address and cleaned of what changes nothing. */
import type { StrategyBody, WhatIfGround } from '../../api/types.ts'

/** Today's way: nothing is changed. */
export const TODAY: StrategyBody = { offers: {}, levers: {}, chances: 'logged' }

/** The strategy that a link carries (from the arbitration page), or today's. */
export function draftOf(text: string | undefined): StrategyBody {
  if (text === undefined) return TODAY
  try {
    const { levers = {}, exploration, mode } = JSON.parse(text) as { readonly levers?: StrategyBody['levers']; readonly exploration?: number; readonly mode?: string }
    return { ...TODAY, levers, ...(exploration === undefined ? {} : { exploration }), ...(mode === 'rates' && { chances: 'rates' as const }) }
  } catch {
    return TODAY
  }
}

/** One change of an offer put in or, when it is as today, taken out. */
export function withOffer(strategy: StrategyBody, offer: WhatIfGround['offers'][number], change: StrategyBody['offers'][string]): StrategyBody {
  const before: Record<string, unknown> = { ...strategy.offers[offer.offer], ...change }
  const today: Record<string, unknown> = { value: offer.value, rate: offer.rate, cost: offer.cost, lever: offer.lever, tier: offer.tier, off: false }
  const kept = Object.fromEntries(Object.entries(before).filter(([name, value]) => value !== undefined && value !== today[name]))
  const { [offer.offer]: _, ...others } = strategy.offers
  return { ...strategy, offers: Object.keys(kept).length === 0 ? others : { ...others, [offer.offer]: kept } }
}

/** How many things a strategy changes. */
export function changesOf(strategy: StrategyBody, ground: WhatIfGround): number {
  const levers = Object.entries(strategy.levers).filter(([family, lever]) => (ground.families.find((one) => one.family === family)?.lever ?? 1) !== lever)
  const others = [strategy.chances !== 'logged', strategy.exploration !== undefined && strategy.exploration !== ground.exploration, strategy.moments !== undefined]
  return Object.keys(strategy.offers).length + levers.length + others.filter(Boolean).length
}
