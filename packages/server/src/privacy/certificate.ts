/** Proof of an erasure: what went where and when, signed. It names nobody, so that it can be kept for as long as somebody may ask. */
import { createHash, createHmac } from 'node:crypto'
import type { Erasure } from '../runtime/erase.ts'
import type { StoredRequest } from './requests.ts'

/** What stays on purpose. */
const KEPT = [
  { what: 'places in the log', why: 'Each erased entry keeps its place and moment, so that what others did can still be found; nothing of what was said is left.' },
  { what: 'keyed hashes of identifiers', why: 'They keep the person from coming back by a new import. Without the secret of this installation they tell nobody who was meant.' },
  { what: 'the consent ledger', why: 'It proves what was allowed when; it holds keyed hashes and versions of wordings only.' },
  { what: 'sums', why: 'Counts of events, messages and offers stay; they are about nobody in particular.' },
] as const

/** A certificate, as in api/contract-privacy. */
export interface Certificate {
  readonly request: string
  readonly law: string
  readonly requestedAt: number
  readonly begunAt: number
  readonly doneAt: number
  readonly subject: string
  readonly suppressed: number
  readonly counts: readonly { readonly place: string; readonly count: number }[]
  readonly callsEnded: boolean
  readonly kept: readonly { readonly what: string; readonly why: string }[]
  readonly hash: string
  readonly signature: string
}

/** Makes it. */
export function certify(given: {
  readonly request: StoredRequest
  readonly item: Erasure
  readonly doneAt: number
  readonly callsEnded: boolean
  readonly seed: string
}): Certificate {
  const { request, item, doneAt, callsEnded, seed } = given
  const bare = {
    request: request.id,
    law: request.law,
    requestedAt: request.requestedAt,
    begunAt: item.begunAt as number,
    doneAt,
    subject: item.subject,
    suppressed: item.suppressed,
    counts: countsOf(item.counts),
    callsEnded,
    kept: KEPT,
  }
  const hash = createHash('sha256').update(JSON.stringify(bare)).digest('hex')
  return { ...bare, hash, signature: createHmac('sha256', `${seed}|certificate|1`).update(hash).digest('base64url') }
}

/** Counts as rows. */
export function countsOf(counts: { readonly [place: string]: number }): readonly { readonly place: string; readonly count: number }[] {
  return Object.entries(counts).map(([place, count]) => ({ place, count }))
}
