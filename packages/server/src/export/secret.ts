/** Secrets of destinations: read from the server's environment by name at the moment of use, never stored, never shown. */

/** A secret, or why there is none. */
export type Secret = { readonly is: 'there'; readonly value: string } | { readonly is: 'none'; readonly why: string }

/** The server's environment. */
export type Environment = { readonly [name: string]: string | undefined }

/**
 * Reads `env:NAME`. The server's own settings (RAPPORT_…) are not handed out, except RAPPORT_SECRET_…. With RAPPORT_SECRETS (names, separated by commas)
 * the operator says which variables may be used at all; without it any other may.
 */
export function secretOf(ref: string | undefined, env: Environment): Secret {
  if (ref === undefined) return { is: 'none', why: 'the destination names no secret' }
  const name = /^env:([A-Za-z_][A-Za-z0-9_]*)$/.exec(ref)?.[1]
  if (name === undefined) return { is: 'none', why: `'${ref}' is no reference to a secret; write env:NAME` }
  const listed = env['RAPPORT_SECRETS']
  if (name.startsWith('RAPPORT_') && !name.startsWith('RAPPORT_SECRET_')) return { is: 'none', why: `${name} is a setting of the server itself; use a variable that does not begin with RAPPORT_, or RAPPORT_SECRET_…` }
  if (listed !== undefined && !listed.split(',').some((one) => one.trim() === name)) return { is: 'none', why: `${name} is not among RAPPORT_SECRETS; whoever runs the server must add it there` }
  const value = env[name]
  return value === undefined || value === '' ? { is: 'none', why: `the environment of the server has no ${name}; set it and start the server again` } : { is: 'there', value }
}
