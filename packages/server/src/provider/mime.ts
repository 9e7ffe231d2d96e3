/** Reads the e-mails that our own inbox receives: enough MIME for what we and our tests send, not a general parser. */

/** An e-mail as a person would see it. */
export interface ReadMail {
  /** Lower-case name → value; the last one wins. */
  readonly headers: { readonly [name: string]: string }
  readonly subject: string
  readonly text: string
  readonly html?: string
}

/** Deepest nesting of parts that is followed. */
const DEEPEST = 5

/** Takes an e-mail apart: unfolded and decoded headers, and the first text and html part. */
export function readMail(raw: string): ReadMail {
  const { headers, body } = split(raw)
  const parts: { text?: string; html?: string } = {}
  collect({ headers, body, parts, depth: 0 })
  return { headers, subject: decodeWords(headers['subject'] ?? ''), text: parts.text ?? '', ...(parts.html === undefined ? {} : { html: parts.html }) }
}

function split(raw: string): { headers: { [name: string]: string }; body: string } {
  const end = raw.search(/\r?\n\r?\n/)
  const head = end < 0 ? raw : raw.slice(0, end)
  const headers: { [name: string]: string } = {}
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':')
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim()
  }
  return { headers, body: end < 0 ? '' : raw.slice(end).replace(/^\r?\n\r?\n/, '') }
}

function collect(part: { headers: { readonly [name: string]: string }; body: string; parts: { text?: string; html?: string }; depth: number }): void {
  const type = part.headers['content-type'] ?? 'text/plain'
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1]
  if (type.startsWith('multipart/') && boundary !== undefined && part.depth < DEEPEST) {
    for (const piece of part.body.split(`--${boundary}`).slice(1)) {
      if (!piece.startsWith('--')) collect({ ...split(piece.replace(/^\r?\n/, '')), parts: part.parts, depth: part.depth + 1 })
    }
    return
  }
  const content = decodeBody(part.body, part.headers['content-transfer-encoding'] ?? '7bit').replace(/\r\n/g, '\n').replace(/\n$/, '')
  if (type.startsWith('text/html')) part.parts.html ??= content
  else if (type.startsWith('text/plain')) part.parts.text ??= content
}

function decodeBody(body: string, encoding: string): string {
  if (/base64/i.test(encoding)) return Buffer.from(body, 'base64').toString('utf8')
  if (/quoted-printable/i.test(encoding)) return quotedBytes(body.replace(/=\r?\n/g, '')).toString('utf8')
  return Buffer.from(body, 'latin1').toString('utf8')
}

function quotedBytes(text: string): Buffer {
  return Buffer.from(text.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1')
}

/** RFC 2047. Space between two words is not part of the text, and a character may be cut in two by a word's end, so a run of words is joined as bytes. */
function decodeWords(text: string): string {
  return text.replace(/=\?utf-8\?[BQ]\?[^?]*\?=(?:\s+=\?utf-8\?[BQ]\?[^?]*\?=)*/gi, (run) =>
    Buffer.concat([...run.matchAll(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi)].map(([, kind = 'Q', word = '']) => wordBytes(kind, word))).toString('utf8'),
  )
}

function wordBytes(kind: string, word: string): Buffer {
  return kind.toUpperCase() === 'B' ? Buffer.from(word, 'base64') : quotedBytes(word.replaceAll('_', ' '))
}
