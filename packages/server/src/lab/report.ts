/** Writes what a command of the lab found as one HTML file that anybody can open, print and send on: no scripts, nothing from the network. */
import { writeFileSync } from 'node:fs'
import { drawn, type Chart } from './charts.ts'
import { LabProblem } from './problem.ts'

/** A part of a section. Texts are plain: everything is escaped. */
export type ReportPart =
  | { readonly is: 'text'; readonly text: string }
  /** A sentence that stands out: a warning, or good news. */
  | { readonly is: 'note'; readonly tone: 'plain' | 'warning' | 'good'; readonly text: string }
  | { readonly is: 'list'; readonly items: readonly string[] }
  /** Large figures beside each other; `detail` is small print such as the interval. */
  | { readonly is: 'figures'; readonly figures: readonly { readonly name: string; readonly value: string; readonly detail?: string }[] }
  /** Cells of a column of numbers stand right when `right` names its place. */
  | { readonly is: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly (string | number)[])[]; readonly right?: readonly number[]; readonly caption?: string }
  | { readonly is: 'chart'; readonly caption: string; readonly chart: Chart }

/** A section under a heading. */
export interface ReportSection {
  readonly heading: string
  readonly parts: readonly ReportPart[]
}

/** A whole report. */
export interface Report {
  readonly title: string
  /** One or two sentences under the title: the answer. */
  readonly lead?: string
  /** BCP 47 tag of the language it is written in; English when left out. */
  readonly language?: string
  readonly sections: readonly ReportSection[]
}

/** Writes the report. Throws LabProblem where the file cannot be written. */
export function writeReport(path: string, report: Report): void {
  const html = reportHtml(report)
  try {
    writeFileSync(path, html)
  } catch (problem) {
    throw new LabProblem(`${path} cannot be written: ${(problem as Error).message}.`, 'Name a file in a folder that exists and that you may write to.', 2)
  }
}

/** The report as HTML. */
export function reportHtml({ title, lead, language, sections }: Report): string {
  let charts = 0
  const body = sections.map(({ heading, parts }) => `<section><h2>${escaped(heading)}</h2>\n${parts.map((part) => partHtml(part, () => `c${++charts}`)).join('\n')}\n</section>`)
  return `<!doctype html>
<html lang="${escaped(language ?? 'en')}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${lead === undefined ? '' : `<p class="lead">${escaped(lead)}</p>\n`}${body.join('\n')}
</main>
</body>
</html>
`
}

function partHtml(part: ReportPart, id: () => string): string {
  if (part.is === 'text') return `<p>${escaped(part.text)}</p>`
  if (part.is === 'note') return `<p class="note ${part.tone}">${escaped(part.text)}</p>`
  if (part.is === 'list') return `<ul>${part.items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>`
  if (part.is === 'figures')
    return `<dl class="figures">${part.figures.map(({ name, value, detail }) => `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>${detail === undefined ? '' : `<dd class="detail">${escaped(detail)}</dd>`}</div>`).join('')}</dl>`
  if (part.is === 'table') return tableHtml(part)
  return `<figure>${drawn(part.chart, id()).replace('<svg role="img"', `<svg role="img" aria-label="${escaped(part.caption)}"`)}<figcaption>${escaped(part.caption)}</figcaption></figure>`
}

function tableHtml({ head, rows, right, caption }: Extract<ReportPart, { is: 'table' }>): string {
  const side = (i: number): string => (right?.includes(i) ? ' class="right"' : '')
  const top = `<tr>${head.map((cell, i) => `<th${side(i)}>${escaped(cell)}</th>`).join('')}</tr>`
  const lines = rows.map((row) => `<tr>${row.map((cell, i) => `<td${side(i)}>${escaped(String(cell))}</td>`).join('')}</tr>`)
  return `<div class="wide"><table>${caption === undefined ? '' : `<caption>${escaped(caption)}</caption>`}<thead>${top}</thead><tbody>${lines.join('\n')}</tbody></table></div>`
}

/** Text that may stand anywhere in HTML; signs that turn the direction of what follows are taken out. */
function escaped(text: string): string {
  return text
    .replace(/(?![\t\n\r])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

const STYLE = `
:root { color-scheme: light dark; --ground: #fff; --ink: #1c2128; --soft: #5b6470; --line: #d9dde3; --card: #f5f7f9; --warn: #8a4b00; --warn-ground: #fff4e0; --good: #14633f; --good-ground: #e8f6ee; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171b; --ink: #e6e9ed; --soft: #9aa4b0; --line: #333a43; --card: #1d2228; --warn: #ffc069; --warn-ground: #33260f; --good: #7fd6a8; --good-ground: #12301f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, "Noto Sans", "Noto Sans TC", "Noto Sans SC", "Noto Sans Thai", sans-serif; }
main { max-width: 52rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; padding-top: .8rem; border-top: 1px solid var(--line); }
p, ul { margin: .5rem 0; }
.lead { font-size: 1.08rem; color: var(--soft); }
.note { padding: .6rem .85rem; border-radius: 6px; background: var(--card); border-inline-start: 4px solid var(--soft); }
.note.warning { background: var(--warn-ground); color: var(--warn); border-color: currentColor; }
.note.good { background: var(--good-ground); color: var(--good); border-color: currentColor; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: .75rem; margin: .8rem 0; }
.figures div { background: var(--card); border-radius: 8px; padding: .7rem .9rem; }
.figures dt { color: var(--soft); font-size: .86rem; }
.figures dd { margin: 0; font-size: 1.35rem; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.figures dd.detail { font-size: .86rem; color: var(--soft); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; font-variant-numeric: tabular-nums; margin: .6rem 0; }
caption { text-align: start; color: var(--soft); padding-bottom: .3rem; }
th, td { text-align: start; padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
th { color: var(--soft); font-weight: 600; }
td:first-child { min-width: 8.5rem; }
.right { text-align: end; white-space: nowrap; }
figure { margin: 1rem 0; }
figure svg { width: 100%; height: auto; display: block; font-family: inherit; }
figcaption { color: var(--soft); font-size: .88rem; }
@media print { :root { --ground: #fff; --ink: #000; --soft: #444; --line: #bbb; --card: #f3f3f3; --warn: #5a3200; --warn-ground: #fff; --good: #0b4a2d; --good-ground: #fff; color-scheme: light; } main { max-width: none; padding: 0; } figure, .note, .figures div, tr { break-inside: avoid; } h2 { break-after: avoid; } }
`
