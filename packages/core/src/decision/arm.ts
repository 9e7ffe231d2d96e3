/** An offer at a placement as the learner sees it: hashed places of what it shares with others and of itself. */
import { placeOf } from '../model/features/place.ts'

/** Where an offer's own weights stand. Offers of one family share a place, so that a new one begins where its family is. */
export interface Arm {
  /** Place of the placement. */
  readonly placement: number
  /** Place of the channel. */
  readonly channel: number
  readonly family: number
  readonly offer: number
  /** Logarithm of the definition's rate: where learning begins. */
  readonly prior: number
}

/** Rates nearer to 0 than this say nothing that a model could correct. */
const RATE_EDGE = 1e-4

/** The arm of an offer. Without a family it is a family of its own kind: all offers without one begin at the general rate. */
export function armOf({ offer, family, placement, channel, rate }: {
  readonly offer: string
  readonly family: string | undefined
  readonly placement: string
  readonly channel: string | undefined
  readonly rate: number
}): Arm {
  return {
    placement: placeOf('arm.placement', placement),
    channel: placeOf('arm.channel', channel ?? ''),
    family: placeOf('arm.family', family ?? ''),
    offer: placeOf('arm.offer', offer),
    prior: Math.log(Math.min(1, Math.max(RATE_EDGE, rate))),
  }
}
