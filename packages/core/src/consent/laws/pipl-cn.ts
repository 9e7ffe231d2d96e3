/** China's Personal Information Protection Law (个人信息保护法). A starting point: legal detail must be checked by people before it is relied on. */
import type { LawDefinition } from '../types.ts'

/** Mainland China. */
export const PIPL_CN: LawDefinition = {
  id: 'pipl-cn',
  name: '个人信息保护法 (PIPL, China)',
  countries: ['CN'],
  purposes: {
    marketing: { basis: 'ask' },
    personalisation: { basis: 'inform' },
    analytics: { basis: 'ask', collect: 'essential' },
    sale: { basis: 'ask' },
    sharing: { basis: 'ask' },
    targeted_advertising: { basis: 'ask' },
  },
  signals: { gpc: ['sale', 'sharing', 'targeted_advertising', 'personalisation'] },
  ownConsentFrom: 14,
  deadlines: { access: '15d', erase: '15d', correct: '15d', breach: '24h' },
  withdrawalEffective: '24h',
  text: {
    en: 'We ask before we send news, count what you do or pass data on. You can switch off personal recommendations at any time and still use everything.',
    'zh-Hant': '寄送消息、統計使用情形或提供資料給他人之前，我們都會先徵求您同意。您隨時可以關閉個人化推薦，仍可照常使用。',
    'zh-Hans': '发送消息、统计使用情况或向他人提供资料之前，我们都会先征求您同意。您随时可以关闭个性化推荐，仍可照常使用。',
    th: 'เราจะขอความยินยอมก่อนส่งข่าวสาร เก็บสถิติการใช้งาน หรือส่งต่อข้อมูล คุณปิดการแนะนำเฉพาะบุคคลได้ทุกเมื่อและยังใช้งานได้ครบถ้วน',
  },
  sources: ['个人信息保护法第 13-16、23、24、28、31、44-50、57 条', '广告法第 43 条', 'The law says "promptly"; the days are ours (GB/T 35273: at most 30)'],
  checked: false,
}
