/** People read their mail: some follow a link, a few leave. Both go through the real addresses in the message. */
import type { InboxMessage } from '../provider/fakes.ts'

/** What somebody does with a message. */
export type Reaction = { readonly is: 'click'; readonly path: string } | { readonly is: 'leave'; readonly path: string }

/** Of a hundred readers. */
const CLICKS = 34
const LEAVES = 3

/** What the reader of this message does; null for nothing. `draw` is a number in [0, 1). */
export function reactionTo(message: Pick<InboxMessage, 'html' | 'text'>, draw: number): Reaction | null {
  if (draw * 100 < CLICKS) {
    // The first tracked link is the shop's name; the second is the button.
    const links = [...(message.html ?? message.text ?? '').matchAll(/\/c\/[\w.-]+/g)].map(([path]) => path)
    const path = links[1] ?? links[0]
    return path === undefined ? null : { is: 'click', path }
  }
  if (draw * 100 < CLICKS + LEAVES) {
    const path = /\/u\/[\w.-]+/.exec(message.text ?? message.html ?? '')?.[0]
    return path === undefined ? null : { is: 'leave', path }
  }
  return null
}

/** Does it, at the server's own address: messages may name another one that only the world can reach. */
export async function follow({ is, path }: Reaction, url: string): Promise<void> {
  const request = is === 'click' ? { redirect: 'manual' as const } : { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'List-Unsubscribe=One-Click' }
  const response = await fetch(`${url}${path}`, request)
  await response.arrayBuffer()
}
