/** The shapes of message content. Rendering (Liquid) happens in the server, in a killable worker. */
import type { Channel } from '../event/message-plan.ts'

/** One language's wording. `subject` for e-mail, `html` for e-mail, `text` for every channel. All are Liquid. */
export interface TemplateBody {
  readonly subject?: string
  readonly html?: string
  readonly text: string
}

/** A message's wording in several languages. */
export interface TemplateDefinition {
  readonly id: string
  readonly name: string
  readonly channel: Channel
  /** BCP 47 tag → wording: `zh-Hant`, `zh-Hans`, `th`, `en`. */
  readonly bodies: { readonly [locale: string]: TemplateBody }
  readonly defaultLocale: string
}
