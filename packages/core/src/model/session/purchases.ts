/** Purchases as baskets: all that a customer bought on one day is one basket. */

/** One day's purchases of one customer. */
export interface Basket {
  /** Whole days since 1970. */
  readonly day: number
  /** Items by number, each once. */
  readonly items: readonly number[]
}

/** All baskets of a shop. */
export interface Baskets {
  /** Items by number. */
  readonly items: readonly string[]
  /** Each with the baskets in the order of time. */
  readonly customers: readonly { readonly customer: string; readonly baskets: readonly Basket[] }[]
}

/** One line of a receipt. */
export interface Purchase {
  readonly customer: string
  readonly item: string
  /** Whole days since 1970. */
  readonly day: number
}

/** Gathers lines of receipts, in any order, into baskets. */
export function basketsOf(purchases: Iterable<Purchase>): Baskets {
  const numbers = new Map<string, number>()
  const byCustomer = new Map<string, Map<number, Set<number>>>()
  for (const { customer, item, day } of purchases) {
    let number = numbers.get(item)
    if (number === undefined) numbers.set(item, (number = numbers.size))
    let days = byCustomer.get(customer)
    if (!days) byCustomer.set(customer, (days = new Map()))
    const basket = days.get(day)
    if (basket) basket.add(number)
    else days.set(day, new Set([number]))
  }
  const customers = [...byCustomer].map(([customer, days]) => ({
    customer,
    baskets: [...days].map(([day, items]) => ({ day, items: [...items] })).toSorted((a, b) => a.day - b.day),
  }))
  return { items: [...numbers.keys()], customers }
}
