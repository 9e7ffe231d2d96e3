/** The sentences a language must have to describe kinds of customers. A missing one does not compile. */
import type { BuyerKind } from '../personas.ts'
import type { Quadrant } from '../types.ts'

/** One language. All figures come as texts, written as the reader is used to; `everybody` is the figure of a typical customer. */
export interface GroupWords {
  readonly kinds: { readonly [kind in BuyerKind]: string }
  /** The second group of one kind and so on. */
  numbered(kind: string, n: number): string
  readonly quadrants: { readonly [quadrant in Quadrant]: { readonly name: string; readonly advice: string } }
  size(people: string, share: string): string
  money(share: string, each: string): string
  /** Days since the last order. */
  recency(days: string, everybody: string): string
  orders(orders: string, everybody: string): string
  /** Money per order. */
  perOrder(money: string, everybody: string): string
  /** Days since the first order. */
  tenure(days: string, everybody: string): string
  /** Days between two orders. */
  gap(days: string, everybody: string): string
  /** Share of the money that was given back. */
  refunds(share: string, everybody: string): string
  /** Any other feature, by the name it has. */
  higher(feature: string, value: string, everybody: string): string
  lower(feature: string, value: string, everybody: string): string
  /** Nothing sets them apart. */
  readonly ordinary: string
  /** Words of reports. */
  readonly report: {
    readonly title: string
    readonly people: string
    readonly share: string
    readonly persona: string
    readonly moneyShare: string
    readonly recency: string
    readonly orders: string
    readonly money: string
    readonly howMany: string
    readonly separation: string
    readonly picture: string
    /** The groups run into each other. */
    readonly blurred: string
  }
}
