/** Guessing what columns hold: from the words of the header in English, Chinese and Thai, and from how the values look. */
import { dateOf } from '../clean/date.ts'
import { fold } from '../clean/fold.ts'
import type { Role, RoleGuess } from './types.ts'

interface HeaderRule {
  readonly role: Role
  /** Tested against the folded header, words joined by single spaces. */
  readonly words: RegExp
  readonly called: string
}

/** First match wins. Chinese is written simplified here because headers are folded to simplified. */
const HEADERS: readonly HeaderRule[] = [
  { role: 'ignore', words: /\b(created?|updated?|modified|inserted|loaded|registered|signup|sign up|last (seen|login|visit|update|order|purchase)|first (seen|visit|order)|timestamp|created at|updated at|password|hash|cluster|cluster id|label|truth|notes?|comments?|remarks?|url|avatar|consent|opt in)\b|建立|创建|更新|注册|登录|备注|日志|สร้าง|แก้ไข|หมายเหตุ/, called: 'a note of a system, not of a person' },
  { role: 'ignore', words: /^(lang|language|locale|语言|ภาษา)$/, called: 'a language' },
  { role: 'email', words: /\be ?mails?\b|电子(邮件|信箱|邮箱)|邮箱|信箱|อีเมล/, called: 'an e-mail address' },
  { role: 'phone', words: /\b(phone|mobile|cell(phone)?|tel|telephone|msisdn|whatsapp|fax)\b|电话|手机|行动|โทร|มือถือ|เบอร์/, called: 'a phone number' },
  { role: 'date', words: /\b(dob|birth ?(date|day)|date ?of ?birth|born|bday|date)\b|生日|出生|ว?ันเกิด|เกิด/, called: 'a date' },
  { role: 'id', words: /\b(ssn|soc ?sec( id)?|social ?security( (no|number|id))?|national ?id|tax ?id|passport( (no|number))?|member ?(no|number|id)|membership( (no|number|id))?|loyalty ?(no|number|id|card)|card ?(no|number)|customer ?(no|number)|account ?(no|number)|citizen ?id|licen[cs]e( (no|number))?|nhs( number)?)\b|身分证|身份证|会员(编号|号码|号|卡号)|统一编号|护照|บัตรประชาชน|เลขประจําตัว|เลขประจำตัว|หมายเลขสมาชิก|รหัสสมาชิก/, called: 'a number that a person has once' },
  { role: 'source', words: /^(source|source (dataset|system|name)|system|origin|file|dataset|channel|来源|渠道|系统|แหล่งที่มา)$/, called: 'where a record came from' },
  { role: 'name', words: /\b(first|given|fore)( ?name)?s? (and|&|\+) (sur|last|family)/, called: 'a whole name' },
  { role: 'given_name', words: /\b(given ?names?|first ?names?|forenames?|fname|firstname|givenname)\b|^名$|^名字$|^ชื่อ$|ชื่อจริง/, called: 'a given name' },
  { role: 'family_name', words: /\b(family ?names?|last ?names?|surnames?|lname|lastname|familyname)\b|^姓$|姓氏|นามสกุล/, called: 'a family name' },
  { role: 'ignore', words: /\b(user ?name|login|nick ?name|screen ?name|file ?name|company( name)?|product( name)?)\b|昵称|公司/, called: 'no name of a person' },
  { role: 'postcode', words: /\b(post ?codes?|postal ?codes?|zip( ?codes?)?|postcode fake|pincode)\b|邮(政编码|递区号|编|区)|区号|รหัสไปรษณีย์/, called: 'a post code' },
  { role: 'number', words: /\b(street ?(number|no)|house ?(number|no)|street num)\b|门牌/, called: 'a house number' },
  { role: 'city', words: /\b(city|town|suburb|locality|municipality|birth ?place|place of birth|place)\b|城市|县市|^市$|地区|จังหวัด|เมือง|อำเภอ|อําเภอ/, called: 'a place' },
  { role: 'category', words: /\b(state|province|county|region|country|occupation|job|profession|marital( status)?|nationality|race|religion)\b|省|国家|国籍|职业|ประเทศ|อาชีพ/, called: 'one of few words' },
  { role: 'address', words: /\b(address|addr|residence)( ?\d)?\b|\baddress ?\d\b|地址|住址|ที่อยู่/, called: 'an address' },
  { role: 'street', words: /\b(street|road|st)( name)?\b|街道|路名|ถนน/, called: 'a street' },
  { role: 'gender', words: /\b(gender|sex)\b|性别|เพศ/, called: 'a gender' },
  { role: 'text', words: /\b(title|titel|authors?|description|abstract|product|manufacturer|brand)\b|标题|描述|作者/, called: 'a text' },
  { role: 'category', words: /\b(venue|journal|publisher)\b/, called: 'a place of publication' },
  { role: 'number', words: /\b(year|age|price|amount|height|weight)\b|年龄|价格|อายุ|ราคา/, called: 'a number' },
  { role: 'name', words: /\b(name|full ?name|customer( name)?|person|contact)\b|姓名|名称|全名|ชื่อ|first and surname/, called: 'a name' },
]

/** Headers that number records rather than people. */
const ROW_NUMBER = /^(|id|rid|rec ?id|record ?id|row( ?id| ?number)?|unique ?id|uuid|guid|index|no|key|编号|序号|ลำดับ)$/

/** Guesses what each column holds from its header (English, Chinese, Thai) and from sample rows. */
export function guessRoles(columns: readonly string[], sampleRows: readonly { readonly [column: string]: string }[]): { readonly [column: string]: RoleGuess } {
  const guesses: { [column: string]: RoleGuess } = {}
  for (const column of columns) guesses[column] = guessOne(column, sampleRows.map((row) => row[column] ?? '').filter((text) => text.trim() !== ''))
  return oneNameOnly(guesses)
}

function guessOne(column: string, values: readonly string[]): RoleGuess {
  const header = headerWords(column)
  const looks = looksLike(values)
  if (values.length === 0) return { role: 'ignore', because: 'it is empty in the rows looked at' }
  if (ROW_NUMBER.test(header)) return { role: 'ignore', because: 'the header names the record, not the person' }
  for (const { role, words, called } of HEADERS) {
    if (!words.test(header)) continue
    const fits = contradiction(role, looks)
    if (fits) continue
    return { role, because: `the header says it is ${called}` }
  }
  return looks
}

function headerWords(column: string): string {
  return fold(column.replace(/([a-z])([A-Z])/g, '$1 $2')).replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim()
}

/** Whether the values speak against what the header says. */
function contradiction(role: Role, looks: RoleGuess): boolean {
  if (role === 'email') return looks.role === 'phone' || looks.role === 'date'
  if (role === 'phone') return looks.role === 'email' || looks.role === 'date'
  if (role === 'date') return looks.role === 'email'
  if (role === 'name' || role === 'given_name' || role === 'family_name') return looks.role === 'email' || looks.role === 'phone' || looks.role === 'date' || looks.role === 'number'
  return false
}

function looksLike(values: readonly string[]): RoleGuess {
  const share = (test: (text: string) => boolean) => values.length === 0 ? 0 : values.filter(test).length / values.length
  const distinct = new Set(values).size / Math.max(1, values.length)
  if (share((text) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim())) > 0.7) return { role: 'email', because: 'most values are e-mail addresses' }
  if (share((text) => /[-/.年]/.test(text) && dateOf(text).candidates.length > 0) > 0.7) return { role: 'date', because: 'most values are dates' }
  if (share((text) => /^\+?[\d０-９ ()-]{8,18}$/.test(text.trim()) && /^(\+|0|０)/.test(text.trim())) > 0.7) return { role: 'phone', because: 'most values look like phone numbers' }
  if (share((text) => /^[mf]$|^(fe)?male$|^[男女]$|^ชาย$|^หญิง$/iu.test(text.trim())) > 0.8) return { role: 'gender', because: 'the values name a gender' }
  if (share((text) => /^-?[\d.,]+$/.test(text.trim())) > 0.9) return { role: 'number', because: 'the values are numbers' }
  const long = share((text) => text.length > 30)
  if (long > 0.5) return { role: 'text', because: 'the values are long texts' }
  if (values.length >= 20 && distinct < 0.1) return { role: 'category', because: 'few different values' }
  return { role: 'ignore', because: 'neither the header nor the values say what it is' }
}

/** Parts of a name beside a second full name that adds nothing are one name; a lone `ชื่อ` or `名字` is the full name. */
function oneNameOnly(guesses: { [column: string]: RoleGuess }): { readonly [column: string]: RoleGuess } {
  const given = Object.keys(guesses).filter((column) => guesses[column]!.role === 'given_name')
  const family = Object.keys(guesses).filter((column) => guesses[column]!.role === 'family_name')
  const full = Object.keys(guesses).filter((column) => guesses[column]!.role === 'name')
  if (given.length > 0 && family.length === 0 && full.length === 0) {
    for (const column of given) guesses[column] = { role: 'name', because: 'the header says it is a name, and no column holds the family name' }
  }
  return guesses
}
