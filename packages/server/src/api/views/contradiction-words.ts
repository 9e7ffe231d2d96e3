/** Contradictions in the reader's language. */
import { chooseLocale } from '@rapport/core/content/locale'
import type { ContradictionKind } from '@rapport/core/decision/consistency'

/** What was told where: `one` on `here` first, `other` on `there` later. */
export interface Told {
  readonly one: string
  readonly other: string
  readonly here: string
  readonly there: string
}

const WORDS: { readonly [locale: string]: { readonly [kind in ContradictionKind]: (told: Told) => string } } = {
  en: {
    group: ({ one, other, here, there }) => `“${one}” (${here}) and “${other}” (${there}) are two offers of one group: only one of them should be told.`,
    other_best: ({ one, other, here, there }) => `“${one}” was best on ${here} and “${other}” on ${there}, although both were possible on both and nothing about the person had changed.`,
    sell_and_serve: ({ one, other, here, there }) => `“${one}” on ${here}, “${other}” on ${there}: one place helps while the other sells, although help was possible on both.`,
  },
  'zh-Hant': {
    group: ({ one, other, here, there }) => `「${one}」（${here}）與「${other}」（${there}）屬於同一組，只應告知其中一項。`,
    other_best: ({ one, other, here, there }) => `「${one}」在${here}最佳，「${other}」卻在${there}最佳，但兩者在兩處皆可行，此人也沒有任何變化。`,
    sell_and_serve: ({ one, other, here, there }) => `${here}顯示「${one}」，${there}顯示「${other}」：一處在協助、另一處在銷售，但兩處皆可提供協助。`,
  },
  'zh-Hans': {
    group: ({ one, other, here, there }) => `“${one}”（${here}）与“${other}”（${there}）属于同一组，只应告知其中一项。`,
    other_best: ({ one, other, here, there }) => `“${one}”在${here}最佳，“${other}”却在${there}最佳，但两者在两处都可行，此人也没有任何变化。`,
    sell_and_serve: ({ one, other, here, there }) => `${here}显示“${one}”，${there}显示“${other}”：一处在协助、另一处在销售，但两处都可提供协助。`,
  },
  th: {
    group: ({ one, other, here, there }) => `“${one}” (${here}) และ “${other}” (${there}) อยู่ในกลุ่มเดียวกัน ควรแจ้งเพียงข้อเสนอเดียว`,
    other_best: ({ one, other, here, there }) => `“${one}” ดีที่สุดที่${here} แต่ “${other}” ดีที่สุดที่${there} ทั้งที่ทั้งสองข้อเสนอใช้ได้ทั้งสองที่ และลูกค้าไม่มีอะไรเปลี่ยนแปลง`,
    sell_and_serve: ({ one, other, here, there }) => `${here}แสดง “${one}” ส่วน${there}แสดง “${other}” ที่หนึ่งช่วยเหลือ อีกที่หนึ่งขาย ทั้งที่ช่วยเหลือได้ทั้งสองที่`,
  },
}

/** The sentence; English where nothing closer is written. */
export function contradictionSentence(kind: ContradictionKind, told: Told, locale: string): string {
  const words = WORDS[chooseLocale(Object.keys(WORDS), locale, 'en') ?? 'en'] ?? WORDS['en']
  return words?.[kind](told) ?? ''
}
