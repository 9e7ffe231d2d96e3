/** Made-up texts for the tests of this folder: names of four writings, and any text at all. */
import fc from 'fast-check'

/** Sound names as people write them. */
export const SOUND_NAMES: readonly string[] = [
  '王小明', '陳美玲', '欧阳娜娜', '司馬光', '林志玲', '黃國華', '張雅婷', '許瑋甯', '周杰倫', '李嘉誠', '刘德华', '赵丽颖', '孙俪', '諸葛亮', '蔡英文', '鄭秀文', '魯迅', '鲁迅', '鄧麗君', '关晓彤',
  'สมชาย ใจดี', 'ณัฐพงษ์ ศรีสุข', 'พรทิพย์ บุญมี', 'กรรณิการ์ แสงทอง', 'เฉลิมชัย โฆษิตพิพัฒน์', 'ศิริวรรณ จันทร์เพ็ญ', 'ปวีณา น้ำใจ', 'ไพบูลย์ เกียรติ์ก้อง', 'เนตรนภา', 'แพรวา ธนกิจ', 'สุนทรี เวชานนท์',
  'José García', 'Zoë Müller', 'Łukasz Żółty', 'Søren Ångström', 'François Lefèvre', 'Nguyễn Thị Ánh', 'Mary O\'Neil', 'Jean-Luc Picard', 'Ludwig van Beethoven', 'Chan Tai Man', 'Hsiao-Ming Tsai', 'Peter Chan', 'Ægir Þórsson', 'İlker Şahin',
]

/** A sound name. */
export const soundName = fc.constantFrom(...SOUND_NAMES)

/** What stands around names, and what damage looks like. */
const PIECES = [
  ' ', ',', '(', ')', '~', '先生', 'คุณ', 'นางสาว', 'Mr.', 'Dr. ', '小', '阿', '之', '號', '樓', '\u200b', '\ufeff', '\u3000', 'Ａ', '１', 'wáng', 'ming2', '\u0e4d\u0e32',
  '\u0e40\u0e40', 'Ã©', 'à¸ª', '闄', '0912', '@', '+', '年', '/', '-',
]

/** Any text, names and their pieces among it, so that the rules meet one another. */
export const anyText = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  soundName,
  fc.array(fc.oneof(soundName, fc.constantFrom(...PIECES)), { maxLength: 6 }).map((parts) => parts.join('')),
)
