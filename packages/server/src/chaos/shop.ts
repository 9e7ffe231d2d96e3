/** The definitions of the chaos run: every order counts, and some start a short journey that ends in a mail. */

/** For PUT /v1/definitions, on top of what a new workspace has. */
export const SHOP = {
  traits: [{ id: 'orders', compute: 'count', event: 'order_completed' }],
  segments: [{ id: 'regulars', name: 'Regulars', rule: { trait: 'orders', is: 'at_least', than: 10 } }],
  templates: [{ id: 'thanks', name: 'Thanks', channel: 'email', defaultLocale: 'en', bodies: { en: { subject: 'Thank you', text: 'For {{ event.total }}' } } }],
  journeys: [
    {
      id: 'thanks',
      name: 'Thanks',
      state: 'live',
      enter: { event: 'order_completed', where: { trait: 'mail', is: 'is_true' } },
      again: { after: '1s' },
      steps: [
        { id: 'wait', wait: '1s' },
        { id: 'mail', send: { channel: 'email', template: 'thanks', purpose: 'service' } },
      ],
    },
  ],
  sending: { caps: [], timezone: 'Asia/Taipei', paused: false },
}
