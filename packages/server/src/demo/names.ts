/** Names as people in the four markets bear them, each with the spelling in Latin letters that stands in e-mail addresses and on cards. */
import type { MarketId } from './markets.ts'

/** Own script, Latin letters. */
export type Spelling = readonly [own: string, latin: string]

/** Family and given names of a market, common ones several times as likely because they stand first (see `pickName`). */
export interface NameLists {
  readonly family: readonly Spelling[]
  readonly given: readonly Spelling[]
}

const TW: NameLists = {
  family: [
    ['陳', 'Chen'], ['林', 'Lin'], ['黃', 'Huang'], ['張', 'Chang'], ['李', 'Lee'], ['王', 'Wang'], ['吳', 'Wu'], ['劉', 'Liu'], ['蔡', 'Tsai'], ['楊', 'Yang'],
    ['許', 'Hsu'], ['鄭', 'Cheng'], ['謝', 'Hsieh'], ['郭', 'Kuo'], ['洪', 'Hung'], ['曾', 'Tseng'], ['邱', 'Chiu'], ['廖', 'Liao'], ['賴', 'Lai'], ['周', 'Chou'],
  ],
  given: [
    ['怡君', 'Yi-Chun'], ['雅婷', 'Ya-Ting'], ['淑芬', 'Shu-Fen'], ['美玲', 'Mei-Ling'], ['家豪', 'Chia-Hao'], ['志明', 'Chih-Ming'], ['建宏', 'Chien-Hung'], ['欣怡', 'Hsin-Yi'],
    ['佳穎', 'Chia-Ying'], ['宗翰', 'Tsung-Han'], ['詩涵', 'Shih-Han'], ['冠宇', 'Kuan-Yu'], ['雅雯', 'Ya-Wen'], ['心怡', 'Hsin-I'], ['柏翰', 'Po-Han'], ['子涵', 'Tzu-Han'],
    ['品妤', 'Pin-Yu'], ['承恩', 'Cheng-En'], ['宥廷', 'You-Ting'], ['郁婷', 'Yu-Ting'], ['麗華', 'Li-Hua'], ['俊傑', 'Chun-Chieh'], ['思妤', 'Szu-Yu'], ['佩珊', 'Pei-Shan'],
    ['雅惠', 'Ya-Hui'], ['美惠', 'Mei-Hui'], ['文雄', 'Wen-Hsiung'], ['俊宏', 'Chun-Hung'], ['靜宜', 'Ching-Yi'], ['鈺婷', 'Yu-Ting'], ['筱涵', 'Hsiao-Han'], ['信宏', 'Hsin-Hung'],
    ['彥廷', 'Yen-Ting'], ['柏宇', 'Po-Yu'], ['宜蓁', 'Yi-Chen'], ['芷瑄', 'Chih-Hsuan'], ['秀琴', 'Hsiu-Chin'], ['國華', 'Kuo-Hua'], ['明哲', 'Ming-Che'], ['婉婷', 'Wan-Ting'],
    ['瑋倫', 'Wei-Lun'], ['書豪', 'Shu-Hao'], ['惠雯', 'Hui-Wen'], ['玉珍', 'Yu-Chen'], ['孟潔', 'Meng-Chieh'], ['智凱', 'Chih-Kai'], ['昱翔', 'Yu-Hsiang'], ['若瑜', 'Jo-Yu'],
  ],
}

const HK: NameLists = {
  family: [
    ['陳', 'Chan'], ['黃', 'Wong'], ['李', 'Lee'], ['林', 'Lam'], ['張', 'Cheung'], ['梁', 'Leung'], ['吳', 'Ng'], ['劉', 'Lau'], ['王', 'Wong'], ['何', 'Ho'],
    ['楊', 'Yeung'], ['鄧', 'Tang'], ['周', 'Chow'], ['葉', 'Yip'], ['馮', 'Fung'], ['鄭', 'Cheng'], ['蘇', 'So'], ['羅', 'Law'], ['曾', 'Tsang'], ['郭', 'Kwok'],
  ],
  given: [
    ['大文', 'Tai Man'], ['嘉欣', 'Ka Yan'], ['家明', 'Ka Ming'], ['詠儀', 'Wing Yi'], ['子健', 'Tsz Kin'], ['曉彤', 'Hiu Tung'], ['志強', 'Chi Keung'], ['美儀', 'Mei Yee'],
    ['俊賢', 'Chun Yin'], ['穎琳', 'Wing Lam'], ['浩然', 'Ho Yin'], ['凱晴', 'Hoi Ching'], ['梓軒', 'Tsz Hin'], ['慧敏', 'Wai Man'], ['偉文', 'Wai Man'], ['樂瑤', 'Lok Yiu'],
    ['佩雯', 'Pui Man'], ['國輝', 'Kwok Fai'], ['淑賢', 'Suk Yin'], ['靖彤', 'Ching Tung'],
    ['嘉敏', 'Ka Man'], ['頌恩', 'Chung Yan'], ['錦輝', 'Kam Fai'], ['翠珊', 'Tsui Shan'], ['家樂', 'Ka Lok'], ['麗珍', 'Lai Chun'], ['澤楷', 'Chak Kai'], ['芷晴', 'Tsz Ching'],
    ['建華', 'Kin Wah'], ['雪儀', 'Suet Yee'], ['永康', 'Wing Hong'], ['敏婷', 'Man Ting'], ['卓賢', 'Cheuk Yin'], ['可兒', 'Ho Yee'], ['兆基', 'Siu Kei'], ['思敏', 'Sze Man'],
  ],
}

const TH: NameLists = {
  family: [
    ['ใจดี', 'Jaidee'], ['แสงทอง', 'Saengthong'], ['ศรีสุข', 'Srisuk'], ['บุญมี', 'Boonmee'], ['ทองดี', 'Thongdee'], ['วงศ์สวัสดิ์', 'Wongsawat'], ['สุขสวัสดิ์', 'Suksawat'], ['แก้วมณี', 'Kaewmanee'],
    ['รัตนวงศ์', 'Rattanawong'], ['จันทร์เพ็ญ', 'Chanphen'], ['พงษ์ไพบูลย์', 'Phongphaibun'], ['ชัยมงคล', 'Chaimongkol'], ['เจริญสุข', 'Charoensuk'], ['มั่นคง', 'Mankong'], ['อินทร์แก้ว', 'Inkaew'], ['สายทอง', 'Saithong'],
  ],
  given: [
    ['สมชาย', 'Somchai'], ['สมหญิง', 'Somying'], ['ณัฐพล', 'Natthaphon'], ['กนกวรรณ', 'Kanokwan'], ['ปิยะ', 'Piya'], ['สุดารัตน์', 'Sudarat'], ['อรทัย', 'Orathai'], ['วิชัย', 'Wichai'],
    ['พิมพ์ชนก', 'Pimchanok'], ['ธนพล', 'Thanaphon'], ['ศิริพร', 'Siriporn'], ['กิตติ', 'Kitti'], ['ชลธิชา', 'Chonthicha'], ['อนุชา', 'Anucha'], ['นภัสสร', 'Napatsorn'], ['สมศักดิ์', 'Somsak'],
    ['วรรณา', 'Wanna'], ['ธีรเดช', 'Teeradech'], ['มาลี', 'Malee'], ['สมพร', 'Somporn'],
    ['จิราพร', 'Jiraporn'], ['นิรันดร์', 'Niran'], ['สุภาพร', 'Supaporn'], ['ประเสริฐ', 'Prasert'], ['วาสนา', 'Wassana'], ['ชัยวัฒน์', 'Chaiwat'], ['กัญญา', 'Kanya'], ['ณัฐวุฒิ', 'Natthawut'],
    ['รุ่งนภา', 'Rungnapa'], ['พงศกร', 'Pongsakorn'], ['เบญจมาศ', 'Benjamas'], ['อภิชาติ', 'Apichat'], ['ดวงใจ', 'Duangjai'], ['ศุภชัย', 'Supachai'], ['ปวีณา', 'Paweena'], ['จักรพันธ์', 'Jakkapan'],
  ],
}

const CN: NameLists = {
  family: [
    ['王', 'Wang'], ['李', 'Li'], ['张', 'Zhang'], ['刘', 'Liu'], ['陈', 'Chen'], ['杨', 'Yang'], ['赵', 'Zhao'], ['黄', 'Huang'], ['周', 'Zhou'], ['吴', 'Wu'],
    ['徐', 'Xu'], ['孙', 'Sun'], ['马', 'Ma'], ['朱', 'Zhu'], ['胡', 'Hu'], ['林', 'Lin'], ['何', 'He'], ['郭', 'Guo'],
  ],
  given: [
    ['伟', 'Wei'], ['芳', 'Fang'], ['娜', 'Na'], ['秀英', 'Xiuying'], ['敏', 'Min'], ['静', 'Jing'], ['丽', 'Li'], ['强', 'Qiang'], ['磊', 'Lei'], ['洋', 'Yang'],
    ['艳', 'Yan'], ['子涵', 'Zihan'], ['欣怡', 'Xinyi'], ['浩宇', 'Haoyu'], ['梓萱', 'Zixuan'], ['俊杰', 'Junjie'], ['雨桐', 'Yutong'], ['思远', 'Siyuan'], ['佳怡', 'Jiayi'], ['晓明', 'Xiaoming'],
    ['建国', 'Jianguo'], ['桂兰', 'Guilan'], ['婷婷', 'Tingting'], ['宇轩', 'Yuxuan'], ['诗雨', 'Shiyu'], ['志强', 'Zhiqiang'], ['美琪', 'Meiqi'], ['嘉豪', 'Jiahao'],
    ['晨曦', 'Chenxi'], ['凤英', 'Fengying'], ['博文', 'Bowen'], ['若曦', 'Ruoxi'], ['海涛', 'Haitao'], ['雪梅', 'Xuemei'], ['天宇', 'Tianyu'], ['文静', 'Wenjing'],
  ],
}

/** The lists of every market. */
export const NAMES: { readonly [market in MarketId]: NameLists } = { TW, HK, TH, CN }

/** Given names of men, for titles: a clerk who writes 林小姐 has seen her. */
export const MENS_NAMES: ReadonlySet<string> = new Set([
  ...['家豪', '志明', '建宏', '宗翰', '冠宇', '柏翰', '承恩', '宥廷', '俊傑', '文雄', '俊宏', '信宏', '彥廷', '柏宇', '國華', '明哲', '瑋倫', '書豪', '智凱', '昱翔'],
  ...['大文', '家明', '子健', '志強', '俊賢', '浩然', '梓軒', '偉文', '國輝', '頌恩', '錦輝', '家樂', '澤楷', '建華', '永康', '卓賢', '兆基', 'Kelvin', 'Jason', 'Eric', 'Ivan', 'Alan', 'Ken', 'Terry', 'Samson'],
  ...['伟', '强', '磊', '洋', '浩宇', '俊杰', '思远', '晓明', '建国', '宇轩', '志强', '嘉豪', '博文', '海涛', '天宇'],
])

/** First names that people in Hong Kong use beside, or instead of, their Chinese one. */
export const ENGLISH_NAMES: readonly string[] = ['Joyce', 'Kelvin', 'Karen', 'Jason', 'Winnie', 'Eric', 'Carmen', 'Ivan', 'Fiona', 'Alan', 'Vivian', 'Ken', 'Mandy', 'Terry', 'Yoyo', 'Samson']

/** One of a list, those in front more often. */
export function pickName(list: readonly Spelling[], draw: number, slope = 1): Spelling {
  return list[Math.floor(draw ** slope * list.length)] as Spelling
}
