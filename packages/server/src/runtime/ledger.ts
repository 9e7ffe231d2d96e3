/**
 * The ledger of consent: every statement is one row, chained by hashes to the row before, the last row of each commit signed. It names nobody: people and
 * events stand in it as keyed hashes, so that it can be shown to an auditor and stays whole when a person is erased.
 */
import { createHash, createHmac, createPublicKey, verify } from 'node:crypto'
import type { EventId, ProfileId } from '@rapport/core/base/id'
import { canonical, type Json } from '@rapport/core/base/json'
import { SIGNAL, statementsOf } from '@rapport/core/consent/consent'
import type { Plan } from '@rapport/core/engine/plan'
import type { ProfileState } from '@rapport/core/engine/state'
import { KNOWN, type Event } from '@rapport/core/event/event'
import type { LedgerRow } from '../ports/store.ts'

/** Makes the signature of a row's hash (hex), as base64url. */
export type Sign = (hash: string) => string

/** What stands before the first row. */
const GENESIS = '0'.repeat(64)

/** A row that has no place in the chain yet. */
export type LedgerDraft = Omit<LedgerRow, 'n' | 'hash' | 'signature'>

/** The keyed hash of a person in the ledger. */
export function subjectOf(seed: string, profile: ProfileId): string {
  return keyed(seed, `subject|${profile}`)
}

/** The keyed hash of an event in the ledger. */
export function eventOf(seed: string, event: EventId): string {
  return keyed(seed, `event|${event}`)
}

function keyed(seed: string, text: string): string {
  return createHmac('sha256', `${seed}|ledger|1`).update(text).digest('base64url')
}

/**
 * The rows of an event that was folded into a person. A statement by hand is always one. What a browser or banner signals with every page is one only
 * when it says something else than before.
 */
export function draftsOf(plan: Plan, event: Event, before: ProfileState, after: ProfileState): readonly LedgerDraft[] {
  if (event.type !== KNOWN.consentGiven && event.type !== KNOWN.consentWithdrawn && event.context?.['consent'] === undefined) return []
  const { seed } = plan.workspace
  const drafts: LedgerDraft[] = []
  for (const { purpose, channel, entry } of statementsOf(event)) {
    if (channel === SIGNAL && (before.consent[purpose]?.[SIGNAL]?.is === entry.is || after.consent[purpose]?.[SIGNAL]?.from !== event.id)) continue
    const jurisdiction = entry.place ?? plan.laws.placeFor(after).places.join('+')
    const { proof } = event.properties
    drafts.push({
      at: entry.at,
      subject: subjectOf(seed, after.id),
      event: eventOf(seed, event.id),
      is: entry.is,
      purpose,
      channel,
      ...(jurisdiction === '' ? {} : { jurisdiction }),
      ...(entry.text === undefined ? {} : { text: entry.text }),
      ...(proof === undefined || proof === null ? {} : { proof: keyed(seed, `proof|${canonical(proof)}`) }),
      source: event.source,
    })
  }
  return drafts
}

/** The drafts as rows that follow `head`; the last one signed. */
export function chained(head: LedgerRow | null, drafts: readonly LedgerDraft[], sign: Sign | undefined): readonly LedgerRow[] {
  let n = head?.n ?? 0
  let hash = head?.hash ?? GENESIS
  return drafts.map((draft, index) => {
    n += 1
    hash = hashOf({ n, ...draft }, hash)
    return { n, ...draft, hash, ...(sign && index === drafts.length - 1 ? { signature: sign(hash) } : {}) }
  })
}

/** SHA-256 over the canonical JSON of the row (without hash and signature) and the hash before it. */
function hashOf(row: Omit<LedgerRow, 'hash' | 'signature'>, previous: string): string {
  return createHash('sha256').update(canonical({ ...row, previous } as unknown as Json)).digest('hex')
}

/** A fault in the chain. `gap`: a row is missing or doubled; `hash`: a row was changed; `signature`: it was not signed with this key; `unsigned`: the newest rows carry no signature. */
export interface Fault {
  readonly n: number
  readonly why: 'gap' | 'hash' | 'signature' | 'unsigned'
  readonly said: string
}

/** A check of a chain, row by row, in bounded memory. */
export interface ChainCheck {
  /** The next row; answers the fault if it does not hold. After a fault everything that follows is worthless. */
  row(row: LedgerRow): Fault | null
  /** After the newest row: what was not signed. Only when a key is given. */
  end(): Fault | null
  figures(): { readonly checked: number; readonly signatures: number; readonly from: number; readonly to: number }
}

/** Begins a check after `before` (null: at the first row). `publicKey`: PEM; null checks hashes alone. */
export function checkChain(before: Pick<LedgerRow, 'n' | 'hash'> | null, publicKey: string | null): ChainCheck {
  const key = publicKey === null ? null : createPublicKey(publicKey)
  const from = (before?.n ?? 0) + 1
  let n = before?.n ?? 0
  let hash = before?.hash ?? GENESIS
  let signatures = 0
  let unsigned = 0
  return {
    row(row) {
      if (row.n !== n + 1) return { n: row.n, why: 'gap', said: `after row ${n} comes row ${row.n}: rows are missing or stand twice` }
      const { hash: claimed, signature, ...rest } = row
      const expected = hashOf(rest, hash)
      if (claimed !== expected) return { n: row.n, why: 'hash', said: `row ${row.n} is not what it was: its hash is ${String(claimed).slice(0, 12)}…, its contents give ${expected.slice(0, 12)}…` }
      if (signature !== undefined && key !== null && !verify(null, Buffer.from(claimed, 'hex'), key, Buffer.from(String(signature), 'base64url'))) {
        return { n: row.n, why: 'signature', said: `row ${row.n} was not signed with this key` }
      }
      n = row.n
      hash = claimed
      if (signature === undefined) unsigned += 1
      else {
        signatures += 1
        unsigned = 0
      }
      return null
    },
    end: () => (key === null || unsigned === 0 ? null : { n: n - unsigned + 1, why: 'unsigned', said: `rows ${n - unsigned + 1} to ${n} at the end carry no signature: rows were cut off or added` }),
    figures: () => ({ checked: n - from + 1, signatures, from, to: n }),
  }
}

/** The number that a person is shown for a row: its place and the beginning of its hash, so that a wrong digit is noticed. */
export function receiptNumber({ n, hash }: Pick<LedgerRow, 'n' | 'hash'>): string {
  return `${n}-${hash.slice(0, 6).toUpperCase()}`
}

/** The row that a receipt number means; null when it is none. */
export function readReceipt(receipt: string): { readonly n: number; readonly begins: string } | null {
  const found = /^\s*(\d{1,15})-([0-9a-f]{6})\s*$/i.exec(receipt)
  return found ? { n: Number(found[1]), begins: String(found[2]).toLowerCase() } : null
}
