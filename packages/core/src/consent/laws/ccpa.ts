/** The California Consumer Privacy Act as amended (CPRA). A starting point: legal detail must be checked by people before it is relied on. */
import type { LawDefinition } from '../types.ts'

/** California; messages follow the federal rules (CAN-SPAM for e-mail, TCPA for SMS). */
export const CCPA: LawDefinition = {
  id: 'ccpa',
  name: 'CCPA/CPRA (California)',
  countries: ['US-CA'],
  purposes: {
    marketing: { basis: 'inform', channels: { sms: 'ask' } },
    personalisation: { basis: 'inform' },
    analytics: { basis: 'inform', collect: 'essential' },
    sale: { basis: 'inform' },
    sharing: { basis: 'inform' },
    targeted_advertising: { basis: 'inform' },
  },
  signals: { gpc: ['sale', 'sharing', 'targeted_advertising'] },
  ownConsentFrom: 16,
  deadlines: { access: '45d', erase: '45d', correct: '45d', breach: '30d' },
  withdrawalEffective: '15d',
  text: {
    en: 'You can say no to the sale and sharing of your data and to advertising that follows you; a browser that sends the Global Privacy Control says it for you. SMS need your yes first.',
    'zh-Hant': '您可以拒絕我們出售或分享您的資料，也可以拒絕追蹤式廣告；瀏覽器若送出「全球隱私控制」訊號，就等於您已拒絕。簡訊須先經您同意。',
    'zh-Hans': '您可以拒绝我们出售或分享您的资料，也可以拒绝追踪式广告；浏览器若发出“全球隐私控制”信号，就等于您已拒绝。短信须先经您同意。',
    th: 'คุณปฏิเสธการขายหรือแบ่งปันข้อมูลและโฆษณาแบบติดตามได้ หากเบราว์เซอร์ส่งสัญญาณ Global Privacy Control เราถือว่าคุณปฏิเสธแล้ว ส่วน SMS ต้องได้รับความยินยอมก่อน',
  },
  sources: ['Cal. Civ. Code § 1798.100-1798.199', '11 CCR § 7025 (opt-out preference signals), § 7026(f) (15 business days)', '15 U.S.C. § 7704 (CAN-SPAM), 47 U.S.C. § 227 (TCPA)'],
  checked: false,
}
