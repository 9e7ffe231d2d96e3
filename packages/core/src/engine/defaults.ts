/** What a new workspace starts with: no opinions about the business, careful ones about people. */
import { DEFAULT_ARBITRATION } from '../decision/policy.ts'
import { DEFAULT_LAWS } from '../consent/laws/index.ts'
import { DEFAULT_PURPOSES } from '../consent/consent.ts'
import { DEFAULT_MATCHING } from '../match/policy.ts'
import type { Definitions } from './workspace.ts'

/** Definitions of an empty workspace. Marketing needs consent, at most three marketing messages a week, nothing between 22 and 8 o'clock. */
export const DEFAULT_DEFINITIONS: Definitions = {
  purposes: DEFAULT_PURPOSES,
  laws: DEFAULT_LAWS,
  jurisdiction: { unknown: [] },
  survivorship: [],
  sources: [],
  events: [],
  retention: [],
  traits: [],
  segments: [],
  templates: [],
  offers: [],
  placements: [],
  features: [],
  models: [],
  arbitration: DEFAULT_ARBITRATION,
  journeys: [],
  sending: {
    caps: [{ most: 3, within: '7d', purpose: 'marketing' }],
    quietHours: { from: 22, to: 8, except: ['service'] },
    timezone: 'Asia/Taipei',
    paused: false,
  },
  matching: DEFAULT_MATCHING,
  destinations: [],
}
