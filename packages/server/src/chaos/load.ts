/** Several senders at once, each with one batch under way; what is not acknowledged is sent again. */
import type { Random } from '@rapport/core/base/random'
import { nextBatch, type Ledger, type Order } from './customers.ts'
import { KEYS } from './server-process.ts'

const SENDERS = 4
const TIMEOUT_MS = 10_000

/** Load that goes on until it is stopped; `stop` resolves when no batch is under way. */
export function startLoad(url: string, ledger: Ledger, random: Random): { stop(): Promise<void> } {
  let stopped = false
  const sender = async (): Promise<void> => {
    while (!stopped) if (!(await sendBatch(url, ledger, nextBatch(ledger, random)))) await pause(50)
  }
  const running = Promise.all(Array.from({ length: SENDERS }, sender))
  return {
    async stop() {
      stopped = true
      await running
    },
  }
}

/** Sends one batch; true when it was acknowledged. */
export async function sendBatch(url: string, ledger: Ledger, batch: readonly Order[]): Promise<boolean> {
  const acked = await post(`${url}/v1/events`, KEYS.write, batch).catch(() => null)
  for (const { id } of batch) {
    if (acked) ledger.acked.add(id)
    else if (!ledger.acked.has(id)) ledger.waiting.add(id)
  }
  return acked !== null
}

/** The JSON answer of a POST or PUT. Rejects when it is not a success. */
export async function post(url: string, key: string, body: unknown, method = 'POST'): Promise<unknown> {
  const response = await fetch(url, { method, signal: AbortSignal.timeout(TIMEOUT_MS), headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${url} was answered with ${response.status}: ${text.slice(0, 500)}`)
  return JSON.parse(text)
}

/** The JSON answer of a GET. */
export async function get(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), headers: { authorization: `Bearer ${KEYS.api}` } })
  return response.json()
}

/** Waits so many milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
