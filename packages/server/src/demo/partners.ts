/** What other companies and half-forgotten machines say about the demo's people: a partner's card, a bought list, a kiosk that stopped sending. */
import { hash53 } from '@rapport/core/base/hash'
import { pickIndex, seeded, type Random } from '@rapport/core/base/random'
import { DAY, type Instant } from '@rapport/core/base/time'
import { filled, identifiers, type Fact } from './fact.ts'
import type { Customer } from './people.ts'

/** Days since the kiosk has said anything, and days before that in which it did. */
const SILENT_DAYS = 19
const BEFORE_DAYS = 50

/** Facts of others about this person, from the last ninety days. */
export function partnerFacts(who: Customer, until: number, seed: number): readonly Fact[] {
  if (who.phase !== 'steady' || who.userId === undefined) return []
  const random = seeded(hash53(`partners:${who.nr}`, seed))
  const facts: Fact[] = []
  if (who.nr % 9 === 4 && who.emails[0] !== undefined) facts.push(ofMall(who, until, random))
  if (who.nr % 12 === 7 && who.emails[0] !== undefined) facts.push(ofList(who, until, random))
  if (who.shop.source === 'pos-kaohsiung' && who.memberNo !== undefined && who.nr % 3 === 0) facts.push(ofKiosk(who, until, random))
  return facts
}

/** The department store in which the shops are: a second party, once a day. Some of its birthdays are a year off. */
function ofMall(who: Customer, until: number, random: Random): Fact {
  const birthday = random() < 0.12 ? who.birthday?.replace(/^\d{4}/, (year) => String(Number(year) + 1)) : undefined
  const traits = filled({ email: who.emails[0], mall_tier: random() < 0.3 ? 'diamond' : 'classic', city: random() < 0.15 ? who.shop.city : who.city, birthday })
  return told('mall-card', who, { at: until - random() * 20 * DAY, traits })
}

/** A bought list: third party, believed least. Nobody reads the income band, and the page on what data is worth says so. */
function ofList(who: Customer, until: number, random: Random): Fact {
  const traits = filled({ email: who.emails[0], income_band: 'ABCDE'[pickIndex(random, 5)], household_size: 1 + pickIndex(random, 5), city: random() < 0.3 ? who.shop.city : who.city })
  return told('lifestyle-list', who, { at: until - (34 + random() * 40) * DAY, traits })
}

/** The skin check in Kaohsiung asked two questions, until somebody unplugged it. */
function ofKiosk(who: Customer, until: number, random: Random): Fact {
  const traits = filled({ skin_type: ['dry', 'oily', 'mixed', 'sensitive'][pickIndex(random, 4)], shade: `N${10 + 5 * pickIndex(random, 7)}` })
  return { ...told('kiosk-kaohsiung', who, { at: until - (SILENT_DAYS + random() * BEFORE_DAYS) * DAY, traits }), identifiers: identifiers({ memberNo: who.memberNo }) }
}

function told(source: string, who: Customer, { at, traits }: { readonly at: number; readonly traits: Fact['properties'] }): Fact {
  return { at: Math.floor(at) as Instant, type: 'identified', source, identifiers: identifiers({ email: who.emails[0] }), properties: { traits } }
}
