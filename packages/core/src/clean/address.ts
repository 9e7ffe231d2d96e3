/** Postal addresses of Taiwan, Hong Kong, China, Thailand and the Latin world: words, numbers, post code and place, folded for comparing. */
import { HAN_UNITS, LATIN_WORDS, THAI_UNITS } from './address-word.ts'
import { fold } from './fold.ts'
import { DIFFERENT, likenesses, MISSING, type Likeness } from './level.ts'
import { asciiDigits, chineseNumber } from './number.ts'
import { isPlaceholder } from './placeholder.ts'
import { shared } from './similarity.ts'
import { repairText } from './text.ts'

/** What an address field says. */
export interface AddressForms {
  readonly is: 'address' | 'placeholder' | 'empty'
  /** Folded, abbreviations written out, numbers plain: equal for two spellings of one address. */
  readonly folded: string
  /** Words that name places and streets, folded, sorted, without doubles and without kinds of street. */
  readonly words: readonly string[]
  /** Numbers of house, lane, alley, section, floor and flat, sorted, without doubles: `3`, `12`, `5f`. */
  readonly numbers: readonly string[]
  /** Post code; empty when none was recognised. */
  readonly postcode: string
  /** City or province, folded, without its kind: `臺北市` is `台北`; empty when none was recognised. */
  readonly city: string
}

const nothing = (is: AddressForms['is']): AddressForms => ({ is, folded: '', words: [], numbers: [], postcode: '', city: '' })
const EMPTY = nothing('empty')
const PLACEHOLDER = nothing('placeholder')

/** Longest address that is read. */
const LONGEST = 240

/** Reads an address. Never throws; total over all texts. */
export function addressOf(raw: string | null | undefined): AddressForms {
  if (!raw) return EMPTY
  const text = asciiDigits(fold(repairText(raw.slice(0, LONGEST)).text))
  if (text === '') return EMPTY
  if (isPlaceholder(text) || !/[\p{L}\p{N}]{2}/u.test(text)) return PLACEHOLDER
  return /[\u3400-\u9fff]/.test(text) ? ofHan(text) : /[\u0e01-\u0e4e]/.test(text) && !/[a-z]{4,}.*[a-z]{4,}/.test(text) ? ofThai(text) : ofLatin(text)
}

const NUMERAL = '[零〇一二三四五六七八九十百两廿0-9]+'
const HAN_NUMBER = new RegExp(`(?:地下|b)?(${NUMERAL}(?:(?:[-~之]|の)${NUMERAL})*)(段|巷|弄|号|楼|层|室|栋|座|邻|单元|幢|f|階)(?:之(${NUMERAL}))?`, 'g')
/** Blocks and flats with a letter: A座, b2室. */
const LETTERED = /(?<![a-z])([a-z]\d{0,4})(?:座|室|栋|单元|幢)/g
/** 北平街 and 三民路 begin with numerals that are names: only the units of houses take Chinese numerals, so a number before 路 stays a word. */
const HAN_PLACE = /^[\u3400-\u9fff]{2,7}?(?:特别行政区|自治区|省|市|县)/

function ofHan(text: string): AddressForms {
  const tight = text.replace(/[\s,，、.．。;；()（）]+/g, ' ').replace(/臺/g, '台').replace(/ (?=[\u3400-\u9fff0-9])|(?<=[\u3400-\u9fff]) /g, '').trim()
  const postcode = /^(\d{3}(?:-?\d{2,3})?)(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff座室号a-z])\s*(\d{6})$/.exec(tight.replace(/^(?:台湾|中国|中华民国)/, ''))
  const code = postcode?.[1] ?? postcode?.[2] ?? ''
  let rest = code === '' ? tight : tight.replace(new RegExp(`^(台湾|中国)?${code}|\\s*${code}$`), '$1')
  rest = rest.replace(/^(?:台湾省?|中国|中华民国|香港特别行政区(?=.))(?=[\u3400-\u9fff])/, '')
  const numbers = new Set<string>()
  const bare = rest.replace(HAN_NUMBER, (_, written: string, unit: string, behind: string | undefined) => {
    const plain = written.split(/[-~之の]/).map((one) => (/^\d+$/.test(one) ? String(Number(one)) : String(chineseNumber(one)))).join('-')
    numbers.add((behind ? `${plain}-${/^\d+$/.test(behind) ? behind : chineseNumber(behind)}` : plain) + (HAN_UNITS[unit] ?? ''))
    return ' '
  })
  for (const [one] of bare.matchAll(/\d+(?:-\d+)*|(?<![a-z])[a-z](?![a-z])/g)) numbers.add(one)
  for (const [, one] of bare.matchAll(LETTERED)) numbers.add(one!)
  const place = HAN_PLACE.exec(bare)?.[0] ?? ''
  const words = hanWords(bare.replace(LETTERED, ' ').replace(/[0-9-]+|(?<![a-z])[a-z](?![a-z])/g, ' '))
  const city = cityOf(place.replace(/(?:特别行政区|自治区|省|市|县)$/, ''))
  return formsOf(words, numbers, code, city)
}

/** Cities and provinces that are written short. */
function cityOf(name: string): string {
  return name.replace(/^(内蒙古|广西|宁夏|新疆|西藏).*$/, '$1')
}

/** Cut after 市, 区, 路 and their kin; the kind goes, so that 高雄縣 and 高雄市, 中華街 and 中華路 stay near. */
function hanWords(text: string): readonly string[] {
  const out: string[] = []
  for (const part of text.split(/\s+/)) {
    for (const word of part.split(/(?<=[\u3400-\u9fff]{2}(?:特别行政区|自治区|自治州|[省市县区镇乡村里路街道巷]))/)) {
      const bare = word.length > 2 ? word.replace(/(?:特别行政区|自治区|自治州|大道|[省市县区镇乡村里路街道])$/, '') : word
      if (/[\u3400-\u9fffa-z]/.test(bare)) out.push(bare)
    }
  }
  return out
}

const THAI_UNIT = new RegExp(`(?:${Object.keys(THAI_UNITS).sort((a, b) => b.length - a.length).map((one) => one.replaceAll('.', '\\.')).join('|')})\\s*`, 'g')

function ofThai(text: string): AddressForms {
  const postcode = /(?<!\d)([1-9]\d{4})(?!\d)(?=\D*$)/.exec(text)?.[1] ?? ''
  const rest = (postcode === '' ? text : text.replace(postcode, ' ')).replace(/กทม\.?|กรุงเทพฯ?(?!มหานคร)/g, 'กรุงเทพมหานคร')
  const numbers = new Set<string>()
  const city = /(?:จังหวัด|จ\.)\s*([\u0e01-\u0e4e]+)/.exec(rest)?.[1] ?? (rest.includes('กรุงเทพมหานคร') ? 'กรุงเทพมหานคร' : '')
  const bare = rest.replace(THAI_UNIT, (unit) => ` ${THAI_UNITS[unit.trim()] ?? ''} `)
  for (const [, unit, number] of bare.matchAll(/(?:(m|soi|fl|rm)\s+)?(\d+(?:[/-]\d+)*)/g)) numbers.add(unit === 'fl' ? `${number!}f` : number!)
  const words = bare.replace(/\d+(?:[/-]\d+)*|(?<![a-z])(?:m|soi|fl|rm)(?![a-z])/g, ' ').split(/[^\p{L}\p{M}]+/u).filter((word) => word.length > 1)
  return formsOf(words, numbers, postcode, city || (words[words.length - 1] ?? ''))
}

function ofLatin(text: string): AddressForms {
  const words: string[] = []
  const numbers = new Set<string>()
  const parts = text.replace(/['’]/g, '').split(/[^\p{L}\p{M}\p{N}/-]+/u).filter((one) => one !== '' && one !== '-' && one !== '/')
  let postcode = ''
  for (const [at, part] of parts.entries()) {
    if (/\d/.test(part)) {
      const last = at >= parts.length - 2 && at > 0
      if (last && /^\d{4,6}(?:-\d{4})?$/.test(part) && postcode === '') postcode = part.slice(0, part.includes('-') ? 5 : undefined)
      else if (last && /^\d[a-z]{2}$/.test(part) && /^[a-z]{1,2}\d[a-z\d]?$/.test(parts[at - 1] ?? '')) {
        numbers.delete(parts[at - 1]!)
        postcode = parts[at - 1]! + part
      } else numbers.add(part.replace(/(\d)(?:st|nd|rd|th|fl|floor)$/, '$1').replace(/^(\d+)\/?f$/, '$1f').replace(/^0+(?=\d)/, ''))
    } else for (const word of part.split(/[-/]/)) if (word !== '') words.push(LATIN_WORDS.get(word) ?? word)
  }
  const kept = words.filter((word) => word !== '*')
  return formsOf(kept, numbers, postcode, kept[kept.length - 1] ?? '')
}

function formsOf(words: readonly string[], numbers: ReadonlySet<string>, postcode: string, city: string): AddressForms {
  const list = [...new Set(words)]
  const folded = `${list.join(' ')} ${[...numbers].join(' ')} ${postcode}`.trim()
  return { is: 'address', folded, words: list.sort(), numbers: [...numbers].sort(), postcode, city }
}

/**
 * Names of the levels by their number. `city`: only city or post code agrees. `street`: most words agree, the numbers do not. `house`: most words and the numbers agree.
 * `same`: the same after folding.
 */
export const ADDRESS_LEVELS = ['missing', 'different', 'city', 'street', 'house', 'same'] as const

const LIKE = likenesses(ADDRESS_LEVELS)

/** How two addresses agree. Symmetric and total; makes no object. */
export function compareAddresses(one: AddressForms, other: AddressForms): Likeness {
  return LIKE[addressLevel(one, other)]!
}

/** The level alone, for loops. */
export function addressLevel(one: AddressForms, other: AddressForms): number {
  if (one.folded === '' || other.folded === '') return MISSING
  if (one.folded === other.folded) return 5
  const least = Math.min(one.words.length, other.words.length)
  const words = shared(one.words, other.words)
  const street = least > 0 && words * 3 >= least * 2
  const count = Math.min(one.numbers.length, other.numbers.length)
  const numbers = shared(one.numbers, other.numbers)
  const codes = one.postcode !== '' && one.postcode === other.postcode
  // Of three numbers or more one may be left out or slip: the floor, the flat.
  if (count > 0 && numbers >= (count >= 3 ? count - 1 : count) && (street || (codes && words > 0))) {
    const all = words === one.words.length && words === other.words.length && numbers === one.numbers.length && numbers === other.numbers.length
    return all ? 5 : 4
  }
  if (street && (words > 1 || least === 1)) return 3
  return codes || (one.city !== '' && one.city === other.city) ? 2 : DIFFERENT
}
