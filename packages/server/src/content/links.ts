/** Swaps the links of a finished message for tracked ones. */
import { escapeHtml } from './filters.ts'

/** A message's two bodies. */
export interface Bodies {
  readonly html?: string
  readonly text: string
}

/** Most links of one message that are tracked; the rest stay as they are. */
const MOST_LINKS = 500

/**
 * The message with every http(s) link led through `make`: `href` of links in html, bare addresses in text. Left alone: mailto, tel, anchors,
 * addresses in `keep` (the unsubscribe address), and any address whose path says "unsubscribe". `make` gets the plain address; the same address is made once.
 */
export function trackLinks(bodies: Bodies, make: (url: string) => string, keep: readonly string[] = []): Bodies {
  const made = new Map<string, string>()
  const kept = new Set(keep)
  const tracked = (url: string): string => {
    if (!URL.canParse(url) || kept.has(url) || /unsubscribe/i.test(new URL(url).pathname)) return url
    const known = made.get(url)
    if (known !== undefined || made.size >= MOST_LINKS) return known ?? url
    const link = make(url)
    made.set(url, link)
    return link
  }
  const html = bodies.html === undefined ? undefined : inHtml(bodies.html, tracked)
  return { text: inText(bodies.text, tracked), ...(html === undefined ? {} : { html }) }
}

// These patterns look at every character a bounded number of times, because pages are long and this runs beside everything else.

/** A link's opening tag. One that is longer, or has an angle bracket inside a value, stays as it is. */
const LINK_TAG = /<(?:a|area)\s[^<>]{0,8192}>/gi
/** An attribute: 1 its name, 2 the equals sign, 3 the value with its quotes. */
const ATTRIBUTE = /(?<=\s)([^\s=>"'/]{1,40})(\s{0,10}=\s{0,10})("[^"]*"|'[^']*'|[^\s"'>]+)/g

function inHtml(html: string, tracked: (url: string) => string): string {
  return html.replace(LINK_TAG, (tag) =>
    tag.replace(ATTRIBUTE, (whole: string, name: string, equals: string, quoted: string) => {
      if (name.toLowerCase() !== 'href') return whole
      const url = unescapeHtml(/^["']/.test(quoted) ? quoted.slice(1, -1) : quoted).trim()
      if (!/^https?:\/\//i.test(url)) return whole
      const link = tracked(url)
      return link === url ? whole : `${name}${equals}"${escapeHtml(link)}"`
    }),
  )
}

/** An address in running text ends at a space, a quote, an angle bracket, or Chinese punctuation. */
const BARE = /https?:\/\/[^\s<>"'，。、！？；：（）「」『』【】《》\u3000]+/gi
/** What follows an address rather than belongs to it. */
const AFTER = '.,;:!?)]'

function inText(text: string, tracked: (url: string) => string): string {
  return text.replace(BARE, (found) => {
    let end = found.length
    while (AFTER.includes(found.charAt(end - 1))) end -= 1
    return tracked(found.slice(0, end)) + found.slice(end)
  })
}

function unescapeHtml(text: string): string {
  return text
    .replace(/&#(\d{1,7});/g, (whole, code: string) => (Number(code) <= 0x10ffff ? String.fromCodePoint(Number(code)) : whole))
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
}
