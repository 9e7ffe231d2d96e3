/** Words that people and systems write into a name or address field when they have nothing to write. */
import { fold } from './fold.ts'

const WORDS =
  'test|tester|testing|test test|test user|testuser|user|user test|username|name|full name|fullname|firstname|lastname|first name|last name|first last|first name last name|your name|customer|guest|guest user|visitor|anonymous|anon|unknown|unnamed|no name|noname|' +
  'nobody|n a|na|n/a|none|null|nil|undefined|nan|not available|not provided|not applicable|not given|unspecified|empty|blank|tbd|tba|xxx|xxxx|xx|asdf|asdfgh|asdfasdf|qwe|qwer|qwerty|abc|abcd|abcde|aaa|aaaa|aa|dummy|sample|example|demo|admin|' +
  'administrator|foo|bar|foo bar|foobar|lorem ipsum|john doe|jane doe|john q public|member|vip|client|walk in|walk in customer|walkin|cash customer|do not use|deleted|deleted user|redacted|line user|facebook user|wechat user|private|hidden|-|' +
  '匿名|匿名者|匿名用户|未知|不明|不详|无|没有|无名|无名氏|无名称|未填|未填写|未提供|空|空白|测试|测试用|测试员|测试者|测试用户|测试账号|测试测试|用户|微信用户|会员|访客|游客|客人|客户|顾客|现场客|现场客户|散客|散客户|网友|路人|路人甲|某人|某某|某某某|' +
  '姓名|名字|名称|本人|暂无|保密|已注销|已删除|不愿透露|不提供|请输入|王小明测试|' +
  'ไม่ระบุ|ไม่ระบุชื่อ|ไม่มี|ไม่มีชื่อ|ไม่ทราบ|ไม่ทราบชื่อ|ไม่ประสงค์ออกนาม|นิรนาม|ทดสอบ|ทดสอบระบบ|ทดลอง|ผู้ใช้|ผู้ใช้งาน|ลูกค้า|ลูกค้าทั่วไป|ลูกค้าหน้าร้าน|ลูกค้าเงินสด|สมาชิก|ชื่อ|ชื่อนามสกุล|ชื่อ นามสกุล|ผู้เยี่ยมชม|แขก|ไม่แสดงชื่อ'

const PLACEHOLDERS = new Set(WORDS.split('|').map((word) => fold(word)))

/** Whether a folded text is nobody's: a known filler, one letter repeated, or the row of the keyboard. */
export function isPlaceholder(folded: string): boolean {
  if (PLACEHOLDERS.has(folded)) return true
  // Fillers are short: a long text that is none of them needs no closer look.
  if (folded.length > 24) return false
  const bare = /^[a-z]+$/.test(folded) ? folded : folded.replace(/[^\p{L}\p{M}\p{N}]+/gu, '')
  if (bare === '') return folded !== ''
  return PLACEHOLDERS.has(bare) || /^([a-z])\1{2,}$/.test(bare) || /^(?:test|user|guest|member|customer|用户|会员|测试)\d+$/.test(bare) || /^(?:asdf|qwer|zxcv)[a-z]*$/.test(bare) && bare.length <= 10
}
