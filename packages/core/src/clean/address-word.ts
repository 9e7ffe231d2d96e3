/** Words of addresses that mean the same: units of houses in Chinese and Thai, kinds of streets and flats in English. Data, no logic. */

/** What is written behind a number for its unit; units of the house itself (號, 巷) keep none, so that a bare number agrees with them. */
export const HAN_UNITS: { readonly [unit: string]: string } = { 段: 's', 巷: '', 弄: '', 号: '', 楼: 'f', 层: 'f', f: 'f', 階: 'f', 室: '', 栋: '', 座: '', 邻: '', 单元: '', 幢: '' }

/** Thai words and abbreviations before a name or number; an empty text is left out, the others mark what follows. */
export const THAI_UNITS: { readonly [unit: string]: string } = {
  บ้านเลขที่: '', เลขที่: '', หมู่บ้าน: '', หมู่ที่: 'm', หมู่: 'm', 'ม.': 'm', ซอย: 'soi', 'ซ.': 'soi', ถนน: '', 'ถ.': '', ตำบล: '',
  'ต.': '', แขวง: '', อำเภอ: '', 'อ.': '', เขต: '', จังหวัด: '', 'จ.': '', ชั้น: 'fl', ชั้นที่: 'fl', ห้อง: 'rm', อาคาร: '', คอนโด: '',
  รหัสไปรษณีย์: '', ประเทศไทย: '', ตรอก: '',
}

const SAME =
  'st street str|rd road|ave avenue av|blvd boulevard boul|dr drive drv|ln lane|ct court crt|pl place|sq square|ter terrace tce terr|pde parade|cres crescent cr crest|hwy highway|pkwy parkway pky|cir circuit circle cct cl close|way wy|trl trail|aly alley|expy expressway|' +
  'n north|s south|e east|w west|ne northeast|nw northwest|se southeast|sw southwest|mt mount|ft fort|jct junction|ste suite|apt apartment|bldg building blk block|est estate|vlg village|ctr center centre|hts heights|gdn gardens garden gdns|mtn mountain|is island|' +
  'sec section|bkk bangkok|hk hongkong|twn taiwan|moo mu|soi|th thailand|cn china|tpe taipei'

/** Words with one meaning by spelling; `*` for words that say only that a number follows. */
export const LATIN_WORDS: ReadonlyMap<string, string> = new Map([
  ...SAME.split('|').flatMap((line) => {
    const [first, ...others] = line.split(' ') as [string, ...string[]]
    return others.map((one) => [one, first] as const)
  }),
  ...['no', 'number', 'num', 'unit', 'flat', 'floor', 'fl', 'room', 'rm', 'level', 'lot', 'po', 'box', 'the', 'f', 'road no', 'apt', 'apartment', 'ste', 'suite'].map((word) => [word, '*'] as const),
])
