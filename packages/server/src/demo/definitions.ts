/** Everything the demo's retailer has defined: the shop as its marketers would set it up. */
import type { SourceId } from '@rapport/core/base/id'
import { DEFAULT_PURPOSES } from '@rapport/core/consent/consent'
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import type { Definitions } from '@rapport/core/engine/workspace'
import type { RetentionRule } from '@rapport/core/event/retention'
import type { JourneyDefinition } from '@rapport/core/journey/types'
import type { SendingPolicy } from '@rapport/core/message/types'
import type { SourceDefinition, SurvivorshipRule } from '@rapport/core/profile/types'
import { ARBITRATION } from './arbitration.ts'
import { MARKETS } from './markets.ts'
import { MODELS } from './models.ts'
import { offers, PLACEMENTS } from './offers.ts'
import { lastSaleDay } from './rhythm.ts'
import { segments, TRAITS } from './segments.ts'
import { TEMPLATES } from './templates.ts'
import { TRACKING_PLAN } from './tracking-plan.ts'

const TILLS = Object.values(MARKETS).flatMap(({ shops }) => shops.map(({ source }) => source as SourceId))
const CRM = 'crm' as SourceId

/** A clerk reads a number back to the customer; a web form takes what was typed; a bought list is believed when nobody else says anything. */
const SURVIVORSHIP: readonly SurvivorshipRule[] = [
  { trait: 'phone', prefer: ['most_trusted', { has_format: 'phone' }], sources: [...TILLS, CRM, 'web' as SourceId] },
  { trait: 'name', prefer: ['most_trusted', 'longest'], sources: [CRM, 'web' as SourceId, 'app' as SourceId, ...TILLS] },
  { trait: 'birthday', prefer: 'most_trusted', sources: [CRM, ...TILLS], changes: 'never' },
  { trait: 'tier', prefer: 'most_trusted', sources: [CRM] },
  { trait: 'email', prefer: 'most_recent' },
  { trait: 'address', prefer: ['longest', 'most_recent'], changes: 'slowly' },
  { trait: 'city', prefer: ['party', 'most_recent'], changes: 'slowly' },
  { trait: 'household_size', prefer: 'most_frequent', changes: 'slowly' },
  { trait: 'skin_type', prefer: [{ party: ['zero', 'first'] }, 'most_recent'], changes: 'often' },
]

/** Looking is forgotten after a while, buying is not. Longer than the demo's history, so that nothing is gone at the first start. */
const RETENTION: readonly RetentionRule[] = [
  { event: 'page_viewed', keep: '400d' },
  { event: 'screen_viewed', keep: '400d' },
  { event: 'product_searched', keep: '180d' },
]

/** What the retailer knows about its systems. */
const SOURCES: readonly SourceDefinition[] = [
  { id: CRM, name: 'CRM', party: 'first', trust: 0.9, cadence: '1d', staleAfter: '104w', owner: 'Member services' },
  { id: 'web' as SourceId, name: 'Web shop', party: 'zero', trust: 0.75, cadence: '1h', staleAfter: '52w', owner: 'E-commerce' },
  { id: 'app' as SourceId, name: 'App', party: 'zero', trust: 0.75, staleAfter: '52w', owner: 'E-commerce' },
  ...Object.values(MARKETS).flatMap(({ shops }) => shops.map(({ source, name }): SourceDefinition => ({
    id: source as SourceId,
    name,
    party: 'first',
    trust: 0.85,
    cadence: '3d',
    owner: 'Shops',
  }))),
  { id: 'logistics' as SourceId, name: 'Logistics partner', party: 'second', trust: 0.6, cadence: '1d', owner: 'Operations' },
  { id: 'service' as SourceId, name: 'Customer care', party: 'first', trust: 0.8, cadence: '1d', owner: 'Customer care' },
  { id: 'line' as SourceId, name: 'LINE Official Account', party: 'zero', trust: 0.6, cadence: '1d', owner: 'CRM marketing' },
  { id: 'wechat' as SourceId, name: 'WeChat', party: 'zero', trust: 0.6, cadence: '7d', owner: 'CRM marketing' },
  { id: 'events' as SourceId, name: 'Pop-up events', party: 'zero', trust: 0.5, cadence: '14d', owner: 'Brand' },
  { id: 'links' as SourceId, name: 'Links in our messages', party: 'first', trust: 0.9, owner: 'CRM marketing' },
  { id: 'survey' as SourceId, name: 'Survey agency', party: 'second', trust: 0.5, owner: 'Customer care' },
  { id: 'mall-card' as SourceId, name: 'Department store card', party: 'second', trust: 0.65, cadence: '1d', staleAfter: '26w', owner: 'Partnerships' },
  { id: 'lifestyle-list' as SourceId, name: 'Lifestyle list (bought)', party: 'third', trust: 0.3, cadence: '90d', staleAfter: '8w', owner: 'Partnerships' },
  // Its last word lies weeks back: the page of sources says so.
  { id: 'kiosk-kaohsiung' as SourceId, name: 'Skin check kiosk, Kaohsiung', party: 'first', trust: 0.7, cadence: '1d', owner: 'Shops' },
]

/** A cart usually rests for half an hour before anybody is reminded; here it is seconds, so that the story plays while you watch. */
const JOURNEYS: readonly JourneyDefinition[] = [
  {
    id: 'welcome',
    name: 'Welcome',
    state: 'live',
    enter: { segment: 'new-members' },
    steps: [{ id: 'mail', send: { channel: 'email', template: 'welcome', purpose: 'marketing', notAfter: '2d' } }],
  },
  {
    id: 'cart-left',
    name: 'Cart left behind',
    state: 'live',
    enter: { event: 'cart_updated', where: { trait: 'total_twd', is: 'at_least', than: 500 } },
    again: { after: '1d' },
    exit: [{ event: 'order_completed' }, { segment: 'unhappy' }],
    steps: [
      { id: 'rest', wait: '20s' },
      { id: 'mail', send: { channel: 'email', template: 'cart-left', purpose: 'marketing', notAfter: '6h' } },
    ],
  },
  {
    id: 'parcel',
    name: 'Parcel on its way',
    state: 'live',
    enter: { event: 'order_shipped' },
    again: { after: '1s' },
    steps: [{ id: 'mail', send: { channel: 'email', template: 'order-shipped', purpose: 'service', notAfter: '1d' } }],
  },
  {
    id: 'win-back',
    name: 'Win back who looks again',
    state: 'live',
    enter: { segment: 'back-again' },
    again: { after: '30d' },
    exit: [{ event: 'order_completed' }],
    steps: [
      { id: 'rest', wait: '10s' },
      { id: 'mail', send: { channel: 'email', template: 'win-back', purpose: 'marketing', notAfter: '1d' } },
    ],
  },
]

/** At most three marketing mails a week and one a quarter of an hour. Nights are short here, so that a demo at night still shows mail. */
const SENDING: SendingPolicy = {
  caps: [
    { most: 3, within: '7d', purpose: 'marketing' },
    { most: 1, within: '15m', purpose: 'marketing' },
  ],
  quietHours: { from: 3, to: 5, except: ['service'] },
  timezone: 'Asia/Taipei',
  paused: false,
}

/** The definitions as of a moment, which names the last double day. */
export function demoDefinitions(now: number): Definitions {
  const saleDay = lastSaleDay(now)
  return {
    ...DEFAULT_DEFINITIONS,
    purposes: [...DEFAULT_PURPOSES, { id: 'research', name: 'Surveys and interviews', basis: 'ask' }, { id: 'sharing', name: 'Sharing with partners', basis: 'ask' }],
    survivorship: SURVIVORSHIP,
    sources: SOURCES,
    events: TRACKING_PLAN,
    retention: RETENTION,
    traits: TRAITS,
    segments: segments(saleDay),
    templates: TEMPLATES,
    offers: offers(saleDay),
    placements: PLACEMENTS,
    arbitration: ARBITRATION,
    journeys: JOURNEYS,
    models: MODELS,
    sending: SENDING,
  }
}
