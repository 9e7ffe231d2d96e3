/** What the demo's retailer sells, in four languages. Prices are in Taiwan dollars; `catalogue.ts` makes the others. */

/** sku, price in TWD, English, traditional Chinese, simplified Chinese, Thai. */
export type ProductRow = readonly [sku: string, twd: number, en: string, hant: string, hans: string, th: string]

/** Departments in the order of how many people care for them. */
export const PRODUCTS = {
  skincare: [
    ['SK01', 980, 'Rice water toner', '米露化妝水', '米露爽肤水', 'โทนเนอร์น้ำซาวข้าว'],
    ['SK02', 1480, 'Overnight repair serum', '夜間修護精華', '夜间修护精华', 'เซรั่มฟื้นบำรุงกลางคืน'],
    ['SK03', 1280, 'Ceramide moisture cream', '神經醯胺保濕霜', '神经酰胺保湿霜', 'ครีมบำรุงเซราไมด์'],
    ['SK04', 680, 'Amino acid cleanser', '胺基酸潔面乳', '氨基酸洁面乳', 'โฟมล้างหน้ากรดอะมิโน'],
    ['SK05', 850, 'Daily sunscreen SPF50', '日常防曬乳 SPF50', '日常防晒乳 SPF50', 'กันแดดประจำวัน SPF50'],
    ['SK06', 450, 'Green tea mask, set of 5', '綠茶面膜 5 片組', '绿茶面膜 5 片装', 'มาสก์ชาเขียว ชุด 5 แผ่น'],
    ['SK07', 1880, 'Eye contour treatment', '眼周緊緻霜', '眼周紧致霜', 'ครีมบำรุงรอบดวงตา'],
    ['SK08', 720, 'Camellia hand cream duo', '山茶花護手霜兩入', '山茶花护手霜两支装', 'แฮนด์ครีมคามิเลีย แพ็กคู่'],
  ],
  home: [
    ['HM01', 2380, 'Washed linen duvet cover', '水洗亞麻被套', '水洗亚麻被套', 'ปลอกผ้านวมลินิน'],
    ['HM02', 1280, 'Bamboo fibre bath towels', '竹纖維浴巾組', '竹纤维浴巾套装', 'ชุดผ้าเช็ดตัวใยไผ่'],
    ['HM03', 3280, 'Buckwheat pillow pair', '蕎麥枕兩入', '荞麦枕两只装', 'หมอนเปลือกบัควีต คู่'],
    ['HM04', 1680, 'Ceramic reading lamp', '陶瓷閱讀燈', '陶瓷阅读灯', 'โคมไฟอ่านหนังสือเซรามิก'],
    ['HM05', 780, 'Rattan storage basket', '藤編收納籃', '藤编收纳篮', 'ตะกร้าหวายเก็บของ'],
    ['HM06', 1980, 'Cotton throw blanket', '純棉休閒毯', '纯棉休闲毯', 'ผ้าห่มคอตตอน'],
    ['HM07', 560, 'Cotton house slippers', '棉質室內拖鞋', '棉质室内拖鞋', 'รองเท้าใส่ในบ้านผ้าฝ้าย'],
  ],
  makeup: [
    ['MK01', 880, 'Velvet lip tint', '絲絨唇釉', '丝绒唇釉', 'ลิปทินต์เนื้อกำมะหยี่'],
    ['MK02', 1180, 'Cushion foundation', '氣墊粉餅', '气垫粉底', 'คุชชั่นรองพื้น'],
    ['MK03', 690, 'Cream blush', '霜狀腮紅', '膏状腮红', 'บลัชเนื้อครีม'],
    ['MK04', 780, 'Lengthening mascara', '纖長睫毛膏', '纤长睫毛膏', 'มาสคาร่าเพิ่มความยาว'],
    ['MK05', 1080, 'Eight-shade eye palette', '八色眼影盤', '八色眼影盘', 'พาเลตต์อายแชโดว์ 8 สี'],
    ['MK06', 520, 'Brow pencil', '眉筆', '眉笔', 'ดินสอเขียนคิ้ว'],
    ['MK07', 620, 'Gentle make-up remover oil', '溫和卸妝油', '温和卸妆油', 'คลีนซิ่งออยล์สูตรอ่อนโยน'],
  ],
  kitchen: [
    ['KT01', 2680, 'Cast iron pot 22 cm', '鑄鐵鍋 22 公分', '铸铁锅 22 厘米', 'หม้อเหล็กหล่อ 22 ซม.'],
    ['KT02', 1480, 'Stoneware bowls, set of 4', '陶碗四入組', '陶碗四件套', 'ชุดชามสโตนแวร์ 4 ใบ'],
    ['KT03', 1880, 'Santoku knife', '三德刀', '三德刀', 'มีดซันโตกุ'],
    ['KT04', 680, 'Acacia chopping board', '相思木砧板', '相思木砧板', 'เขียงไม้อะคาเซีย'],
    ['KT05', 980, 'Insulated bottle 500 ml', '保溫瓶 500 ml', '保温杯 500 ml', 'กระติกเก็บอุณหภูมิ 500 มล.'],
    ['KT06', 2180, 'Pour-over coffee set', '手沖咖啡組', '手冲咖啡套装', 'ชุดกาแฟดริป'],
    ['KT07', 420, 'Linen tea towels', '亞麻擦碗巾', '亚麻擦碗布', 'ผ้าเช็ดจานลินิน'],
  ],
  haircare: [
    ['HC01', 680, 'Ginger scalp shampoo', '生薑頭皮洗髮精', '生姜头皮洗发水', 'แชมพูขิงบำรุงหนังศีรษะ'],
    ['HC02', 720, 'Silk protein conditioner', '蠶絲蛋白潤髮乳', '蚕丝蛋白护发素', 'ครีมนวดโปรตีนไหม'],
    ['HC03', 980, 'Camellia hair oil', '山茶花護髮油', '山茶花护发油', 'ออยล์บำรุงผมคามิเลีย'],
    ['HC04', 1280, 'Weekly repair mask', '深層修護髮膜', '深层修护发膜', 'ทรีตเมนต์ฟื้นฟูผม'],
    ['HC05', 450, 'Wooden hair brush', '原木梳', '原木梳', 'แปรงผมไม้'],
    ['HC06', 580, 'Sea salt spray', '海鹽造型噴霧', '海盐造型喷雾', 'สเปรย์เกลือทะเล'],
  ],
  tea: [
    ['TE01', 880, 'High mountain oolong 150 g', '高山烏龍茶 150 克', '高山乌龙茶 150 克', 'ชาอู่หลงภูเขาสูง 150 ก.'],
    ['TE02', 680, 'Jasmine green tea', '茉莉綠茶', '茉莉绿茶', 'ชาเขียวมะลิ'],
    ['TE03', 1580, 'Aged white tea gift box', '陳年白茶禮盒', '陈年白茶礼盒', 'กล่องของขวัญชาขาวบ่ม'],
    ['TE04', 520, 'Chrysanthemum and goji', '菊花枸杞茶', '菊花枸杞茶', 'ชาเก๊กฮวยเก๋ากี้'],
    ['TE05', 1980, 'Clay teapot', '紫砂小壺', '紫砂小壶', 'กาน้ำชาดินเผา'],
    ['TE06', 460, 'Butterfly pea and lemongrass', '蝶豆花香茅茶', '蝶豆花香茅茶', 'ชาอัญชันตะไคร้'],
  ],
  fragrance: [
    ['FR01', 2280, 'Hinoki eau de toilette', '檜木淡香水', '桧木淡香水', 'น้ำหอมฮิโนกิ'],
    ['FR02', 1980, 'Osmanthus eau de parfum', '桂花香水', '桂花香水', 'น้ำหอมกลิ่นหอมหมื่นลี้'],
    ['FR03', 980, 'Rain on stone candle', '雨石香氛蠟燭', '雨石香氛蜡烛', 'เทียนหอมกลิ่นฝนบนหิน'],
    ['FR04', 1280, 'Reed diffuser, white tea', '白茶擴香瓶', '白茶无火香薰', 'ก้านไม้หอมกลิ่นชาขาว'],
    ['FR05', 420, 'Sandalwood incense', '檀香線香', '檀香线香', 'ธูปหอมไม้จันทน์'],
    ['FR06', 680, 'Linen mist, lavender', '薰衣草織品噴霧', '薰衣草织物喷雾', 'สเปรย์ผ้ากลิ่นลาเวนเดอร์'],
  ],
  bath: [
    ['BA01', 480, 'Oat body wash', '燕麥沐浴乳', '燕麦沐浴露', 'ครีมอาบน้ำข้าวโอ๊ต'],
    ['BA02', 620, 'Yuzu bath salts', '柚子浴鹽', '柚子浴盐', 'เกลืออาบน้ำยูซุ'],
    ['BA03', 560, 'Coconut body lotion', '椰子身體乳', '椰子身体乳', 'โลชั่นมะพร้าว'],
    ['BA04', 380, 'Charcoal soap trio', '竹炭皂三入', '竹炭皂三块装', 'สบู่ถ่านไม้ไผ่ 3 ก้อน'],
    ['BA05', 720, 'Coffee body scrub', '咖啡身體磨砂膏', '咖啡身体磨砂膏', 'สครับกาแฟขัดผิว'],
    ['BA06', 320, 'Loofah and brush', '天然絲瓜絡刷', '天然丝瓜络刷', 'ใยบวบขัดตัว'],
  ],
  wellness: [
    ['WE01', 1480, 'Natural rubber yoga mat', '天然橡膠瑜珈墊', '天然橡胶瑜伽垫', 'เสื่อโยคะยางธรรมชาติ'],
    ['WE02', 880, 'Magnesium sleep tea set', '好眠茶組', '好眠茶套装', 'ชุดชาเพื่อการนอนหลับ'],
    ['WE03', 680, 'Heated eye mask', '蒸氣眼罩', '蒸汽眼罩', 'แผ่นประคบตาอุ่น'],
    ['WE04', 1180, 'Acupressure foot mat', '足底按摩墊', '足底按摩垫', 'แผ่นนวดเท้า'],
    ['WE05', 580, 'Collagen drink, 10 sachets', '膠原蛋白飲 10 入', '胶原蛋白饮 10 袋', 'คอลลาเจนชง 10 ซอง'],
    ['WE06', 980, 'Massage oil, ginger', '生薑按摩油', '生姜按摩油', 'น้ำมันนวดขิง'],
    ['WE07', 760, 'Herbal balm set', '草本膏組', '草本膏套装', 'ชุดยาหม่องสมุนไพร'],
  ],
} as const satisfies { readonly [category: string]: readonly ProductRow[] }
