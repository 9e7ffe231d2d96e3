/** The journeys a person walks or has walked, with the step they are at. */
import { Link } from '@tanstack/react-router'
import type { ProfileView } from '../../api/types.ts'
import { Badge, Section } from '../../components/layout.tsx'
import { Code, Words } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'

const TONES = { waiting: 'accent', done: 'good', left: 'plain' } as const

/** The list. */
export function PersonJourneys({ person }: { readonly person: ProfileView }) {
  const { t, ago, moment, known } = useFormat()
  return (
    <Section title={t('person.journeys')}>
      {person.journeys.length === 0 && <p className="text-sm text-ink-2">{t('person.noJourneys')}</p>}
      <ul className="divide-y divide-line">
        {person.journeys.map((run) => (
          <li key={run.run} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-3 text-sm">
            <Link to="/journeys/$id" params={{ id: run.journey }} className="font-medium text-accent-text underline-offset-2 hover:underline">
              <Words>{run.name}</Words>
            </Link>
            <Badge tone={TONES[run.is]}>{t(`run.${run.is}`)}</Badge>
            {run.step && <span className="text-ink-2">{t('run.step')} <Code>{run.step}</Code></span>}
            <span className="text-ink-3" title={moment(run.enteredAt)}>{t('run.entered', { when: ago(run.enteredAt) })}</span>
            {run.wakeAt !== undefined && <span className="text-ink-2" title={moment(run.wakeAt)}>{t('run.wakes', { when: ago(run.wakeAt) })}</span>}
            {run.why && <span className="text-ink-3">{known('runWhy', run.why)}</span>}
          </li>
        ))}
      </ul>
    </Section>
  )
}
