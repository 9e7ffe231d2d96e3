/** The formatting functions bound to the reader's language. */
import { useTranslation } from 'react-i18next'
import { formatAgo, formatClock, formatCompact, formatDay, formatDurationText, formatLength, formatMoment, formatNumber, formatShare, formatWeekHour, humanise } from '../format/format.ts'

/** Texts and formats of the reader's language. `known(prefix, name)` is the text for a code, or the code made readable. */
export function useFormat() {
  const { t, i18n } = useTranslation()
  const language = i18n.language
  return {
    t,
    language,
    known: (prefix: string, name: string): string => (i18n.exists(`${prefix}.${name}`) ? t(`${prefix}.${name}`) : humanise(name)),
    has: (key: string): boolean => i18n.exists(key),
    number: (value: number, digits = 0) => formatNumber(language, value, digits),
    compact: (value: number) => formatCompact(language, value),
    share: (value: number) => formatShare(language, value),
    ago: (at: number) => formatAgo(language, at, Date.now()),
    moment: (at: number) => formatMoment(language, at),
    day: (at: number) => formatDay(language, at),
    weekHour: (hour: number) => formatWeekHour(language, hour),
    clock: (at: number) => formatClock(language, at),
    length: (ms: number) => formatLength(language, ms),
    duration: (text: string) => formatDurationText(language, text),
  }
}
