/** What the demo's retailer wants to be foretold. */
import type { ModelDefinition } from '@rapport/core/model/types'

/** Seven models: the product makes, tests and replaces them by itself. Horizons are short, because the demo's past is: ninety days hold few windows of sixty. */
export const MODELS: readonly ModelDefinition[] = [
  { id: 'purchase-14d', name: 'Buys within 14 days', predict: { is: 'happens', event: 'order_completed', within: '14d' }, bands: true },
  { id: 'churn-14d', name: 'Buys nothing for two weeks', predict: { is: 'stops', event: 'order_completed', within: '14d' } },
  { id: 'value-90d', name: 'Worth in 90 days (TWD)', predict: { is: 'value', event: 'order_completed', property: 'total_twd', within: '90d' } },
  { id: 'next-department', name: 'Department bought from next', predict: { is: 'next', event: 'order_completed', property: 'category', within: '60d' } },
  { id: 'intent', name: 'Buys before this visit ends', predict: { is: 'in_session', event: 'order_completed' } },
  { id: 'member-lead', name: 'Customers who will join the club', predict: { is: 'happens', event: 'member_joined', within: '30d' }, segment: 'not-yet-members', bands: true },
  { id: 'best-hour', name: 'Best hour to write', predict: { is: 'hour', event: 'message_clicked' } },
]
