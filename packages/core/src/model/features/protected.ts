/**
 * What the product never looks at by itself: attributes by which nobody should be treated differently (gender, age, origin, religion, health, orientation, politics,
 * family, criminal record), and what names a person instead of describing one. By the usual names of such traits in English, Chinese (both scripts) and Thai. A company that must use
 * one (age for life insurance) defines a feature for it, and answers for that.
 */
import type { Rule } from '../../segment/rule.ts'
import type { TraitDefinition } from '../../trait/types.ts'

/** Parts of names; a trait whose name has one of them as a word, or, for words without spaces, contains it, is protected. */
const WORDS: readonly string[] = [
  'gender', 'sex', 'sexual', 'male', 'female', 'title', 'salutation', 'honorific', 'pronoun', 'pronouns', 'transgender', 'orientation', 'lgbt', 'lgbtq',
  'birthday', 'birthdate', 'birth', 'born', 'dob', 'age', 'ages', 'agegroup', 'generation', 'zodiac',
  'religion', 'religious', 'faith', 'belief', 'caste', 'church', 'halal', 'kosher',
  'nationality', 'citizenship', 'citizen', 'ethnicity', 'ethnic', 'race', 'racial', 'origin', 'ancestry', 'immigrant', 'immigration', 'migrant', 'refugee', 'visa', 'aboriginal', 'indigenous', 'tribe', 'skin',
  'health', 'medical', 'disease', 'diagnosis', 'disability', 'disabled', 'handicap', 'pregnant', 'pregnancy', 'maternity', 'illness', 'allergy', 'allergies', 'blood', 'hiv', 'genetic', 'bmi', 'weight', 'mental',
  'politics', 'political', 'party', 'union', 'veteran', 'military', 'marital', 'married', 'divorced', 'spouse', 'children', 'kids', 'criminal', 'conviction', 'biometric',
]
const PARTS: readonly string[] = [
  '性別', '性别', '稱謂', '称谓', '性取向', '性傾向', '性向', '生日', '出生', '年齡', '年龄', '年紀', '歲', '岁', '世代', '星座', '生肖', '宗教', '信仰', '國籍', '国籍', '籍貫', '籍贯', '戶籍', '户籍', '種族', '种族', '民族', '族群', '原住民', '血統', '血统',
  '移民', '新住民', '外籍', '膚色', '肤色',
  '健康', '病', '疾', '醫療', '医疗', '殘障', '残障', '殘疾', '身障', '懷孕', '怀孕', '孕', '血型', '過敏', '过敏', '體重', '体重', '政治', '黨', '党', '工會', '工会', '退伍', '婚', '配偶', '子女', '小孩', '犯罪', '前科', '生物特徵',
  'เพศ', 'คำนำหน้า', 'รสนิยมทางเพศ', 'วันเกิด', 'เกิด', 'อายุ', 'ราศี', 'ศาสนา', 'ความเชื่อ', 'นับถือ', 'สัญชาติ', 'เชื้อชาติ', 'ชาติพันธุ์', 'ชนเผ่า', 'สีผิว', 'ผู้อพยพ',
  'สุขภาพ', 'โรค', 'แพทย์', 'พิการ', 'ตั้งครรภ์', 'แพ้', 'กรุ๊ปเลือด', 'น้ำหนัก', 'การเมือง', 'พรรค', 'สหภาพ', 'ทหาร', 'สมรส', 'แต่งงาน', 'หย่า', 'คู่สมรส', 'บุตร', 'ประวัติอาชญากรรม',
]
const PROTECTED_WORDS: ReadonlySet<string> = new Set(WORDS)

/** Whether a trait, or a part of a request's context, is one of those by its name. `birthDate`, `birth_date`, `Customer Birth Date` and `出生日期` are; `average_order`, `language` and `package` are not. */
export function isProtected(name: string): boolean {
  const folded = name.normalize('NFKC')
  if (PARTS.some((part) => folded.includes(part))) return true
  return wordsOf(folded).some((word) => PROTECTED_WORDS.has(word))
}

/** What a rule may lead to: other segments, and computed traits. */
export interface Behind {
  readonly segments: ReadonlyMap<string, Rule>
  readonly traits: ReadonlyMap<string, { readonly definition: TraitDefinition }>
}

/** Whether a rule reads a protected attribute, itself or through segments and computed traits: whoever looks at membership in "women" looks at the gender. */
export function readsProtected(rule: Rule, behind: Behind, through: ReadonlySet<string> = new Set()): boolean {
  const inside = (part: Rule): boolean => readsProtected(part, behind, through)
  if ('all' in rule) return rule.all.some(inside)
  if ('any' in rule) return rule.any.some(inside)
  if ('not' in rule) return inside(rule.not)
  if ('did' in rule) return rule.where !== undefined && inside(rule.where)
  if ('trait' in rule) return isProtected(rule.trait) || isProtectedTrait(rule.trait, behind)
  if (!('in' in rule)) return false
  const inner = behind.segments.get(rule.in)
  return inner !== undefined && !through.has(rule.in) && readsProtected(inner, behind, new Set([...through, rule.in]))
}

/** Whether a computed trait is one by its name, or tells one: the last `gender` of a form. */
export function isProtectedTrait(id: string, behind: Behind): boolean {
  const definition = behind.traits.get(id)?.definition
  if (definition === undefined) return false
  const { name = '', property = '', where } = definition
  return [id, name, property].some(isProtected) || (where !== undefined && readsProtected(where, { segments: new Map(), traits: new Map() }))
}

/** The words of a name in lower case: at spaces, signs, digits, and before a capital after a small letter. */
export function wordsOf(name: string): readonly string[] {
  return name.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').toLowerCase().split(/[^\p{L}\p{M}]+/u).filter((word) => word !== '')
}
