/** Liquid with everything taken away that a template of a message does not need, and a limit on the rest. */
import { Liquid } from 'liquidjs'
import type { Template } from 'liquidjs'
import type { TemplateBody } from '@rapport/core/content/types'
import type { JsonObject } from '@rapport/core/base/json'
import { dateIn, escapeHtml, money } from './filters.ts'
import { OUTPUT_CHARACTERS } from './job.ts'
import type { Rendered, RenderFailed } from './job.ts'

/** Longest template, in characters. */
const SOURCE_CHARACTERS = 1024 * 1024
/** What one rendering may build, in LiquidJS's count (about characters plus array items). */
const MEMORY = 4 * 1024 * 1024
/** Most compiled templates kept. */
const COMPILED = 1_000
/** Tags that would reach for other files. */
const NO_FILES = ['include', 'render', 'layout', 'block']

type Part = 'subject' | 'html' | 'text'

/** Renders wordings; compiled templates are kept. Failures are answers, never exceptions. */
export function liquidRenderer(limits: { readonly timeoutMs: number }): (template: TemplateBody, data: JsonObject) => Rendered | RenderFailed {
  const plain = engine(limits.timeoutMs, false)
  const html = engine(limits.timeoutMs, true)
  const compiled = { plain: new Map<string, Template[]>(), html: new Map<string, Template[]>() }

  function one(part: Part, source: string, data: JsonObject): string {
    const [liquid, known] = part === 'html' ? [html, compiled.html] : [plain, compiled.plain]
    let parsed = known.get(source)
    if (parsed === undefined) {
      parsed = liquid.parse(source)
      if (known.size >= COMPILED) known.clear()
      known.set(source, parsed)
    }
    return String(liquid.renderSync(parsed, data))
  }

  return (template, data) => {
    let part: Part = 'text'
    try {
      const text = one('text', template.text, data)
      part = 'subject'
      const subject = template.subject === undefined ? undefined : one('subject', template.subject, data)
      part = 'html'
      const page = template.html === undefined ? undefined : one('html', template.html, data)
      const size = text.length + (subject?.length ?? 0) + (page?.length ?? 0)
      if (size > OUTPUT_CHARACTERS) {
        return { is: 'failed', why: `The message would have ${size} characters; at most ${OUTPUT_CHARACTERS} are allowed. Look for a loop over too long a list` }
      }
      return { is: 'rendered', text, ...(subject === undefined ? {} : { subject }), ...(page === undefined ? {} : { html: page }) }
    } catch (caught) {
      return { is: 'failed', why: `The ${part} of the template cannot be rendered: ${sentence(caught as Error, limits.timeoutMs)}` }
    }
  }
}

function engine(timeoutMs: number, escaping: boolean): Liquid {
  const liquid = new Liquid({
    strictFilters: true,
    ownPropertyOnly: true,
    parseLimit: SOURCE_CHARACTERS,
    renderLimit: timeoutMs,
    memoryLimit: MEMORY,
    templates: {},
    dynamicPartials: false,
    ...(escaping ? { outputEscape: escapeHtml } : {}),
  })
  for (const tag of NO_FILES) Reflect.deleteProperty(liquid.tags, tag)
  liquid.registerFilter('money', money)
  liquid.registerFilter('date_in', dateIn)
  if (escaping) {
    // Authors who escape by hand, as elsewhere, must not see it done twice; `raw: true` says that the output is already safe.
    liquid.registerFilter('escape', { raw: true, handler: escapeHtml })
    liquid.registerFilter('newline_to_br', { raw: true, handler: (value: unknown) => escapeHtml(value).replace(/\r?\n/g, '<br />\n') })
  }
  return liquid
}

function sentence(error: Error, timeoutMs: number): string {
  const first = (error.message.split('\n')[0] ?? '').slice(0, 300)
  if (/render limit/.test(first)) return `it took longer than ${timeoutMs} ms. Look for a loop over too long a list (${first})`
  if (/memory alloc limit/.test(first)) return `it wanted too much memory. Look for a loop or a range that is too long (${first})`
  if (error instanceof RangeError) return 'it is nested too deeply'
  return first
}
