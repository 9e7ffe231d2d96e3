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

/** `href` of `a` and `area`; 1 what stands before the address, then the address in one of three ways of quoting. */
const HREF = /(<(?:a|area)\s(?:[^>"']|"[^"]*"|'[^']*')*?href\s*=\s*)(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi

function inHtml(html: string, tracked: (url: string) => string): string {
  return html.replace(HREF, (whole: string, before: string, double?: string, single?: string, bare?: string) => {
    const url = unescapeHtml(double ?? single ?? bare ?? '').trim()
    if (!/^https?:\/\//i.test(url)) return whole
    const link = tracked(url)
    return link === url ? whole : `${before}"${escapeHtml(link)}"`
  })
}

/** An address in running text ends at a space, a quote, an angle bracket, or Chinese punctuation. */
const BARE = /https?:\/\/[^\s<>"'，。、！？；：（）「」『』【】《》\u3000]+/gi

function inText(text: string, tracked: (url: string) => string): string {
  return text.replace(BARE, (found) => {
    const url = found.replace(/[.,;:!?)\]]+$/, '')
    return tracked(url) + found.slice(url.length)
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
