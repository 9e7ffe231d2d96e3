/** The look of the demo's e-mails: one column, system fonts of each script, legible on a phone and without pictures. */
import type { Language } from './markets.ts'
import { BRAND, SITE } from './catalogue.ts'

/** The parts of a letter in one language. All are Liquid; `lines` are paragraphs. */
export interface Letter {
  readonly subject: string
  /** Shown beside the subject in mailboxes. */
  readonly preview: string
  readonly title: string
  readonly lines: readonly string[]
  /** HTML and text of a table of goods, or nothing. */
  readonly goods?: { readonly html: string; readonly text: string }
  readonly button: { readonly label: string; readonly url: string }
  /** After the button. */
  readonly closing: string
  /** A marketing letter carries the way out. */
  readonly wayOut: boolean
}

const FONTS: { readonly [language in Language]: string } = {
  en: "-apple-system,'Segoe UI',Roboto,Arial,sans-serif",
  'zh-Hant': "-apple-system,'PingFang TC','Noto Sans TC','Microsoft JhengHei',sans-serif",
  'zh-Hans': "-apple-system,'PingFang SC','Noto Sans SC','Microsoft YaHei',sans-serif",
  th: "-apple-system,'Thonburi','Noto Sans Thai','Leelawadee UI',sans-serif",
}

const FOOT: { readonly [language in Language]: { readonly why: string; readonly service: string; readonly leave: string; readonly choose: string } } = {
  en: { why: 'You get this because you allowed us to write to you.', service: 'This message belongs to your order and is not advertising.', leave: 'Unsubscribe', choose: 'Choose what you get' },
  'zh-Hant': { why: '您收到這封信，是因為您同意接收我們的消息。', service: '此為訂單通知，並非廣告信。', leave: '取消訂閱', choose: '設定想收到什麼' },
  'zh-Hans': { why: '您收到这封邮件，是因为您同意接收我们的消息。', service: '此为订单通知，并非广告邮件。', leave: '退订', choose: '设置想收到什么' },
  th: { why: 'คุณได้รับอีเมลฉบับนี้เพราะคุณยินยอมให้เราติดต่อ', service: 'ข้อความนี้เกี่ยวกับคำสั่งซื้อของคุณ ไม่ใช่โฆษณา', leave: 'ยกเลิกการรับข่าวสาร', choose: 'เลือกสิ่งที่อยากรับ' },
}

/** The letter as a page. */
export function htmlOf(language: Language, letter: Letter): string {
  const foot = FOOT[language]
  const paragraphs = letter.lines.map((line) => `<p style="margin:0 0 16px">${line}</p>`).join('\n')
  const choose = `<a href="{{ preferences_url }}" style="color:#6b7a72">${foot.choose}</a>`
  const out = letter.wayOut ? `${foot.why}<br>${choose} · <a href="{{ unsubscribe_url }}" style="color:#6b7a72">${foot.leave}</a>` : `${foot.service}<br>${choose}`
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><title>${letter.title}</title></head>
<body style="margin:0;background:#f3f5f2;font-family:${FONTS[language]};color:#24302a;line-height:1.65;font-size:16px">
<div style="display:none;max-height:0;overflow:hidden">${letter.preview}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border-radius:12px">
<tr><td style="padding:28px 32px 0"><a href="${SITE}/" style="color:#2f6b4f;text-decoration:none;font-weight:700;font-size:20px;letter-spacing:.02em">${BRAND[language]}</a></td></tr>
<tr><td style="padding:20px 32px 8px">
<h1 style="margin:0 0 16px;font-size:24px;line-height:1.35">${letter.title}</h1>
${paragraphs}
${letter.goods?.html ?? ''}
<p style="margin:24px 0"><a href="${letter.button.url}" style="display:inline-block;background:#2f6b4f;color:#ffffff;text-decoration:none;padding:12px 26px;border-radius:8px;font-weight:600">${letter.button.label}</a></p>
<p style="margin:0 0 24px;color:#4d5a53">${letter.closing}</p>
</td></tr></table>
<p style="max-width:560px;margin:16px auto 0;font-size:13px;color:#6b7a72">${out}</p>
</td></tr></table>
</body></html>`
}

/** The letter as plain text. */
export function textOf(language: Language, letter: Letter): string {
  const foot = FOOT[language]
  const goods = letter.goods === undefined ? [] : [letter.goods.text]
  const choose = `${foot.choose}: {{ preferences_url }}`
  const out = letter.wayOut ? `${foot.why}\n${choose}\n${foot.leave}: {{ unsubscribe_url }}` : `${foot.service}\n${choose}`
  return [letter.title, ...letter.lines, ...goods, `${letter.button.label}: ${letter.button.url}`, letter.closing, '--', `${BRAND[language]}\n${out}`].join('\n\n')
}

/** The goods of `event.items` with their prices and the total. */
export function goods(language: Language, total: string): NonNullable<Letter['goods']> {
  const money = `money: event.currency, '${language}'`
  const cell = 'padding:10px 0;border-bottom:1px solid #e4e9e5'
  return {
    html: `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="font-size:15px">
{% for item in event.items %}<tr><td style="${cell}">{{ item.name }}{% if item.quantity > 1 %} × {{ item.quantity }}{% endif %}</td><td align="right" style="${cell};white-space:nowrap">{{ item.price | times: item.quantity | ${money} }}</td></tr>
{% endfor %}<tr><td style="padding:12px 0;font-weight:700">${total}</td><td align="right" style="padding:12px 0;font-weight:700;white-space:nowrap">{{ event.total | ${money} }}</td></tr></table>`,
    text: `{% for item in event.items %}- {{ item.name }} × {{ item.quantity }}: {{ item.price | times: item.quantity | ${money} }}\n{% endfor %}${total}: {{ event.total | ${money} }}`,
  }
}
