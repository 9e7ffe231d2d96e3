/** Orders of the chaos run and what is known of them outside: which were sent, which were acknowledged. */
import { pickIndex, type Random } from '@rapport/core/base/random'

/** One event as it is sent. */
export interface Order {
  readonly id: string
  readonly type: 'order_completed' | 'page_viewed'
  readonly identifiers: { readonly userId: string; readonly email: string }
  readonly properties: { readonly mail: boolean; readonly total: number }
}

/** The sender's ledger. */
export interface Ledger {
  readonly sent: Map<string, Order>
  readonly acked: Set<string>
  /** To be sent again. */
  readonly waiting: Set<string>
}

/** People who order. */
export const PEOPLE = 60

/** An empty ledger. */
export function createLedger(): Ledger {
  return { sent: new Map(), acked: new Set(), waiting: new Set() }
}

/** A batch: what waits, some that is new, and sometimes something that has been acknowledged long ago. */
export function nextBatch(ledger: Ledger, random: Random): readonly Order[] {
  const again = [...ledger.waiting].slice(0, 30)
  for (const id of again) ledger.waiting.delete(id)
  const fresh = Array.from({ length: 1 + pickIndex(random, 25) }, () => order(ledger, random))
  const old = random() < 0.3 && ledger.acked.size > 0 ? [[...ledger.acked][pickIndex(random, ledger.acked.size)] as string] : []
  return [...again, ...old].map((id) => ledger.sent.get(id) as Order).concat(fresh)
}

function order(ledger: Ledger, random: Random): Order {
  const person = pickIndex(random, PEOPLE)
  const made: Order = {
    id: `o${ledger.sent.size + 1}`,
    type: random() < 0.7 ? 'order_completed' : 'page_viewed',
    identifiers: { userId: `u${person}`, email: `kehu${person}@example.com` },
    properties: { mail: random() < 0.2, total: pickIndex(random, 1_000) },
  }
  ledger.sent.set(made.id, made)
  return made
}
