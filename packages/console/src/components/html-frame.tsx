/** Somebody else's HTML, shown in a frame that runs no script, sends no form and reaches nothing of ours. */

/** A policy of its own inside the frame: pictures and inline styles, nothing else. */
const POLICY = "default-src 'none'; img-src https: data:; style-src 'unsafe-inline'; font-src https: data:"
const LATER = 'data-draft-style'
const FRAME = 'h-[28rem] w-full rounded-xl border border-line bg-white'

/** A stored message: the server sends it as a page of its own, with its own policy. */
export function MessageFrame({ id, title }: { readonly id: string; readonly title: string }) {
  return <iframe title={title} sandbox="allow-popups allow-popups-to-escape-sandbox" src={`/v1/messages/${encodeURIComponent(id)}/body`} referrerPolicy="no-referrer" className={FRAME} />
}

/** HTML that is still being written. */
export function DraftFrame({ html, lang, title }: { readonly html: string; readonly lang: string; readonly title: string }) {
  return <iframe title={title} sandbox="allow-popups" srcDoc={draftPage(html, lang)} referrerPolicy="no-referrer" className={FRAME} />
}

/**
 * The page for a draft. A frame inherits the console's policy, which refuses style attributes; so each becomes a rule of a style element
 * that carries the console's nonce.
 */
function draftPage(html: string, lang: string): string {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
  // Renamed before parsing: the policy already looks at them while they are parsed.
  const quiet = html.replaceAll(/<[^>]*>/g, (tag) => tag.replace(/\sstyle\s*=/i, ` ${LATER}=`).replace(/^<style/i, `<style nonce="${nonce}"`))
  const page = new DOMParser().parseFromString(quiet, 'text/html')
  const rules: string[] = []
  for (const element of page.querySelectorAll(`[${LATER}]`)) {
    const name = `draft-${rules.length}`
    rules.push(`.${name}.${name}{${(element.getAttribute(LATER) ?? '').replaceAll(/[{}<]/g, '')}}`)
    element.removeAttribute(LATER)
    element.classList.add(name)
  }
  const own = page.createElement('style')
  own.setAttribute('nonce', nonce)
  own.textContent = rules.join('\n')
  page.head.append(own)
  for (const gone of page.querySelectorAll('script, base, meta[http-equiv], link')) gone.remove()
  const policy = page.createElement('meta')
  policy.httpEquiv = 'Content-Security-Policy'
  policy.content = POLICY
  page.head.prepend(policy)
  page.documentElement.lang = lang
  return `<!doctype html>${page.documentElement.outerHTML}`
}
