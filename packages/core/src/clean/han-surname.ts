/** Chinese surnames in their simplified forms: which there are, the most frequent first, and spellings that no system of romanisation explains. Data, no logic. */

/** Surnames of one character by frequency (censuses of China, Taiwan and Hong Kong taken together), then the rest of the Hundred Families and later ones. */
export const SURNAMES =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严赖覃洪武莫孔汤向常' +
  '温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉翁蓝路游辛欢靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席' +
  '卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门' +
  '云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由翦么谯承鉴揣郏爨粘慎宓贡松越夔邴濮蓟' +
  '暴糜訾幺钮璩郦秋经骆裔郗籍蒯习绍酆堵莘庾堪牧寿通弘双庚终暨步耀沃蔚殳养养须佴伯笪牛帖刀红庹卻却'

/** Surnames of two characters. */
export const COMPOUND_SURNAMES =
  '欧阳 上官 司马 诸葛 司徒 皇甫 尉迟 公孙 慕容 令狐 夏侯 东方 端木 独孤 南宫 司空 长孙 宇文 轩辕 呼延 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 鲜于 闾丘 闻人 赫连 百里 ' +
  '东郭 南门 西门 拓跋 完颜 万俟 公羊 谷梁 乐正 梁丘 左丘 微生 纳兰 子车 颛孙 巫马 公西 漆雕 壤驷 公良 夹谷 段干 宰父 亓官 司寇 即墨 欧阳 张简 范姜 张廖 郭李 叶陈 刘付 陆费'

/**
 * Spellings by surname beyond Hanyu Pinyin, Wade-Giles, Tongyong and Hong Kong's Cantonese, which rules explain: Hokkien, Teochew, Hakka, Hainan, the
 * old spellings of families in South-East Asia, Macau and America, and doublets of Hong Kong.
 */
export const SPELLINGS: readonly string[] = [
  '王 ong heng wong hwang', '李 lee lei ly dy lie', '张 teo teoh tio thio tiong chong cheong teong diong tjong', '刘 lau low liew lew lao lauw liu', '陈 tan chan chin chinn tjan tran ting tin chern dan',
  '杨 yeo yeoh yong njoo iu young yeung ieong nyo', '黄 ng ooi oei wee wi ui bong uy wong oey vong', '赵 chew teo tio chiu chao jew', '吴 goh gouw ng go wu eng ngo woo', '周 chew chiu chou jew tjioe joe choo chau tew',
  '徐 chee chi cher tjhie swee chui choi shu tsui', '孙 soon sng suen', '马 beh be mar mah', '朱 choo chu tjoe gee', '胡 oh ow woo wu foo hoo', '郭 kwok kwek quek quek kueh koay koey que kwik kuok coo',
  '何 hoe hor ho hoo ha', '林 lim lam lum liem lin lym ling', '高 ko kau kow go', '罗 lo law loh loo lowe', '郑 tay teh tee the cheng ty tei chang cheang', '梁 neo nio leong leung niu leang neoh', '谢 chia cheah tjia tse tjhia sia cia sieh',
  '宋 song soong sung', '唐 tng tong teng', '许 koh kho khouw ko khaw koo hui hee hoi co hii haw', '邓 teng tang tan', '冯 pang fung fong foong', '韩 hang hon', '曹 chor cho tso tjo', '曾 chan chen tjan tsang tzen tseng chang zan',
  '彭 pang phe peh', '萧 seow siew siauw sio shaw siu siow seah siao hsiao shao', '蔡 chua choy chai tjoa choi toy tsoi chuah chye chwa cua', '潘 phua phoa poon pun pan', '田 tien chan', '董 tang tung', '袁 yuan oan wan yuen', '于 i yue ie',
  '余 yee yu ee ie eu yii yeh', '叶 yap yeh yip ip iap yapp ea jap', '蒋 chio cheong chiong chiang', '杜 toh to too dou tow', '苏 soh so soo souw saw su', '魏 gwee ngui goei ngai gui', '程 theng tia thia ching', '吕 loo lui lu lee loei lyu leu',
  '丁 teng ding', '沈 sim sum shum sem shen', '任 yam jim jen yum', '姚 yeow yiu yao yau', '卢 lo loh loo low lou', '傅 poh foo po boo', '钟 chong cheong choong tjong cheng', '姜 keong kiang keung', '崔 chwee chui', '谭 tham tam tum hom',
  '廖 liaw liew leow lio liauw liu leu liao', '范 huan fan hoan', '汪 ong wang', '陆 lok loke luk look', '金 kim kam kym', '石 chioh shek sek cheok', '戴 tay tai te tye', '夏 hsia ha hay', '邱 khoo khu khoe hew yau chiu kew kho hiu ku coo', '方 png hong pung fong png', '侯 how hau',
  '熊 hung hsiung', '孟 beng bang', '白 peh pek bai pak pah', '江 kang kong kiang', '尹 wan yoon', '雷 lui loy looi', '黎 lai li lay', '龙 leong lung', '贺 ho hor', '顾 ku koo', '毛 mo moh', '龚 kiong keng kung', '严 yim giam ngim', '赖 lua lye nai',
  '洪 ang hong hung hoong', '莫 mok moh boh', '汤 tng thong tong thng', '温 oon voon wan un woon', '康 kng hong', '施 see sze si shih sy sie', '文 boon man voon vun', '颜 gan ngan gaan', '倪 geh ngai gay', '庄 chng chong ch\'ng cheng tsng', '詹 chiam chim tjiam jim chan',
  '欧 au ow', '关 kwan quan kuan', '兰 lam', '俞 joo yue yu', '甘 kam kum', '包 pow pau', '阮 yuen nguyen oan ngan yuan', '柯 quah kua o kwa qua or', '纪 kee kei kie', '梅 boey moy mui', '童 tang tung', '凌 leng ling', '单 sin sian', '涂 thoo too tou',
  '翁 ang ong yung', '蓝 nah lam na', '游 yew yow iu yau yu', '连 lian lien', '麦 mak mah beh', '卓 toh cheok toh', '古 ku koo', '简 kan kean', '伍 ng goh eng', '洗 sin', '冼 sin sinn', '司徒 seto szeto situ seetoh', '欧阳 auyang auyong auyeung owyang', '上官 sheungkwun seongkun',
  '诸葛 chukot', '司马 szema', '邝 kwong fong quong kong', '佘 seah sher', '符 foo hoo', '容 yung yong', '区 au ow', '岑 shum sum sam', '区 au', '利 lee lei', '霍 fok', '谈 tam', '辜 koh ku', '纪 kei', '练 lin', '粘 liam', '骆 lok loke', '巫 boo mo', '池 tee chi', '官 kwun koon',
  '宁 ling ning', '殷 yan', '钱 chin', '秦 chun chin', '姬 kei', '章 chong cheung', '葛 kot', '鲁 lo', '苗 miu', '成 sing shing', '房 fong', '尤 yau yew', '封 fung', '薛 sit see', '邵 shiu sio siew', '孔 hung khong', '常 sheung siang', '万 man ban', '毕 but', '屈 wat', '易 yik',
]

/** Titles and forms of address that follow a Chinese name; the longest first. What each says about the sex. */
export const HAN_TITLES: readonly (readonly [string, 'f' | 'm' | null])[] = [
  ['先生', 'm'], ['小姐', 'f'], ['女士', 'f'], ['太太', 'f'], ['夫人', 'f'], ['姑娘', 'f'], ['阿姨', 'f'], ['大哥', 'm'], ['大姐', 'f'],
  ['师傅', null], ['老师', null], ['医生', null], ['医师', null], ['博士', null], ['教授', null], ['律师', null],
  ['经理', null], ['总经理', null], ['董事长', null], ['老板', null], ['主任', null], ['校长', null], ['同学', null], ['太', 'f'], ['生', 'm'], ['姐', 'f'], ['哥', 'm'], ['总', null], ['董', null],
]
