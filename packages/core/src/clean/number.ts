/** Numbers as people write them in Chinese and Thai: digits of any script, and Chinese numerals up to the thousands. */

/** Full-width, Thai and other decimal digits as ASCII. */
export function asciiDigits(text: string): string {
  return /[\u0080-\uffff]/.test(text)
    ? text.replace(/[\uff10-\uff19\u0e50-\u0e59\u0660-\u0669\u06f0-\u06f9]/g, (digit) => {
        const code = digit.charCodeAt(0)
        return String(code - (code >= 0xff10 ? 0xff10 : code >= 0x0e50 ? 0x0e50 : code >= 0x06f0 ? 0x06f0 : 0x0660))
      })
    : text
}

const DIGITS: { readonly [numeral: string]: number } = {
  零: 0, 〇: 0, 一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9, 两: 2, 兩: 2, 壹: 1, 贰: 2, 貳: 2, 叁: 3, 參: 3, 肆: 4, 伍: 5, 陆: 6, 陸: 6, 柒: 7, 捌: 8, 玖: 9, 元: 1,
}
const UNITS: { readonly [numeral: string]: number } = { 十: 10, 拾: 10, 百: 100, 佰: 100, 千: 1000, 仟: 1000 }

/** Characters that `chineseNumber` reads. */
export const NUMERALS = '零〇一二三四五六七八九两兩十百千'

/** `八十五` is 85, `一九八五` is 1985, `二十` is 20, `廿三` is 23; NaN when it is no number. */
export function chineseNumber(text: string): number {
  const plain = text.replace(/廿/g, '二十').replace(/卅/g, '三十')
  if (plain === '' || /[^零〇一二三四五六七八九两兩壹贰貳叁參肆伍陆陸柒捌玖元十拾百佰千仟]/.test(plain)) return NaN
  if (!/[十拾百佰千仟]/.test(plain)) return Number([...plain].map((letter) => DIGITS[letter]).join(''))
  let sum = 0
  let digit = 1
  let given = false
  for (const letter of plain) {
    const unit = UNITS[letter]
    if (unit !== undefined) {
      sum += (given ? digit : 1) * unit
      given = false
    } else {
      digit = DIGITS[letter]!
      given = true
    }
  }
  return given ? sum + digit : sum
}
