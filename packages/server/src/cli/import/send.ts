/** Sends events in batches, a few at a time, in order of answer; waits when the server asks for it. */
import { call, type Client } from '../client.ts'
import { Failure } from '../output.ts'
import type { PlainEvent, Reject } from './mapper.ts'

/** What became of everything sent so far. */
export interface Sent {
  readonly accepted: number
  readonly duplicate: number
  readonly bad: number
}

/** A sender. */
export interface Sender {
  /** Takes an event; waits when too many batches are under way. */
  push(event: PlainEvent): Promise<void>
  /** Sends the rest and waits for all answers. */
  finish(): Promise<void>
  sent(): Sent
  /** The row of the oldest event that has not been answered, or null. */
  oldestUnansweredRow(): number | null
}

const BATCH_EVENTS = 500
const BATCH_CHARACTERS = 1_500_000
const UNDER_WAY = 3
const ATTEMPTS = 12
const LONGEST_WAIT_MS = 30_000

/** A sender to a server. `onReject` hears of events that the server refused. */
export function createSender(client: Client, onReject: (reject: Reject) => void): Sender {
  const underWay = new Map<Promise<void>, number>()
  let batch: PlainEvent[] = []
  let characters = 0
  let sent: Sent = { accepted: 0, duplicate: 0, bad: 0 }
  let failed: Error | null = null

  async function post(events: readonly PlainEvent[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const answer = await call(client, { method: 'POST', path: '/v1/events', body: { events: events.map(({ event }) => event) }, accept: [429, 503] }).catch((error: unknown) => {
        // A server that restarts answers again soon; ids make the repetition harmless.
        if (attempt >= ATTEMPTS || !(error instanceof Failure) || !/does not answer/.test(error.message)) throw error
        return { status: 503, body: null, retryAfterSeconds: 0 }
      })
      if (answer.status < 400) return note(events, answer.body)
      if (attempt >= ATTEMPTS) throw new Failure({ what: `The server has been too busy for ${ATTEMPTS} attempts.`, next: 'Run the same command again later: it goes on where it stopped.' })
      await new Promise((resolve) => setTimeout(resolve, Math.min(LONGEST_WAIT_MS, Math.max(answer.retryAfterSeconds * 1_000, 250 * 2 ** attempt))))
    }
  }

  function note(events: readonly PlainEvent[], body: unknown): void {
    const { accepted = 0, duplicate = 0, bad = 0, problems = [] } = (body ?? {}) as Partial<Sent> & { readonly problems?: readonly {
      readonly index: number
      readonly code: string
      readonly message: string
    }[] }
    sent = { accepted: sent.accepted + accepted, duplicate: sent.duplicate + duplicate, bad: sent.bad + bad }
    // Events with traits count twice on the other side, so an index may lie beyond; then the batch's first line is named.
    for (const { index, code, message } of problems) onReject({
      line: (events[index] ?? events[0])?.line ?? 0,
      reason: `refused by the server, ${code}: ${message}`,
      raw: JSON.stringify(events[index]?.event ?? null).slice(0, 1_000),
    })
  }

  async function flush(): Promise<void> {
    if (batch.length === 0) return
    const events = batch
    batch = []
    characters = 0
    while (underWay.size >= UNDER_WAY) await Promise.race(underWay.keys())
    if (failed) throw failed
    const work: Promise<void> = post(events)
      .catch((error: unknown) => {
        failed ??= error instanceof Error ? error : new Error(String(error))
      })
      .finally(() => {
        if (!failed) underWay.delete(work)
      })
    underWay.set(work, Math.min(...events.map(({ row }) => row)))
    if (underWay.size >= UNDER_WAY) await Promise.race(underWay.keys())
    if (failed) throw failed
  }

  return {
    async push(event) {
      batch.push(event)
      characters += JSON.stringify(event.event).length
      if (batch.length >= BATCH_EVENTS || characters >= BATCH_CHARACTERS) await flush()
    },
    async finish() {
      await flush()
      await Promise.all(underWay.keys())
      if (failed) throw failed
    },
    sent: () => sent,
    oldestUnansweredRow() {
      const rows = [...underWay.values(), ...batch.map(({ row }) => row)]
      return rows.length === 0 ? null : rows.reduce((a, b) => Math.min(a, b))
    },
  }
}
