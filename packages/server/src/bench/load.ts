/** A load generator on loopback: bounded connections, bounded time, every latency kept. */
import { Agent, request } from 'node:http'

/** What one run gave. */
export interface LoadFigures {
  readonly requests: number
  readonly seconds: number
  readonly perSecond: number
  readonly failed: number
  readonly latencyMsP50: number
  readonly latencyMsP99: number
  readonly latencyMsMax: number
}

/** One request to send. */
export interface Shot {
  readonly path: string
  readonly body: string
  readonly key: string
}

/**
 * Sends requests for `seconds` over `connections`. Without `perSecond` as fast as answers come (closed loop); with it at that rate whatever the
 * answers do (open loop), and latency counts from the moment a request was due, so that a stall is not hidden.
 */
export async function load(options: {
  readonly url: string
  readonly seconds: number
  readonly connections: number
  readonly perSecond?: number
  readonly next: () => Shot
}): Promise<LoadFigures> {
  const { hostname, port } = new URL(options.url)
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections })
  const latencies: number[] = []
  let failed = 0
  const started = performance.now()
  const end = started + options.seconds * 1_000

  function shoot(due: number): Promise<void> {
    const { path, body, key } = options.next()
    return new Promise((resolve) => {
      const sent = request({ hostname, port, path, agent, method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } }, (answer) => {
        answer.resume()
        answer.once('end', () => {
          if (answer.statusCode === 200) latencies.push(performance.now() - due)
          else failed++
          resolve()
        })
      })
      sent.once('error', () => {
        failed++
        resolve()
      })
      sent.end(body)
    })
  }

  if (options.perSecond === undefined) {
    const one = async (): Promise<void> => {
      while (performance.now() < end) await shoot(performance.now())
    }
    await Promise.all(Array.from({ length: options.connections }, one))
  } else {
    const open = new Set<Promise<void>>()
    const gap = 1_000 / options.perSecond
    for (let due = started; due < end; due += gap) {
      const wait = due - performance.now()
      if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait))
      const shot = shoot(due).finally(() => open.delete(shot))
      open.add(shot)
    }
    await Promise.all(open)
  }
  agent.destroy()
  return {
    ...summary(latencies),
    failed,
    requests: latencies.length,
    seconds: (performance.now() - started) / 1_000,
    perSecond: (latencies.length * 1_000) / (performance.now() - started),
  }
}

/** Median, 99th percentile and maximum, in the unit of the numbers. */
export function summary(latencies: readonly number[]): { readonly latencyMsP50: number; readonly latencyMsP99: number; readonly latencyMsMax: number } {
  const sorted = [...latencies].sort((one, other) => one - other)
  const at = (share: number): number => Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 1_000) / 1_000
  return { latencyMsP50: at(0.5), latencyMsP99: at(0.99), latencyMsMax: at(1) }
}

/** Calls the API and gives the answer's JSON; throws with the answer's text when it is not 2xx. */
export async function call(url: string, method: string, path: string, key: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(url + path, { method, headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }, body: body === undefined ? undefined : JSON.stringify(body) })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 2_000)}`)
  return text === '' ? null : JSON.parse(text)
}
