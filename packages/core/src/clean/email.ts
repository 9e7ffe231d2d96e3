/** E-mail addresses: the address itself, the mailbox behind tags and dots, slips in well-known domains, and names hidden in the local part. */
import { likenesses, DIFFERENT, MISSING, type Likeness } from './level.ts'

/** What an e-mail field says. */
export interface EmailForms {
  /** `role`: a mailbox of a function (info@), evidence for a company rather than a person. `invalid`: text that is no address. */
  readonly is: 'address' | 'role' | 'placeholder' | 'invalid' | 'empty'
  /** Small letters, as written. */
  readonly address: string
  /** The mailbox it is delivered to: without plus tag, for Gmail without dots, well-known domains spelled right. */
  readonly mailbox: string
  readonly local: string
  readonly domain: string
  /** Letters of the local part in words, for comparing with names: `mei.chen88` gives `mei`, `chen`. */
  readonly words: readonly string[]
  /** The domain that was meant when it was misspelled, otherwise null. */
  readonly repaired: string | null
}

const EMPTY: EmailForms = { is: 'empty', address: '', mailbox: '', local: '', domain: '', words: [], repaired: null }

/** Reads an e-mail address. Never throws; total over all texts. */
export function emailOf(raw: string | null | undefined): EmailForms {
  const address = (raw ?? '').normalize('NFKC').trim().toLowerCase()
  const at = address.lastIndexOf('@')
  if (at < 1) return EMPTY
  const local = address.slice(0, at)
  const domain = address.slice(at + 1)
  const bare = local.replace(/\+.*$/, '')
  return { is: 'address', address, mailbox: `${bare}@${domain}`, local: bare, domain, words: bare.match(/[a-z]{2,}/g) ?? [], repaired: null }
}

/** Names of the levels by their number; `local`: same local part at another domain; `close`: one slip in the local part, same domain. */
export const EMAIL_LEVELS = ['missing', 'different', 'local', 'close', 'mailbox', 'same'] as const

const LIKE = likenesses(EMAIL_LEVELS)

/** How two addresses agree. Symmetric and total; makes no object. */
export function compareEmails(one: EmailForms, other: EmailForms): Likeness {
  return LIKE[emailLevel(one, other)]!
}

/** The level alone, for loops. */
export function emailLevel(one: EmailForms, other: EmailForms): number {
  if (one.mailbox === '' || other.mailbox === '') return MISSING
  if (one.address === other.address) return 5
  if (one.mailbox === other.mailbox) return 4
  return one.local === other.local ? 2 : DIFFERENT
}
