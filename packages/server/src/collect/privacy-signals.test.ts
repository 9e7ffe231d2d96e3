import { GppModel } from '@iabgpp/cmpapi'
import { GVL, TCModel, TCString } from '@iabtcf/core'
import { describe, expect, test } from 'vitest'
import type { SourceId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import type { CollectContext } from './incoming.ts'
import { fromPlain } from './plain.ts'
import { signalsIn } from './privacy-signals.ts'
import { fromSegment } from './segment.ts'

const HERE: CollectContext = { source: 'web' as SourceId, receivedAt: Date.UTC(2026, 10, 22) as Instant, newId: () => 'n1' }

/** A TCF 2.2 string with these purposes; the vendor list is left empty, because only purposes count. */
function tcf(consents: readonly number[], interests: readonly number[] = []): string {
  const model = new TCModel()
  const nothing = { purposes: {}, specialPurposes: {}, features: {}, specialFeatures: {}, stacks: {}, vendors: {}, dataCategories: {} }
  const list = new GVL({ gvlSpecificationVersion: 3, vendorListVersion: 1, tcfPolicyVersion: 4, lastUpdated: '2026-01-01T00:00:00Z', ...nothing } as never)
  model.gvl = list
  Object.assign(model, { cmpId: 10, cmpVersion: 1, consentScreen: 1, consentLanguage: 'EN', isServiceSpecific: true })
  model.purposeConsents.set([...consents])
  model.purposeLegitimateInterests.set([...interests])
  return TCString.encode(model)
}

function gpp(fields: { readonly [field: string]: Json }): string {
  const model = new GppModel()
  for (const [field, value] of Object.entries(fields)) model.setFieldValue('usnat', field, value)
  return model.encode()
}

const said = (context: { readonly [name: string]: Json }, header = false) => signalsIn(context, header)?.['said']

describe('what browsers and banners say', () => {
  test.each<[string, { readonly [name: string]: Json }, boolean, unknown]>([
    ['the header Sec-GPC', {}, true, { gpc: false }],
    ['navigator.globalPrivacyControl', { globalPrivacyControl: true }, false, { gpc: false }],
    ['a browser that does not send it says nothing', { globalPrivacyControl: false }, false, undefined],
    [
      'Segment: categories',
      { consent: { categoryPreferences: { Analytics: true, Advertising: false, 'Strictly Necessary': true, loyalty: true } } },
      false,
      { analytics: true, targeted_advertising: false, loyalty: true },
    ],
    ['a banner for marketing is no consent to letters', { consent: { categoryPreferences: { marketing: true } } }, false, { targeted_advertising: true }],
    ['OneTrust as text', { OnetrustActiveGroups: ',C0001,C0002,' }, false, { analytics: true, personalisation: false, targeted_advertising: false, sharing: false }],
    ['OneTrust with nothing in it says nothing', { OnetrustActiveGroups: '' }, false, undefined],
    ['two signals that disagree: no counts', { consent: { categoryPreferences: { Analytics: true, Statistics: false } } }, false, { analytics: false }],
    ['rubbish says nothing', { consent: 'yes please' }, false, undefined],
    ['a broken TCF string says nothing', { consent: { tcf: 'CPxxxxx!!' } }, false, undefined],
    ['a broken GPP string says nothing', { consent: { gpp: '~~~DBAA' } }, false, undefined],
  ])('%s', (_, context, header, expected) => {
    expect(said(context, header)).toEqual(expected)
  })

  test('TCF: all purposes behind one of ours are needed; a legitimate interest that was not objected to leaves silence', () => {
    expect(said({ consent: { tcf: tcf([1, 5, 6, 8]) } })).toEqual({ analytics: true, personalisation: true, targeted_advertising: false })
    expect(said({ consent: { tcf: tcf([1, 5], [6, 8]) } })).toEqual({ targeted_advertising: false })
    expect(said({ consent: { 'euconsent-v2': tcf([]) } })).toEqual({ analytics: false, personalisation: false, targeted_advertising: false })
  })

  test('GPP: opt-outs close, not opting out opens nothing', () => {
    expect(said({ consent: { gpp: gpp({ SaleOptOut: 1, TargetedAdvertisingOptOut: 2, Gpc: true }) } })).toEqual({ sale: false, gpc: false })
    expect(said({ consent: { gpp: gpp({ SaleOptOut: 2 }) } })).toBeUndefined()
  })

  test('every dialect keeps the meaning and drops the raw fields', () => {
    const segment = fromSegment({ type: 'page', anonymousId: 'a1', context: { consent: { categoryPreferences: { Analytics: false } } } }, { ...HERE, gpc: true })[0]
    const plain = fromPlain({ type: 'page_viewed', identifiers: { anonymousId: 'a1' }, context: { consent: { said: { marketing: true } }, globalPrivacyControl: true } }, HERE)[0]
    expect(segment?.is === 'event' && segment.event.context).toEqual({ consent: { said: { gpc: false, analytics: false }, by: 'gpc categories' } })
    expect(plain?.is === 'event' && plain.event.context).toEqual({ consent: { said: { gpc: false }, by: 'gpc' } })
  })
})
