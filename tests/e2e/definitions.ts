/** The shop of the whole-loop test, as its owner would define it. */
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import type { Definitions } from '@rapport/core/engine/workspace'

/** Asks one banner, mails about carts left behind, has an offer for those who came back by mail. Chance plays no part. `shop` is the address of its pages. */
export function shopDefinitions(shop: string): Definitions {
  return {
    ...DEFAULT_DEFINITIONS,
    segments: [
      { id: 'open-cart', name: 'Has an open cart', rule: { all: [{ did: 'cart_updated', within: '1d' }, { not: { did: 'order_completed', within: '1d' } }] } },
      { id: 'came-back', name: 'Came back by mail', rule: { did: 'message_clicked', where: { trait: 'template', is: 'equals', than: 'cart' }, within: '1d' } },
    ],
    offers: [
      { id: 'news', name: 'New teas', value: 10, content: { 'zh-Hant': { title: '新茶上市' }, en: { title: 'New teas' } } },
      { id: 'shipping', name: 'Free shipping', value: 100, eligible: { in: 'open-cart' }, content: { 'zh-Hant': { title: '今天免運費' }, en: { title: 'Free shipping today' } } },
      { id: 'samples', name: 'Samples', value: 500, eligible: { in: 'came-back' }, content: { 'zh-Hant': { title: '送您試喝包' }, en: { title: 'Samples for you' } } },
    ],
    placements: [{ id: 'banner', name: 'Banner', channel: 'inapp', exploration: 0 }],
    templates: [
      {
        id: 'cart',
        name: 'Cart left behind',
        channel: 'email',
        defaultLocale: 'en',
        bodies: {
          en: { subject: '{{ person.name }}, your cart is waiting', html: `<p>Hello {{ person.name }}</p><a href="${shop}/cart?from=mail">Cart</a> <a href="{{ unsubscribe_url }}">Stop</a>`, text: `${shop}/cart?from=mail` },
          'zh-Hant': {
            subject: '{{ person.name }}，您的購物車還在等您',
            html: `<p>{{ person.name }} 您好，{{ event.product }}還在購物車裡。</p><a href="${shop}/cart?from=mail">回到購物車</a> <a href="{{ unsubscribe_url }}">取消訂閱</a>`,
            text: `{{ person.name }} 您好，{{ event.product }}還在購物車裡：${shop}/cart?from=mail`,
          },
        },
      },
    ],
    journeys: [
      {
        id: 'cart-mail',
        name: 'Cart left behind',
        state: 'live',
        enter: { event: 'cart_updated' },
        again: { after: '1s' },
        exit: [{ event: 'order_completed' }],
        steps: [
          { id: 'think', wait: '3s' },
          { id: 'mail', send: { channel: 'email', template: 'cart', purpose: 'marketing' } },
        ],
      },
    ],
    // The test runs at any hour of the day.
    sending: { caps: [{ most: 3, within: '7d', purpose: 'marketing' }], timezone: 'Asia/Taipei', paused: false },
  }
}
