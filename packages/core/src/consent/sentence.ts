/** Receipts of consent in plain sentences: which law or rule, and which statement or silence. */
import type { Json, JsonObject } from '../base/json.ts'

/** Names and moments as the reader knows them. */
export interface ReceiptNames {
  readonly purpose: (id: string) => string
  readonly law: (id: string) => string
}

interface Facts {
  readonly purpose: string
  /** '' when every channel is meant. */
  readonly channel: string
  /** '' when it is the company's own rule. */
  readonly law: string
  /** Date, in UTC. */
  readonly on: string
  /** '' when no wording is known. */
  readonly text: string
  readonly signal: string
}

interface Language {
  readonly channels: { readonly [channel: string]: string }
  silence(facts: Facts): string
  said(facts: Facts): string
  signal(facts: Facts): string
}

const en: Language = {
  channels: { email: 'e-mail', sms: 'SMS', push: 'push', inapp: 'in-app message', line: 'LINE', wechat: 'WeChat', webhook: 'webhook' },
  silence: ({ purpose, channel, law }) => `${law === '' ? 'The company' : law} asks before “${purpose}”${channel && ` by ${channel}`}, and nothing was said yet.`,
  said: ({ purpose, channel, on, text, law }) => `“No” to “${purpose}”${channel && ` by ${channel}`} was said on ${on}${text && ` (wording ${text})`}${law && `; ${law}`}.`,
  signal: ({ purpose, on, signal, law }) => `The browser or consent banner said “no” to “${purpose}” (${signal}), last on ${on}${law && `; it counts under ${law}`}.`,
}

const zhHant: Language = {
  channels: { email: '電子郵件', sms: '簡訊', push: '推播', inapp: '站內訊息', line: 'LINE', wechat: '微信', webhook: 'webhook' },
  silence: ({ purpose, channel, law }) => `依${law === '' ? '公司規則' : `「${law}」`}，${channel && `以${channel}`}進行「${purpose}」前須先徵求同意，而此人尚未表示意見。`,
  said: ({ purpose, channel, on, text, law }) => `此人於 ${on} 拒絕了${channel && `以${channel}進行的`}「${purpose}」${text && `（文字版本 ${text}）`}${law && `；適用「${law}」`}。`,
  signal: ({ purpose, on, signal, law }) => `瀏覽器或同意橫幅拒絕了「${purpose}」（${signal}），最近一次是 ${on}${law && `；依「${law}」有效`}。`,
}

const zhHans: Language = {
  channels: { email: '电子邮件', sms: '短信', push: '推送', inapp: '站内消息', line: 'LINE', wechat: '微信', webhook: 'webhook' },
  silence: ({ purpose, channel, law }) => `依${law === '' ? '公司规则' : `“${law}”`}，${channel && `以${channel}`}进行“${purpose}”前须先征求同意，而此人尚未表示意见。`,
  said: ({ purpose, channel, on, text, law }) => `此人于 ${on} 拒绝了${channel && `以${channel}进行的`}“${purpose}”${text && `（文字版本 ${text}）`}${law && `；适用“${law}”`}。`,
  signal: ({ purpose, on, signal, law }) => `浏览器或同意横幅拒绝了“${purpose}”（${signal}），最近一次是 ${on}${law && `；依“${law}”有效`}。`,
}

const th: Language = {
  channels: { email: 'อีเมล', sms: 'SMS', push: 'การแจ้งเตือน', inapp: 'ข้อความในแอป', line: 'LINE', wechat: 'WeChat', webhook: 'webhook' },
  silence: ({ purpose, channel, law }) => `${law === '' ? 'กฎของบริษัท' : law} กำหนดให้ขอความยินยอมก่อน “${purpose}”${channel && ` ทาง${channel}`} แต่บุคคลนี้ยังไม่ได้ตอบ`,
  said: ({ purpose, channel, on, text, law }) => `บุคคลนี้ปฏิเสธ “${purpose}”${channel && ` ทาง${channel}`} เมื่อ ${on}${text && ` (ข้อความฉบับ ${text})`}${law && ` ตาม ${law}`}`,
  signal: ({ purpose, on, signal, law }) => `เบราว์เซอร์หรือแถบขอความยินยอมปฏิเสธ “${purpose}” (${signal}) ล่าสุดเมื่อ ${on}${law && ` มีผลตาม ${law}`}`,
}

/** The languages of receipts by BCP 47 tag. */
export const receiptLanguages = { en, 'zh-Hant': zhHant, 'zh-Hans': zhHans, th } as const satisfies { readonly [locale: string]: Language }

/** The sentence of a refusing receipt (`receiptOf`) in the language nearest to `locale`; '' for data that is no receipt, as decisions of older releases have it. */
export function receiptSentence(receipt: JsonObject, names: ReceiptNames, locale: string): string {
  const { because, law, at, text: wording, saidOf } = receipt
  if (because !== 'said' && because !== 'signal' && because !== 'silence') return ''
  const language = languageFor(locale)
  const channel = text(receipt['saidOn'] ?? receipt['channel'])
  const facts: Facts = {
    purpose: names.purpose(text(receipt['purpose'])),
    channel: channel === '*' || channel === 'signal' ? '' : (language.channels[channel] ?? channel),
    law: law === undefined ? '' : names.law(text(law)),
    on: typeof at === 'number' ? new Date(at).toISOString().slice(0, 10) : '',
    text: text(wording),
    signal: text(wording) || text(saidOf),
  }
  return language[because](facts)
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}

function languageFor(locale: string): Language {
  const tag = locale.toLowerCase()
  if (tag.startsWith('th')) return th
  if (!tag.startsWith('zh')) return en
  return /hans|-cn|-sg/.test(tag) ? zhHans : zhHant
}
