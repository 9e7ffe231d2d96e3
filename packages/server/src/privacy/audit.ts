/** Who did what with whose data: lines that hash the one before them, so that none can be changed or left out unseen. They name nobody: people stand there as keyed hashes. */
import { createHash } from 'node:crypto'
import type { Json } from '@rapport/core/base/json'
import type { App } from '../runtime/app.ts'

/** Values under this key are the lines, numbered. */
const PREFIX = 'privacy/audit/'
const HEAD = 'privacy/audit-head'
const DIGITS = 10

/** What can be done. */
export type AuditAct = 'requested' | 'dry_run' | 'run' | 'exported' | 'export_read' | 'certificate_read' | 'erased' | 'dropped'

/** One line. */
export interface AuditLine {
  readonly n: number
  readonly at: number
  /** Key id, or `system`. */
  readonly by: string
  readonly act: AuditAct
  readonly request: string
  /** Keyed hash of the profile, or ''. */
  readonly subject: string
  readonly hash: string
}

/** The audit of a workspace. One at a time appends. */
export interface Audit {
  note(line: Pick<AuditLine, 'by' | 'act' | 'request' | 'subject'>): Promise<void>
  /** Newest first, at most `limit`; `whole` is false when a line does not fit to the one before it, or one is missing. */
  page(limit: number): Promise<{ readonly items: readonly AuditLine[]; readonly whole: boolean }>
}

const opened = new WeakMap<App, Audit>()

/** Opens it; one for each app, so that whoever notes something takes turns with the others. */
export function openAudit(app: App): Audit {
  const known = opened.get(app) ?? makeAudit(app)
  opened.set(app, known)
  return known
}

function makeAudit(app: App): Audit {
  let last: Promise<unknown> = Promise.resolve()

  async function append(line: Pick<AuditLine, 'by' | 'act' | 'request' | 'subject'>): Promise<void> {
    const head = ((await app.reads.value(app.ws, HEAD)) ?? { n: 0, hash: '' }) as { readonly n: number; readonly hash: string }
    // A crash between the two writes leaves a line that the head does not know: the next one takes its place in the chain after it.
    const loose = (await app.reads.value(app.ws, keyOf(head.n + 1))) as AuditLine | null
    const before = loose === null ? head : loose
    const bare = { n: before.n + 1, at: app.now() as number, by: line.by, act: line.act, request: line.request, subject: line.subject }
    const next: AuditLine = { ...bare, hash: hashOf(before.hash, bare) }
    await app.put(keyOf(next.n), next as unknown as Json)
    await app.put(HEAD, { n: next.n, hash: next.hash })
  }

  return {
    note(line) {
      const next = last.then(() => append(line))
      last = next.catch(() => {})
      return next
    },
    async page(limit) {
      const lines = (await app.reads.values(app.ws, PREFIX)).map(({ value }) => value as unknown as AuditLine)
      const head = (await app.reads.value(app.ws, HEAD)) as { readonly n: number } | null
      let before = ''
      let whole = lines.length >= (head?.n ?? 0)
      for (const [i, { hash, ...bare }] of lines.entries()) {
        whole &&= bare.n === i + 1 && hash === hashOf(before, bare)
        before = hash
      }
      return { items: lines.toReversed().slice(0, limit), whole }
    },
  }
}

function keyOf(n: number): string {
  return PREFIX + String(n).padStart(DIGITS, '0')
}

function hashOf(before: string, { n, at, by, act, request, subject }: Omit<AuditLine, 'hash'>): string {
  return createHash('sha256').update(JSON.stringify([before, n, at, by, act, request, subject])).digest('hex')
}
