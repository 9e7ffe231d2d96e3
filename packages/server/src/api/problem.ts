/** Refusals: what the API answers instead of an answer. Every one says what, where and what to do (RFC 9457). */
import type { FastifyReply } from 'fastify'

/** One fault of a refused body or definition. */
export interface Fault {
  readonly path: string
  readonly message: string
}

/** A refusal on its way to the client. Thrown by handlers, answered as problem+json. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly statusCode: number
  readonly title: string
  readonly problems: readonly Fault[] | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(refusal: { readonly status: number; readonly title: string; readonly detail: string; readonly problems?: readonly Fault[]; readonly retryAfterSeconds?: number }) {
    super(refusal.detail)
    this.statusCode = refusal.status
    this.title = refusal.title
    this.problems = refusal.problems
    this.retryAfterSeconds = refusal.retryAfterSeconds
  }
}

/** Nothing has this address. `what` names the kind of thing, `id` the address, `hint` what to do. */
export function notFound(what: string, id: string, hint: string): Refusal {
  return new Refusal({ status: 404, title: `No such ${what}`, detail: `There is no ${what} '${shorten(id)}'. ${hint}` })
}

/** The request is understood but cannot be carried out as it stands. */
export function unprocessable(title: string, detail: string, problems?: readonly Fault[]): Refusal {
  return new Refusal({ status: 422, title, detail, problems })
}

/** The request clashes with the state of things. */
export function conflict(title: string, detail: string): Refusal {
  return new Refusal({ status: 409, title, detail })
}

/** Sends a refusal as problem+json. */
export function sendProblem(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const body = { type: 'about:blank', title: refusal.title, status: refusal.statusCode, detail: refusal.message, ...(refusal.problems && { problems: refusal.problems }) }
  if (refusal.retryAfterSeconds !== undefined) void reply.header('retry-after', String(refusal.retryAfterSeconds))
  return reply.code(refusal.statusCode).type('application/problem+json; charset=utf-8').serializer(JSON.stringify).send(body)
}

/** A text short enough for an error message. */
export function shorten(text: string, most = 80): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`
}
