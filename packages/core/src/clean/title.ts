/** Titles and forms of address around a name, in English, Thai and Chinese, and what they say about the sex. */
import { fold } from './fold.ts'
import { HAN_TITLES, SURNAMES } from './han-surname.ts'

/** What stands around a name. */
export interface Titled {
  /** The name without its titles. */
  readonly text: string
  /** Titles as written, from left to right. */
  readonly titles: readonly string[]
  readonly sex: 'f' | 'm' | null
  /** Whether what is left must be a family name (`Mr. Chen`, `王先生`), a given name (`คุณสมชาย`), or could be anything. */
  readonly leaves: 'family' | 'given' | 'any'
}

type Sex = 'f' | 'm' | null

const LATIN_BEFORE = new Map<string, Sex>(Object.entries({
  mr: 'm', mister: 'm', sir: 'm', master: 'm', mrs: 'f', ms: 'f', miss: 'f', mdm: 'f', madam: 'f', madame: 'f', mme: 'f', mlle: 'f',
  lady: 'f', lord: 'm', dame: 'f', dr: null, prof: null, professor: null, doctor: null, khun: null, nai: 'm', nang: 'f',
  nangsao: 'f', rev: null, hon: null, capt: null, col: null, lt: null, sgt: null, mx: null, herr: 'm', frau: 'f', monsieur: 'm', senor: 'm', senora: 'f',
}))
const LATIN_AFTER = /[,\s]+(?:jr|sr|ii|iii|iv|esq|phd|ph\.d|md|m\.d|mba|cpa|dds|dvm|rn|san|sama|xiansheng|xiaojie|nushi|taitai)\.?$/i

/** The longest first: นางสาว begins with นาง. */
const THAI_BEFORE: readonly (readonly [string, Sex])[] = [
  ['หม่อมราชวงศ์', null], ['หม่อมหลวง', null], ['หม่อมเจ้า', null], ['ท่านผู้หญิง', 'f'], ['คุณหญิง', 'f'], ['ว่าที่ร้อยตรี', null], ['ว่าที่ ร.ต.', null], ['ศาสตราจารย์', null], ['ด็อกเตอร์', null], ['อาจารย์', null], ['เด็กชาย', 'm'], ['เด็กหญิง', 'f'], ['นางสาว', 'f'],
  ['คุณหมอ', null], ['คุณครู', null], ['ม.ร.ว.', null], ['น.ส.', 'f'], ['นส.', 'f'], ['ด.ช.', 'm'], ['ดช.', 'm'], ['ด.ญ.', 'f'], ['ดญ.', 'f'],
  ['ม.ล.', null], ['พ.ต.อ.', null], ['พ.ต.ท.', null], ['พ.ต.ต.', null], ['ร.ต.อ.', null], ['ร.ต.ท.', null], ['ร.ต.ต.', null],
  ['ด.ต.', null], ['จ.ส.ต.', null], ['ส.ต.อ.', null], ['พล.ต.', null], ['พ.อ.', null], ['พ.ท.', null], ['พ.ต.', null], ['ร.อ.', null],
  ['ร.ท.', null], ['ร.ต.', null], ['ดร.', null], ['ผศ.', null], ['รศ.', null], ['ศ.', null], ['นพ.', 'm'], ['พญ.', 'f'],
  ['คุณ', null], ['นาย', 'm'], ['นาง', 'f'], ['พี่', null], ['น้อง', null], ['ป้า', 'f'], ['ลุง', 'm'],
]

/** Thai titles that are the beginning of ordinary names, and so count only before a space or before a whole name. */
const THAI_DOUBTFUL = new Set(['นาง', 'นาย', 'พี่', 'น้อง', 'ป้า', 'ลุง', 'คุณ'])

/** Takes titles off both ends. A title that would leave nothing stays. */
export function withoutTitles(text: string): Titled {
  const first = text.charCodeAt(0)
  if (first >= 0x0e00 && first <= 0x0e7f) return thai(text)
  const last = text.charCodeAt(text.length - 1)
  if (last >= 0x3400) return han(text)
  return latin(text)
}

function latin(text: string): Titled {
  let rest = text
  let sex: Sex = null
  const titles: string[] = []
  for (let round = 0; round < 3; round++) {
    const found = /^([A-Za-z]{2,9})(?:\.\s*|\s+)(?=\S)/.exec(rest)
    const title = found ? LATIN_BEFORE.get(found[1]!.toLowerCase()) : undefined
    if (!found || title === undefined) break
    // Nang and Nai are names as well; they are titles only before two more words.
    if (/^(nai|nang|lady|lord|dame|hon|col|master)$/i.test(found[1]!) && !/\S+\s+\S+/.test(rest.slice(found[0].length))) break
    titles.push(found[0].trim())
    sex ??= title
    rest = rest.slice(found[0].length)
  }
  const before = titles.length > 0
  for (let round = 0; round < 2; round++) {
    const after = LATIN_AFTER.exec(rest)
    if (!after || after.index === 0) break
    titles.push(after[0].replace(/^[,\s]+/, ''))
    rest = rest.slice(0, after.index)
  }
  const comma = /^([^,]+),\s*(mr|mrs|ms|miss|dr|prof)\.?\s*(.*)$/i.exec(rest)
  if (comma) {
    titles.push(comma[2]!)
    sex ??= LATIN_BEFORE.get(comma[2]!.toLowerCase()) ?? null
    rest = comma[3] ? `${comma[1]!}, ${comma[3]}` : comma[1]!
  }
  const oneWord = !/[\s,]/.test(rest.trim())
  const addressed = before && !/^(khun|dr|dr\.|khun\.)$/i.test(titles[0]!)
  return { text: rest.trim(), titles, sex, leaves: !oneWord || (!before && !comma) ? 'any' : /^khun/i.test(titles[0] ?? '') ? 'given' : addressed || comma ? 'family' : 'any' }
}

function thai(text: string): Titled {
  let rest = text
  let sex: Sex = null
  const titles: string[] = []
  for (let round = 0; round < 3; round++) {
    const found = THAI_BEFORE.find(([title]) => rest.startsWith(title) && standsAlone(title, rest.slice(title.length)))
    if (!found) break
    titles.push(found[0])
    sex ??= found[1]
    rest = rest.slice(found[0].length).trimStart()
  }
  return { text: rest, titles, sex, leaves: titles.length > 0 && !/\s/.test(rest) ? 'given' : 'any' }
}

/** Whether a title may end here: what follows must be able to begin a name (`นางสาวเดือน`; not `นายก`), and doubtful ones need three letters more. */
function standsAlone(title: string, rest: string): boolean {
  if (rest.trim() === '') return false
  if (!THAI_DOUBTFUL.has(title) || rest.startsWith(' ')) return true
  return /^[\u0e40-\u0e44]?[\u0e01-\u0e2e]/.test(rest) && rest.split(' ')[0]!.length >= 3
}

function han(text: string): Titled {
  for (const [title, sex] of HAN_TITLES) {
    for (const written of [title, TRADITIONAL[title] ?? title]) {
      const rest = text.slice(0, -written.length).trim()
      if (!text.endsWith(written) || rest === '') continue
      // 太, 生, 姐 and the like end given names as well: they are titles only after one frequent surname.
      if (written.length === 1 && !FREQUENT.has(fold(rest))) continue
      return { text: rest, titles: [written], sex, leaves: rest.length === 1 || /^..$/.test(rest) ? 'family' : 'any' }
    }
  }
  return { text, titles: [], sex: null, leaves: 'any' }
}

const FREQUENT = new Set([...SURNAMES].slice(0, 150).map(fold))

const TRADITIONAL: { readonly [simplified: string]: string } = {
  师傅: '師傅', 老师: '老師', 医生: '醫生', 医师: '醫師', 律师: '律師', 经理: '經理', 总经理: '總經理', 董事长: '董事長', 老板: '老闆', 校长: '校長', 同学: '同學', 总: '總',
}
