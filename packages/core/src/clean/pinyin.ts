/** Mandarin in Latin letters: syllables of Hanyu Pinyin, the spellings that Wade-Giles, Tongyong, MPS2 and free habit give them, and Han characters read out. */
import { pinyin } from 'pinyin-pro'
import { COMPOUND_SURNAMES } from './han-surname.ts'

const SYLLABLES =
  'a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cen ceng cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo ' +
  'ci cong cou cu cuan cui cun cuo da dai dan dang dao de dei den deng di dia dian diao die ding diu dong dou du duan dui dun duo e ei en eng er fa fan fang fei fen feng fo fou fu ga gai gan gang gao ge gei gen geng ' +
  'gong gou gu gua guai guan guang gui gun guo ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo ji jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke kei ' +
  'ken keng kong kou ku kua kuai kuan kuang kui kun kuo la lai lan lang lao le lei leng li lia lian liang liao lie lin ling liu lo long lou lu luan lun luo lue ma mai man mang mao me mei men meng mi mian miao mie min ' +
  'ming miu mo mou mu na nai nan nang nao ne nei nen neng ni nian niang niao nie nin ning niu nong nou nu nuan nuo nue o ou pa pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu qi qia qian qiang qiao ' +
  'qie qin qing qiong qiu qu quan que qun ran rang rao re ren reng ri rong rou ru ruan rui run ruo sa sai san sang sao se sen seng sha shai shan shang shao she shei shen sheng shi shou shu shua shuai shuan shuang shui ' +
  'shun shuo si song sou su suan sui sun suo ta tai tan tang tao te teng ti tian tiao tie ting tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo wu xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue ' +
  'xun ya yan yang yao ye yi yin ying yo yong you yu yuan yue yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo'

/** Letters that other systems write for an initial of Pinyin. */
const INITIALS: { readonly [initial: string]: readonly string[] } = {
  b: ['p'], d: ['t'], g: ['k'], j: ['ch'], q: ['ch', 'c'], x: ['hs', 'sh', 's'], zh: ['ch', 'jh', 'j'], r: ['j'], z: ['ts', 'tz', 'dz'], c: ['ts', 'tz'],
}

/** What other systems write for a final of Pinyin, wherever it stands. */
const FINALS: { readonly [final: string]: readonly string[] } = {
  ian: ['ien'], ie: ['ieh'], ue: ['ueh', 'yue'], ong: ['ung'], iong: ['iung', 'yong', 'yung'], ui: ['uei'], iu: ['iou'], ao: ['au'], iao: ['iau'], eng: ['ong'], uo: ['o'], un: ['uen'], o: ['oh'],
}

/** Whole syllables that follow no rule. */
const WHOLE: { readonly [syllable: string]: readonly string[] } = {
  you: ['yu', 'yiu', 'yo'], ye: ['yeh'], yan: ['yen'], yong: ['yung'], yi: ['i', 'yih', 'ee'], er: ['erh'], e: ['eh', 'o'], wen: ['wun'],
  weng: ['wong'], yue: ['yueh'], zi: ['tzu', 'zih', 'tsu', 'tze', 'tz'], ci: ['tzu', 'cih', 'tsu', 'tsz'],
  si: ['ssu', 'szu', 'sih', 'sze', 'su'], lu: ['lyu', 'lv', 'lue'], nu: ['nyu', 'nv'], lue: ['lueh', 'lve', 'lyue'], nue: ['nueh', 'nve'],
  ge: ['ko', 'keh'], ke: ['ko'], he: ['ho'], le: ['lo', 'leh'], wu: ['woo'], lin: ['lynn', 'linn'], yu: ['yuh'],
  feng: ['fong'], meng: ['mong'], li: ['lee'], xu: ['shyu'], ai: ['ay'], yin: ['in', 'yinn'], xin: ['shinn', 'sin'], ling: ['lynn'],
}

interface Spelling {
  /** Whether it is Pinyin as it stands. */
  readonly exact: boolean
  /** Classes of the syllables that it may stand for, the likeliest first. */
  readonly classes: readonly string[]
}

/** Most letters of a syllable in any system. */
const LONGEST = 6

let spellings: ReadonlyMap<string, Spelling> | null = null

/**
 * Class of a Pinyin syllable: its Wade-Giles spelling without marks, in which aspirated and plain initials fall together as they do on cards and passports.
 * `zhang` and `chang` are `chang`; `xiao` is `hsiao`.
 */
export function soundClass(syllable: string): string {
  const { initial, final } = split(syllable)
  if (syllable === 'you') return 'yu'
  if (/^(zi|ci)$/.test(syllable)) return 'tsu'
  if (syllable === 'si') return 'su'
  if (/^(zh|ch|sh|r)$/.test(initial) && final === 'i') return `${classInitial(initial)}ih`
  if (/^[gkh]$/.test(initial) && final === 'e') return `${classInitial(initial)}o`
  if (WHOLE[syllable] && /^[yew]/.test(syllable)) return WHOLE[syllable][0]!
  const lateO = final === 'uo' && !/^(g|k|h|sh)$/.test(initial)
  return classInitial(initial) + (lateO ? 'o' : final === 'ian' ? 'ien' : final === 'ong' ? 'ung' : final === 'iong' ? 'iung' : final)
}

function classInitial(initial: string): string {
  return initial === 'x' ? 'hs' : (INITIALS[initial]?.[0] ?? initial)
}

function split(syllable: string): { readonly initial: string; readonly final: string } {
  const initial = /^(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]|)/.exec(syllable)![0]
  return { initial, final: syllable.slice(initial.length) }
}

/** Ways in which a word of small Latin letters may be Mandarin syllables. */
export interface Spelled {
  /** Whether it is Pinyin as it stands. */
  readonly exact: boolean
  /** Sound classes of its syllables, joined, without doubles, the likeliest first, at most 4. */
  readonly classes: readonly string[]
  /** Fewest syllables it can be cut into. */
  readonly syllables: number
}

/** Reads a word as Mandarin in any usual romanisation; null when it cannot be cut into at most three syllables. Marks and hyphens have been taken off before. */
export function mandarinOf(word: string): Spelled | null {
  if (word.length > 3 * LONGEST) return null
  const table = (spellings ??= tabulate())
  for (let count = 1; count <= 3; count++) {
    const ways: Spelling[][] = []
    cut(table, word, 0, count, [], ways)
    if (ways.length > 0) return spelled(ways, count)
  }
  return null
}

function cut(table: ReadonlyMap<string, Spelling>, word: string, at: number, left: number, sofar: readonly Spelling[], ways: Spelling[][]): void {
  if (left === 0) {
    if (at === word.length) ways.push([...sofar])
    return
  }
  for (let to = Math.min(word.length, at + LONGEST); to > at; to--) {
    const found = table.get(word.slice(at, to))
    if (found) cut(table, word, to, left - 1, [...sofar, found], ways)
  }
}

function spelled(ways: readonly (readonly Spelling[])[], syllables: number): Spelled {
  const sorted = [...ways].sort((a, b) => Number(b.every((one) => one.exact)) - Number(a.every((one) => one.exact)))
  const classes = new Set<string>()
  for (const way of sorted) for (const whole of products(way.map((one) => one.classes), 4)) classes.add(whole)
  return { exact: sorted[0]!.every((one) => one.exact), classes: [...classes].slice(0, 4), syllables }
}

/** Joins one of each list, the first ones first, at most `most` results. */
export function products(lists: readonly (readonly string[])[], most: number): readonly string[] {
  let out: string[] = ['']
  for (const list of lists) {
    const next: string[] = []
    for (const tail of list) for (const head of out) next.push(head + tail)
    out = next.slice(0, most * 4)
  }
  return [...new Set(out)].slice(0, most)
}

function tabulate(): ReadonlyMap<string, Spelling> {
  const exact = SYLLABLES.split(' ')
  const found = new Map<string, string[]>()
  for (const syllable of exact) found.set(syllable, [soundClass(syllable)])
  for (const syllable of exact) {
    const sound = soundClass(syllable)
    for (const written of [sound, ...variants(syllable)]) {
      const known = found.get(written) ?? []
      if (known.length < 3 && !known.includes(sound)) found.set(written, [...known, sound])
    }
  }
  const set = new Set(exact)
  return new Map([...found].map(([written, classes]) => [written, { exact: set.has(written), classes }]))
}

function variants(syllable: string): readonly string[] {
  const { initial, final } = split(syllable)
  const initials = [initial, ...(INITIALS[initial] ?? [])]
  const finals = [final, ...(FINALS[final] ?? [])]
  if (/^[jqx]$/.test(initial) && final.startsWith('u')) finals.push(`y${final}`, `i${final}`)
  if (/^(zh|ch|sh|r)$/.test(initial) && final === 'i') finals.push('ih', 'r')
  const out = [...(WHOLE[syllable] ?? [])]
  for (const first of initials) {
    for (const rest of finals) {
      // Tongyong writes s and c only before i and y: `su` and `ca` stay what they are in Pinyin.
      if ((initial === 'x' && first === 's') || (initial === 'q' && first === 'c') ? /^[iy]/.test(rest) : true) out.push(first + rest)
    }
  }
  return out
}

/** Readings of a Han character that were asked for: bounded by the characters there are, at most `MOST_CHARACTERS`. */
const readings = new Map<string, readonly string[]>()
const MOST_CHARACTERS = 30_000
const COMPOUND = new Set(COMPOUND_SURNAMES.split(' '))

/** Pinyin readings of one Han character without tones, the usual one first, at most 3; none when it has no reading. */
export function readingsOf(character: string): readonly string[] {
  const known = readings.get(character)
  if (known) return known
  const found = pinyin(character, { toneType: 'none', type: 'array', multiple: true, v: true })
  const plain = [...new Set(found.map((one) => one.replace('v', 'u')))].filter((one) => /^[a-z]+$/.test(one)).slice(0, 3)
  if (readings.size < MOST_CHARACTERS) readings.set(character, plain)
  return plain
}

const surnames = new Map<string, readonly string[]>()

/** Pinyin of a Han surname (simplified), its reading as a surname first: `单` is `shan` before `dan`. At most 3. */
export function surnameReadings(surname: string): readonly string[] {
  const known = surnames.get(surname)
  if (known) return known
  const named = pinyin(surname, { toneType: 'none', type: 'array', mode: 'surname', v: true }).join('').replaceAll('v', 'u')
  const others = COMPOUND.has(surname) ? [] : products([...surname].map(readingsOf), 2)
  const found = [...new Set([named, ...others])].filter((one) => /^[a-z]+$/.test(one)).slice(0, 3)
  if (surnames.size < MOST_CHARACTERS) surnames.set(surname, found)
  return found
}
