/** Thailand's Personal Data Protection Act B.E. 2562 (2019). A starting point: legal detail must be checked by people before it is relied on. */
import type { LawDefinition } from '../types.ts'

/** Thailand. */
export const PDPA_TH: LawDefinition = {
  id: 'pdpa-th',
  name: 'PDPA (Thailand)',
  countries: ['TH'],
  purposes: {
    marketing: { basis: 'ask' },
    personalisation: { basis: 'inform' },
    analytics: { basis: 'inform', collect: 'essential' },
    sale: { basis: 'ask' },
    sharing: { basis: 'ask' },
    targeted_advertising: { basis: 'ask' },
  },
  signals: { gpc: ['sale', 'sharing', 'targeted_advertising'] },
  ownConsentFrom: 20,
  deadlines: { access: '30d', erase: '30d', correct: '30d', breach: '72h' },
  withdrawalEffective: '24h',
  text: {
    en: 'We ask before we send news. You may object to personal content and statistics at any time. You may see, correct and delete your data within 30 days.',
    'zh-Hant': '寄送消息前我們會先徵求您同意。您隨時可以拒絕個人化內容與統計。您可以在 30 天內查看、更正或刪除資料。',
    'zh-Hans': '发送消息前我们会先征求您同意。您随时可以拒绝个性化内容与统计。您可以在 30 天内查看、更正或删除资料。',
    th: 'เราจะขอความยินยอมก่อนส่งข่าวสาร คุณคัดค้านการปรับเนื้อหาและการเก็บสถิติได้ทุกเมื่อ และขอดู แก้ไข หรือลบข้อมูลได้ภายใน 30 วัน',
  },
  sources: ['พ.ร.บ. คุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2562 มาตรา 19, 20, 30-37 (PDPA sections 19, 20, 30-37)', 'Minors: section 20 with the Civil and Commercial Code (majority at 20)'],
  checked: false,
}
