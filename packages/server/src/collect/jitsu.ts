/** Jitsu's dialect: one message a request, the kind in the path, otherwise Segment's words; groups and traits are repeated on later events. */
import type { Json } from '@rapport/core/base/json'
import type { CollectContext, Incoming } from './incoming.ts'
import { fromSegment, type SegmentKind } from './segment.ts'

const KINDS: ReadonlySet<string> = new Set(['track', 'page', 'screen', 'identify', 'group', 'alias'])

/** Normalises a request body; `kind` is the last step of the path, `track` when it is none of the family's. */
export function fromJitsu(body: Json, context: CollectContext, kind: string): readonly Incoming[] {
  return fromSegment(body, context, KINDS.has(kind) ? (kind as SegmentKind) : 'track')
}
