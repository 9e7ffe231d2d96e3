/** Speaks to the API with the session cookie; every fault becomes an ApiError with the server's own words. */
import type { Problem } from './types.ts'

/** A refused or failed request. `status` 0: the server could not be reached. */
export class ApiError extends Error {
  readonly status: number
  readonly problem: Problem | null
  constructor(status: number, message: string, problem: Problem | null) {
    super(message)
    this.status = status
    this.problem = problem
  }
}

/** Sends one request and answers its JSON, or undefined for an empty answer. */
export async function request<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(path, {
    method,
    credentials: 'same-origin',
    headers: { ...(method !== 'GET' && { 'x-rapport-csrf': '1' }), ...(body !== undefined && { 'content-type': 'application/json' }) },
    body: body === undefined ? null : JSON.stringify(body),
  }).catch((cause: unknown) => {
    throw new ApiError(0, cause instanceof Error ? cause.message : String(cause), null)
  })
  const text = await response.text()
  if (!response.ok) {
    const problem = readProblem(text)
    throw new ApiError(response.status, problem?.detail ?? problem?.title ?? `${method} ${path}: ${response.status}`, problem)
  }
  return (text === '' ? undefined : JSON.parse(text)) as Answer
}

function readProblem(text: string): Problem | null {
  try {
    const found: unknown = JSON.parse(text)
    return typeof found === 'object' && found !== null && ('title' in found || 'detail' in found) ? (found as Problem) : null
  } catch {
    return null
  }
}

/** Reads. */
export const get = <Answer>(path: string): Promise<Answer> => request<Answer>('GET', path)
/** Asks or does. */
export const post = <Answer>(path: string, body: unknown = {}): Promise<Answer> => request<Answer>('POST', path, body)
/** Replaces. */
export const put = <Answer>(path: string, body: unknown): Promise<Answer> => request<Answer>('PUT', path, body)
/** Removes. */
export const remove = (path: string): Promise<void> => request<void>('DELETE', path)

/** A path with its query, or with more of it; absent and empty values are left out. */
export function withQuery(path: string, query: { readonly [name: string]: string | number | undefined | null }): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  return given.length === 0 ? path : `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`
}
