/** An access export as a page to read and to print: four languages, large type, no scripts, nothing loaded from elsewhere. */
import type { Json } from '@rapport/core/base/json'
import type { AccessExport } from './access.ts'

/** Languages of the page. */
export const ACCESS_LANGUAGES = ['en', 'zh-Hant', 'zh-Hans', 'th'] as const
/** One of ACCESS_LANGUAGES. */
export type AccessLanguage = (typeof ACCESS_LANGUAGES)[number]

interface Words {
  readonly title: string
  readonly intro: string
  readonly who: string
  readonly known: string
  readonly from: string
  readonly also: string
  readonly groups: string
  readonly since: string
  readonly consents: string
  readonly given: string
  readonly withdrawn: string
  readonly every: string
  readonly messages: string
  readonly decisions: string
  readonly nothing: string
  readonly events: string
  readonly none: string
  readonly more: string
}

const WORDS: Record<AccessLanguage, Words> = {
  en: {
    title: 'What we know about you',
    intro: 'This is everything we keep about you, made on {date}.',
    who: 'How we recognise you',
    known: 'What we know',
    from: 'from {source}, {date}',
    also: 'also said',
    groups: 'Groups you are in',
    since: 'since {date}',
    consents: 'What you allowed',
    given: 'allowed',
    withdrawn: 'not allowed',
    every: 'every channel',
    messages: 'Messages to you',
    decisions: 'What was chosen for you',
    nothing: 'nothing',
    events: 'What happened',
    none: 'Nothing.',
    more: 'There are older events; ask for all of them.',
  },
  'zh-Hant': {
    title: '我們所知關於您的資料',
    intro: '以下是我們保存的所有關於您的資料，製作於 {date}。',
    who: '我們如何辨識您',
    known: '我們所知',
    from: '來自 {source}，{date}',
    also: '另有記載',
    groups: '您所屬的群組',
    since: '自 {date}',
    consents: '您的同意',
    given: '同意',
    withdrawn: '不同意',
    every: '所有管道',
    messages: '寄給您的訊息',
    decisions: '為您選擇的內容',
    nothing: '無',
    events: '發生過的事',
    none: '無。',
    more: '還有更早的紀錄，可要求全部提供。',
  },
  'zh-Hans': {
    title: '我们所知关于您的资料',
    intro: '以下是我们保存的所有关于您的资料，制作于 {date}。',
    who: '我们如何识别您',
    known: '我们所知',
    from: '来自 {source}，{date}',
    also: '另有记载',
    groups: '您所属的群组',
    since: '自 {date}',
    consents: '您的同意',
    given: '同意',
    withdrawn: '不同意',
    every: '所有渠道',
    messages: '发给您的消息',
    decisions: '为您选择的内容',
    nothing: '无',
    events: '发生过的事',
    none: '无。',
    more: '还有更早的记录，可要求全部提供。',
  },
  th: {
    title: 'ข้อมูลที่เรามีเกี่ยวกับคุณ',
    intro: 'ต่อไปนี้คือข้อมูลทั้งหมดที่เราเก็บเกี่ยวกับคุณ จัดทำเมื่อ {date}',
    who: 'เรารู้จักคุณจากอะไร',
    known: 'สิ่งที่เราทราบ',
    from: 'จาก {source}, {date}',
    also: 'มีบันทึกอื่นด้วย',
    groups: 'กลุ่มที่คุณอยู่',
    since: 'ตั้งแต่ {date}',
    consents: 'สิ่งที่คุณอนุญาต',
    given: 'อนุญาต',
    withdrawn: 'ไม่อนุญาต',
    every: 'ทุกช่องทาง',
    messages: 'ข้อความถึงคุณ',
    decisions: 'สิ่งที่เลือกให้คุณ',
    nothing: 'ไม่มี',
    events: 'สิ่งที่เกิดขึ้น',
    none: 'ไม่มี',
    more: 'ยังมีเหตุการณ์ที่เก่ากว่านี้ ขอดูทั้งหมดได้',
  },
}

const STYLE = `body{font:18px/1.6 system-ui,"Noto Sans TC","Noto Sans Thai",sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1c1917}
h1{font-size:2rem;line-height:1.25}h2{margin-top:2.5rem;border-bottom:1px solid #d6d3d1;padding-bottom:.25rem}
table{border-collapse:collapse;width:100%}td{padding:.35rem .75rem .35rem 0;vertical-align:top;border-bottom:1px solid #f0efed;overflow-wrap:anywhere}
small{color:#57534e}pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:0;font-size:.85rem}`

/** The page as HTML text. Every value is escaped. */
export function accessPage(access: AccessExport, language: AccessLanguage): string {
  const words = WORDS[language]
  const date = (at: number): string => new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(at)
  const fill = (text: string, values: { readonly [name: string]: string }): string => text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
  const rows = (cells: readonly (readonly string[])[]): string =>
    cells.length === 0 ? `<p>${words.none}</p>` : `<table>${cells.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('')}</table>`
  const section = (title: string, body: string): string => `<section><h2>${title}</h2>${body}</section>`
  const small = (text: string): string => `<small>${escape(text)}</small>`

  const traits = access.traits.map((one) => [
    escape(one.name),
    `${escape(said(one.value))}<br>${small(`${fill(words.from, { source: one.source, date: date(one.at) })}${one.wins ? '' : ` · ${words.also}`}`)}`,
  ])
  const segments = access.segments.map((one) => [`${escape(one.name)}<br>${small(fill(words.since, { date: date(one.since) }))}`, escape(one.rule)])
  const consents = access.consents.map((one) => [escape(one.purpose), escape(one.channel === '*' ? words.every : one.channel), words[one.is], small(date(one.at))])
  const messages = access.messages.map((one) => [
    `${escape(one.channel)}<br>${small(date(one.at))}`,
    `${escape(one.subject ?? '')} ${small(one.state)}<pre>${escape(one.text ?? '')}</pre>`,
  ])
  const decisions = access.decisions.map((one) => [small(date(one.at)), escape(one.placement), escape(one.offer ?? words.nothing)])
  const events = access.events.map((one) => [`${escape(one.type)}<br>${small(`${date(one.at)} · ${one.source}`)}`, `<pre>${escape(said(one.properties))}</pre>`])
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${words.title}</title><style>${STYLE}</style></head><body>
<h1>${words.title}</h1><p>${escape(fill(words.intro, { date: date(access.madeAt) }))}</p>
${section(words.who, rows([...(access.profile.name === null ? [] : [[escape(access.profile.name)]]), ...access.profile.identifiers.map((one) => [escape(one)])]))}
${section(words.known, rows(traits))}
${section(words.groups, rows(segments))}
${section(words.consents, rows(consents))}
${section(words.messages, rows(messages))}
${section(words.decisions, rows(decisions))}
${section(words.events, rows(events) + (access.truncated ? `<p>${words.more}</p>` : ''))}
</body></html>
`
}

function said(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1)
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
}
