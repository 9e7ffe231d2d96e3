/** The words of the preference page, in four languages, for people who do not read small print. */
import type { PageLanguage } from './unsubscribe-page.ts'

/** Everything that the page says. `{…}` is filled in. */
export interface PreferenceWords {
  readonly title: string
  readonly intro: string
  /** Before a channel: `By e-mail`. */
  readonly by: string
  readonly channels: { readonly [channel: string]: string }
  /** For a purpose that is not chosen by channel. */
  readonly whole: string
  readonly always: string
  readonly bySignal: string
  readonly save: string
  readonly stopTitle: string
  readonly stopAbout: string
  readonly stop: string
  readonly knownTitle: string
  readonly knownAbout: string
  readonly knownNothing: string
  readonly rightsTitle: string
  readonly ask: string
  readonly erase: string
  readonly asked: string
  readonly doneTitle: string
  readonly recorded: string
  readonly effective: string
  readonly soon: string
  readonly unchanged: string
  readonly on: string
  readonly off: string
  readonly receipt: string
  readonly receiptAbout: string
  readonly stopped: string
  readonly back: string
  readonly deadTitle: string
  readonly dead: string
  readonly languages: string
  /** Between a label and what it labels. */
  readonly colon: string
  readonly brackets: (text: string) => string
  /** Purposes of a new workspace; others bring their own words. */
  readonly purposes: { readonly [purpose: string]: { readonly name: string; readonly about: string } }
  /** Names of traits that many records have. */
  readonly traits: { readonly [trait: string]: string }
}

/** By language. */
export const PREFERENCE_WORDS: Record<PageLanguage, PreferenceWords> = {
  en: {
    title: 'What may we send you?',
    intro: 'A tick means yes. Take it away to say no. Then press “Save”. You can change your mind at any time.',
    by: 'Yes, by {c}',
    channels: { email: 'e-mail', sms: 'text message (SMS)', push: 'messages on your phone’s screen', inapp: 'messages in our app', line: 'LINE', wechat: 'WeChat', webhook: 'other ways' },
    whole: 'Yes, that is fine with me',
    always: 'We always send these, because you need them. They never contain advertising.',
    bySignal: 'Your browser has told us “no”, so this is off.',
    save: 'Save',
    stopTitle: 'Stop everything',
    stopAbout: 'We send no more advertising, show nothing chosen for you and keep no statistics about you. Receipts and delivery notices still come.',
    stop: 'Stop everything now',
    knownTitle: 'What we know about you',
    knownAbout: 'These are the kinds of details that we keep. We do not show the details themselves here, because anybody who has your link can see this page.',
    knownNothing: 'We keep no details about you apart from your choices here.',
    rightsTitle: 'Your data',
    ask: 'Send me a copy of my data',
    erase: 'Delete my data',
    asked: 'We have your request. We will write to you. Number: {n}. We answer by {d}.',
    doneTitle: 'Thank you',
    recorded: 'We wrote down your choice on {t}.',
    effective: 'It counts from now on.',
    soon: 'It counts from now on. A message that was just leaving may still reach you.',
    unchanged: 'Nothing was changed, because your choices were the same as before.',
    on: 'yes',
    off: 'no',
    receipt: 'Receipt number',
    receiptAbout: 'If you ever have a question, tell us this number.',
    stopped: 'Everything is stopped.',
    back: 'Back to my choices',
    deadTitle: 'This link does not work any more',
    dead: 'Please open the link again from a newer message, or write to the sender.',
    languages: 'Language',
    colon: ': ',
    brackets: (text) => ` (${text})`,
    purposes: {
      marketing: { name: 'News and offers', about: 'We tell you about new things and lower prices.' },
      personalisation: { name: 'Things chosen for you', about: 'We use what you bought and looked at to show you what may suit you.' },
      analytics: { name: 'Statistics', about: 'We count which pages you look at, to make our shop better.' },
      service: { name: 'Messages about your orders', about: 'Receipts, delivery times, and safety of your account.' },
    },
    traits: { name: 'Name', email: 'E-mail address', phone: 'Phone number', birthday: 'Date of birth', address: 'Address', city: 'City', country: 'Country', language: 'Language', locale: 'Language', timezone: 'Time zone', gender: 'Gender', tier: 'Member level' },
  },
  'zh-Hant': {
    title: '您想收到什麼？',
    intro: '打勾表示「好」，取消打勾表示「不要」。選好之後請按「儲存」。您隨時可以再回來改。',
    by: '好，請用{c}通知我',
    channels: { email: '電子郵件', sms: '手機簡訊', push: '手機畫面的通知', inapp: ' App 裡的訊息', line: ' LINE ', wechat: '微信', webhook: '其他方式' },
    whole: '好，我同意',
    always: '這些訊息是您需要的，我們一定會寄。裡面不會有廣告。',
    bySignal: '您的瀏覽器已經告訴我們「不要」，所以這一項是關閉的。',
    save: '儲存',
    stopTitle: '全部停止',
    stopAbout: '我們不再寄廣告、不再為您挑選內容，也不再統計您的使用情形。收據和送貨通知還是會寄給您。',
    stop: '現在全部停止',
    knownTitle: '我們留有您的哪些資料',
    knownAbout: '以下是我們留存的資料種類。因為拿到這個連結的人都看得到這一頁，所以這裡不顯示資料內容。',
    knownNothing: '除了您在這裡的選擇，我們沒有留存您的其他資料。',
    rightsTitle: '您的資料由您決定',
    ask: '請給我一份我的資料',
    erase: '請刪除我的資料',
    asked: '我們收到您的申請了，會再與您聯絡。申請編號：{n}。我們會在 {d} 以前回覆。',
    doneTitle: '謝謝您',
    recorded: '我們在 {t} 記下了您的選擇。',
    effective: '現在就開始生效。',
    soon: '現在就開始生效。剛好正在寄出的訊息，可能還會送到。',
    unchanged: '您的選擇和之前一樣，沒有任何改變。',
    on: '好',
    off: '不要',
    receipt: '查詢編號',
    receiptAbout: '以後有任何疑問，告訴我們這個編號就可以查到。',
    stopped: '已經全部停止。',
    back: '回到我的選擇',
    deadTitle: '這個連結已經不能用了',
    dead: '請從比較新的訊息裡再打開一次連結，或直接聯絡寄件的公司。',
    languages: '語言',
    colon: '：',
    brackets: (text) => `（${text}）`,
    purposes: {
      marketing: { name: '最新消息和優惠', about: '有新商品或降價的時候告訴您。' },
      personalisation: { name: '為您挑選的內容', about: '我們參考您買過、看過的東西，挑選可能適合您的給您看。' },
      analytics: { name: '使用統計', about: '我們統計您看了哪些網頁，讓商店變得更好。' },
      service: { name: '訂單相關的通知', about: '收據、送貨時間，以及帳號安全。' },
    },
    traits: { name: '姓名', email: '電子郵件', phone: '電話', birthday: '生日', address: '地址', city: '城市', country: '國家', language: '語言', locale: '語言', timezone: '時區', gender: '性別', tier: '會員等級' },
  },
  'zh-Hans': {
    title: '您想收到什么？',
    intro: '打勾表示“好”，取消打勾表示“不要”。选好之后请按“保存”。您随时可以再回来改。',
    by: '好，请用{c}通知我',
    channels: { email: '电子邮件', sms: '手机短信', push: '手机屏幕上的通知', inapp: ' App 里的消息', line: ' LINE ', wechat: '微信', webhook: '其他方式' },
    whole: '好，我同意',
    always: '这些消息是您需要的，我们一定会发。里面不会有广告。',
    bySignal: '您的浏览器已经告诉我们“不要”，所以这一项是关闭的。',
    save: '保存',
    stopTitle: '全部停止',
    stopAbout: '我们不再发广告、不再为您挑选内容，也不再统计您的使用情况。收据和送货通知还是会发给您。',
    stop: '现在全部停止',
    knownTitle: '我们保存了您的哪些资料',
    knownAbout: '以下是我们保存的资料种类。因为拿到这个链接的人都看得到这一页，所以这里不显示资料内容。',
    knownNothing: '除了您在这里的选择，我们没有保存您的其他资料。',
    rightsTitle: '您的资料由您决定',
    ask: '请给我一份我的资料',
    erase: '请删除我的资料',
    asked: '我们收到您的申请了，会再与您联系。申请编号：{n}。我们会在 {d} 以前答复。',
    doneTitle: '谢谢您',
    recorded: '我们在 {t} 记下了您的选择。',
    effective: '现在就开始生效。',
    soon: '现在就开始生效。刚好正在发出的消息，可能还会送到。',
    unchanged: '您的选择和之前一样，没有任何改变。',
    on: '好',
    off: '不要',
    receipt: '查询编号',
    receiptAbout: '以后有任何疑问，告诉我们这个编号就可以查到。',
    stopped: '已经全部停止。',
    back: '回到我的选择',
    deadTitle: '这个链接已经不能用了',
    dead: '请从比较新的消息里再打开一次链接，或直接联系发件的公司。',
    languages: '语言',
    colon: '：',
    brackets: (text) => `（${text}）`,
    purposes: {
      marketing: { name: '最新消息和优惠', about: '有新商品或降价的时候告诉您。' },
      personalisation: { name: '为您挑选的内容', about: '我们参考您买过、看过的东西，挑选可能适合您的给您看。' },
      analytics: { name: '使用统计', about: '我们统计您看了哪些网页，让商店变得更好。' },
      service: { name: '订单相关的通知', about: '收据、送货时间，以及账号安全。' },
    },
    traits: { name: '姓名', email: '电子邮件', phone: '电话', birthday: '生日', address: '地址', city: '城市', country: '国家', language: '语言', locale: '语言', timezone: '时区', gender: '性别', tier: '会员等级' },
  },
  th: {
    title: 'คุณอยากรับอะไรจากเราบ้าง',
    intro: 'มีเครื่องหมายถูก หมายถึง “รับ” เอาเครื่องหมายออก หมายถึง “ไม่รับ” เลือกเสร็จแล้วกดปุ่ม “บันทึก” คุณกลับมาเปลี่ยนใจได้ทุกเมื่อ',
    by: 'รับทาง{c}',
    channels: { email: 'อีเมล', sms: 'ข้อความมือถือ (SMS)', push: 'การแจ้งเตือนบนหน้าจอมือถือ', inapp: 'ข้อความในแอป', line: ' LINE', wechat: ' WeChat', webhook: 'ทางอื่น' },
    whole: 'ตกลง ฉันยินยอม',
    always: 'เราส่งข้อความเหล่านี้เสมอ เพราะจำเป็นสำหรับคุณ และจะไม่มีโฆษณา',
    bySignal: 'เบราว์เซอร์ของคุณแจ้งเราว่า “ไม่” รายการนี้จึงปิดอยู่',
    save: 'บันทึก',
    stopTitle: 'หยุดทั้งหมด',
    stopAbout: 'เราจะไม่ส่งโฆษณา ไม่เลือกเนื้อหาให้คุณ และไม่เก็บสถิติของคุณอีก แต่ใบเสร็จและข้อความแจ้งการจัดส่งยังส่งตามปกติ',
    stop: 'หยุดทั้งหมดตอนนี้',
    knownTitle: 'เราเก็บข้อมูลอะไรของคุณไว้บ้าง',
    knownAbout: 'นี่คือประเภทของข้อมูลที่เราเก็บ เราไม่แสดงรายละเอียดที่นี่ เพราะใครก็ตามที่มีลิงก์นี้จะเห็นหน้านี้ได้',
    knownNothing: 'นอกจากตัวเลือกของคุณในหน้านี้ เราไม่ได้เก็บข้อมูลอื่นของคุณไว้',
    rightsTitle: 'ข้อมูลเป็นของคุณ',
    ask: 'ขอสำเนาข้อมูลของฉัน',
    erase: 'ลบข้อมูลของฉัน',
    asked: 'เราได้รับคำขอของคุณแล้ว และจะติดต่อกลับ หมายเลขคำขอ: {n} เราจะตอบภายใน {d}',
    doneTitle: 'ขอบคุณ',
    recorded: 'เราบันทึกตัวเลือกของคุณแล้วเมื่อ {t}',
    effective: 'มีผลตั้งแต่ตอนนี้เป็นต้นไป',
    soon: 'มีผลตั้งแต่ตอนนี้เป็นต้นไป ข้อความที่กำลังส่งออกอยู่พอดีอาจยังไปถึงคุณ',
    unchanged: 'ไม่มีอะไรเปลี่ยนแปลง เพราะตัวเลือกของคุณเหมือนเดิม',
    on: 'รับ',
    off: 'ไม่รับ',
    receipt: 'หมายเลขอ้างอิง',
    receiptAbout: 'หากมีคำถามภายหลัง แจ้งหมายเลขนี้กับเราได้เลย',
    stopped: 'หยุดทั้งหมดแล้ว',
    back: 'กลับไปที่ตัวเลือกของฉัน',
    deadTitle: 'ลิงก์นี้ใช้ไม่ได้แล้ว',
    dead: 'โปรดเปิดลิงก์จากข้อความฉบับใหม่กว่า หรือติดต่อผู้ส่งโดยตรง',
    languages: 'ภาษา',
    colon: ': ',
    brackets: (text) => ` (${text})`,
    purposes: {
      marketing: { name: 'ข่าวสารและโปรโมชัน', about: 'เราจะบอกคุณเมื่อมีสินค้าใหม่หรือลดราคา' },
      personalisation: { name: 'สิ่งที่เลือกให้คุณ', about: 'เราใช้สิ่งที่คุณเคยซื้อหรือเคยดู เพื่อแสดงสิ่งที่อาจเหมาะกับคุณ' },
      analytics: { name: 'สถิติการใช้งาน', about: 'เรานับว่าคุณดูหน้าไหนบ้าง เพื่อปรับปรุงร้านให้ดีขึ้น' },
      service: { name: 'ข้อความเกี่ยวกับคำสั่งซื้อ', about: 'ใบเสร็จ เวลาจัดส่ง และความปลอดภัยของบัญชี' },
    },
    traits: { name: 'ชื่อ', email: 'อีเมล', phone: 'หมายเลขโทรศัพท์', birthday: 'วันเกิด', address: 'ที่อยู่', city: 'เมือง', country: 'ประเทศ', language: 'ภาษา', locale: 'ภาษา', timezone: 'เขตเวลา', gender: 'เพศ', tier: 'ระดับสมาชิก' },
  },
}
