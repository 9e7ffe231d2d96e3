/** What travels between the renderer and its worker threads. */
import type { JsonObject } from '@rapport/core/base/json'
import type { TemplateBody } from '@rapport/core/content/types'

/** A finished wording. */
export interface Rendered {
  readonly is: 'rendered'
  readonly subject?: string
  readonly html?: string
  readonly text: string
}

/** A template that could not be rendered, and why, in a sentence for its author. */
export interface RenderFailed {
  readonly is: 'failed'
  readonly why: string
}

/** One wording for one person. */
export interface RenderJob {
  readonly template: TemplateBody
  readonly data: JsonObject
}

/** A group of jobs. Templates travel once, however many jobs use them. */
export interface RenderBatch {
  readonly templates: readonly TemplateBody[]
  readonly jobs: readonly { readonly template: number; readonly data: JsonObject }[]
}

/** What a worker thread is started with. `progress[0]` holds the index of the job under way, -1 before the first. */
export interface RenderSetup {
  readonly progress: SharedArrayBuffer
  readonly timeoutMs: number
}

/** Most characters that subject, html and text may have together. */
export const OUTPUT_CHARACTERS = 512 * 1024
