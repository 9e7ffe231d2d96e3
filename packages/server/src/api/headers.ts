/** Security headers: no inline code, no framing, no sniffing. Pages that need more say so themselves. */
import { randomBytes } from 'node:crypto'

/** For answers that are no page: nothing may be loaded or run. */
export const CSP_DATA = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
/** For the body of a message: shown in a sandboxed frame of the console; pictures and inline styles only, scripts and forms never. */
export const CSP_MESSAGE = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src https: data:; style-src 'unsafe-inline'; font-src https: data:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"

/** For the console. `nonce`, when given, lets through the styles and scripts that carry it. */
export function cspConsole(nonce: string | null): string {
  const own = nonce === null ? "'self'" : `'self' 'nonce-${nonce}'`
  return [
    "default-src 'none'",
    `script-src ${own}`,
    `style-src ${own}`,
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self' blob:",
    "frame-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ')
}

/** Headers of every answer. */
export const HEADERS: { readonly [name: string]: string } = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
}

/** A fresh nonce. */
export function newNonce(): string {
  return randomBytes(16).toString('base64')
}
