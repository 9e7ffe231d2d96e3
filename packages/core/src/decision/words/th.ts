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
    stopped: (offer) => `ส่ง “${offer}” ที่นี่ไม่ได้ เพราะช่องทางนี้ถูกระงับสำหรับบุคคลนี้แล้ว`,
    dismissed: (offer) => `บุคคลนี้ปิด “${offer}” ไปแล้ว จึงพักไว้ก่อน`,
    moment: (offer, moment) => `ตอนนี้ยังไม่เหมาะกับ “${offer}” เพราะ${moment}`,
    stock: (offer, stock) => `สิทธิ์ของ “${offer}” ทั้ง ${stock} สิทธิ์ถูกใช้หมดแล้ว`,
    budget: (offer, budget) => `“${offer}” จะทำให้เกินงบ “${budget}”`,
    group: (offer, told) => `เพิ่งเสนอ “${told}” ไป หากเสนอ “${offer}” อีกจะขัดกันเอง`,
    control: (offer) => `“${offer}” แสดงได้ แต่ไตรมาสนี้บุคคลนี้อยู่ในกลุ่มควบคุมที่ไม่มีการเสนอขาย`,
  },
  nothingPossible: (reasons) => `ไม่ได้แสดงอะไร เพราะไม่มีข้อเสนอใดแสดงได้: ${reasons}`,
  failed: {
    placement: (n) => `${n} รายการเป็นของตำแหน่งอื่น`,
    consent: (n) => `${n} รายการยังไม่ได้รับความยินยอม`,
    suppression: (n) => `${n} รายการถูกระงับหรือถูกปิดไป`,
    eligibility: (n) => `${n} รายการไม่ตรงเงื่อนไข`,
    moment: (n) => `${n} รายการไม่เหมาะกับช่วงเวลานี้`,
    schedule: (n) => `${n} รายการอยู่นอกช่วงเวลาที่กำหนด`,
    stock: (n) => `${n} รายการสิทธิ์เต็มแล้ว`,
    budget: (n) => `${n} รายการเกินงบ`,
    cap: (n) => `${n} รายการแสดงครบจำนวนแล้ว`,
    group: (n) => `${n} รายการขัดกับที่เสนอไปก่อนหน้า`,
    tier: (n) => `${n} รายการหลีกทางให้เรื่องที่สำคัญกว่า`,
    control: (n) => `${n} รายการเว้นไว้เพื่อเปรียบเทียบผล`,
  },
  chosenControl: () => 'ไม่ได้เสนออะไร เพราะไตรมาสนี้บุคคลนี้อยู่ในกลุ่มควบคุม ซึ่งใช้วัดว่าการเสนอให้ผลจริงเพียงใด ส่วนการช่วยเหลือยังให้ตามปกติ',
  worth: ({ chance, value, lever, cost, channelCost, shadow, moments, score }) =>
    [`โอกาสสำเร็จ ${chance} × มูลค่า ${value}`, lever && ` × น้ำหนัก ${lever}`, cost && ` − ต้นทุน ${cost}`, channelCost && ` − ค่าช่องทาง ${channelCost}`, shadow && ` − งบที่เหลือน้อย ${shadow}`, moments && ` − สถานการณ์ตอนนี้ ${moments}`, ` = ${score}`]
      .filter(Boolean)
      .join(''),
  momentsHold: (moments) => `สถานการณ์ตอนนี้ที่มีผลต่อการเสนอ: ${moments}`,
  spokeFor: (list) => `สิ่งที่สนับสนุนตัวเลือกนี้: ${list}`,
  spokeAgainst: (list) => `สิ่งที่ไม่สนับสนุนตัวเลือกนี้: ${list}`,
  onlyWatches: (chance) => `โมเดลยังเพียงเฝ้าดู ไม่ได้ตัดสินใจ หากให้โมเดลประเมิน โอกาสสำเร็จคือ ${chance}`,
  comma: ', ',
  notConsidered: (offer) => `ไม่มี “${offer}” ในเวอร์ชันที่ใช้ตัดสินใจ`,
}
