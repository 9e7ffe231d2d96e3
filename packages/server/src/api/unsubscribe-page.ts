/** The page behind an unsubscribe link: four languages, large type, no scripts. Opening it changes nothing; pressing a button does. */
import { hash } from 'node:crypto'
import { chooseLocale } from '@rapport/core/content/locale'
import { escapeHtml } from './html.ts'

/** Languages of the page. */
const LANGUAGES = ['en', 'zh-Hant', 'zh-Hans', 'th'] as const
/** One of LANGUAGES. */
export type PageLanguage = (typeof LANGUAGES)[number]

interface Words {
  readonly title: string
  readonly ask: string
  readonly one: string
  readonly all: string
  readonly done: string
  readonly doneAll: string
  readonly channels: { readonly [channel: string]: string }
}

/** `{p}` is the purpose, `{c}` the channel. */
const WORDS: Record<PageLanguage, Words> = {
  en: {
    title: 'Unsubscribe',
    ask: 'Do you want to stop “{p}”?',
    one: 'Stop by {c}',
    all: 'Stop on every channel',
    done: 'Done. You will not get “{p}” here any more.',
    doneAll: 'Done. You will not get “{p}” on any channel any more.',
    channels: { email: 'e-mail', sms: 'SMS', push: 'push', inapp: 'in-app message', webhook: 'this channel', line: 'LINE', wechat: 'WeChat' },
  },
  'zh-Hant': {
    title: '取消訂閱',
    ask: '您要停止接收「{p}」嗎？',
    one: '停止以{c}接收',
    all: '停止所有管道',
    done: '完成。您不會再從這裡收到「{p}」。',
    doneAll: '完成。您不會再從任何管道收到「{p}」。',
    channels: { email: '電子郵件', sms: '簡訊', push: '推播', inapp: '站內訊息', webhook: '此管道', line: ' LINE ', wechat: '微信' },
  },
  'zh-Hans': {
    title: '取消订阅',
    ask: '您要停止接收“{p}”吗？',
    one: '停止以{c}接收',
    all: '停止所有渠道',
    done: '完成。您不会再从这里收到“{p}”。',
    doneAll: '完成。您不会再从任何渠道收到“{p}”。',
    channels: { email: '电子邮件', sms: '短信', push: '推送', inapp: '站内消息', webhook: '此渠道', line: ' LINE ', wechat: '微信' },
  },
  th: {
    title: 'ยกเลิกการรับข่าวสาร',
    ask: 'คุณต้องการหยุดรับ “{p}” หรือไม่',
    one: 'หยุดรับทาง{c}',
    all: 'หยุดรับทุกช่องทาง',
    done: 'เรียบร้อยแล้ว คุณจะไม่ได้รับ “{p}” ทางนี้อีก',
    doneAll: 'เรียบร้อยแล้ว คุณจะไม่ได้รับ “{p}” ทุกช่องทางอีก',
    channels: { email: 'อีเมล', sms: ' SMS', push: 'การแจ้งเตือน', inapp: 'ข้อความในแอป', webhook: 'ช่องทางนี้', line: ' LINE', wechat: ' WeChat' },
  },
}

const STYLE =
  'body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f6f6f4;color:#1a1a1a;font:22px/1.6 system-ui,"Noto Sans TC","Noto Sans SC","Noto Sans Thai",sans-serif}' +
  'main{max-width:34rem;padding:2rem;text-align:center}h1{font-size:1.6em;margin:0 0 .6em}form{display:grid;gap:1rem;margin-top:1.5rem}' +
  'button{font:inherit;font-weight:600;padding:.8em 1.2em;border-radius:.5em;border:3px solid #1a1a1a;background:#1a1a1a;color:#fff;cursor:pointer}button.second{background:#fff;color:#1a1a1a}' +
  'button:focus-visible{outline:4px solid #2563eb;outline-offset:3px}nav{margin-top:2.5rem;font-size:.8em}nav a{color:inherit;margin:0 .5em}'

/** Lets through this page's one style and nothing else. */
export const PAGE_CSP = `default-src 'none'; style-src 'sha256-${hash('sha256', STYLE, 'base64')}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`

/** The first of the wished languages that the page has, English otherwise. */
export function languageOf(wished: readonly (string | undefined)[]): PageLanguage {
  for (const tag of wished) {
    if (tag === undefined || tag === '') continue
    const found = chooseLocale(LANGUAGES, tag.trim(), 'en') as PageLanguage
    if (found !== 'en' || /^en\b/i.test(tag)) return found
  }
  return 'en'
}

/** Asks. */
export function unsubscribePage({ language, purpose, channel }: { readonly language: PageLanguage; readonly purpose: string; readonly channel: string }): string {
  const words = WORDS[language]
  const fill = (text: string): string => text.replace('{p}', () => escapeHtml(purpose)).replace('{c}', () => words.channels[channel] ?? channel)
  const form = `<form method="post"><button>${fill(words.one)}</button><button class="second" name="everywhere" value="1">${fill(words.all)}</button></form>`
  return page(language, words.title, `<p>${fill(words.ask)}</p>${form}`)
}

/** Confirms. */
export function unsubscribedPage({ language, purpose, everywhere }: { readonly language: PageLanguage; readonly purpose: string; readonly everywhere: boolean }): string {
  const words = WORDS[language]
  return page(language, words.title, `<p role="status">${(everywhere ? words.doneAll : words.done).replace('{p}', () => escapeHtml(purpose))}</p>`)
}

function page(language: PageLanguage, title: string, body: string): string {
  const others = [['en', 'English'], ['zh-Hant', '繁體中文'], ['zh-Hans', '简体中文'], ['th', 'ไทย']].map(([tag, name]) => `<a href="?lang=${tag}" lang="${tag}">${name}</a>`)
  return (
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="robots" content="noindex">` +
    '<meta name="viewport" content="width=device-width, initial-scale=1">' +
    `<title>${title}</title><style>${STYLE}</style></head><body><main><h1>${title}</h1>${body}<nav>${others.join('')}</nav></main></body></html>`
  )
}
