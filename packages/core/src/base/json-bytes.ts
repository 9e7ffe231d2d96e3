/** JSON as bytes and back, in plain ASCII: core runs where no text encoder may be. */

/** A value as the bytes of its JSON; signs beyond ASCII are escaped. */
export function jsonBytes(value: object): Uint8Array {
  const text = JSON.stringify(value).replace(/[\u0080-\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at)
  return bytes
}

/** The value again. Throws SyntaxError when the bytes are no JSON. */
export function jsonFromBytes(bytes: Uint8Array): unknown {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += 8_192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8_192)))
  return JSON.parse(parts.join(''))
}
