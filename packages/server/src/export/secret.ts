/** Secrets of destinations: read from the server's environment by name at the moment of use, never stored, never shown. */

/** A secret, or why there is none. */
export type Secret = { readonly is: 'there'; readonly value: string } | { readonly is: 'none'; readonly why: string }

/** The server's environment. */
export type Environment = { readonly [name: string]: string | undefined }

/**
 * Reads `env:NAME`. Whoever defines a destination chooses where a secret goes, so only variables that the operator has set aside for this are handed out:
 * those that begin with RAPPORT_SECRET_, and those named in RAPPORT_SECRETS (separated by commas).
 */
export function secretOf(ref: string | undefined, env: Environment): Secret {
  if (ref === undefined) return { is: 'none', why: 'the destination names no secret' }
  const name = /^env:([A-Za-z_][A-Za-z0-9_]*)$/.exec(ref)?.[1]
  if (name === undefined) return { is: 'none', why: `'${ref}' is no reference to a secret; write env:NAME` }
  const listed = (env['RAPPORT_SECRETS'] ?? '').split(',').map((one) => one.trim())
  const own = name.startsWith('RAPPORT_') && !name.startsWith('RAPPORT_SECRET_')
  if (own) return { is: 'none', why: `${name} is a setting of the server itself; use a variable that begins with RAPPORT_SECRET_` }
  if (!name.startsWith('RAPPORT_SECRET_') && !listed.includes(name)) {
    return { is: 'none', why: `${name} is not among RAPPORT_SECRETS; whoever runs the server must add it there, or name it RAPPORT_SECRET_…` }
  }
  const value = env[name]
  return value === undefined || value === '' ? { is: 'none', why: `the environment of the server has no ${name}; set it and start the server again` } : { is: 'there', value }
}
