/** E-mail addresses: the address itself, the mailbox behind tags and dots, slips in well-known domains, and names hidden in the local part. */
import { DIFFERENT, likenesses, MISSING, type Likeness } from './level.ts'
import { edits } from './similarity.ts'

/** What an e-mail field says. */
export interface EmailForms {
  /** `role`: a mailbox of a function (info@), evidence for a company rather than a person. `placeholder`: nobody's (test@test.com). `invalid`: text that is no address. */
  readonly is: 'address' | 'role' | 'placeholder' | 'invalid' | 'empty'
  /** Small letters, as written; empty when it is no address. */
  readonly address: string
  /** The mailbox it is delivered to: without plus tag, for Gmail without dots, well-known domains spelled right; empty for placeholders. */
  readonly mailbox: string
  /** Local part of the mailbox. */
  readonly local: string
  /** Domain of the mailbox. */
  readonly domain: string
  /** Letters of the local part in words, for comparing with names: `mei.chen88` gives `mei`, `chen`. */
  readonly words: readonly string[]
  /** The domain as it was misspelled, otherwise null. */
  readonly misspelled: string | null
}

const nothing = (is: EmailForms['is']): EmailForms => ({ is, address: '', mailbox: '', local: '', domain: '', words: [], misspelled: null })
const EMPTY = nothing('empty')
const INVALID = nothing('invalid')

/** Mailbox providers of the world and of the Chinese and Thai web; slips are mended towards these only. */
const PROVIDERS = [
  'gmail.com', 'yahoo.com', 'yahoo.com.tw', 'yahoo.com.hk', 'yahoo.co.th', 'yahoo.co.jp', 'yahoo.co.uk', 'hotmail.com', 'hotmail.com.tw', 'hotmail.co.th', 'hotmail.co.uk', 'outlook.com', 'outlook.co.th', 'live.com', 'msn.com', 'icloud.com', 'me.com', 'mac.com',
  'qq.com', '163.com', '126.com', 'sina.com', 'sina.cn', 'sohu.com', 'foxmail.com', 'aliyun.com', 'yeah.net', '139.com', '189.cn', 'vip.qq.com', 'vip.163.com', 'pchome.com.tw', 'hinet.net', 'seed.net.tw', 'kimo.com', 'netvigator.com', 'proton.me', 'protonmail.com', 'aol.com',
  'gmx.com', 'gmx.de', 'web.de', 'mail.com', 'windowslive.com', 'truemail.co.th', 'ymail.com', 'rocketmail.com', 'googlemail.com', 'line.me', 'naver.com', 'yandex.com', 'mail.ru', 'orange.fr', 'free.fr', 'comcast.net', 'verizon.net', 'att.net', 'zoho.com', 'fastmail.com', 'tom.com', '21cn.com',
]
const KNOWN = new Set(PROVIDERS)
const ROLES = new Set(
  'info sales support service services admin administrator office contact hello help helpdesk billing accounts account accounting finance hr jobs careers marketing press media team postmaster webmaster hostmaster abuse security root enquiry enquiries inquiry order orders reception booking reservations cs customerservice shop store newsletter mail email'.split(' '),
)
const NOBODY = new Set(
  'test tests testing tester test1 test123 example sample demo noreply noreplay donotreply nobody none null na noemail nomail no unknown anonymous anon fake user username abc abcd asdf asd qwerty qwe xxx aaa a aa x xx abc123 123 1234 12345 123456 email@email youremail yourname someone somebody xyz dummy void invalid notprovided'.split(' '),
)
const NOBODYS_DOMAINS = /(?:^|\.)(?:example\.(?:com|org|net)|test\.com|email\.com\.invalid|noemail\.com|nomail\.com|none\.com|fake\.com|invalid|test|localhost|abc\.com|xxx\.com|aaa\.com|mailinator\.com)$/

/** Domains that were mended, by what was written; when it is full, it starts afresh. */
const mended = new Map<string, string>()
const MOST_MENDED = 20_000

/** Reads an e-mail address. Never throws; total over all texts. */
export function emailOf(raw: string | null | undefined): EmailForms {
  if (!raw) return EMPTY
  const address = tidy(raw.slice(0, 400))
  if (address === '') return EMPTY
  const at = address.lastIndexOf('@')
  const written = address.slice(at + 1)
  if (at < 1 || address.length > 254 || !/^[^\s@,;<>()"]+$/.test(address.slice(0, at)) || !/^[\p{L}\p{N}](?:[\p{L}\p{N}-]*\.)+[\p{L}\p{N}-]{2,}$/u.test(written)) return at < 1 && /^(?:n\/?a|none|null|-+|無|无|ไม่มี|no)$/.test(address) ? EMPTY : INVALID
  const domain = domainOf(written)
  const local = localOf(address.slice(0, at), domain)
  const words = address.slice(0, at).replace(/\+.*$/, '').match(/\p{L}{2,}/gu) ?? []
  const bare = local.replace(/[^a-z0-9]/g, '')
  const nobody = NOBODY.has(bare) || NOBODYS_DOMAINS.test(domain) || /^no-?reply/.test(local) || /^(.)\1{3,}$/.test(bare)
  const is = nobody ? 'placeholder' : ROLES.has(bare) ? 'role' : 'address'
  return { is, address, mailbox: nobody ? '' : `${local}@${domain}`, local, domain, words: nobody ? [] : words, misspelled: domain === written ? null : written }
}

function tidy(raw: string): string {
  const plain = /^[\x21-\x7e]*$/.test(raw) ? raw : raw.normalize('NFKC').replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, '').replace(/\s*([@.])\s*/g, '$1').replace(/。/g, '.').trim()
  return plain.replace(/^(?:mailto:|<)|[>.,;]+$/gi, '').toLowerCase()
}

function localOf(written: string, domain: string): string {
  const plus = written.indexOf('+')
  const bare = plus > 0 ? written.slice(0, plus) : written
  return domain === 'gmail.com' ? bare.replaceAll('.', '') || bare : bare
}

/** The provider's domain that was meant: one slip away from exactly one of them and no other domain that is known to exist. */
function domainOf(written: string): string {
  if (written === 'googlemail.com') return 'gmail.com'
  if (KNOWN.has(written)) return written
  const known = mended.get(written)
  if (known !== undefined) return known
  const found = mend(written)
  if (mended.size >= MOST_MENDED) mended.clear()
  mended.set(written, found)
  return found
}

/** Endings that are slips of `.com` and no country's habit for mailboxes of these providers. */
function mend(written: string): string {
  const dot = written.lastIndexOf('.')
  const ends = /\.(?:con|cmo|ocm|vom|xom|comm|coom|cpm|com\.con|om|cm|c0m|clm|ckm|cim|dom|cxm|ccom|comn|coml)$/.test(written) ? `${written.slice(0, dot)}.com` : written
  if (KNOWN.has(ends)) return ends
  // Short domains have real neighbours (mail.com and gmail.com, me.com); only longer names are mended, and the first letter must agree or be turned.
  const near = PROVIDERS.filter((one) => one.length >= 8 && edits(one, ends, 1) === 1 && (one[0] === ends[0] || one[0] === ends[1]))
  return near.length >= 1 && new Set(near).size === 1 && !REAL.has(ends) ? near[0]! : ends !== written && /^(?:gmail|yahoo|hotmail|outlook|icloud)\./.test(ends) ? ends : written
}

/** Real providers that lie one slip from another. */
const REAL = new Set(['ymail.com', 'email.com', 'mail.com', 'fmail.com', 'gmx.net', 'yahoo.cn', 'outlook.cn'])

/** Names of the levels by their number; `domain`: nothing but a domain of the sender's own agrees; `local`: same local part at another domain; `close`: one slip in the local part, same domain. */
export const EMAIL_LEVELS = ['missing', 'different', 'domain', 'local', 'close', 'mailbox', 'same'] as const

const LIKE = likenesses(EMAIL_LEVELS)

/** How two addresses agree. Symmetric and total; makes no object. */
export function compareEmails(one: EmailForms, other: EmailForms): Likeness {
  return LIKE[emailLevel(one, other)]!
}

/** The level alone, for loops. */
export function emailLevel(one: EmailForms, other: EmailForms): number {
  if (one.mailbox === '' || other.mailbox === '') return MISSING
  if (one.mailbox === other.mailbox) return one.address === other.address ? 6 : 5
  if (one.domain === other.domain) {
    if (Math.min(one.local.length, other.local.length) >= 5 && edits(one.local, other.local, 1) <= 1) return 4
    return KNOWN.has(one.domain) ? DIFFERENT : 2
  }
  return one.local.length >= 4 && one.local === other.local ? 3 : DIFFERENT
}
