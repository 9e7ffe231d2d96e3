/** Which encoding a file or a line has, from its first bytes: a mark, a strict decoding, and the letters that come out. */

/** Encodings we can tell apart. */
export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'big5', 'gb18030', 'windows-874', 'windows-1252'] as const
/** One of ENCODINGS. */
export type Encoding = (typeof ENCODINGS)[number]

/** Frequent characters of running text and of names and addresses; what a wrong decoding rarely produces. */
const COMMON: { readonly [encoding in 'big5' | 'gb18030']: ReadonlySet<string> } = {
  big5: new Set(
    '的一是不了人我在有他這中大來上國個到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可她里後小么心多天而能好都然沒日於起還發成事只作當想看文無開手十用主行方又如前所本見經頭面公同三已老從動兩長知民樣現分將外但身些與高意進把法此實回二理美點月明其種聲全工己話兒者向情部正名定女問力機給等幾很業最間新什打便位因重被走電四第門相次東政海口使教西再平真聽世氣信北少關並內加化由卻代軍產入先山五太水萬市眼體別處總才場師書比住員九笑性通目華報立馬命張活難神數件安表原車白應路期叫死常提感金何更反合放做系計或司利受光王果親界及今京務制解各任至清物台象記邊共風戰干接它許八特覺望直服毛林題建南度統色字請交愛讓認算論百吃義科怎元社術結六功指思非流每青管夫連遠資隊跟帶花快條院變聯言權往展該領傳近留紅治決周保達辦運武半候七必城父強步完革深區即求品士轉量空甚眾技輕程告江語英基派滿式李息寫呢識極令黃德收臉錢黨倒未持取設始版雙歷越史商千片容研像找友孩站廣改議形委早房音火際則首單據導影失拿網香似斯專石若兵弟誰校讀志飛觀爭究包組造落視濟喜離蟲壞臺灣北縣鎮鄉街號樓陳林黃張李王吳劉蔡楊許鄭謝洪郭邱曾廖賴徐周葉蘇莊呂江何蕭羅高潘簡朱鍾彭游詹胡施沈余盧梁趙顏柯翁魏孫戴范方宋鄧杜傅侯曹薛丁卓阮馬董溫唐藍石蔣田康鄒白涂尤巫韓龔嚴袁黎施電話郵編訂單金額數量會員姓名性別'
      .split(''),
  ),
  gb18030: new Set(
    '的一是不了人我在有他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直服毛林题建南度统色字请交爱让认算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联言权往展该领传近留红治决周保达办运武半候七必城父强步完革深区即求品士转量空甚众技轻程告江语英基派满式李息写呢识极令黄德收脸钱党倒未持取设始版双历越史商千片容研像找友孩站广改议形委早房音火际则首单据导影失拿网香似斯专石若兵弟谁校读志飞观争究包组造落视济喜离虫坏省县镇乡街号楼陈林黄张李王吴刘蔡杨许郑谢洪郭邱曾廖赖徐周叶苏庄吕江何萧罗高潘简朱钟彭游詹胡施沈余卢梁赵颜柯翁魏孙戴范方宋邓杜傅侯曹薛丁卓阮马董温唐蓝石蒋田康邹白涂尤巫韩龚严袁黎施电话邮编订单金额数量会员姓名性别'
      .split(''),
  ),
}

/** The encoding of a file that begins with these bytes (64 KB are plenty). Plain ASCII is UTF-8. */
export function encodingOf(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const wide = wideOf(bytes)
  if (wide) return wide
  if (strictly(bytes, 'utf-8') !== null) return 'utf-8'
  const scores: (readonly [Encoding, number])[] = [
    ['big5', commonShare(strictly(bytes, 'big5'), COMMON.big5)],
    ['gb18030', commonShare(strictly(bytes, 'gb18030'), COMMON.gb18030)],
    ['windows-874', thaiShare(strictly(bytes, 'windows-874'))],
  ]
  const [best] = scores.sort((a, b) => b[1] - a[1])
  return best && best[1] > 0.15 ? best[0] : 'windows-1252'
}

/** Encodings that a single line may have beside UTF-8. */
const LEGACY = ['big5', 'gb18030', 'windows-874'] as const
/** Below this share of high bytes next to each other a line is Western text with single accented letters. */
const ADJACENT = 0.4
/** How much the lines before count against what this line looks like by itself. */
const HABIT = 0.3

/**
 * The encoding of a line that is no UTF-8. A line is short, so the encodings of the lines before it (`before`: how many of each) are a hint. A line of
 * UTF-8 with a few damaged bytes stays UTF-8.
 */
export function legacyEncodingOf(line: Uint8Array, before: ReadonlyMap<Encoding, number>): Encoding {
  const { high, adjacent, sequences } = highBytes(line)
  if (sequences * 2 >= high * 0.8) return 'utf-8'
  if (adjacent / Math.max(1, high) < ADJACENT) return 'windows-1252'
  let total = 1
  for (const lines of before.values()) total += lines
  let best: { readonly encoding: Encoding; readonly score: number } = { encoding: 'windows-1252', score: 0 }
  for (const encoding of LEGACY) {
    const text = strictly(line, encoding, false)
    if (text === null) continue
    const share = encoding === 'windows-874' ? thaiShare(text) : commonShare(text, COMMON[encoding])
    const score = share + (HABIT * (before.get(encoding) ?? 0)) / total + 0.001
    if (score > best.score) best = { encoding, score }
  }
  return best.encoding
}

/** Bytes beyond ASCII: how many, how many stand beside another one, and how many multi-byte sequences of UTF-8 they hold. */
function highBytes(line: Uint8Array): { readonly high: number; readonly adjacent: number; readonly sequences: number } {
  let high = 0
  let adjacent = 0
  let sequences = 0
  for (let i = 0; i < line.length; i++) {
    const byte = line[i] ?? 0
    if (byte < 0x80) continue
    high++
    if ((line[i - 1] ?? 0) >= 0x80 || (line[i + 1] ?? 0) >= 0x80) adjacent++
    const length = byte >= 0xf0 && byte < 0xf5 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0
    if (length === 0 || byte >= 0xf5) continue
    let whole = true
    for (let k = 1; k < length; k++) if (((line[i + k] ?? 0) & 0xc0) !== 0x80) whole = false
    if (whole) sequences += length / 2
  }
  return { high, adjacent, sequences }
}

/** Fewer zeros than this are strays. */
const WIDE_ZEROS = 3

/** UTF-16 without a mark: every other byte of Latin text is zero. */
export function wideOf(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const zeros = [0, 0]
  const looked = Math.min(bytes.length, 4_096)
  for (let i = 0; i < looked; i++) if (bytes[i] === 0) zeros[i & 1] = (zeros[i & 1] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  if (odd >= WIDE_ZEROS && odd > looked / 8 && even < odd / 8) return 'utf-16le'
  return even >= WIDE_ZEROS && even > looked / 8 && odd < even / 8 ? 'utf-16be' : null
}

/** The text when every byte fits the encoding, else null. A sample may end inside a character, a line may not. */
function strictly(bytes: Uint8Array, encoding: Encoding, isSample = true): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: isSample })
  } catch {
    return null
  }
}

function commonShare(text: string | null, common: ReadonlySet<string>): number {
  const foreign = [...(text ?? '')].filter((character) => character > '\u007F')
  return foreign.length === 0 ? 0 : foreign.filter((character) => common.has(character)).length / foreign.length
}

/** Thai writing has vowels and tone marks after consonants; other single bytes read as Thai do not. */
function thaiShare(text: string | null): number {
  const foreign = [...(text ?? '')].filter((character) => character > '\u007F')
  const thai = foreign.filter((character) => character >= '\u0E01' && character <= '\u0E5B').length
  const marks = (text ?? '').match(/[\u0E01-\u0E2E][\u0E30-\u0E3A\u0E47-\u0E4E]/g)?.length ?? 0
  return foreign.length === 0 || marks / foreign.length < 0.12 ? 0 : thai / foreign.length
}
