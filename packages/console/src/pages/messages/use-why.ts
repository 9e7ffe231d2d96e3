/** Says in words why a message waits or did not go. */
import type { MessageView } from '../../api/types.ts'
import { formatValue } from '../../format/format.ts'
import { useFormat } from '../../i18n/use-format.ts'

/** The sentence for a message; empty when there is nothing to explain. Codes come from the gate, anything else is the provider's own text. */
export function useWhy(): (message: MessageView) => string {
  const { t, has, known, duration, moment } = useFormat()
  return (message) => {
    const { why, detail = {} } = message
    if (why === undefined || why === '') return ''
    if (!has(`why.${why}`)) return why
    const text = (name: string) => formatValue(detail[name] ?? '')
    const sentence = t(`why.${why}`, {
      most: text('most'),
      within: duration(text('within')),
      from: text('from'),
      to: text('to'),
      timezone: text('timezone'),
      template: text('template'),
      purpose: known('purpose', text('purpose') || message.purpose),
      channel: known('channel', text('channel') || message.channel),
      reason: known('why', text('reason')),
      notAfter: moment(message.notAfter),
    })
    return message.state === 'planned' && message.dueAt > Date.now() ? `${sentence} ${t('message.nextTry', { when: moment(message.dueAt) })}` : sentence
  }
}
