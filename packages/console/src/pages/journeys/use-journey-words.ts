/** A journey in sentences: who enters, what happens, what ends it, who may come again. */
import { useQuery } from '@tanstack/react-query'
import { segments, templates } from '../../api/queries.ts'
import type { Journey } from '../../api/types.ts'
import { useFormat } from '../../i18n/use-format.ts'

/** The sentences in the reader's language. */
export function useJourneyWords() {
  const { t, known, duration, language } = useFormat()
  const segmentList = useQuery(segments(language)).data ?? []
  const templateList = useQuery(templates).data ?? []
  const segmentName = (id: string) => segmentList.find((one) => one.id === id)?.name ?? id
  const templateName = (id: string) => templateList.find((one) => one.id === id)?.name ?? id
  return {
    enter: ({ enter }: Journey): string => (
      'segment' in enter ? t('words.enterSegment', { segment: segmentName(enter.segment) }) : enter.where ? t('words.enterEventWhere', { event: known('event', enter.event) }) : t('words.enterEvent', { event: known('event', enter.event) })
    ),
    steps: ({ steps }: Journey): string =>
      steps.length === 0
        ? t('words.noSteps')
        : t(
          'words.doing',
          {
            steps: steps.map((step) => (
              'wait' in step
                ? t('words.wait', { time: duration(step.wait) })
                : t(step.send.at === 'best' ? 'words.sendBest' : 'words.send', { template: templateName(step.send.template), channel: known('channel', step.send.channel) })
            )).join(t('words.then'))
          },
        ),
    exit: ({ exit }: Journey): string =>
      !exit || exit.length === 0
        ? t('words.noExit')
        : exit.map((one) => (
          'event' in one ? t('words.exitEvent', { event: known('event', one.event) }) : 'segment' in one ? t('words.exitSegment', { segment: segmentName(one.segment) }) : t('words.exitNotSegment', { segment: segmentName(one.notSegment) })
        )).join(' '),
    again: ({ again }: Journey): string => (again === undefined || again === 'never' ? t('words.never') : t('words.again', { time: duration(again.after) })),
  }
}
