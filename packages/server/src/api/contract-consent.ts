/** What the doors of consent accept and answer: receipts, the ledger and its check, the laws that hold for a person, links to the preference page. */
import { z } from 'zod'

/** Milliseconds since 1970, UTC. */
const instant = z.number().int()
const basis = z.enum(['ask', 'inform', 'always'])

/** Why a purpose is open or closed for a person: which law, which basis, and which statement or silence decided. */
export const ReceiptView = z.object({
  allowed: z.boolean(),
  purpose: z.string(),
  channel: z.string(),
  /** `said`: a statement decides; `signal`: what a browser or consent banner says; `silence`: nothing was said, the basis decides; `always`: it cannot be withdrawn. */
  because: z.enum(['said', 'signal', 'silence', 'always']),
  basis,
  /** The law that set the basis; absent when it is the company's own rule. */
  law: z.string().optional(),
  lawName: z.string().optional(),
  /** The statement that decided. `ledger` is the number of its row, once it is known. */
  statement: z.object({
    is: z.enum(['given', 'withdrawn']),
    purpose: z.string(),
    channel: z.string(),
    at: instant,
    event: z.string(),
    text: z.string().optional(),
    ledger: z.number().int().optional(),
    receipt: z.string().optional(),
  }).optional(),
  /** The same in a sentence (`?locale=`). */
  sentence: z.string(),
})

/** One purpose as it holds for one person. */
export const PersonPurpose = z.object({
  purpose: z.string(),
  name: z.string(),
  basis,
  law: z.string().optional(),
  /** Without a channel, then each channel that has statements or a rule of its own. */
  receipts: z.array(ReceiptView),
})

/** GET /v1/profiles/{ref}/consent: what may be done with a person and under which laws. */
export const PersonConsent = z.object({
  profile: z.string(),
  /** Where the person is taken to live, and how that is known. */
  jurisdiction: z.object({
    places: z.array(z.string()),
    /** `said`: a trait `jurisdiction` or a statement names it; `country`: trait of the record; `hints`: phone, language, time zone; `default`: the company's. */
    from: z.enum(['said', 'country', 'hints', 'default', 'none']),
    laws: z.array(z.object({ id: z.string(), name: z.string(), checked: z.boolean() })),
  }),
  purposes: z.array(PersonPurpose),
  /** True when behaviour of this person is not collected now; the receipt says why. */
  withheld: z.boolean(),
  withheldBy: ReceiptView.optional(),
})

/** One statement in the ledger. `subject` and `event` are keyed hashes: the ledger itself names nobody. */
export const LedgerLine = z.object({
  n: z.number().int(),
  at: instant,
  subject: z.string(),
  event: z.string(),
  is: z.enum(['given', 'withdrawn']),
  purpose: z.string(),
  channel: z.string(),
  jurisdiction: z.string().optional(),
  text: z.string().optional(),
  proof: z.string().optional(),
  source: z.string(),
  hash: z.string(),
  signature: z.string().optional(),
  /** The number that the person was shown: leads back here (GET /v1/consent/receipts/{receipt}). */
  receipt: z.string(),
})

/** GET /v1/consent/ledger?person=REF&after=N&limit=N. `?format=ndjson` streams all rows for an offline check, the first line naming the public key. */
export const LedgerPage = z.object({ items: z.array(LedgerLine), next: z.string().nullable(), head: z.number().int() })

/** GET /v1/consent/ledger/verify?after=N: checks a bounded stretch; `next` continues it, null at the end. */
export const LedgerCheck = z.object({
  ok: z.boolean(),
  checked: z.number().int(),
  from: z.number().int(),
  to: z.number().int(),
  head: z.number().int(),
  signatures: z.number().int(),
  next: z.number().int().nullable(),
  /** The first row that does not hold. */
  broken: z.object({ n: z.number().int(), why: z.enum(['gap', 'hash', 'signature', 'unsigned']), said: z.string() }).optional(),
})

/** GET /v1/consent/ledger/key. */
export const LedgerKey = z.object({ algorithm: z.literal('ed25519'), publicKey: z.string(), fingerprint: z.string() })

/** GET /v1/consent/receipts/{receipt}: the ledger row behind a receipt number, and whose it is if that person still exists and `?person=` names them. */
export const LedgerReceipt = z.object({ row: LedgerLine, isTheirs: z.boolean().optional() })

/** POST /v1/profiles/{ref}/preferences-link: a link to the preference page, for staff who help somebody on the phone. Anybody who has it may use it. */
export const PreferencesLink = z.object({ url: z.string(), expiresAt: instant })

/** GET /v1/consent/laws: the packs in force, in the reader's language. The definitions themselves are at /v1/laws/{id}. */
export const LawView = z.object({
  id: z.string(),
  name: z.string(),
  countries: z.array(z.string()),
  text: z.string(),
  sources: z.array(z.string()),
  checked: z.boolean(),
  checkedBy: z.string().optional(),
  purposes: z.array(z.object({ purpose: z.string(), basis, channels: z.record(z.string(), basis), collect: z.enum(['essential', 'all']) })),
  signals: z.record(z.string(), z.array(z.string())),
  ownConsentFrom: z.number().int().optional(),
  deadlines: z.object({ access: z.string(), erase: z.string(), correct: z.string(), breach: z.string() }),
  withdrawalEffective: z.string(),
})

/** The answers as types. */
export type Receipt = z.infer<typeof ReceiptView>
export type PersonConsentAnswer = z.infer<typeof PersonConsent>
export type LedgerRowAnswer = z.infer<typeof LedgerLine>
export type LedgerPageAnswer = z.infer<typeof LedgerPage>
export type LedgerCheckAnswer = z.infer<typeof LedgerCheck>
export type LedgerKeyAnswer = z.infer<typeof LedgerKey>
export type LawAnswer = z.infer<typeof LawView>
