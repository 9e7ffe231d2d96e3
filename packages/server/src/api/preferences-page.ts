/** The preference page as HTML: large type, real checkboxes and buttons, no scripts. Made for people of seventy, with a reader of screens or without. */
import { hash } from 'node:crypto'
import { escapeHtml } from './html.ts'
import { PREFERENCE_WORDS } from './preferences-words.ts'
import type { PageLanguage } from './unsubscribe-page.ts'

/** One tick box: a purpose on a channel ('*': all channels). */
export interface Choice {
  readonly purpose: string
  readonly channel: string
  readonly on: boolean
  /** A browser closes it; ticking it lasts only until that browser comes again. */
  readonly bySignal: boolean
}

/** A purpose with its boxes; none when it cannot be refused. */
export interface PurposeChoice {
  readonly id: string
  readonly name: string
  readonly about: string
  readonly choices: readonly Choice[]
}

/** What the page shows. */
export interface PreferencePage {
  readonly language: PageLanguage
  readonly purposes: readonly PurposeChoice[]
  /** Names of the traits that are kept. */
  readonly known: readonly string[]
  /** What the person's laws say, in the page's language. */
  readonly laws: readonly string[]
  /** Whether copies and deletion can be asked for here. */
  readonly requests: boolean
}

/** What was done. */
export interface PreferenceDone {
  readonly language: PageLanguage
  readonly changes: readonly { readonly name: string; readonly channel: string; readonly on: boolean; readonly receipt: string | null }[]
  readonly stopped: boolean
  readonly effective: boolean
  /** The moment in words. */
  readonly at: string
}

const STYLE =
  '*{box-sizing:border-box}body{margin:0;background:#fff;color:#111;font:22px/1.65 system-ui,"Noto Sans TC","Noto Sans SC","Noto Sans Thai",sans-serif}' +
  'main{max-width:42rem;margin:0 auto;padding:1.5rem 1.25rem 3rem}h1{font-size:1.5em;line-height:1.35;margin:.3em 0 .5em}h2{font-size:1.2em;margin:0 0 .3em}p{margin:.4em 0}' +
  'fieldset,section{border:3px solid #444;border-radius:.6em;margin:1.2em 0;padding:.7em 1em 1em}legend{font-weight:700;font-size:1.15em;padding:0 .4em}' +
  'label{display:flex;gap:.8em;align-items:center;padding:.55em .3em;cursor:pointer;border-top:1px solid #999}label:first-of-type{margin-top:.5em}' +
  'input[type=checkbox]{flex:none;width:1.7em;height:1.7em;margin:0;accent-color:#0b5d1e}' +
  'button,a.button{display:block;width:100%;font:inherit;font-weight:700;text-align:center;text-decoration:none;padding:.8em 1em;border-radius:.5em;border:3px solid #0b5d1e;background:#0b5d1e;color:#fff;cursor:pointer}' +
  'button.stop{border-color:#8c1d18;background:#fff;color:#8c1d18}button.quiet{border-color:#111;background:#fff;color:#111;margin-top:.7em}' +
  'input:focus-visible,button:focus-visible,a:focus-visible{outline:5px solid #1d4ed8;outline-offset:3px}' +
  'nav{margin-top:2.5rem}nav ul{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.4em 1.2em}nav a{color:#111;display:inline-block;padding:.3em 0}' +
  'li strong{white-space:nowrap}.note{color:#333;font-size:.95em}.receipt{font-size:1.25em;font-weight:700;letter-spacing:.04em;white-space:nowrap}ul.plain{margin:.4em 0;padding-left:1.2em}'

/** Lets through this page's one style and its forms, nothing else. */
export const PREFERENCES_CSP = `default-src 'none'; style-src 'sha256-${hash('sha256', STYLE, 'base64')}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`

/** The page with the choices. */
export function preferencesPage(page: PreferencePage): string {
  const words = PREFERENCE_WORDS[page.language]
  const purposes = page.purposes.map((purpose) => purposeHtml(purpose, page.language)).join('')
  const known = page.known.length === 0 ? `<p>${words.knownNothing}</p>` : `<ul class="plain">${page.known.map((name) => `<li>${escapeHtml(name)}</li>`).join('')}</ul><p class="note">${words.knownAbout}</p>`
  const laws = page.laws.map((text) => `<p class="note">${escapeHtml(text)}</p>`).join('')
  const requests = page.requests ? `<form method="post"><button class="quiet" name="request" value="access">${words.ask}</button><button class="quiet" name="request" value="erase">${words.erase}</button></form>` : ''
  return shell(
    page.language,
    words.title,
    `<p>${words.intro}</p><form method="post">${purposes}<button name="save" value="1">${words.save}</button></form>` +
      `<section aria-labelledby="stop"><h2 id="stop">${words.stopTitle}</h2><p>${words.stopAbout}</p><form method="post"><button class="stop" name="stop" value="1">${words.stop}</button></form></section>` +
      `<section aria-labelledby="known"><h2 id="known">${words.knownTitle}</h2>${known}${laws}${requests}</section>`,
  )
}

/** The page after a choice. */
export function preferencesDone(done: PreferenceDone): string {
  const words = PREFERENCE_WORDS[done.language]
  const lines = done.changes.map(({ name, channel, on, receipt }) => {
    const where = channel === '*' ? '' : escapeHtml(words.brackets((words.channels[channel] ?? channel).trim()))
    return `<li>${escapeHtml(name)}${where}${words.colon}<strong>${on ? words.on : words.off}</strong>${receipt === null ? '' : `<br>${words.receipt}${words.colon}<span class="receipt">${receipt}</span>`}</li>`
  })
  const [first] = done.changes
  const what = done.stopped
    ? `<p><strong>${words.stopped}</strong></p>${first?.receipt ? `<p>${words.receipt}${words.colon}<span class="receipt">${first.receipt}</span></p>` : ''}`
    : `<ul class="plain">${lines.join('')}</ul>`
  const body = done.changes.length === 0
    ? `<p role="status">${words.unchanged}</p>`
    : `<div role="status"><p>${words.recorded.replace('{t}', () => escapeHtml(done.at))}</p><p><strong>${done.effective ? words.effective : words.soon}</strong></p>${what}</div><p class="note">${words.receiptAbout}</p>`
  return shell(done.language, words.doneTitle, `${body}${back(done.language)}`)
}

/** The page after a request about one's data. */
export function preferencesAsked(asked: { readonly language: PageLanguage; readonly number: string; readonly by: string }): string {
  const words = PREFERENCE_WORDS[asked.language]
  const text = words.asked.replace('{n}', () => `<span class="receipt">${escapeHtml(asked.number)}</span>`).replace('{d}', () => escapeHtml(asked.by))
  return shell(asked.language, words.doneTitle, `<p role="status">${text}</p>${back(asked.language)}`)
}

/** The page of a link that stands for nobody. */
export function deadPreferences(language: PageLanguage): string {
  const words = PREFERENCE_WORDS[language]
  return shell(language, words.deadTitle, `<p>${words.dead}</p>`)
}

function back(language: PageLanguage): string {
  return `<p><a class="button" href="?lang=${language}">${PREFERENCE_WORDS[language].back}</a></p>`
}

function purposeHtml({ id, name, about, choices }: PurposeChoice, language: PageLanguage): string {
  const words = PREFERENCE_WORDS[language]
  if (choices.length === 0) return `<section aria-labelledby="p-${escapeHtml(id)}"><h2 id="p-${escapeHtml(id)}">${escapeHtml(name)}</h2><p>${escapeHtml(about)}</p><p class="note">${words.always}</p></section>`
  const boxes = choices.map(({ purpose, channel, on, bySignal }) => {
    const key = escapeHtml(`${purpose}|${channel}`)
    const label = channel === '*' ? words.whole : words.by.replace('{c}', () => words.channels[channel] ?? channel)
    const note = bySignal ? `<p class="note">${words.bySignal}</p>` : ''
    return `<label><input type="checkbox" name="on" value="${key}"${on ? ' checked' : ''}><span>${escapeHtml(label)}</span></label><input type="hidden" name="was" value="${key}|${on ? 1 : 0}">${note}`
  })
  return `<fieldset><legend>${escapeHtml(name)}</legend><p>${escapeHtml(about)}</p>${boxes.join('')}</fieldset>`
}

function shell(language: PageLanguage, title: string, body: string): string {
  const others = [['en', 'English'], ['zh-Hant', '繁體中文'], ['zh-Hans', '简体中文'], ['th', 'ไทย']].map(([tag, name]) => `<li><a href="?lang=${tag}" lang="${tag}"${tag === language ? ' aria-current="true"' : ''}>${name}</a></li>`)
  return (
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="robots" content="noindex"><meta name="referrer" content="no-referrer">` +
    '<meta name="viewport" content="width=device-width, initial-scale=1">' +
    `<title>${title}</title><style>${STYLE}</style></head><body><main><h1>${title}</h1>${body}<nav aria-label="${PREFERENCE_WORDS[language].languages}"><ul>${others.join('')}</ul></nav></main></body></html>`
  )
}
