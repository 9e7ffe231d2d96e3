/** Decisions explained in Thai. */
import type { Words } from './words.ts'

const UNITS = { s: 'วินาที', m: 'นาที', h: 'ชั่วโมง', d: 'วัน', w: 'สัปดาห์' } as const

/** Thai. */
export const th: Words = {
  nothing: 'ไม่ทำอะไร',
  duration: (n, unit) => `${n} ${UNITS[unit]}`,
  chosenBest: (offer, value, chance) => `เลือก “${offer}” เพราะคาดว่ามีมูลค่าสูงสุดที่นี่ (${value}) โอกาสที่จะถูกเลือกคือ ${chance}`,
  chosenExplored: (offer, value, chance, best) => `เลือก “${offer}” (${value}) เพื่อการเรียนรู้ แม้คาดว่า “${best}” จะมีมูลค่ามากกว่า โอกาสที่จะถูกเลือกคือ ${chance}`,
  chosenNothing: (chance) => `ไม่ได้แสดงอะไร เพราะไม่มีข้อเสนอใดมีมูลค่ามากกว่าการเงียบไว้ โอกาสของผลนี้คือ ${chance}`,
  chosenNothingExplored: (chance, best) => `ไม่ได้แสดงอะไร เพื่อเรียนรู้ว่า “${best}” มีผลจริงเพียงใด โอกาสของผลนี้คือ ${chance}`,
  worthLess: (offer, value, best, bestValue, chance) => `“${offer}” แสดงได้ แต่มีมูลค่า ${value} ส่วน “${best}” มีมูลค่า ${bestValue} โอกาสที่จะถูกเลือกคือ ${chance}`,
  bestButExplored: (offer, value, chance) => `“${offer}” มีมูลค่าสูงสุด (${value}) แต่การตัดสินใจครั้งนี้ใช้เพื่อเรียนรู้ทางเลือกอื่น โอกาสที่จะถูกเลือกคือ ${chance}`,
  out: {
    placement: (offer) => `“${offer}” ไม่ได้กำหนดให้แสดงในตำแหน่งนี้`,
    notYet: (offer, from) => `“${offer}” จะเริ่มในวันที่ ${from}`,
    over: (offer, until) => `“${offer}” สิ้นสุดแล้วเมื่อ ${until}`,
    consent: (offer, purpose) => `“${offer}” ต้องได้รับความยินยอมสำหรับ “${purpose}” ซึ่งบุคคลนี้ยังไม่ได้ให้`,
    eligibility: (offer) => `บุคคลนี้ไม่ตรงตามเงื่อนไขของ “${offer}”`,
    cap: (offer, most, within) => `“${offer}” แสดงครบจำนวนครั้งที่อนุญาตแล้ว (${most} ครั้งใน ${within})`,
    tier: (offer) => `“${offer}” หลีกทางให้ข้อเสนอที่มีลำดับความสำคัญสูงกว่า`,
  },
  notConsidered: (offer) => `ไม่มี “${offer}” ในเวอร์ชันที่ใช้ตัดสินใจ`,
}
