/** Who did what with whose data, and how long each kind of event is kept. */
import { useQuery } from '@tanstack/react-query'
import { audit, retention } from '../../api/queries.ts'
import { Badge, Section } from '../../components/layout.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Code } from '../../components/words.tsx'
import { useFormat } from '../../i18n/use-format.ts'

/** The two lists. */
export function Trail() {
  const { t, known, number, moment, duration, day } = useFormat()
  const lines = useQuery(audit)
  const rules = useQuery(retention)
  return (
    <div className="grid gap-5 xl:grid-cols-2">
      <Section title={t('trail.title')} about={t('trail.about')} actions={lines.data && <Badge tone={lines.data.whole ? 'good' : 'bad'}>{t(lines.data.whole ? 'trail.whole' : 'trail.broken')}</Badge>}>
        <Loaded query={lines}>
          {(page) => page.items.length === 0 ? <p className="text-sm text-ink-2">{t('trail.none')}</p> : (
            <ul className="divide-y divide-line text-sm">
              {page.items.map((line) => (
                <li key={line.n} className="flex flex-wrap items-center gap-x-3 py-2">
                  <span className="tabular w-10 text-ink-3">{number(line.n)}</span>
                  <span className="min-w-40 flex-1">{known('act', line.act)} · {line.by}</span>
                  <Code>{line.subject.slice(0, 12)}</Code>
                  <span className="text-[13px] text-ink-3">{moment(line.at)}</span>
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      </Section>
      <Section title={t('retention.title')} about={t('retention.about')}>
        <Loaded query={rules}>
          {(answer) => answer.rules.length === 0 ? <p className="text-sm text-ink-2">{t('retention.none')}</p> : (
            <ul className="divide-y divide-line text-sm">
              {answer.rules.map((rule) => (
                <li key={rule.event} className="flex flex-wrap items-center gap-x-4 py-2">
                  <span className="min-w-40 flex-1 font-medium">{rule.event === '*' ? t('retention.every') : known('event', rule.event)}</span>
                  <span>{duration(rule.keep)}</span>
                  <span className="tabular text-ink-3">{t('retention.expired', { number: number(rule.expired) })}{rule.upTo !== null && ` · ${day(rule.upTo)}`}</span>
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      </Section>
    </div>
  )
}
