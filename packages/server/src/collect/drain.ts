/** Reads on, and throws away, what a sender is still writing: who is cut off in the middle of a body gets a broken connection instead of our answer. */
import type { IncomingMessage } from 'node:http'

/** A sender who writes more than this, or takes longer, is cut off after all. */
export const DRAIN_BYTES_MAX = 32 * 1024 * 1024
const DRAIN_MS = 3_000

/** Resolves when the body has ended, or at the limits. */
export function drained(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return Promise.resolve()
  return new Promise((resolve) => {
    let bytes = 0
    const finish = (): void => {
      clearTimeout(timer)
      request.off('data', count)
      resolve()
    }
    const count = (chunk: Buffer): void => {
      bytes += chunk.length
      if (bytes > DRAIN_BYTES_MAX) finish()
    }
    const timer = setTimeout(finish, DRAIN_MS)
    request.on('data', count).once('end', finish).once('close', finish).resume()
  })
}
