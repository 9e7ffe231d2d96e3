/** What the demo's people like, planted on purpose: the arbiter should find it, and a test knows the truth. Depends on segments and the offer alone. */
import type { Memberships } from '@rapport/core/segment/membership'

/** Segment that likes an offer. */
const LIKED_BY: { readonly [offer: string]: string } = {
  'serum-with-cream': 'skincare-lovers',
  'skincare-samples': 'skincare-lovers',
  'tea-gift-box': 'tea-people',
  'tea-tasting': 'tea-people',
}
/** Offers that somebody needs rather than likes. */
const NEEDED: { readonly [offer: string]: number } = { 'help-late-parcel': 0.55, 'help-open-ticket': 0.45, 'free-delivery': 0.2, 'cart-coupon': 0.16 }
const ORDINARY = 0.04
/** Whoever likes an offer clicks it so many times as often. */
export const LIKES = 6

/** The chance that somebody clicks an offer that is shown to them. Strangers, who are in no segment yet, like nothing in particular. */
export function clickChance(segments: Memberships, offer: string): number {
  const segment = LIKED_BY[offer]
  const likes = segment !== undefined && segments[segment]?.since !== undefined
  return NEEDED[offer] ?? (likes ? ORDINARY * LIKES : ORDINARY)
}

/** The chance that somebody closes an offer instead. */
export const DISMISSES = 0.03
