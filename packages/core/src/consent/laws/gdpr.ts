/** The General Data Protection Regulation, with the ePrivacy rules on messages and cookies. A starting point: legal detail must be checked by people before it is relied on. */
import type { LawDefinition } from '../types.ts'

/** European Economic Area, Switzerland's and the United Kingdom's sister laws included because they ask for no less. */
export const GDPR: LawDefinition = {
  id: 'gdpr',
  name: 'GDPR (EU, EEA, UK, CH)',
  countries: [
    'AT', 'BE', 'BG', 'HR', 'CY', 'CZ', 'DK', 'EE', 'FI', 'FR', 'DE', 'GR', 'HU', 'IE', 'IT', 'LV', 'LT', 'LU', 'MT', 'NL', 'PL', 'PT', 'RO', 'SK', 'SI', 'ES', 'SE',
    'IS', 'LI', 'NO', 'GB', 'CH',
  ],
  purposes: {
    marketing: { basis: 'ask' },
    personalisation: { basis: 'ask' },
    analytics: { basis: 'ask', collect: 'essential' },
    sale: { basis: 'ask' },
    sharing: { basis: 'ask' },
    targeted_advertising: { basis: 'ask' },
  },
  signals: { gpc: ['sale', 'sharing', 'targeted_advertising'] },
  ownConsentFrom: 16,
  deadlines: { access: '30d', erase: '30d', correct: '30d', breach: '72h' },
  withdrawalEffective: '24h',
  text: {
    en: 'We ask before we send news, adapt content to you or count what you do. Saying no later is as easy as saying yes. You may see, correct and delete your data within one month.',
    'zh-Hant': '寄送消息、調整內容或統計使用情形之前，我們都會先徵求您同意。反悔和同意一樣容易。您可以在一個月內查看、更正或刪除資料。',
    'zh-Hans': '发送消息、调整内容或统计使用情况之前，我们都会先征求您同意。撤回和同意一样容易。您可以在一个月内查看、更正或删除资料。',
    th: 'เราจะขอความยินยอมก่อนส่งข่าวสาร ปรับเนื้อหาให้เหมาะกับคุณ หรือเก็บสถิติการใช้งาน การถอนความยินยอมทำได้ง่ายเท่ากับการให้ คุณขอดู แก้ไข หรือลบข้อมูลได้ภายในหนึ่งเดือน',
  },
  sources: ['Regulation (EU) 2016/679, Art. 6, 7, 8, 12, 15-17, 21, 33', 'Directive 2002/58/EC, Art. 5(3) and 13', 'Age of own consent is 13 to 16 by member state'],
  checked: false,
}
