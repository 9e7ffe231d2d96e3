/** Hong Kong's Personal Data (Privacy) Ordinance, Cap. 486. A starting point: legal detail must be checked by people before it is relied on. */
import type { LawDefinition } from '../types.ts'

/** Hong Kong. */
export const PDPO_HK: LawDefinition = {
  id: 'pdpo-hk',
  name: 'PDPO 個人資料（私隱）條例 (Hong Kong)',
  countries: ['HK'],
  purposes: {
    marketing: { basis: 'ask' },
    personalisation: { basis: 'inform' },
    analytics: { basis: 'inform', collect: 'essential' },
    sale: { basis: 'ask' },
    sharing: { basis: 'ask' },
    targeted_advertising: { basis: 'ask' },
  },
  signals: { gpc: ['sale', 'sharing', 'targeted_advertising'] },
  ownConsentFrom: 18,
  deadlines: { access: '40d', erase: '40d', correct: '40d', breach: '72h' },
  withdrawalEffective: '24h',
  text: {
    en: 'We use your data for direct marketing only after you have agreed, and never pass it on for gain without your written consent. You may see and correct your data within 40 days.',
    'zh-Hant': '您同意後，我們才會把您的資料用於直接促銷；未經您書面同意，不會為得益而轉交他人。您可以在 40 日內查閱和改正資料。',
    'zh-Hans': '您同意后，我们才会把您的资料用于直接促销；未经您书面同意，不会为得益而转交他人。您可以在 40 日内查阅和改正资料。',
    th: 'เราใช้ข้อมูลเพื่อการตลาดโดยตรงเมื่อคุณยินยอมแล้วเท่านั้น และไม่ส่งต่อเพื่อผลประโยชน์โดยไม่มีความยินยอมเป็นลายลักษณ์อักษร คุณขอดูและแก้ไขข้อมูลได้ภายใน 40 วัน',
  },
  sources: ['Cap. 486, Part 6A (direct marketing, sections 35A-35M)', 'Cap. 486, sections 18-23 and 26, Schedule 1 (data protection principles)', 'Cap. 593 (unsolicited electronic messages)'],
  checked: false,
}
