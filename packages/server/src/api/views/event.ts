/** An event as the API shows it. */
import type { Event } from '@rapport/core/event/event'
import type { EventView, Of } from '../contract.ts'

/** The view. */
export function eventView(event: Event): Of<typeof EventView> {
  return {
    ...event,
    identifiers: event.identifiers.map(({ kind, value }) => ({ kind, value })),
    properties: { ...event.properties },
    context: event.context && { ...event.context },
  }
}
