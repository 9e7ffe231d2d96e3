/** Kinds of customers described in Thai. */
import type { GroupWords } from './words.ts'

/** Thai. */
export const th: GroupWords = {
  kinds: { champions: 'ลูกค้าชั้นเยี่ยม', loyal: 'ลูกค้าประจำ', big_spenders: 'ซื้อไม่บ่อยแต่ยอดสูง', new: 'ลูกค้าใหม่', fading: 'ลูกค้าดีที่เริ่มเงียบหาย', lost: 'ซื้อน้อยและหายไปนาน', occasional: 'ลูกค้าที่ซื้อเป็นครั้งคราว' },
  numbered: (kind, n) => `${kind} (${n})`,
  quadrants: {
    protect: { name: 'รักษาไว้', advice: 'มีมูลค่าสูงทั้งในอดีตและอนาคต ดูแลเป็นอันดับแรก ไม่จำเป็นต้องใช้ส่วนลด' },
    grow: { name: 'พัฒนา', advice: 'คาดว่าจะมีมูลค่ามากกว่าที่ใช้จ่ายมา แนะนำสิ่งอื่นที่เรามี' },
    win_back: { name: 'ดึงกลับ', advice: 'เคยมีมูลค่าสูงแต่เริ่มเงียบหาย สอบถามสาเหตุและให้เหตุผลที่จะกลับมา' },
    serve_cheaply: { name: 'ดูแลแบบประหยัด', advice: 'ใช้จ่ายน้อยและคาดว่าจะน้อยต่อไป ดูแลผ่านช่องทางที่ต้นทุนต่ำ' },
  },
  size: (people, share) => `${people} คน คิดเป็น ${share} ของทั้งหมด`,
  money: (share, each) => `สร้างรายได้ ${share} เฉลี่ยคนละ ${each}`,
  recency: (days, everybody) => `ซื้อครั้งล่าสุดเมื่อ ${days} วันก่อน (ลูกค้าทั่วไป ${everybody} วัน)`,
  orders: (orders, everybody) => `สั่งซื้อแล้ว ${orders} ครั้ง (ลูกค้าทั่วไป ${everybody} ครั้ง)`,
  perOrder: (money, everybody) => `ยอดต่อคำสั่งซื้อ ${money} (ลูกค้าทั่วไป ${everybody})`,
  tenure: (days, everybody) => `ซื้อครั้งแรกเมื่อ ${days} วันก่อน (ลูกค้าทั่วไป ${everybody} วัน)`,
  gap: (days, everybody) => `เว้นระหว่างการซื้อ ${days} วัน (ลูกค้าทั่วไป ${everybody} วัน)`,
  refunds: (share, everybody) => `คืนสินค้า ${share} ของยอดซื้อ (ทั้งหมด ${everybody})`,
  higher: (feature, value, everybody) => `${feature} สูง: ${value} (ลูกค้าทั่วไป ${everybody})`,
  lower: (feature, value, everybody) => `${feature} ต่ำ: ${value} (ลูกค้าทั่วไป ${everybody})`,
  ordinary: 'คล้ายกับลูกค้าทั่วไป',
  report: {
    title: 'ประเภทของลูกค้า', people: 'จำนวนคน', share: 'สัดส่วน', persona: 'ประเภท', moneyShare: 'สัดส่วนรายได้', recency: 'วันนับจากการซื้อล่าสุด', orders: 'จำนวนคำสั่งซื้อ', money: 'ยอดเงิน',
    howMany: 'มีกี่ประเภท', separation: 'ความแตกต่างระหว่างประเภท (ซิลูเอตต์ -1 ถึง 1)', picture: 'ลูกค้าทั้งหมดตามจำนวนคำสั่งซื้อและวันนับจากการซื้อล่าสุด',
    blurred: 'ประเภทต่าง ๆ ต่อเนื่องกัน เป็นการแบ่งช่วงของคนกลุ่มเดียว ไม่ใช่กลุ่มที่แยกขาดจากกัน',
  },
}
