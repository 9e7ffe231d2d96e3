/** Keeps secrets out of what hosts answer before it is shown or logged. */

/** Longest text of a foreign host that is kept, in characters. */
const LONGEST = 300

/**
 * A foreign host's text made fit for logs and for people: one line, at most 300 characters, and every secret in it
 * (as it is, or in base64, because that is how SMTP carries passwords) replaced by `***`. Secrets under 4 characters are too short to search for.
 */
export function redact(text: string, secrets: readonly (string | undefined)[]): string {
  let clean = text
  for (const secret of secrets) {
    if (secret === undefined || secret.length < 4) continue
    for (const form of [secret, Buffer.from(secret).toString('base64'), encodeURIComponent(secret)]) clean = clean.replaceAll(form, '***')
  }
  return oneLine(clean).slice(0, LONGEST)
}

/** The text with every run of line breaks and other control characters turned into one space: nothing in it can start a new header or log line. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}
