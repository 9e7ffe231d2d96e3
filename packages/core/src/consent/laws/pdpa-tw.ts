/** Taiwan's Personal Data Protection Act (個人資料保護法). A starting point: legal detail must be checked by people before it is relied on. */
import type { LawDefinition } from '../types.ts'

/** Taiwan. */
export const PDPA_TW: LawDefinition = {
  id: 'pdpa-tw',
  name: '個人資料保護法 (PDPA, Taiwan)',
  countries: ['TW'],
  purposes: {
    marketing: { basis: 'inform', channels: { sms: 'ask' } },
    personalisation: { basis: 'inform' },
    analytics: { basis: 'inform', collect: 'essential' },
    sale: { basis: 'ask' },
    sharing: { basis: 'ask' },
    targeted_advertising: { basis: 'inform' },
  },
  signals: { gpc: ['sale', 'sharing', 'targeted_advertising'] },
  ownConsentFrom: 18,
  deadlines: { access: '15d', erase: '30d', correct: '30d', breach: '72h' },
  withdrawalEffective: '24h',
  text: {
    en: 'When you say no to marketing we stop at once, free of charge, and the first message says how. You may see your data within 15 days and have it corrected or deleted within 30.',
    'zh-Hant': '您拒絕行銷時，我們立即停止，不收任何費用；首次行銷時會告訴您如何拒絕。您可以在 15 天內查看資料，30 天內請我們更正或刪除。',
    'zh-Hans': '您拒绝营销时，我们立即停止，不收任何费用；首次营销时会告诉您如何拒绝。您可以在 15 天内查看资料，30 天内请我们更正或删除。',
    th: 'เมื่อคุณปฏิเสธการตลาด เราจะหยุดทันทีโดยไม่มีค่าใช้จ่าย และข้อความแรกจะบอกวิธีปฏิเสธ คุณขอดูข้อมูลได้ภายใน 15 วัน และขอแก้ไขหรือลบได้ภายใน 30 วัน',
  },
  sources: ['個人資料保護法第 3、7、8、11、12、13、19、20 條', 'The 2025 amendment sets up the authority and the duty to report breaches; the hours are ours until the rules are checked'],
  checked: false,
}
