/** Calls to another thread that wait for their answers: one table, whatever is asked. */

/** What a thread says to a call. */
export type Reply =
  | { readonly is: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly is: 'failed'; readonly id: number; readonly why: string; readonly name?: string }

/** The calls of one thread. */
export interface ThreadCalls {
  /** Gives the call a number, hands it to `post`, and waits for the reply of that number. */
  call<Answer>(post: (id: number) => void): Promise<Answer>
  /** A number for a word that nobody waits for. */
  next(): number
  /** Settles the call of the reply's number; one that nobody waits for is let go. */
  settle(reply: Reply): void
  /** Rejects everything that waits: the thread will not answer any more. */
  fail(failure: Error): void
}

/** An empty table. */
export function threadCalls(): ThreadCalls {
  const waiting = new Map<number, { readonly resolve: (value: never) => void; readonly reject: (failure: Error) => void }>()
  let last = 0
  return {
    call<Answer>(post: (id: number) => void) {
      const id = ++last
      return new Promise<Answer>((resolve, reject) => {
        waiting.set(id, { resolve: resolve as (value: never) => void, reject })
        post(id)
      })
    },
    next: () => ++last,
    settle(reply) {
      const asked = waiting.get(reply.id)
      waiting.delete(reply.id)
      if (reply.is === 'answer') asked?.resolve(reply.value as never)
      else asked?.reject(Object.assign(new Error(reply.why), reply.name === undefined ? {} : { name: reply.name }))
    },
    fail(failure) {
      for (const { reject } of waiting.values()) reject(failure)
      waiting.clear()
    },
  }
}
