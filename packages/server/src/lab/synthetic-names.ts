/** Names and places that synthetic people get, written for this purpose: parts that combine to hundreds of thousands of names in four ways of writing. */

/** A Chinese character of a name: traditional, simplified, and how Taiwan and the mainland spell it in Latin letters. */
export interface HanPart {
  readonly hant: string
  readonly hans: string
  readonly wade: string
  readonly pinyin: string
}
/** A part of a Thai name and its usual Latin spellings, the commonest first. */
export interface ThaiPart {
  readonly thai: string
  readonly latin: readonly string[]
}

/** `陳陈 chen chen`: traditional and simplified (one character when they are the same), Taiwan's spelling, pinyin. */
function han(list: string): readonly HanPart[] {
  return list.trim().split(/\s*,\s*/).map((one) => {
    const [written = '', wade = '', pinyin = wade] = one.split(' ')
    const [hant = '', hans = hant] = [...written]
    return { hant, hans, wade, pinyin }
  })
}

function thai(list: string): readonly ThaiPart[] {
  return list.trim().split(/\s*,\s*/).map((one) => {
    const [written = '', latin = ''] = one.split(' ')
    return { thai: written, latin: latin.split('/') }
  })
}

/** Family names, common ones first. */
export const HAN_FAMILY = han(`陳陈 chen, 林 lin, 黃黄 huang, 張张 chang zhang, 李 lee li, 王 wang, 吳吴 wu, 劉刘 liu, 蔡 tsai cai, 楊杨 yang, 許许 hsu xu, 鄭郑 cheng zheng,
  謝谢 hsieh xie, 郭 kuo guo, 洪 hung hong, 曾 tseng zeng, 邱 chiu qiu, 廖 liao, 賴赖 lai, 周 chou zhou, 徐 hsu xu, 蘇苏 su, 葉叶 yeh ye, 莊庄 chuang zhuang, 呂吕 lu lyu,
  江 chiang jiang, 何 ho he, 羅罗 lo luo, 高 kao gao, 蕭萧 hsiao xiao, 潘 pan, 朱 chu zhu, 簡简 chien jian, 鍾钟 chung zhong, 彭 peng, 游 yu you, 詹 chan zhan, 胡 hu, 施 shih shi,
  沈 shen, 余 yu, 趙赵 chao zhao, 盧卢 lu, 梁 liang, 顏颜 yen yan, 柯 ko ke, 孫孙 sun, 魏 wei, 翁 weng, 戴 tai dai, 范 fan, 宋 sung song, 方 fang, 鄧邓 teng deng, 杜 tu du,
  傅 fu, 侯 hou, 曹 tsao cao, 溫温 wen, 薛 hsueh xue, 阮 juan ruan, 馬马 ma, 丁 ting ding, 董 tung dong, 唐 tang, 藍蓝 lan, 石 shih shi, 卓 cho zhuo, 馮冯 feng, 姚 yao, 康 kang,
  汪 wang, 田 tien tian, 白 pai bai, 涂 tu, 鄒邹 tsou zou, 尤 yu you, 巫 wu, 龔龚 kung gong, 嚴严 yen yan, 袁 yuan, 黎 li, 童 tung tong, 崔 tsui cui, 韓韩 han, 秦 chin qin`)
/** First characters of given names. */
export const HAN_FIRST = han(`怡 yi, 雅 ya, 淑 shu, 美 mei, 家 chia jia, 志 chih zhi, 建 chien jian, 欣 hsin xin, 佳 chia jia, 宗 tsung zong, 詩诗 shih shi, 冠 kuan guan, 心 hsin xin,
  柏 po bo, 子 tzu zi, 品 pin, 承 cheng, 宥 yu you, 郁 yu, 麗丽 li, 俊 chun jun, 思 szu si, 佩 pei, 秀 hsiu xiu, 文 wen, 明 ming, 國国 kuo guo, 宏 hung hong, 偉伟 wei,
  嘉 chia jia, 玉 yu, 惠 hui, 靜静 ching jing, 婉 wan, 曉晓 hsiao xiao, 永 yung yong, 世 shih shi, 彥彦 yen yan, 立 li, 振 chen zhen, 育 yu, 哲 che zhe, 書书 shu, 雨 yu,
  芷 chih zhi, 若 jo ruo, 筱 hsiao xiao, 宜 yi, 凱凯 kai, 瑞 jui rui, 信 hsin xin, 正 cheng zheng, 光 kuang guang, 春 chun, 金 chin jin, 素 su, 月 yueh yue, 碧 pi bi, 鳳凤 feng,
  采 tsai cai, 以 i yi, 沛 pei, 昱 yu, 翊 i yi, 亦 i yi, 浩 hao, 梓 tzu zi, 一 i yi, 博 po bo, 天 tien tian, 海 hai, 紫 tzu zi, 晨 chen, 可 ko ke, 夢梦 meng, 景 ching jing`)
/** Second characters of given names. */
export const HAN_SECOND = han(`君 chun jun, 婷 ting, 芬 fen, 玲 ling, 豪 hao, 明 ming, 宏 hung hong, 怡 yi, 穎颖 ying, 翰 han, 涵 han, 宇 yu, 雯 wen, 妤 yu, 恩 en, 廷 ting, 華华 hua,
  傑杰 chieh jie, 珊 shan, 萱 hsuan xuan, 如 ju ru, 蓉 jung rong, 娟 chuan juan, 芳 fang, 珍 chen zhen, 雄 hsiung xiong, 榮荣 jung rong, 德 te de, 賢贤 hsien xian, 成 cheng,
  安 an, 軒轩 hsuan xuan, 睿 jui rui, 瑜 yu, 潔洁 chieh jie, 琪 chi qi, 慧 hui, 儀仪 yi, 勳勋 hsun xun, 銘铭 ming, 霖 lin, 龍龙 lung long, 強强 chiang qiang, 輝辉 hui, 昌 chang,
  祥 hsiang xiang, 仁 jen ren, 義义 yi, 平 ping, 鈞钧 chun jun, 蘭兰 lan, 英 ying, 梅 mei, 香 hsiang xiang, 雲云 yun, 琴 chin qin, 敏 min, 倫伦 lun, 誠诚 cheng, 峰 feng, 彤 tung tong,
  瑄 hsuan xuan, 晴 ching qing, 芸 yun, 諭谕 yu, 辰 chen, 維维 wei, 鴻鸿 hung hong, 佑 yu you, 哲 che zhe, 岑 tsen cen, 寧宁 ning, 欣 hsin xin, 達达 ta da, 民 min, 生 sheng`)

/** Beginnings and ends of Thai given names. */
export const THAI_FIRST = thai(`ณัฐ natth/nat/nuth, ธน thana/tana, กิตติ kitti/kiti, วรา wara/vara, ปิยะ piya, สม som, ศิริ siri, พิมพ์ phim/pim, นภ napha/napa, อนุ anu, ชล chon/chol, สุ su, กนก kanok,
  วิ wi/vi, ธีร thira/teera, รัตน rattana/ratana, จิรา chira/jira, ภัทร phatthara/pattra, พร phon/porn, มนัส manat/manas, อภิ aphi/api, ชัย chai, เจต chet/jet, ปริ pari, ทิพย์ thip/tip`)
export const THAI_SECOND = thai(`พล phon/pon/pol, วัฒน์ wat/vat, ชัย chai, ศักดิ์ sak, พร phon/porn, วรรณ wan/van, รัตน์ rat, นันท์ nan/nun, ดา da, ชนก chanok, สุดา suda, ภรณ์ phon/porn, เดช det/dej,
  วุฒิ wut/vut, พงษ์ phong/pong, กร kon/korn, ธิดา thida/tida, มาศ mat/mas, ลักษณ์ lak/luck, ญา ya, นุช nut/nuch, ชาย chai, หญิง ying, จิต chit/jit`)
/** Beginnings and ends of Thai family names. */
export const THAI_FAMILY_FIRST = thai(`แสง saeng/sang, ศรี si/sri, บุญ bun/boon, ทอง thong/tong, วงศ์ wong/vong, สุข suk/sook, แก้ว kaeo/kaew, รัตน rattana/ratana, จันทร์ chan/jan, พงษ์ phong/pong, ชัย chai,
  เจริญ charoen/jaroen, มั่น man, อินทร์ in, สาย sai, ใจ chai/jai, คำ kham/kam, ดวง duang, เพชร phet/petch, นาค nak, พันธุ์ phan/pan, สิทธิ sitthi/siti, ประ pra, มหา maha, กาญจน kanchana/kanjana`)
export const THAI_FAMILY_SECOND = thai(`ทอง thong/tong, สุข suk/sook, มี mi/mee, ดี di/dee, สวัสดิ์ sawat/sawasdi, มณี mani/manee, วงศ์ wong/vong, เพ็ญ phen/pen, ไพบูลย์ phaibun/paiboon, มงคล mongkhon/mongkol,
  คง khong/kong, แก้ว kaeo/kaew, งาม ngam, กุล kun/kul, ศรี si/sri, ชัย chai, รัตน์ rat, เจริญ charoen/jaroen, สกุล sakun/sakul, พันธ์ phan/pan, อุดม udom, วัฒนา watthana/wattana, เสริฐ soet/sert, นนท์ non`)

/** Given names, with short forms that people use instead. */
export const LATIN_GIVEN: readonly (readonly [name: string, ...short: string[]])[] = [
  ['William', 'Bill', 'Will'], ['Robert', 'Bob', 'Rob'], ['James', 'Jim'], ['Elizabeth', 'Liz', 'Beth'], ['Margaret', 'Peggy', 'Maggie'], ['Katherine', 'Kate', 'Kathy'], ['Thomas', 'Tom'],
  ['Michael', 'Mike'], ['Richard', 'Dick', 'Rick'], ['Jennifer', 'Jen'], ['Christopher', 'Chris'], ['Patricia', 'Pat'], ['Daniel', 'Dan'], ['Matthew', 'Matt'], ['Alexander', 'Alex'],
  ['Rebecca', 'Becky'], ['Samuel', 'Sam'], ['Victoria', 'Vicky'], ['Edward', 'Ted', 'Ed'], ['Joseph', 'Joe'], ['David', 'Dave'], ['Susan', 'Sue'], ['Anthony', 'Tony'], ['Steven', 'Steve'],
  ['Andrew', 'Andy'], ['Sarah'], ['Emma'], ['Olivia'], ['Grace'], ['Helen'], ['Karen'], ['Laura'], ['Nancy'], ['Linda'], ['Ruth'], ['Alice'], ['Frank'], ['Henry', 'Harry'], ['George'], ['Peter', 'Pete'],
  ['Simon'], ['Oscar'], ['Hugo'], ['Julia'], ['Clara'], ['Martha'], ['Irene'], ['Diana'], ['Fiona'], ['Kevin'], ['Brian'], ['Gary'], ['Neil'], ['Ian'], ['Craig'], ['Sean'], ['Joyce'], ['Winnie'],
]
export const LATIN_FAMILY: readonly string[] = (
  'Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White Roberts Green Hall Wood Jackson Clarke Patel Khan Lewis James Phillips Mason Mitchell ' +
  'Rose Davis Rodriguez Cox Alexander Turner Hill Ward Morris Moore Clark Baker Harris King Morgan Allen Cook Adams Hughes Price Bennett Griffin Foster Russell Palmer Barnes Chapman Dixon ' +
  'Fisher Grant Holmes Hunt Knight Lawson Marshall Newton Osborne Porter Quinn Reid Saunders Tucker Underwood Vaughan Webb Young Barker Carr Doyle Elliott Fletcher Gibson Harding Irwin ' +
  'Jennings Kerr Lambert Mackenzie Norris Oliver Parsons Ramsey Shepherd Thornton Vincent Whitfield Yates Abbott Blackwell Crawford Donovan Ellison Fairbanks Goodwin Hathaway Ingram Kingston'
).split(' ')

/** Streets by language, and cities. */
export const STREETS = {
  hant: ['中山路', '民權東路', '復興南路', '忠孝東路', '信義路', '中正路', '建國路', '文化路', '和平東路', '光復路', '博愛街', '自由路', '成功路', '四維路', '五福路', '林森北路', '南京東路', '仁愛路', '公園路', '學府路'],
  hans: ['中山路', '人民路', '解放路', '建设路', '和平路', '长江路', '南京路', '北京路', '文化路', '新华路', '光明街', '胜利路', '朝阳路', '幸福街', '延安路', '淮海路', '天府大道', '友谊路', '滨江路', '学院路'],
  th: ['ถนนสุขุมวิท', 'ถนนพหลโยธิน', 'ถนนรัชดาภิเษก', 'ถนนเพชรบุรี', 'ถนนสีลม', 'ถนนลาดพร้าว', 'ถนนรามคำแหง', 'ถนนนิมมานเหมินท์', 'ถนนเจริญกรุง', 'ถนนพระราม 9', 'ถนนสาทร', 'ถนนวิภาวดี'],
  en: ['High Street', 'Station Road', 'Church Lane', 'Park Avenue', 'Mill Road', 'Victoria Street', 'Green Lane', 'Kings Road', 'Queens Road', 'Manor Road', 'Orchard Close', 'Bridge Street', 'North Road', 'York Place'],
} as const
export const CITIES = {
  hant: ['台北市', '新北市', '台中市', '高雄市', '台南市', '桃園市', '新竹市', '基隆市', '嘉義市', '彰化市'],
  hans: ['北京市', '上海市', '广州市', '深圳市', '成都市', '杭州市', '武汉市', '南京市', '西安市', '重庆市'],
  th: ['กรุงเทพมหานคร', 'เชียงใหม่', 'ขอนแก่น', 'ภูเก็ต', 'นครราชสีมา', 'ชลบุรี', 'สงขลา', 'อุดรธานี'],
  en: ['Hong Kong', 'London', 'Leeds', 'Bristol', 'Sydney', 'Perth', 'Auckland', 'Dublin'],
} as const
