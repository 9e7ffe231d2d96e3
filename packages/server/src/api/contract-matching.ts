/** Shapes of the matching doors: the policy with how the live index is doing, and households. */
import { z } from 'zod'

const probability = z.number().min(0).max(1)

/** What shall become of pairs (core match/policy). */
export const MatchingPolicyBody = z.strictObject({ mode: z.enum(['off', 'propose', 'link']), reviewAt: probability, linkAt: probability, households: z.boolean() })

/** How the live index is doing. */
export const MatchingStatus = z.object({
  /** `absent`: this process does not match. `reading`: it is going through people who were there before. `comparing`: everybody is indexed, so who arrives is matched; those who were there before are still compared with each other. `ready`: all is done. */
  state: z.enum(['absent', 'off', 'reading', 'comparing', 'ready', 'failed']),
  /** Why it is absent or failed. */
  why: z.string().nullable(),
  /** People in the index; those without a name, e-mail, phone, birth date or address are not. */
  people: z.number().int(),
  /** People who changed and wait to be looked at. */
  behind: z.number().int(),
  /** From the commit to the candidates found, of the last thousand arrivals, in milliseconds; null before the first. */
  p50Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  /** People looked at since the start, pairs scored, reviews proposed, pairs joined by policy. */
  looked: z.number().int(),
  scored: z.number().int(),
  proposed: z.number().int(),
  linked: z.number().int(),
  /** Values shared by so many people that they are not looked at any more. */
  crowded: z.number().int(),
  model: z.object({
    /** Rises with every fit. */
    version: z.number().int(),
    origin: z.enum(['default', 'fitted', 'labelled']),
    /** When it was fitted, and to how many people. */
    at: z.number().int().nullable(),
    sample: z.number().int(),
    fields: z.array(z.object({ field: z.string(), kind: z.string() })),
  }),
})

/** GET and PUT /v1/matching. */
export const MatchingView = MatchingPolicyBody.extend({ status: MatchingStatus })

/** GET /v1/profiles/{ref}/household: who lives with this person, who is not among them. Never merged. */
export const HouseholdView = z.object({
  profile: z.string(),
  people: z.array(
    z.object({
      profile: z.string(),
      name: z.string().nullable(),
      /** What they have in common. */
      because: z.array(z.enum(['address', 'phone', 'email', 'decision'])),
    }),
  ),
  /** Why nothing can be said, if so. */
  why: z.string().nullable(),
})
