/** What a page says about itself: where the person is and where they came from. Nothing that identifies a device. */

/** The parts of a browser that are looked at. */
export interface Surroundings {
  readonly href: string
  readonly title: string
  readonly referrer: string
  readonly language: string | undefined
  readonly timezone: string | undefined
}

/** Facts of a page. */
export interface PageFacts {
  readonly path: string
  readonly url: string
  readonly search: string
  readonly title: string
  readonly referrer: string
}

/** Where and how an event came about. */
export interface EventContext {
  readonly page?: PageFacts
  readonly campaign?: { readonly [name: string]: string }
  readonly locale?: string
  readonly timezone?: string
  readonly library: { readonly name: string; readonly version: string }
}

const LIBRARY = { name: 'rapport-web', version: '0.1.0' } as const
const CAMPAIGN = ['source', 'medium', 'name', 'term', 'content'] as const
const LONGEST = 1_024

/** The page's facts; undefined outside a page. */
export function pageFacts({ href, title, referrer }: Surroundings): PageFacts | undefined {
  if (!URL.canParse(href)) return undefined
  const { pathname, search, origin } = new URL(href)
  // What stands behind # may be a secret of the page (a token of a login), so it never leaves.
  return { path: cut(pathname), url: cut(origin + pathname + search), search: cut(search), title: cut(title), referrer: cut(referrer) }
}

/** The context of an event that happens now. `utm_*` of the address become the campaign. */
export function eventContext(here: Surroundings): EventContext {
  const page = pageFacts(here)
  const asked = new URLSearchParams(page?.search ?? '')
  const campaign = Object.fromEntries(CAMPAIGN.flatMap((name) => {
    const value = asked.get(`utm_${name === 'name' ? 'campaign' : name}`)
    return value ? [[name, cut(value)] as const] : []
  }))
  return {
    ...(page && { page }),
    ...(Object.keys(campaign).length > 0 && { campaign }),
    ...(here.language && { locale: here.language }),
    ...(here.timezone && { timezone: here.timezone }),
    library: LIBRARY,
  }
}

/** The page as it stands. */
export function surroundings(): Surroundings {
  if (typeof document === 'undefined') return { href: '', title: '', referrer: '', language: undefined, timezone: undefined }
  return { href: location.href, title: document.title, referrer: document.referrer, language: navigator.language, timezone: Intl.DateTimeFormat().resolvedOptions().timeZone }
}

function cut(text: string): string {
  return text.slice(0, LONGEST)
}
