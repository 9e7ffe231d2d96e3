/** Somebody else's HTML, shown in a frame that runs no script, sends no form and reaches nothing of ours. */

/** A policy of its own inside the frame: pictures and inline styles, nothing else. */
const POLICY = "default-src 'none'; img-src https: data:; style-src 'unsafe-inline'; font-src https: data:"
const FRAME = 'h-96 w-full rounded-xl border border-line bg-white'

/** A stored message: the server sends it as a page of its own, with its own policy. */
export function MessageFrame({ id, title }: { readonly id: string; readonly title: string }) {
  return <iframe title={title} sandbox="allow-popups allow-popups-to-escape-sandbox" src={`/v1/messages/${encodeURIComponent(id)}/body`} referrerPolicy="no-referrer" className={FRAME} />
}

/** HTML that is still being written. */
export function DraftFrame({ html, lang, title }: { readonly html: string; readonly lang: string; readonly title: string }) {
  const page = `<!doctype html><html lang="${lang.replace(/[^\w-]/g, '')}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><base target="_blank"></head><body>${html}</body></html>`
  return <iframe title={title} sandbox="allow-popups" srcDoc={page} referrerPolicy="no-referrer" className={FRAME} />
}
